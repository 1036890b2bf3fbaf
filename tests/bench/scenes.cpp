// SPDX-License-Identifier: GPL-3.0-or-later
//
// What losses and text towers are good for, on rendered scenes of two shapes: scenes [PAIRS] [SEEDS] [THREADS], by
// default 60,000 pairs a run, 3 seeds, all cores. All see equally many pairs, so that a busy machine changes nothing
// but the time. One object in eight has a colour that its shape never has in training
// ("new").
//   R@1, R@5   the full sentence of each of 1,000 scenes asked among their pictures
//   binding    the true sentence is nearer than the one with both colours exchanged
//   background the picture is nearer to its own background's name than to the five others
#include "tests/support/scenes.h"
#include "core/base/paths.h"
#include "core/base/waiting.h"
#include "core/clip/checkpoint.h"
#include "core/clip/encoder.h"
#include "core/clip/preprocess.h"
#include "core/training/evaluation.h"
#include "core/training/trainer.h"
#include "tests/bench/bench.h"

#include <cmath>
#include <numeric>

using namespace reminisce;
using bench::must;
namespace fs = std::filesystem;

namespace {

constexpr int side = 48;
constexpr int trainingScenes = 20'000;
constexpr int testScenes = 1'000;

bool isNew(int colour, int shape)
{
    return (colour * 3 + shape) % 8 == 0;
}

test::Scene sceneOf(std::mt19937 &random, bool wantNew)
{
    for (;;) {
        const test::Scene scene = test::randomScene(random);
        const bool first = isNew(scene.colours[0], scene.shapes[0]), second = isNew(scene.colours[1], scene.shapes[1]);
        if (wantNew ? first && second : !first && !second)
            return scene;
    }
}

Pixels pixelsOf(const QImage &image)
{
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Pixels pixels(rgb.width(), rgb.height(), 3);
    for (int y = 0; y < rgb.height(); ++y)
        std::copy_n(rgb.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

struct TestSet {
    std::vector<test::Scene> scenes;
    std::vector<Pixels> pictures;
};

TestSet makeTestSet(bool wantNew)
{
    std::mt19937 random(wantNew ? 77 : 78);
    TestSet set;
    for (int i = 0; i < testScenes; ++i) {
        set.scenes.push_back(sceneOf(random, wantNew));
        set.pictures.push_back(pixelsOf(test::renderScene(set.scenes.back(), side, random)));
    }
    return set;
}

training::Dataset makeTrainingSet(const fs::path &file)
{
    training::Dataset data;
    data.size = side;
    std::mt19937 random(5);
    std::ofstream out(file, std::ios::binary);
    for (int i = 0; i < trainingScenes; ++i) {
        const test::Scene scene = sceneOf(random, false);
        const Pixels pixels = pixelsOf(test::renderScene(scene, side, random));
        out.write(reinterpret_cast<const char *>(pixels.samples.data()),
                  static_cast<std::streamsize>(pixels.samples.size()));
        data.examples.push_back({0, i % 100 == 0 ? training::Split::Validation : training::Split::Train});
        data.captions.emplace_back();
        for (int form = 0; form < 3; ++form)
            data.captions.back().push_back(test::captionOf(scene, form).toStdString());
    }
    out.close();
    data.pixels = must(MappedFile::open(file));
    return data;
}

struct Variant {
    const char *name;
    training::Loss loss;
    int batch;
    const char *texts;
    double bias; ///< 0: −ln(batch − 1)
};

constexpr Variant variants[] = {
    {"cross-entropy, 256, causal", training::Loss::CrossEntropy, 256, "causal", -10},
    {"cross-entropy, 64, causal", training::Loss::CrossEntropy, 64, "causal", -10},
    {"sigmoid from -10, 256, causal", training::Loss::Sigmoid, 256, "causal", -10},
    {"sigmoid from -10, 64, causal", training::Loss::Sigmoid, 64, "causal", -10},
    {"sigmoid from -ln(B-1), 256, causal", training::Loss::Sigmoid, 256, "causal", 0},
    {"sigmoid from -ln(B-1), 64, causal", training::Loss::Sigmoid, 64, "causal", 0},
    {"cross-entropy, 256, class token", training::Loss::CrossEntropy, 256, "class-token", -10},
    {"cross-entropy, 256, bag", training::Loss::CrossEntropy, 256, "bag", -10},
};

/// Figures of one run, in the order of the columns.
enum Column { Seen, New, NewFive, Binding, Background, Seconds, Columns };
using Figures = std::array<double, Columns>;

class Encoders {
public:
    explicit Encoders(const fs::path &folder) : m_checkpoint(must(clip::Checkpoint::open(folder)))
    {
        const auto *towers = must(clip::loadTowers());
        m_images = must(towers->imageEncoder(m_checkpoint, {}));
        m_texts = must(towers->textEncoder(m_checkpoint, {}));
    }
    std::vector<Embedding> pictures(const std::vector<Pixels> &pictures)
    {
        std::vector<Pixels> crops;
        for (const Pixels &picture : pictures)
            crops.push_back(clip::prepare(picture, m_checkpoint->config().preprocess));
        return must(m_images->encode(crops));
    }
    std::vector<Embedding> texts(const std::vector<std::string> &texts)
    {
        std::vector<std::vector<std::int32_t>> ids;
        for (const std::string &text : texts)
            ids.push_back(m_checkpoint->tokenizer().encode(text, clip::SpecialTokens::Escape));
        return must(m_texts->encode(ids));
    }

private:
    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    std::unique_ptr<clip::ImageEncoder> m_images;
    std::unique_ptr<clip::TextEncoder> m_texts;
};

std::vector<std::string> sentencesOf(const TestSet &set)
{
    std::vector<std::string> sentences;
    for (const test::Scene &scene : set.scenes)
        sentences.push_back(test::captionOf(scene).toStdString());
    return sentences;
}

training::Retrieval retrievalOf(Encoders &encoders, const TestSet &set)
{
    // Equal scenes have one sentence, which is true of both.
    std::vector<std::vector<std::string>> captions;
    for (const std::string &sentence : sentencesOf(set))
        captions.push_back({sentence});
    const training::CaptionRows rows = training::captionRows(captions);
    return training::retrieval(encoders.pictures(set.pictures), encoders.texts(rows.texts), rows.captionsOf);
}

double bindingOf(Encoders &encoders, const TestSet &set)
{
    std::vector<std::string> exchanged;
    for (test::Scene scene : set.scenes) {
        std::swap(scene.colours[0], scene.colours[1]);
        exchanged.push_back(test::captionOf(scene).toStdString());
    }
    return training::wordOrder(encoders.pictures(set.pictures), encoders.texts(sentencesOf(set)),
                               encoders.texts(exchanged))
        .value;
}

double backgroundOf(Encoders &encoders, const TestSet &set)
{
    std::vector<std::string> names;
    for (const auto &background : test::sceneBackgrounds)
        names.emplace_back(background.name);
    std::vector<std::uint32_t> truth;
    for (const test::Scene &scene : set.scenes)
        truth.push_back(static_cast<std::uint32_t>(scene.background));
    return training::zeroShot(encoders.pictures(set.pictures), truth, encoders.texts(names), 1).top1.value;
}

Figures run(const Variant &variant, const training::Dataset &data, std::int64_t pairs, std::uint64_t seed, int threads,
            const fs::path &folder, const TestSet &seen, const TestSet &unseen)
{
    training::TrainingConfig config;
    config.data = config.output = folder / "model";
    config.steps = pairs / variant.batch;
    config.seed = seed;
    config.batch = variant.batch;
    config.loss = variant.loss;
    config.sigmoidBias = variant.bias != 0 ? variant.bias : -std::log(variant.batch - 1.0);
    config.learningRate = 1e-3;
    config.muon = 0; // the experiment that this repeats was made with AdamW
    config.warmup = 30;
    config.smoothing = 0;
    config.smallestCrop = 1; // nothing that the caption names may be cut off
    config.degrade = 0;
    config.averaging = 0.99;
    config.pictures.width = 16;
    config.pictureSize = side;
    config.dim = 128;
    training::applyTextPreset(variant.texts, config);
    config.texts.width = 128;
    config.texts.heads = 2;
    config.merges = 200;
    config.threads = threads;
    config.saveEveryMinutes = 0;
    fs::remove_all(config.output);
    const auto begin = bench::Clock::now();
    must(must(training::loadTrainer())->train(config, data, {}));
    const double seconds = bench::secondsSince(begin);

    Encoders encoders(config.output);
    const training::Retrieval onNew = retrievalOf(encoders, unseen);
    return {retrievalOf(encoders, seen).textToImage.at1.value,
            onNew.textToImage.at1.value,
            onNew.textToImage.at5.value,
            bindingOf(encoders, unseen),
            backgroundOf(encoders, unseen),
            seconds};
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const std::int64_t pairs = argc > 1 ? std::atoll(argv[1]) : 60'000;
    const int seeds = argc > 2 ? std::atoi(argv[2]) : 3;
    const int threads = argc > 3 ? std::atoi(argv[3]) : 0;
    const fs::path folder = fs::temp_directory_path() / ("scenes-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const training::Dataset data = makeTrainingSet(folder / "scenes.rgb");
    const TestSet seen = makeTestSet(false), unseen = makeTestSet(true);
    std::printf(
        "%lld pairs a run, %d seeds; mean (lowest to highest seed) in %%; chance R@1 0.1, binding 50, background 17\n",
        static_cast<long long>(pairs), seeds);
    std::printf("%-36s %-20s %-20s %-20s %-20s %-20s %s\n", "loss, batch, text tower", "R@1 seen", "R@1 new", "R@5 new",
                "binding new", "background new", "seconds");
    for (const Variant &variant : variants) {
        std::vector<Figures> all;
        for (int seed = 1; seed <= seeds; ++seed)
            all.push_back(run(variant, data, pairs, static_cast<std::uint64_t>(seed), threads, folder, seen, unseen));
        std::printf("%-36s", variant.name);
        for (int column = 0; column < Columns; ++column) {
            std::vector<double> values;
            for (const Figures &figures : all)
                values.push_back(figures[static_cast<std::size_t>(column)] * (column == Seconds ? 1 : 100));
            const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            char text[48];
            std::snprintf(text, sizeof text, " %.1f (%.1f to %.1f)", mean,
                          *std::min_element(values.begin(), values.end()),
                          *std::max_element(values.begin(), values.end()));
            std::printf("%-21s", text);
        }
        std::printf("\n");
        std::fflush(stdout);
    }
    fs::remove_all(folder);
    return 0;
}
