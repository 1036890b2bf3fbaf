// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "core/base/paths.h"

#include <nlohmann/json.hpp>
#include <set>

namespace reminisce::training {

namespace {

using Json = nlohmann::json;

/// Reads a key into a field and remembers that it is known.
class Fields {
public:
    explicit Fields(const Json &root) : m_root(root) {}

    template <typename T> void read(const char *key, T &field)
    {
        m_known.insert(key);
        if (m_root.contains(key))
            field = m_root[key].get<T>();
    }

    void readPath(const char *key, std::filesystem::path &field, const std::filesystem::path &base)
    {
        std::string text;
        read(key, text);
        if (!text.empty())
            field = (base / text).lexically_normal();
    }

    std::string unknownKey() const
    {
        for (const auto &[key, value] : m_root.items()) {
            if (!m_known.contains(key))
                return key;
        }
        return {};
    }

private:
    const Json &m_root;
    std::set<std::string> m_known;
};

void readFields(Fields &fields, TrainingConfig &config, const std::filesystem::path &base)
{
    fields.read("name", config.name);
    fields.readPath("data", config.data, base);
    fields.readPath("words", config.words, base);
    fields.readPath("output", config.output, base);
    fields.readPath("from", config.from, base);
    fields.read("minutes", config.minutes);
    fields.read("steps", config.steps);
    fields.read("seed", config.seed);
    fields.read("batch", config.batch);
    fields.read("learningRate", config.learningRate);
    fields.read("weightDecay", config.weightDecay);
    fields.read("warmup", config.warmup);
    fields.read("smoothing", config.smoothing);
    fields.read("balance", config.balance);
    fields.read("degrade", config.degrade);
    fields.read("smallestCrop", config.smallestCrop);
    fields.read("mix", config.mix);
    fields.read("decay", config.decay);
    fields.read("averaging", config.averaging);
    fields.read("pictureSize", config.pictureSize);
    fields.read("sizes", config.sizes);
    fields.read("width", config.width);
    fields.read("blocks", config.blocks);
    fields.read("dim", config.dim);
    fields.read("textWidth", config.textWidth);
    fields.read("textLayers", config.textLayers);
    fields.read("textHeads", config.textHeads);
    fields.read("textContext", config.textContext);
    fields.read("merges", config.merges);
    fields.read("threads", config.threads);
    fields.read("precision", config.precision);
    fields.read("saveEveryMinutes", config.saveEveryMinutes);
}

std::string fault(const TrainingConfig &c)
{
    if (c.data.empty() || c.output.empty())
        return "\"data\" and \"output\" must name folders.";
    if (c.batch < 2 || c.batch > 8192)
        return "\"batch\" must lie between 2 and 8192.";
    if (c.width < 8 || c.width > 512 || c.blocks.size() != 4)
        return "\"width\" must lie between 8 and 512 and \"blocks\" must name four stages.";
    if (c.pictureSize < 32 || c.pictureSize > 512 || c.pictureSize % 16 != 0)
        return "\"pictureSize\" must be a multiple of 16 between 32 and 512.";
    if (c.textHeads < 1 || c.textWidth < 16 || c.textWidth % c.textHeads != 0 || c.textLayers < 1 || c.textContext < 4)
        return "\"textWidth\" must be a multiple of \"textHeads\".";
    const auto isShare = [](double x) { return x >= 0 && x <= 1; };
    if (!isShare(c.mix) || !isShare(c.decay) || !isShare(c.degrade) || !isShare(c.smoothing))
        return "\"mix\", \"decay\", \"degrade\" and \"smoothing\" must lie between 0 and 1.";
    if (c.precision != "auto" && c.precision != "fp32" && c.precision != "bf16")
        return "\"precision\" must be auto, fp32 or bf16.";
    for (const auto &[share, size] : c.sizes) {
        if (size < 32 || size > 512 || size % 16 != 0)
            return "\"sizes\" must be multiples of 16.";
    }
    return {};
}

} // namespace

Result<TrainingConfig> readConfig(const std::filesystem::path &path)
{
    const Result<std::string> text = paths::readFile(path, 1U << 20U);
    if (!text)
        return text.error();
    const Json root = Json::parse(*text, nullptr, false);
    if (!root.is_object())
        return badInput(path.string() + " is not a JSON object.");
    TrainingConfig config;
    Fields fields(root);
    try {
        readFields(fields, config, std::filesystem::absolute(path).parent_path());
    } catch (const Json::exception &e) {
        return badInput(path.string() + " has a value of the wrong kind: " + e.what());
    }
    if (const std::string key = fields.unknownKey(); !key.empty())
        return badInput(path.string() + " has the unknown key \"" + key + "\".");
    if (const std::string what = fault(config); !what.empty())
        return badInput(path.string() + ": " + what);
    return config;
}

} // namespace reminisce::training
