// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/clip/preprocess.h"
#include "core/training/concepts.h"
#include "core/training/trainer.h"

#include <algorithm>
#include <iostream>

namespace reminisce::cli {

namespace fs = std::filesystem;

namespace {

constexpr int cachedPictureSize = 64;

training::Dataset openData(const fs::path &folder)
{
    const fs::path cache =
        paths::cacheHome() / "training" /
        (toHex(sha256({reinterpret_cast<const std::uint8_t *>(folder.native().data()), folder.native().size()}))
             .substr(0, 16) +
         ".rgb");
    image::DecoderPool decoders;
    return must(training::openContactSheets(folder, cachedPictureSize, cache,
                                            [&decoders](const fs::path &path) -> Result<Pixels> {
                                                auto picture = readPicture(decoders, path);
                                                if (!picture)
                                                    return picture.error();
                                                return std::move(picture->pixels);
                                            }));
}

Json zeroShotJson(const training::ZeroShot &z)
{
    return {{"top1", z.top1}, {"top5", z.top5}, {"classes", z.classes}, {"pictures", z.pictures}};
}

void train(const Context &context, const std::string &configFile)
{
    const training::TrainingConfig config = must(training::readConfig(configFile));
    const training::Dataset data = openData(config.data);
    training::TrainingEvents events;
    events.cancel = interruptControl().cancel();
    events.progress = [](const training::TrainingProgress &p) {
        std::fprintf(stderr, "step %lld, %.1f %%, loss %.3f, scale %.1f, %.0f pictures/s\n",
                     static_cast<long long>(p.step), 100 * p.share, p.loss, p.scale, p.picturesPerSecond);
    };
    events.validated = [](const training::ZeroShot &z) {
        std::fprintf(stderr, "validation: top-1 %.1f %%, top-5 %.1f %% of %d classes\n", 100 * z.top1, 100 * z.top5,
                     z.classes);
    };
    const training::TrainingReport report = must(must(training::loadTrainer())->train(config, data, events));
    if (context.json)
        context.print({{"steps", report.steps},
                       {"minutes", report.minutes},
                       {"zero_shot", zeroShotJson(report.validation)},
                       {"chance", {{"top1", report.validation.chance1()}}},
                       {"model", config.output.string()}});
}

/// Zero-shot figures of any checkpoint on labelled pictures; each class by its plain caption.
training::ZeroShot zeroShot(const Context &context, const std::shared_ptr<const clip::Checkpoint> &checkpoint,
                            const training::Dataset &data, training::Split split)
{
    std::vector<std::vector<std::int32_t>> captions;
    for (const training::Label &label : data.labels)
        captions.push_back(checkpoint->tokenizer().encode(training::plainCaption(label), clip::SpecialTokens::Escape));
    const auto texts = must(context.textEncoder(checkpoint)->encode(captions));
    auto encoder = context.imageEncoder(checkpoint);

    std::vector<std::int64_t> all(data.labels.size()), first(data.labels.size()), five(data.labels.size());
    std::vector<Pixels> crops;
    std::vector<std::uint32_t> truths;
    const auto flush = [&] {
        const auto vectors = must(encoder->encode(crops));
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            const std::uint32_t truth = truths[i];
            const float right = dot(vectors[i], texts[truth]);
            const auto better = std::count_if(texts.begin(), texts.end(),
                                              [&](const Embedding &text) { return dot(vectors[i], text) > right; });
            ++all[truth];
            first[truth] += better < 1 ? 1 : 0;
            five[truth] += better < 5 ? 1 : 0;
        }
        crops.clear();
        truths.clear();
    };
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        if (data.examples[i].split != split)
            continue;
        Pixels picture(data.size, data.size, 3);
        std::copy_n(data.picture(i), picture.samples.size(), picture.samples.begin());
        crops.push_back(clip::prepare(picture, checkpoint->config().preprocess));
        truths.push_back(data.examples[i].label);
        if (crops.size() == 128)
            flush();
    }
    flush();
    training::ZeroShot result;
    for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c] == 0)
            continue;
        ++result.classes;
        result.pictures += all[c];
        result.top1 += static_cast<double>(first[c]) / static_cast<double>(all[c]);
        result.top5 += static_cast<double>(five[c]) / static_cast<double>(all[c]);
    }
    result.top1 /= std::max(1, result.classes);
    result.top5 /= std::max(1, result.classes);
    return result;
}

void evaluate(const Context &context, const std::string &folder, const std::string &split)
{
    const training::Dataset data = openData(absolutePath(folder));
    const auto checkpoint = context.checkpoint();
    const training::ZeroShot z =
        zeroShot(context, checkpoint, data, split == "train" ? training::Split::Train : training::Split::Validation);
    if (context.json) {
        context.print({{"zero_shot", zeroShotJson(z)},
                       {"chance", {{"top1", z.chance1()}, {"top5", 5 * z.chance1()}}},
                       {"model", checkpoint->config().name}});
        return;
    }
    std::cout << checkpoint->config().name << ": top-1 " << 100 * z.top1 << " %, top-5 " << 100 * z.top5 << " % over "
              << z.classes << " classes and " << z.pictures << " pictures (chance " << 100 * z.chance1() << " %)\n";
}

} // namespace

void addTrainingCommands(CLI::App &app, Context &context)
{
    const auto path = std::make_shared<std::string>();
    CLI::App *trainCommand = app.add_subcommand("train", "Train a model from a JSON configuration");
    trainCommand->add_option("CONFIG", *path)->required();
    trainCommand->callback([&context, path] { train(context, *path); });

    const auto split = std::make_shared<std::string>("val");
    CLI::App *evaluateCommand = app.add_subcommand("evaluate", "Zero-shot figures of a model on labelled pictures");
    evaluateCommand->add_option("--data", *path, "A folder with pages.json")->required();
    evaluateCommand->add_option("--split", *split)->check(CLI::IsMember({"val", "train"}));
    evaluateCommand->callback([&context, path, split] { evaluate(context, *path, *split); });
}

} // namespace reminisce::cli
