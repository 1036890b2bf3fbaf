// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/clip/checkpoint.h"
#include "core/clip/encoder.h"
#include "core/clip/preprocess.h"
#include "core/training/trainer.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

using namespace reminisce;
using namespace reminisce::training;

/// The whole path of training on pictures that are made here: learn, save, load, tell apart.
class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tinySetIsLearnt();
    void goesOnFromWeights();
    void unknownKeyIsRefused();

private:
    TrainingConfig smallConfig() const;

    QTemporaryDir m_folder;
    Dataset m_data;
};

namespace {

struct Colour {
    const char *name;
    std::array<std::uint8_t, 3> rgb;
};
constexpr std::array colours = {Colour{"poppy", {200, 30, 30}}, Colour{"grass", {40, 160, 40}},
                                Colour{"ocean", {30, 60, 190}}, Colour{"night", {15, 15, 25}},
                                Colour{"cloud", {230, 230, 235}}};
constexpr int tile = 64, perLabel = 20;

} // namespace

void TestTrainer::initTestCase()
{
    nlohmann::json pages = nlohmann::json::array();
    for (const Colour &colour : colours) {
        for (const char *split : {"train", "val"})
            pages.push_back({{"file", std::string(colour.name) + "-" + split + ".png"},
                             {"tile", tile},
                             {"columns", perLabel},
                             {"count", perLabel},
                             {"label", colour.name},
                             {"split", split}});
    }
    const std::filesystem::path folder = m_folder.path().toStdString();
    std::ofstream(folder / "pages.json") << nlohmann::json{{"pages", pages}, {"names", nlohmann::json::object()}};
    auto data = openContactSheets(folder, tile, folder / "cache", [](const std::filesystem::path &path) {
        std::mt19937 random(static_cast<unsigned>(std::hash<std::string>()(path.filename().string())));
        Pixels sheet(tile * perLabel, tile, 3);
        const std::string label = path.filename().string().substr(0, path.filename().string().find('-'));
        for (const Colour &colour : colours) {
            if (colour.name != label)
                continue;
            for (std::size_t i = 0; i < sheet.samples.size(); ++i)
                sheet.samples[i] = static_cast<std::uint8_t>(
                    std::clamp<int>(colour.rgb[i % 3] + static_cast<int>(random() % 31) - 15, 0, 255));
        }
        return Result<Pixels>(std::move(sheet));
    });
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    m_data = *std::move(data);
}

TrainingConfig TestTrainer::smallConfig() const
{
    TrainingConfig config;
    config.name = "colours";
    config.data = m_folder.path().toStdString();
    config.output = (m_folder.path() + QStringLiteral("/colours")).toStdString();
    config.steps = 60;
    config.warmup = 10;
    config.batch = 20;
    config.width = 8;
    config.dim = 32;
    config.textWidth = 32;
    config.textHeads = 2;
    config.merges = 100;
    config.averaging = 0.9;
    config.sizes = {{1.0, 32}};
    config.precision = "fp32";
    config.threads = 1;
    return config;
}

void TestTrainer::tinySetIsLearnt()
{
    const auto trainer = loadTrainer();
    QVERIFY2(trainer, trainer ? "" : trainer.error().message.c_str());
    const TrainingConfig config = smallConfig();
    double firstLoss = 0, lastLoss = 0;
    TrainingEvents events;
    events.progress = [&](const TrainingProgress &p) {
        if (firstLoss == 0)
            firstLoss = p.loss;
        lastLoss = p.loss;
    };
    const auto report = (*trainer)->train(config, m_data, events);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->steps, 60);
    QVERIFY(lastLoss < firstLoss);
    QCOMPARE(report->validation.classes, int(colours.size()));
    QCOMPARE(report->validation.top1, 1.0);

    // What was written is a checkpoint like any other.
    const auto loaded = clip::Checkpoint::open(config.output);
    QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
    const std::shared_ptr<const clip::Checkpoint> checkpoint = *loaded;
    const auto towers = clip::loadTowers();
    QVERIFY(towers);
    const auto images = (*towers)->imageEncoder(checkpoint, {});
    const auto texts = (*towers)->textEncoder(checkpoint, {});
    QVERIFY(images && texts);
    std::vector<std::vector<std::int32_t>> words;
    for (const Colour &colour : colours)
        words.push_back(checkpoint->tokenizer().encode(colour.name, clip::SpecialTokens::Escape));
    const auto textVectors = (*texts)->encode(words);
    QVERIFY(textVectors);
    for (std::size_t c = 0; c < colours.size(); ++c) {
        Pixels flat(tile, tile, 3);
        for (std::size_t i = 0; i < flat.samples.size(); ++i)
            flat.samples[i] = colours[c].rgb[i % 3];
        const auto vector = (*images)->encode(std::vector{clip::prepare(flat, checkpoint->config().preprocess)});
        QVERIFY(vector);
        std::size_t best = 0;
        for (std::size_t t = 1; t < colours.size(); ++t) {
            if (dot((*vector)[0], (*textVectors)[t]) > dot((*vector)[0], (*textVectors)[best]))
                best = t;
        }
        QCOMPARE(best, c);
    }
}

void TestTrainer::goesOnFromWeights()
{
    const auto trainer = loadTrainer();
    TrainingConfig config = smallConfig();
    config.from = config.output; // of the test before
    config.output = (m_folder.path() + QStringLiteral("/further")).toStdString();
    config.merges = 7; // the vocabulary of the weights counts
    config.steps = 2;
    config.learningRate = 0;
    const auto report = (*trainer)->train(config, m_data, {});
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->validation.top1, 1.0);
    QCOMPARE(paths::readFile(config.output / "merges.txt").value(),
             paths::readFile(config.from / "merges.txt").value());
}

void TestTrainer::unknownKeyIsRefused()
{
    const std::string path = m_folder.filePath(QStringLiteral("config.json")).toStdString();
    std::ofstream(path) << R"({"data": "d", "output": "o", "learningrate": 1})";
    const auto config = readConfig(path);
    QVERIFY(!config);
    QVERIFY(config.error().message.find("learningrate") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
