// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/config.h"

#include "core/base/paths.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

namespace reminisce::training {

namespace {

using Json = nlohmann::ordered_json;
using clip::TextKind;
using clip::VisionKind;

// One list of fields serves both directions: Reader fills a configuration, Writer describes one.

class Reader {
public:
    Reader(const Json &root, std::filesystem::path base) : m_root(root), m_base(std::move(base)) {}

    template <typename T> void field(const char *key, T &value)
    {
        m_known.insert(key);
        if (m_root.contains(key))
            value = m_root[key].get<T>();
    }
    void path(const char *key, std::filesystem::path &value)
    {
        std::string text;
        field(key, text);
        if (!text.empty())
            value = (m_base / text).lexically_normal();
    }
    template <typename T> void choice(const char *key, T &value, const std::map<std::string, T> &names)
    {
        std::string text;
        field(key, text);
        if (text.empty())
            return;
        const auto found = names.find(text);
        if (found == names.end())
            throw std::invalid_argument('"' + text + "\" is no value of \"" + key + "\".");
        value = found->second;
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
    std::filesystem::path m_base;
    std::set<std::string> m_known;
};

class Writer {
public:
    template <typename T> void field(const char *key, T &value) { json[key] = value; }
    void path(const char *key, std::filesystem::path &value)
    {
        if (!value.empty())
            json[key] = value.string();
    }
    template <typename T> void choice(const char *key, T &value, const std::map<std::string, T> &names)
    {
        for (const auto &[name, each] : names) {
            if (each == value)
                json[key] = name;
        }
    }
    Json json = Json::object();
};

template <typename Access> void pictureFields(Access &access, TrainingConfig &config)
{
    clip::VisionConfig &v = config.pictures;
    access.choice(
        "kind", v.kind,
        {{"resnet-d", VisionKind::ResNetD}, {"modified-resnet", VisionKind::ModifiedResNet}, {"vit", VisionKind::Vit}});
    access.field("width", v.width);
    access.field("blocks", v.blocks);
    access.choice("pool", v.attentionPool, std::map<std::string, bool>{{"mean", false}, {"attention", true}});
    access.choice("stem", v.layeredStem, std::map<std::string, bool>{{"patch", false}, {"layered", true}});
    access.field("patch", v.patch);
    access.field("layers", v.layers);
    access.field("heads", v.heads);
    access.field("size", config.pictureSize);
    access.field("mirror", config.mirror);
    access.choice("fit", config.squash, std::map<std::string, bool>{{"whole", true}, {"middle", false}});
}

template <typename Access> void textFields(Access &access, TrainingConfig &config)
{
    clip::TextConfig &t = config.texts;
    access.choice("kind", t.kind,
                  {{"causal", TextKind::Causal}, {"class-token", TextKind::ClassToken}, {"bag", TextKind::Bag}});
    access.field("width", t.width);
    access.field("layers", t.layers);
    access.field("heads", t.heads);
    access.field("context", t.context);
    access.field("merges", config.merges);
}

template <typename Access> void runFields(Access &access, TrainingConfig &c)
{
    access.field("name", c.name);
    access.path("data", c.data);
    access.path("captions", c.captions);
    access.field("folderNames", c.folderNames);
    access.field("validation", c.validation);
    access.path("words", c.words);
    access.path("output", c.output);
    access.path("from", c.from);
    access.path("averageWith", c.averageWith);
    access.field("minutes", c.minutes);
    access.field("steps", c.steps);
    access.field("patience", c.patience);
    access.field("seed", c.seed);
    access.field("batch", c.batch);
    access.choice("loss", c.loss, {{"cross-entropy", Loss::CrossEntropy}, {"sigmoid", Loss::Sigmoid}});
    access.field("sigmoidBias", c.sigmoidBias);
    access.field("temperature", c.temperature);
    access.field("learningRate", c.learningRate);
    access.field("weightDecay", c.weightDecay);
    access.field("muon", c.muon);
    access.field("warmup", c.warmup);
    access.field("decay", c.decay);
    access.field("smoothing", c.smoothing);
    access.field("proxies", c.proxies);
    access.field("balance", c.balance);
    access.field("degrade", c.degrade);
    access.field("sharpness", c.sharpness);
    access.field("smallestCrop", c.smallestCrop);
    access.field("mix", c.mix);
    access.field("averaging", c.averaging);
    access.field("sizes", c.sizes);
    access.field("dim", c.dim);
    access.field("threads", c.threads);
    access.field("device", c.device);
    access.field("precision", c.precision);
    access.field("saveEveryMinutes", c.saveEveryMinutes);
    access.field("saveEverySteps", c.saveEverySteps);
}

/// Reads the preset or the object of one tower.
void readTower(const Json &root, const char *key, TrainingConfig &config,
               bool (*preset)(const std::string &, TrainingConfig &), void (*fields)(Reader &, TrainingConfig &))
{
    if (!root.contains(key))
        return;
    const Json &value = root[key];
    const std::string name = value.is_string() ? value.get<std::string>() : value.value("preset", "");
    if (!name.empty() && !preset(name, config))
        throw std::invalid_argument("There is no preset \"" + name + "\".");
    if (!value.is_object())
        return;
    Reader reader(value, {});
    std::string ignored;
    reader.field("preset", ignored);
    fields(reader, config);
    if (const std::string unknown = reader.unknownKey(); !unknown.empty())
        throw std::invalid_argument("\"" + std::string(key) + "\" has the unknown key \"" + unknown + "\".");
}

bool isShare(double x)
{
    return x >= 0 && x <= 1;
}

/// Whether a tower can read pictures of other sizes than it was made for.
bool takesAnySize(const clip::VisionConfig &v)
{
    return v.kind != VisionKind::Vit && !v.attentionPool;
}

std::string plainNumber(double x)
{
    return std::to_string(static_cast<std::int64_t>(x));
}

std::string fault(const TrainingConfig &c)
{
    if (c.data.empty() || c.output.empty())
        return "\"data\" and \"output\" must be named.";
    if (c.batch < 2 || c.batch > 8192)
        return "\"batch\" must lie between 2 and 8192.";
    const int multiple = c.pictures.kind == VisionKind::ModifiedResNet ? 32 : 16;
    const auto fits = [multiple](int size) { return size >= 32 && size <= 512 && size % multiple == 0; };
    if (!fits(c.pictureSize))
        return "\"size\" of pictures must be a multiple of " + std::to_string(multiple) + " between 32 and 512.";
    for (const auto &[share, size] : c.sizes) {
        if (!fits(size))
            return "\"sizes\" must be multiples of " + std::to_string(multiple) + " between 32 and 512.";
        if (size != c.pictureSize && !takesAnySize(c.pictures))
            return "\"sizes\" is for residual networks with mean pool; other towers take one size.";
    }
    if (const auto specs = clip::tensorSpecs(modelConfig(c, 1000)); !specs)
        return specs.error().message;
    if (c.merges < 0 || c.merges > 100'000)
        return "\"merges\" must lie between 0 and 100,000.";
    double before = 0;
    for (const auto &[share, size] : c.sizes) {
        if (!isShare(share) || share <= before)
            return "\"sizes\" must rise by shares of the run, between 0 and 1.";
        before = share;
    }
    for (const auto &[name, value] : {std::pair("mix", c.mix), std::pair("decay", c.decay),
                                      std::pair("degrade", c.degrade), std::pair("sharpness", c.sharpness),
                                      std::pair("smoothing", c.smoothing), std::pair("smallestCrop", c.smallestCrop),
                                      std::pair("averaging", c.averaging), std::pair("validation", c.validation)}) {
        if (!isShare(value))
            return '"' + std::string(name) + "\" must lie between 0 and 1.";
    }
    constexpr double mostRate = 10, mostMuon = 1000, mostWeight = 1000;
    for (const auto &[name, value, most] :
         {std::tuple("learningRate", c.learningRate, mostRate), std::tuple("muon", c.muon, mostMuon),
          std::tuple("weightDecay", c.weightDecay, mostWeight), std::tuple("proxies", c.proxies, mostWeight),
          std::tuple("balance", c.balance, 1.0), std::tuple("minutes", c.minutes, 1e6),
          std::tuple("saveEveryMinutes", c.saveEveryMinutes, 1e6)}) {
        if (!(value >= 0) || value > most)
            return '"' + std::string(name) + "\" must lie between 0 and " + plainNumber(most) + ".";
    }
    if (!c.averageWith.empty() && c.from.empty())
        return "\"averageWith\" needs \"from\".";
    if (c.steps < 1 || c.warmup < 1)
        return "\"steps\" and \"warmup\" must be at least 1.";
    if (c.patience < 0 || c.threads < 0 || c.saveEverySteps < 0)
        return "\"patience\", \"threads\" and \"saveEverySteps\" must not be negative.";
    constexpr double leastTemperature = 0.01; // the scale is 100 at most
    if (c.temperature != 0 && !(c.temperature >= leastTemperature && c.temperature <= mostWeight))
        return "\"temperature\" must be 0 (learnt) or at least 0.01.";
    if (c.mix > 0 && c.loss == Loss::Sigmoid)
        return "\"mix\" is for the cross-entropy only.";
    if (c.precision != "auto" && c.precision != "fp32" && c.precision != "bf16")
        return "\"precision\" must be auto, fp32 or bf16.";
    if (c.device != "auto" && c.device != "cpu" && c.device != "cuda")
        return "\"device\" must be auto, cpu or cuda.";
    return {};
}

clip::VisionConfig residual(VisionKind kind, int width, std::vector<int> blocks)
{
    clip::VisionConfig v;
    v.kind = kind;
    v.width = width;
    v.blocks = std::move(blocks);
    v.heads = kind == VisionKind::ModifiedResNet ? width / 2 : width / 8; // 64 channels each
    return v;
}

clip::VisionConfig transformer(int width, int layers, bool layeredStem)
{
    clip::VisionConfig v;
    v.kind = VisionKind::Vit;
    v.patch = 8;
    v.width = width;
    v.layers = layers;
    v.heads = width / 64;
    v.layeredStem = layeredStem;
    return v;
}

clip::TextConfig textTower(TextKind kind, int width, int layers)
{
    clip::TextConfig t;
    t.kind = kind;
    t.width = width;
    t.layers = layers;
    t.heads = width / 64;
    t.context = 24;
    return t;
}

const std::vector<std::pair<std::string, clip::VisionConfig>> &pictureTowers()
{
    static const std::vector<std::pair<std::string, clip::VisionConfig>> towers = {
        {"resnet18", residual(VisionKind::ResNetD, 32, {2, 2, 2, 2})},
        {"vit-conv", transformer(192, 6, true)},
        {"vit-tiny", transformer(192, 6, false)},
        {"resnet50", residual(VisionKind::ModifiedResNet, 32, {3, 4, 6, 3})},
        {"resnet18-wide", residual(VisionKind::ResNetD, 64, {2, 2, 2, 2})},
        {"vit-small", transformer(384, 8, true)}};
    return towers;
}

const std::vector<std::pair<std::string, clip::TextConfig>> &textTowers()
{
    static const std::vector<std::pair<std::string, clip::TextConfig>> towers = {
        {"bag", textTower(TextKind::Bag, 256, 0)},
        {"causal", textTower(TextKind::Causal, 192, 2)},
        {"class-token", textTower(TextKind::ClassToken, 192, 2)},
        {"causal-large", textTower(TextKind::Causal, 256, 4)}};
    return towers;
}

template <typename Tower> std::vector<std::string> namesOf(const std::vector<std::pair<std::string, Tower>> &towers)
{
    std::vector<std::string> names;
    for (const auto &[name, tower] : towers)
        names.push_back(name);
    return names;
}

template <typename Tower>
bool apply(const std::vector<std::pair<std::string, Tower>> &towers, const std::string &name, Tower &target)
{
    for (const auto &[each, tower] : towers) {
        if (each == name) {
            target = tower;
            return true;
        }
    }
    return false;
}

} // namespace

TrainingConfig::TrainingConfig()
{
    applyPicturePreset("resnet18", *this);
    applyTextPreset("causal", *this);
}

const std::vector<std::string> &picturePresets()
{
    static const std::vector<std::string> names = namesOf(pictureTowers());
    return names;
}

const std::vector<std::string> &textPresets()
{
    static const std::vector<std::string> names = namesOf(textTowers());
    return names;
}

bool applyPicturePreset(const std::string &name, TrainingConfig &config)
{
    return apply(pictureTowers(), name, config.pictures);
}

bool applyTextPreset(const std::string &name, TrainingConfig &config)
{
    return apply(textTowers(), name, config.texts);
}

Result<TrainingConfig> readConfig(const std::filesystem::path &path)
{
    const Result<std::string> text = paths::readFile(path, 1U << 20U);
    if (!text)
        return text.error();
    const Json root = Json::parse(*text, nullptr, false);
    if (!root.is_object())
        return badInput(path.string() + " is not a JSON object.");
    TrainingConfig config;
    Reader reader(root, std::filesystem::absolute(path).parent_path());
    try {
        runFields(reader, config);
        Json tower;
        reader.field("pictures", tower);
        reader.field("texts", tower);
        readTower(root, "pictures", config, applyPicturePreset, pictureFields<Reader>);
        readTower(root, "texts", config, applyTextPreset, textFields<Reader>);
    } catch (const Json::exception &e) {
        return badInput(path.string() + " has a value of the wrong kind: " + e.what());
    } catch (const std::invalid_argument &e) {
        return badInput(path.string() + ": " + e.what());
    }
    if (const std::string key = reader.unknownKey(); !key.empty())
        return badInput(path.string() + " has the unknown key \"" + key + "\".");
    if (const std::string what = fault(config); !what.empty())
        return badInput(path.string() + ": " + what);
    return config;
}

std::string configText(const TrainingConfig &config)
{
    TrainingConfig copy = config;
    Writer run, pictures, texts;
    runFields(run, copy);
    pictureFields(pictures, copy);
    textFields(texts, copy);
    run.json["pictures"] = pictures.json;
    run.json["texts"] = texts.json;
    return run.json.dump(1) + "\n";
}

clip::ModelConfig modelConfig(const TrainingConfig &config, int vocabulary)
{
    clip::ModelConfig model;
    model.layout = clip::Layout::Reminisce;
    model.name = config.name;
    model.dim = config.dim;
    model.vision = config.pictures;
    model.vision.mlpWidth = 4 * config.pictures.width;
    model.text = config.texts;
    model.text.mlpWidth = 4 * config.texts.width;
    model.text.vocabulary = vocabulary;
    model.preprocess.size = config.pictureSize;
    model.preprocess.mirror = config.mirror;
    model.preprocess.squash = config.squash;
    return model;
}

} // namespace reminisce::training
