// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/checkpoint.h"
#include "core/clip/encoder.h"
#include "core/clip/modelconfig.h"
#include "core/clip/preprocess.h"
#include "core/training/captioneddata.h"
#include "core/training/captionsource.h"
#include "core/training/config.h"
#include "core/training/model.h"
#include "core/training/normstatistics.h"
#include "core/training/objective.h"
#include "core/training/tensors.h"
#include "core/training/towers.h"
#include "core/training/vocabularylearner.h"

#include <ATen/Parallel.h>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <c10/core/GradMode.h>
#include <cmath>
#include <random>
#include <set>

using namespace reminisce;
using namespace reminisce::training;

/// Each tower by itself: the tensors it has, gradients against finite differences through both losses, and the vectors
/// that readers get from what was saved.
class TestTrainedTowers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tensorsAreThoseThatReadersExpect_data();
    void tensorsAreThoseThatReadersExpect();
    void gradientsMatchDifferences_data();
    void gradientsMatchDifferences();
    void savedTowersGiveTheSameVectors_data();
    void savedTowersGiveTheSameVectors();
    void mirroringModelsKnowNoSides();
    void normsAreSettledForTheirWeights();
    void scalesAreHeldAndCanFall();
    void classTokenSeesNoPadding();
    void causalTowerSeesNothingBehindTheEnd();
    void bagIsBlindToOrder();
    void fixedSizeIsRefusedWhereSizesChange();
};

namespace {

constexpr int vocabulary = 30;

TrainingConfig tiny(const char *pictures, const char *texts)
{
    TrainingConfig config;
    config.data = config.output = "somewhere";
    config.dim = 8;
    config.pictureSize = 64;
    const std::string name = pictures;
    applyPicturePreset(name.starts_with("resnet50") ? "resnet50"
                       : name.starts_with("resnet") ? "resnet18"
                                                    : name,
                       config);
    config.pictures.width = name.starts_with("vit") ? 16 : 8;
    config.pictures.heads = 2;
    config.pictures.layers = 2;
    if (!config.pictures.blocks.empty())
        config.pictures.blocks = {1, 1, 1, 1};
    config.pictures.attentionPool = name.ends_with("attention");
    applyTextPreset(texts, config);
    config.texts.width = 12;
    config.texts.heads = 2;
    config.texts.layers = config.texts.kind == clip::TextKind::Bag ? 0 : 2;
    config.texts.context = 10;
    return config;
}

struct Towers {
    explicit Towers(const TrainingConfig &config) : model(modelConfig(config, vocabulary))
    {
        at::manual_seed(3);
        pictures = makePictureTower(model, at::kFloat, set);
        texts = makeTextTower(model, at::kFloat, set);
        // Gains that begin at zero would hide what lies before them.
        const c10::AutoGradMode noGradient(false);
        for (const Parameter &parameter : set.parameters) {
            if (parameter.value.dim() == 1)
                parameter.value.add_(at::randn_like(parameter.value) * 0.2);
        }
    }
    clip::ModelConfig model;
    ParameterSet set;
    std::unique_ptr<PictureTower> pictures;
    std::unique_ptr<TextTower> texts;
};

/// Three texts of different lengths.
PaddedTexts someTexts()
{
    const at::Tensor ids = at::tensor({28, 5, 6, 7, 29, 0, 28, 9, 29, 0, 0, 0, 28, 11, 5, 12, 13, 29}, at::kLong);
    return {ids.view({3, 6}), at::tensor({5, 3, 6}, at::kLong)};
}

/// Large ones, so that the last stage of a tower can tell pictures apart.
Pixels patches(int seed)
{
    std::mt19937 random(static_cast<unsigned>(seed));
    constexpr int side = 64, patch = 16, row = side / patch;
    std::array<std::uint8_t, std::size_t{3} * row * row> levels{};
    for (std::uint8_t &level : levels)
        level = static_cast<std::uint8_t>(random());
    Pixels picture(side, side, 3);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < 3 * side; ++x)
            picture.row(y)[x] = levels[static_cast<std::size_t>((y / patch * row + x / 3 / patch) * 3 + x % 3)];
    }
    return picture;
}

void addTowers()
{
    QTest::addColumn<QString>("pictures");
    QTest::addColumn<QString>("texts");
    QTest::newRow("resnet18, causal") << "resnet18"
                                      << "causal";
    QTest::newRow("resnet18 attention, class token") << "resnet18-attention"
                                                     << "class-token";
    QTest::newRow("resnet50, bag") << "resnet50"
                                   << "bag";
    QTest::newRow("resnet50 attention, causal") << "resnet50-attention"
                                                << "causal";
    QTest::newRow("vit, class token") << "vit-tiny"
                                      << "class-token";
    QTest::newRow("vit behind a stem, bag") << "vit-conv"
                                            << "bag";
}

} // namespace

void TestTrainedTowers::initTestCase()
{
    at::set_num_threads(1);
}

void TestTrainedTowers::tensorsAreThoseThatReadersExpect_data()
{
    addTowers();
}

void TestTrainedTowers::tensorsAreThoseThatReadersExpect()
{
    QFETCH(QString, pictures);
    QFETCH(QString, texts);
    const Towers towers(tiny(qPrintable(pictures), qPrintable(texts)));
    const auto specs = clip::tensorSpecs(towers.model);
    QVERIFY2(specs, specs ? "" : specs.error().message.c_str());
    std::set<std::pair<std::string, std::vector<std::int64_t>>> expected, found;
    for (const clip::TensorSpec &spec : *specs)
        expected.emplace(spec.name, spec.shape);
    for (const Parameter &parameter : towers.set.parameters)
        found.emplace(parameter.name, parameter.value.sizes().vec());
    for (const Buffer &buffer : towers.set.buffers)
        found.emplace(buffer.name, buffer.value.sizes().vec());
    QVERIFY(found == expected);
}

void TestTrainedTowers::gradientsMatchDifferences_data()
{
    addTowers();
}

void TestTrainedTowers::gradientsMatchDifferences()
{
    QFETCH(QString, pictures);
    QFETCH(QString, texts);
    Towers towers(tiny(qPrintable(pictures), qPrintable(texts)));
    // Nine pictures, three of each text: batch norms of fewer bend too sharply for differences.
    const at::Tensor pixels = at::randn({9, 3, 64, 64}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor textOf = at::arange(9, at::kLong).remainder(3);
    const Targets targets = targetsOf(textOf.unsqueeze(0).eq(textOf.unsqueeze(1)).to(at::kChar));
    const at::Tensor scale = at::tensor(3.0F), bias = at::tensor(-1.0F);
    for (const bool sigmoid : {false, true}) {
        const auto loss = [&] {
            // Statistics of the batch, as in training; what they leave behind does not change the next loss.
            const at::Tensor images = towers.pictures->forward(pixels, true);
            const at::Tensor captions = towers.texts->forward(someTexts()).index_select(0, textOf);
            return sigmoid ? sigmoidLoss(images, captions, scale, bias, targets)
                           : contrastiveLoss(images, captions, scale, targets, 0.1).total;
        };
        for (const Parameter &parameter : towers.set.parameters)
            parameter.value.mutable_grad().reset();
        loss().backward();
        for (const Parameter &parameter : towers.set.parameters) {
            // Along the gradient itself the loss must rise by its length.
            const at::Tensor gradient = parameter.value.grad();
            QVERIFY2(gradient.defined(), parameter.name.c_str());
            const double length = gradient.norm().item<double>();
            if (length < 1e-3)
                continue; // below what differences of fp32 show
            const at::Tensor way = gradient / length;
            const double step = 3e-4 / std::max(1.0, length);
            const auto at_ = [&](double distance) {
                const c10::AutoGradMode noGradient(false);
                const at::Tensor kept = parameter.value.clone();
                parameter.value.add_(way, distance);
                const double value = loss().item<double>();
                parameter.value.copy_(kept);
                return value;
            };
            const double numeric = (at_(step) - at_(-step)) / (2 * step);
            QVERIFY2(std::abs(numeric - length) < 0.08 * length + 1e-3,
                     qPrintable(QStringLiteral("%1 (%2): %3 by differences, %4 by the graph")
                                    .arg(QString::fromStdString(parameter.name),
                                         sigmoid ? QStringLiteral("sigmoid") : QStringLiteral("cross-entropy"))
                                    .arg(numeric)
                                    .arg(length)));
        }
    }
}

void TestTrainedTowers::savedTowersGiveTheSameVectors_data()
{
    addTowers();
}

void TestTrainedTowers::savedTowersGiveTheSameVectors()
{
    QFETCH(QString, pictures);
    QFETCH(QString, texts);
    TrainingConfig config = tiny(qPrintable(pictures), qPrintable(texts));
    config.texts.width = 32; // readers want heads of 16 at least
    config.precision = "fp32";
    at::manual_seed(4);
    const std::vector<std::string> captions = {"a red dog", "two cats on a sofa", "snow"};
    Model model(config, learnMerges(captions, 20), 7);
    {
        const c10::AutoGradMode noGradient(false);
        for (const Parameter &parameter : model.parameters().parameters) {
            if (parameter.value.dim() == 1)
                parameter.value.add_(at::randn_like(parameter.value) * 0.2);
        }
        for (const Buffer &buffer : model.parameters().buffers)
            buffer.value.add_(at::rand_like(buffer.value) * 0.2);
    }
    QTemporaryDir folder;
    const std::filesystem::path place = folder.path().toStdString();
    QVERIFY(model.save(place));

    const auto checkpoint = clip::Checkpoint::open(place);
    QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().message.c_str());
    const auto readers = clip::loadTowers();
    QVERIFY2(readers, readers ? "" : readers.error().message.c_str());
    clip::EncoderOptions options;
    options.precision = clip::Precision::Fp32;
    const auto reader = (*readers)->imageEncoder(*checkpoint, options);
    const auto textReader = (*readers)->textEncoder(*checkpoint, options);
    QVERIFY(reader && textReader);
    std::mt19937 random(2);
    std::vector<float> samples;
    std::vector<Pixels> crops;
    for (int i = 0; i < 3; ++i) {
        Pixels picture(config.pictureSize, config.pictureSize, 3);
        for (std::uint8_t &sample : picture.samples)
            samples.push_back(sample = static_cast<std::uint8_t>(random() % 256));
        crops.push_back(clip::prepare(picture, (*checkpoint)->config().preprocess));
    }
    std::vector<std::vector<std::int32_t>> ids;
    for (const std::string &caption : captions)
        ids.push_back((*checkpoint)->tokenizer().encode(caption, clip::SpecialTokens::Escape));
    const c10::AutoGradMode noGradient(false);
    const auto ownPictures = rowsOf(unitRows(model.encodePictures(samples, config.pictureSize, false)));
    const auto ownTexts = rowsOf(unitRows(model.encodeTexts(ids)));
    const auto readPictures = (*reader)->encode(crops);
    const auto readTexts = (*textReader)->encode(ids);
    QVERIFY(readPictures && readTexts);
    for (std::size_t i = 0; i < 3; ++i) {
        // Matrices were rounded to fp16 in between.
        QVERIFY2(dot(ownPictures[i], (*readPictures)[i]) > 0.9999F,
                 qPrintable(QString::number(dot(ownPictures[i], (*readPictures)[i]))));
        QVERIFY2(dot(ownTexts[i], (*readTexts)[i]) > 0.9999F,
                 qPrintable(QString::number(dot(ownTexts[i], (*readTexts)[i]))));
    }
    // Noise differs enough that mixed-up vectors would be noticed.
    QVERIFY(dot(ownTexts[0], ownTexts[1]) < 0.999F);
}

void TestTrainedTowers::mirroringModelsKnowNoSides()
{
    for (const bool mirror : {false, true}) {
        TrainingConfig config = tiny("resnet18", "bag");
        config.precision = "fp32";
        config.mirror = mirror;
        at::manual_seed(4);
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        QVERIFY(Model(config, {}).save(place));
        const auto checkpoint = clip::Checkpoint::open(place);
        QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().message.c_str());
        clip::EncoderOptions options;
        options.precision = clip::Precision::Fp32;
        const auto reader = (*clip::loadTowers())->imageEncoder(*checkpoint, options);
        QVERIFY(reader);
        std::mt19937 random(2);
        Pixels picture(config.pictureSize, config.pictureSize, 3), mirrored = picture;
        for (int y = 0; y < picture.height; ++y) {
            for (int x = 0; x < picture.width; ++x) {
                for (int c = 0; c < 3; ++c)
                    picture.row(y)[3 * x + c] = mirrored.row(y)[3 * (picture.width - 1 - x) + c] =
                        static_cast<std::uint8_t>(random() % 128 + (x < 20 ? 100U : 0U));
            }
        }
        const auto vectors = (*reader)->encode({picture, mirrored});
        QVERIFY(vectors);
        const float likeness = dot((*vectors)[0], (*vectors)[1]);
        QVERIFY2(mirror == (likeness > 0.99999F), qPrintable(QString::number(likeness, 'g', 8)));
    }
}

void TestTrainedTowers::normsAreSettledForTheirWeights()
{
    const QTemporaryDir dir;
    std::vector<CaptionedFile> files;
    for (int i = 0; i < 32; ++i) {
        files.push_back({dir.filePath(QString::number(i)).toStdString(), {"picture " + std::to_string(i)}, {}});
        QFile(QString::fromStdString(files.back().file.string())).open(QIODevice::WriteOnly);
    }
    CaptionedOptions options;
    options.threads = 1;
    const auto data = openCaptionedPictures(files, options, dir.filePath(QStringLiteral("p.rgb")).toStdString(),
                                            [](const std::filesystem::path &path) -> Result<PictureWithWords> {
                                                PictureWithWords picture;
                                                picture.pixels = patches(std::atoi(path.filename().c_str()));
                                                return picture;
                                            });
    QVERIFY(data.ok());
    const auto captions = ownCaptions(*data);
    TrainingConfig config = tiny("resnet18", "causal");
    Model model(config, learnMerges(captions->all(), 300));
    const BatchMaker batches(*data, *captions, model.tokenizer(), {32, 1, 0.8, 0, 0});
    const c10::AutoGradMode noGradient(false);
    for (const Buffer &buffer : model.parameters().buffers)
        buffer.value.fill_(2); // of other weights
    const Batch batch = batches.make(100, 32);
    // As the finished model sees a batch, and as it was taught by the statistics of the batch itself.
    const auto nearness = [&] {
        const at::Tensor used = model.encodePictures(batch.pixels, 32, false);
        return at::cosine_similarity(used, model.encodePictures(batch.pixels, 32, true)).mean().item<double>();
    };
    const double before = nearness();
    settleNorms(model, batches, 32);
    const double after = nearness();
    QVERIFY2(after > 0.9 && after > before + 0.1, qPrintable(QStringLiteral("%1, then %2").arg(before).arg(after)));
}

void TestTrainedTowers::scalesAreHeldAndCanFall()
{
    TrainingConfig config;
    config.pictures.width = 8;
    Model model(config, {}, 3);
    for (Parameter &parameter : model.parameters().parameters) {
        if (parameter.value.dim() == 0)
            parameter.value.detach().fill_(7);
    }
    model.limitScales();
    for (const at::Tensor &scale : {model.scale(), model.proxyScale()})
        QVERIFY(std::abs(scale.item<double>() - 100) < 1e-3);
    // At the limit the gradient still flows.
    model.scale().backward();
    for (const Parameter &parameter : model.parameters().parameters) {
        if (parameter.name == "logit_scale")
            QVERIFY(std::abs(parameter.value.grad().item<double>() - 100) < 1e-3);
    }
}

void TestTrainedTowers::classTokenSeesNoPadding()
{
    const Towers towers(tiny("resnet18", "class-token"));
    PaddedTexts texts = someTexts();
    const at::Tensor before = towers.texts->forward(texts);
    texts.ids[1][4] = 17; // behind the end of the second text
    QVERIFY(at::allclose(before, towers.texts->forward(texts)));
    texts.ids[1][1] = 17;
    QVERIFY(!at::allclose(before[1], towers.texts->forward(texts)[1]));
}

void TestTrainedTowers::causalTowerSeesNothingBehindTheEnd()
{
    const Towers towers(tiny("resnet18", "causal"));
    PaddedTexts texts = someTexts();
    const at::Tensor before = towers.texts->forward(texts);
    texts.ids[1][3] = 17;
    QVERIFY(at::allclose(before, towers.texts->forward(texts)));
}

void TestTrainedTowers::bagIsBlindToOrder()
{
    const Towers towers(tiny("resnet18", "bag"));
    PaddedTexts texts = someTexts();
    const at::Tensor before = towers.texts->forward(texts);
    texts.ids[0][1] = 7;
    texts.ids[0][3] = 5;
    QVERIFY(at::allclose(before, towers.texts->forward(texts)));
    texts.ids[0][1] = 8;
    QVERIFY(!at::allclose(before[0], towers.texts->forward(texts)[0]));
}

void TestTrainedTowers::fixedSizeIsRefusedWhereSizesChange()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("config.json")).toStdString();
    const auto read = [&path](const char *json) {
        QFile file(QString::fromStdString(path.string()));
        if (file.open(QIODevice::WriteOnly))
            file.write(json);
        file.close();
        return readConfig(path);
    };
    QVERIFY(read(R"({"data": "d", "output": "o", "sizes": [[0.5, 32]]})"));
    QVERIFY(!read(R"({"data": "d", "output": "o", "sizes": [[0.5, 32]], "pictures": "vit-tiny"})"));
    QVERIFY(!read(R"({"data": "d", "output": "o", "pictures": "resnet19"})"));
    // What is written is what was read.
    const auto config = read(R"({"data": "d", "output": "o", "loss": "sigmoid", "texts": {"preset": "bag", "width": 64},
                                 "pictures": {"preset": "resnet50", "pool": "attention", "size": 96}})");
    QVERIFY2(config, config ? "" : config.error().message.c_str());
    QCOMPARE(config->pictures.attentionPool, true);
    QCOMPARE(config->texts.width, 64);
    const std::string text = configText(*config);
    const auto again = read(text.c_str());
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE(QString::fromStdString(configText(*again)), QString::fromStdString(text));
}

QTEST_GUILESS_MAIN(TestTrainedTowers)
#include "tst_trainedtowers.moc"
