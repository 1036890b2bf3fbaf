// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/clip/checkpoint.h"
#include "core/clip/encoder.h"
#include "core/clip/preprocess.h"
#include "core/clip/safetensors.h"
#include "core/search/searcher.h"
#include "core/training/concepts.h"
#include "core/training/trainer.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cmath>
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
    void aQuestionIsAskedThingByThing();
    void goesOnFromWeights();
    void beginsAtTheMeanOfTwo();
    void proxiesBeginWhereTheTextsAre();
    void resumedRunIsBitExact_data();
    void resumedRunIsBitExact();
    void killedWhileItMeasuresItGoesOn();
    void otherSettingsDoNotGoOn();
    void nothingLearntIsNotSaved();
    void everyTowerComesBackAsItWas_data();
    void everyTowerComesBackAsItWas();
    void stopsWhereNothingIsGained();
    void patienceNeedsPicturesHeldBack();
    void brokenNumbersEndTheRun();
    void fixedTemperatureStays();
    void faultyValuesAreRefused_data();
    void faultyValuesAreRefused();
    void unknownKeyIsRefused();
    void shippedConfigurationIsRead();

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
    config.pictures.width = 8;
    config.dim = 32;
    config.texts.width = 32;
    config.texts.heads = 2;
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
    QCOMPARE(report->validation.zeroShot->classes, int(colours.size()));
    QCOMPARE(report->validation.zeroShot->top1.value, 1.0);

    const auto card = paths::readFile(config.output / "card.md");
    QVERIFY(card && card->find("top-1 100.0 %") != std::string::npos && card->find("60 steps") != std::string::npos);
    QVERIFY(readConfig(config.output / "training.json"));
    // The card counts what the file holds, without what is measured on the way.
    const auto file = clip::TensorFile::open(config.output / "model.safetensors");
    QVERIFY(file);
    std::int64_t learnt = 0;
    for (const auto &[name, tensor] : file->tensors())
        learnt += name.find("running_") == std::string::npos ? tensor.elements() : 0;
    QVERIFY(card->find(" " + std::to_string(learnt) + " learnt numbers") != std::string::npos);

    // What was written is a checkpoint like any other.
    const auto loaded = clip::Checkpoint::open(config.output);
    QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
    const std::shared_ptr<const clip::Checkpoint> checkpoint = *loaded;
    QVERIFY(checkpoint->config().preprocess.squash); // photos are seen whole
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

void TestTrainer::aQuestionIsAskedThingByThing()
{
    // Labels name one thing each: the model of the test before has read no sentence about two.
    const std::shared_ptr<const clip::Checkpoint> checkpoint = clip::Checkpoint::open(smallConfig().output).value();
    QVERIFY(checkpoint->config().text.oneThing);
    search::QueryEncoder queries(checkpoint, clip::loadTowers().value()->textEncoder(checkpoint, {}).value());
    const auto vectorOf = [&](const char *question) { return queries.encodeQuery(question).value(); };
    const Embedding ocean = vectorOf("ocean"), poppy = vectorOf("poppy");
    Embedding mean(ocean.size());
    for (std::size_t i = 0; i < mean.size(); ++i)
        mean[i] = ocean[i] + poppy[i];
    normalise(mean);
    QVERIFY(dot(vectorOf("a poppy by the ocean, with my xyzzy"), mean) > 0.9999F);
    QVERIFY(dot(vectorOf("a photo of our poppy"), poppy) > 0.9999F);
    const auto things = queries.encodeThings("a poppy by the ocean, with my xyzzy").value().things;
    QCOMPARE(things.size(), std::size_t(2));
    QVERIFY(dot(things[0].at(0), poppy) > 0.9999F && things[0].size() == 1);
    QVERIFY(dot(things[1].at(0), ocean) > 0.9999F && things[1].size() == 1);
    QVERIFY(queries.encodeThings("a photo of our poppy").value().empty());

    // A broader word is asked for by its kinds, too.
    const QTemporaryDir broader;
    std::filesystem::copy(smallConfig().output, broader.path().toStdString());
    QVERIFY(clip::writeConcepts(broader.path().toStdString(),
                                {{{"ocean"}, {}}, {{"poppy"}, {}}, {{"blue"}, {"ocean", "poppy"}}}));
    const auto again = clip::Checkpoint::open(broader.path().toStdString()).value();
    search::QueryEncoder asks(again, clip::loadTowers().value()->textEncoder(again, {}).value());
    const search::AskedThings asked = asks.encodeThings("something blue").value();
    QCOMPARE(asked.things.size(), std::size_t(1));
    QCOMPARE(asked.things[0].size(), std::size_t(3));
    QVERIFY(dot(asked.things[0][0], ocean) > 0.9999F && dot(asked.things[0][1], poppy) > 0.9999F);
    QVERIFY(dot(asked.things[0][2], asks.encodeQuery("blue").value()) > 0.9999F);
    QVERIFY(std::abs(asked.scale - again->config().logitScale) < 1e-6);
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
    QCOMPARE(report->validation.zeroShot->top1.value, 1.0);
    QCOMPARE(paths::readFile(config.output / "merges.txt").value(),
             paths::readFile(config.from / "merges.txt").value());
}

void TestTrainer::beginsAtTheMeanOfTwo()
{
    TrainingConfig config = smallConfig();
    const std::filesystem::path first = config.output;
    config.from = first;
    config.output = m_folder.filePath(QStringLiteral("sibling")).toStdString();
    config.steps = 40;
    QVERIFY(loadTrainer().value()->train(config, m_data, {}));
    config.averageWith = config.output;
    config.output = m_folder.filePath(QStringLiteral("mean")).toStdString();
    config.steps = 1;
    config.learningRate = 0;
    const auto report = loadTrainer().value()->train(config, m_data, {});
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    const auto weights = [](const std::filesystem::path &folder) {
        const clip::TensorFile file = clip::TensorFile::open(folder / "model.safetensors").value();
        return file.find("text_projection")->toFloats();
    };
    const std::vector<float> a = weights(first), b = weights(config.averageWith), mean = weights(config.output);
    float apart = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        QVERIFY(std::abs(mean[i] - (a[i] + b[i]) / 2) < 1e-3F);
        apart = std::max(apart, std::abs(a[i] - b[i]));
    }
    QVERIFY(apart > 4e-3F);

    // Another vocabulary gives its words other numbers.
    const std::filesystem::path other = m_folder.filePath(QStringLiteral("other")).toStdString();
    std::filesystem::copy(config.averageWith, other);
    std::ofstream(other / "merges.txt") << "#version: 0.2\na b</w>\n";
    config.averageWith = other;
    config.output = m_folder.filePath(QStringLiteral("no-mean")).toStdString();
    const auto refused = loadTrainer().value()->train(config, m_data, {});
    QVERIFY(!refused && refused.error().message.find("vocabulary") != std::string::npos);
}

void TestTrainer::proxiesBeginWhereTheTextsAre()
{
    TrainingConfig config = smallConfig();
    config.from = config.output;
    config.output = (m_folder.path() + QStringLiteral("/proxies")).toStdString();
    config.learningRate = 0;
    TrainingEvents events;
    events.progress = [&events](const TrainingProgress &) { events.cancel.cancel(); };
    const auto report = loadTrainer().value()->train(config, m_data, events);
    QVERIFY2(report && !report->finished, report ? "" : report.error().message.c_str());
    // Proxies are kept in the state of an unfinished run only.
    const clip::TensorFile state = clip::TensorFile::open(runStateFile(config.output)).value();
    const std::vector<float> proxies = state.find("proxies")->toFloats();

    const std::shared_ptr<const clip::Checkpoint> checkpoint = clip::Checkpoint::open(config.from).value();
    const auto texts = clip::loadTowers().value()->textEncoder(checkpoint, {}).value();
    const std::size_t dim = proxies.size() / colours.size();
    const std::vector<std::string> captions = Concepts(m_data.labels).plainCaptions();
    for (std::size_t c = 0; c < colours.size(); ++c) {
        const auto ids = checkpoint->tokenizer().encode(captions[c], clip::SpecialTokens::Escape);
        const Embedding vector = texts->encode({ids}).value()[0];
        const Embedding proxy(proxies.begin() + static_cast<std::ptrdiff_t>(c * dim),
                              proxies.begin() + static_cast<std::ptrdiff_t>((c + 1) * dim));
        QVERIFY2(dot(proxy, vector) > 0.999F, std::to_string(dot(proxy, vector)).c_str());
    }
}

void TestTrainer::resumedRunIsBitExact_data()
{
    QTest::addColumn<bool>("sigmoid");
    QTest::newRow("cross-entropy, mixed pictures") << false;
    QTest::newRow("sigmoid") << true;
}

void TestTrainer::resumedRunIsBitExact()
{
    QFETCH(bool, sigmoid);
    const auto trainer = loadTrainer();
    TrainingConfig config = smallConfig();
    config.steps = 12;
    config.loss = sigmoid ? Loss::Sigmoid : Loss::CrossEntropy;
    config.mix = sigmoid ? 0 : 0.5;
    config.sizes = {{0.5, 32}};
    config.saveEverySteps = 4;
    const auto output = [this](const char *name) {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    };
    config.output = output(sigmoid ? "whole-s" : "whole-c");
    QVERIFY((*trainer)->train(config, m_data, {}));
    const std::string whole = paths::readFile(config.output / "model.safetensors").value();

    // The same, cut off at each validation, that is after 4 and 8 steps.
    config.output = output(sigmoid ? "parts-s" : "parts-c");
    int parts = 0;
    for (bool finished = false; !finished; ++parts) {
        TrainingEvents events;
        events.validated = [&events](const Validation &) { events.cancel.cancel(); };
        const auto report = (*trainer)->train(config, m_data, events);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        finished = report->finished;
        QCOMPARE(std::filesystem::exists(runStateFile(config.output)), !finished);
    }
    QCOMPARE(parts, 3);
    QVERIFY(paths::readFile(config.output / "model.safetensors").value() == whole);
}

void TestTrainer::killedWhileItMeasuresItGoesOn()
{
    const auto trainer = loadTrainer();
    TrainingConfig config = smallConfig();
    config.steps = 8;
    config.saveEverySteps = 4;
    const std::filesystem::path folder = m_folder.path().toStdString();
    config.output = folder / "undisturbed";
    QVERIFY((*trainer)->train(config, m_data, {}));
    config.output = folder / "disturbed";
    TrainingEvents events;
    events.validated = [](const Validation &) { throw std::runtime_error("killed"); };
    QVERIFY(!(*trainer)->train(config, m_data, events));
    QStringList order;
    events.progress = [&order](const TrainingProgress &) { order << QStringLiteral("step"); };
    events.validated = [&order](const Validation &) { order << QStringLiteral("measured"); };
    QVERIFY((*trainer)->train(config, m_data, events));
    QCOMPARE(order.value(0), QStringLiteral("measured"));
    QVERIFY(paths::readFile(folder / "disturbed/model.safetensors").value() ==
            paths::readFile(folder / "undisturbed/model.safetensors").value());
}

void TestTrainer::nothingLearntIsNotSaved()
{
    TrainingConfig config = smallConfig();
    config.output = (m_folder.path() + QStringLiteral("/nothing")).toStdString();
    TrainingEvents events;
    events.cancel.cancel();
    const auto report = loadTrainer().value()->train(config, m_data, events);
    QVERIFY(report && report->steps == 0);
    QVERIFY(!std::filesystem::exists(config.output / "model.safetensors"));
}

void TestTrainer::otherSettingsDoNotGoOn()
{
    const auto trainer = loadTrainer();
    TrainingConfig config = smallConfig();
    config.steps = 8;
    config.saveEverySteps = 2;
    config.output = (m_folder.path() + QStringLiteral("/other")).toStdString();
    TrainingEvents events;
    events.validated = [&events](const Validation &) { events.cancel.cancel(); };
    QVERIFY((*trainer)->train(config, m_data, events));
    config.learningRate *= 2;
    const auto refused = (*trainer)->train(config, m_data, {});
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("other settings") != std::string::npos);
}

void TestTrainer::everyTowerComesBackAsItWas_data()
{
    QTest::addColumn<QString>("pictures");
    QTest::addColumn<QString>("texts");
    QTest::newRow("resnet18 attention, class token") << "resnet18+attention"
                                                     << "class-token";
    QTest::newRow("resnet50, bag") << "resnet50"
                                   << "bag";
    QTest::newRow("resnet50 attention, causal") << "resnet50+attention"
                                                << "causal";
    QTest::newRow("vit, class token") << "vit-tiny"
                                      << "class-token";
    QTest::newRow("vit behind a stem, bag") << "vit-conv"
                                            << "bag";
}

void TestTrainer::everyTowerComesBackAsItWas()
{
    QFETCH(QString, pictures);
    QFETCH(QString, texts);
    TrainingConfig config = smallConfig();
    config.steps = 6;
    config.sizes.clear();
    QVERIFY(applyPicturePreset(pictures.section(QLatin1Char('+'), 0, 0).toStdString(), config));
    QVERIFY(applyTextPreset(texts.toStdString(), config));
    config.pictures.width = pictures.startsWith(QLatin1String("vit")) ? 32 : 8;
    config.pictures.heads = 2;
    config.pictures.layers = 2;
    config.pictures.attentionPool = pictures.endsWith(QLatin1String("attention"));
    if (!config.pictures.blocks.empty())
        config.pictures.blocks = {1, 1, 1, 1};
    config.texts.width = 32;
    config.texts.heads = 2;
    config.output =
        (m_folder.path() + QStringLiteral("/tower-") + QString::fromLatin1(QTest::currentDataTag())).toStdString();
    const auto report = (*loadTrainer())->train(config, m_data, {});
    QVERIFY2(report, report ? "" : report.error().message.c_str());

    // The reader's figures are those of the towers that were trained.
    const auto loaded = clip::Checkpoint::open(config.output);
    QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
    const auto towers = clip::loadTowers();
    clip::EncoderOptions options;
    options.precision = clip::Precision::Fp32;
    const auto images = (*towers)->imageEncoder(*loaded, options);
    const auto encoder = (*towers)->textEncoder(*loaded, options);
    QVERIFY(images && encoder);
    std::vector<std::vector<std::int32_t>> captions;
    for (const Label &label : m_data.labels)
        captions.push_back((*loaded)->tokenizer().encode(plainCaption(label), clip::SpecialTokens::Escape));
    std::vector<Pixels> crops;
    std::vector<std::uint32_t> labels;
    for (const std::uint32_t i : m_data.examplesOf(Split::Validation)) {
        Pixels picture(tile, tile, 3);
        std::copy_n(m_data.picture(i), picture.samples.size(), picture.samples.begin());
        crops.push_back(clip::prepare(picture, (*loaded)->config().preprocess));
        labels.push_back(m_data.examples[i].label);
    }
    const auto pictureVectors = (*images)->encode(crops);
    const auto textVectors = (*encoder)->encode(captions);
    QVERIFY(pictureVectors && textVectors);
    const ZeroShot read = zeroShot(*pictureVectors, labels, *textVectors, (*loaded)->config().logitScale);
    const ZeroShot trained = *report->validation.zeroShot;
    // Weights were rounded to fp16 in between; tst_trainedtowers compares the vectors themselves.
    QVERIFY(std::abs(read.top1.value - trained.top1.value) < 0.03);
}

void TestTrainer::stopsWhereNothingIsGained()
{
    TrainingConfig config = smallConfig();
    config.output = (m_folder.path() + QStringLiteral("/patient")).toStdString();
    config.steps = 1000;
    config.learningRate = 0; // nothing changes, so nothing can be gained
    config.saveEverySteps = 2;
    config.patience = 3;
    const auto report = (*loadTrainer())->train(config, m_data, {});
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->stoppedEarly && report->finished);
    QVERIFY(report->steps <= 20);
}

void TestTrainer::patienceNeedsPicturesHeldBack()
{
    TrainingConfig config = smallConfig();
    config.output = (m_folder.path() + QStringLiteral("/impatient")).toStdString();
    config.patience = 3;
    Dataset data = m_data;
    for (Example &example : data.examples)
        example.split = Split::Train;
    const auto report = loadTrainer().value()->train(config, data, {});
    QVERIFY(!report && report.error().message.find("patience") != std::string::npos);
}

void TestTrainer::brokenNumbersEndTheRun()
{
    // Weights that are no numbers: each step is lost, and nobody shall wait for the end of such a run.
    TrainingConfig config = smallConfig();
    config.from = m_folder.filePath(QStringLiteral("broken")).toStdString();
    std::filesystem::create_directories(config.from);
    std::filesystem::copy(config.output / "merges.txt", config.from / "merges.txt");
    const auto whole = clip::TensorFile::open(config.output / "model.safetensors").value();
    std::vector<clip::TensorData> tensors;
    for (const auto &[name, tensor] : whole.tensors()) {
        std::vector<float> values = tensor.toFloats();
        if (name == "text_projection")
            values[0] = std::nanf("");
        tensors.push_back(clip::floatTensor(name, tensor.shape, values));
    }
    QVERIFY(clip::writeSafetensors(config.from / "model.safetensors", tensors, {}));
    config.output = m_folder.filePath(QStringLiteral("of-broken")).toStdString();
    config.steps = 100'000;
    const auto report = loadTrainer().value()->train(config, m_data, {});
    QVERIFY(!report);
    QVERIFY2(report.error().message.find("learningRate") != std::string::npos, report.error().message.c_str());
    QVERIFY(!std::filesystem::exists(config.output / "model.safetensors"));
}

void TestTrainer::fixedTemperatureStays()
{
    TrainingConfig config = smallConfig();
    config.from = config.output;
    config.output = m_folder.filePath(QStringLiteral("fixed")).toStdString();
    config.temperature = 0.5;
    config.steps = 2;
    QVERIFY(loadTrainer().value()->train(config, m_data, {}));
    QVERIFY(std::abs(clip::Checkpoint::open(config.output).value()->config().logitScale - 2) < 1e-4);
}

void TestTrainer::faultyValuesAreRefused_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QByteArray>("named");
    for (const auto &[setting, named] :
         std::initializer_list<std::pair<const char *, const char *>>{{R"("steps": 0)", "at least 1"},
                                                                      {R"("averageWith": "x")", "from"},
                                                                      {R"("patience": -1)", "patience"},
                                                                      {R"("learningRate": 1e300)", "learningRate"},
                                                                      {R"("muon": -1)", "muon"},
                                                                      {R"("weightDecay": -0.1)", "weightDecay"},
                                                                      {R"("balance": 1.5)", "balance"},
                                                                      {R"("temperature": 0.001)", "temperature"},
                                                                      {R"("sizes": [[0.5, 32], [0.4, 48]])", "sizes"},
                                                                      {R"("sizes": [[1.5, 32]])", "sizes"},
                                                                      {R"("mix": 0.5, "loss": "sigmoid")", "mix"}})
        QTest::newRow(setting) << QByteArray(setting) << QByteArray(named);
}

void TestTrainer::faultyValuesAreRefused()
{
    QFETCH(QByteArray, setting);
    QFETCH(QByteArray, named);
    const std::string path = m_folder.filePath(QStringLiteral("faulty.json")).toStdString();
    std::ofstream(path) << R"({"data": "d", "output": "o", )" + setting.toStdString() + "}";
    const auto config = readConfig(path);
    QVERIFY(!config);
    QVERIFY2(config.error().message.find(named.toStdString()) != std::string::npos, config.error().message.c_str());
}

void TestTrainer::unknownKeyIsRefused()
{
    const std::string path = m_folder.filePath(QStringLiteral("config.json")).toStdString();
    std::ofstream(path) << R"({"data": "d", "output": "o", "learningrate": 1})";
    const auto config = readConfig(path);
    QVERIFY(!config);
    QVERIFY(config.error().message.find("learningrate") != std::string::npos);
}

void TestTrainer::shippedConfigurationIsRead()
{
    for (const char *earlier :
         {"training-1.json", "training-2.json", "training-3.json", "training-4.json", "training-5.json"})
        QVERIFY(readConfig(std::filesystem::path(REMINISCE_SOURCE "/resources/models/starter") / earlier));
    const auto config = readConfig(REMINISCE_SOURCE "/resources/models/starter/training.json");
    QVERIFY2(config, config ? "" : config.error().message.c_str());
    QCOMPARE(config->texts.context, 16);
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
