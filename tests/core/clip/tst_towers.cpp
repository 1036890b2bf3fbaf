// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/encoder.h"
#include "core/clip/safetensors.h"
#include "tests/support/shared.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace reminisce;
using namespace reminisce::clip;

/// Every tiny checkpoint of the conformance kit, block by block and end to end, against the reference's values.
class TestTowers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void referenceValues_data();
    void referenceValues();
    void bfloat16StaysClose_data() { referenceValues_data(); }
    void bfloat16StaysClose();
    void identityIgnoresNames();
    void siglip2OfOurMaking();
};

namespace {

constexpr float rawTolerance = 1e-4F;
constexpr float unitTolerance = 2e-5F;
constexpr float blockTolerance = 2e-4F;

std::vector<float> values(const TensorFile &file, const std::string &name)
{
    const TensorView *view = file.find(name);
    return view == nullptr ? std::vector<float>() : view->toFloats();
}

/// Compares as many values as were recorded (a text pass stops at the end of the text).
QString firstDifference(const std::vector<float> &got, const std::vector<float> &expected, float tolerance,
                        bool relative)
{
    for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i) {
        const float allowed = relative ? tolerance * std::max(1.0F, std::abs(expected[i])) : tolerance;
        if (!(std::abs(got[i] - expected[i]) <= allowed))
            return QStringLiteral("value %1 is %2, not %3").arg(i).arg(got[i]).arg(expected[i]);
    }
    return {};
}

std::vector<float> flat(const std::vector<Embedding> &embeddings)
{
    std::vector<float> all;
    for (const Embedding &e : embeddings)
        all.insert(all.end(), e.begin(), e.end());
    return all;
}

struct Case {
    std::shared_ptr<const Checkpoint> checkpoint;
    TensorFile expected;
    std::vector<std::vector<std::int32_t>> texts;
    int pictures = 0;
};

Case openCase(const QString &name)
{
    const auto folder = test::shared("conformance/models/" + name.toStdString());
    auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint)
        qFatal("%s", checkpoint.error().message.c_str());
    Case c{*checkpoint, std::move(*TensorFile::open(folder / "expected.safetensors")), {}, 0};
    std::ifstream stream(test::shared("conformance/manifest.json"));
    const auto manifest = nlohmann::json::parse(stream);
    for (const auto &text : manifest["texts"])
        c.texts.push_back(c.checkpoint->tokenizer().encode(text.get<std::string>(), SpecialTokens::Keep));
    c.pictures = static_cast<int>(c.expected.find("pixel_values")->shape[0]);
    return c;
}

} // namespace

void TestTowers::initTestCase()
{
    REQUIRE_SHARED("conformance/models");
    const auto towers = loadTowers();
    QVERIFY2(towers.ok(), towers ? "" : towers.error().message.c_str());
}

void TestTowers::referenceValues_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"hf-quickgelu", "hf-gelu", "openclip-gelu", "openclip-quickgelu", "openai-vit", "openai-rn", "siglip"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestTowers::referenceValues()
{
    QFETCH(QString, name);
    const Case c = openCase(name);
    const EncoderOptions options{"cpu", Precision::Fp32, 0};

    auto images = (*loadTowers())->imageEncoder(c.checkpoint, options);
    QVERIFY2(images.ok(), images ? "" : images.error().message.c_str());
    Trace trace;
    const auto imageEmbeddings = (*images)->encodeValues(values(c.expected, "pixel_values"), c.pictures, &trace);
    QVERIFY2(imageEmbeddings.ok(), imageEmbeddings ? "" : imageEmbeddings.error().message.c_str());

    auto textEncoder = (*loadTowers())->textEncoder(c.checkpoint, options);
    QVERIFY2(textEncoder.ok(), textEncoder ? "" : textEncoder.error().message.c_str());
    const auto textEmbeddings = (*textEncoder)->encode(c.texts);
    QVERIFY2(textEmbeddings.ok(), textEmbeddings ? "" : textEmbeddings.error().message.c_str());
    QVERIFY((*textEncoder)->encode({c.texts[2]}, &trace).ok());

    // The recorded ids are the reference's as well.
    const std::vector<float> ids = values(c.expected, "input_ids");
    for (std::size_t i = 0; i < c.texts.size(); ++i) {
        const std::size_t context = ids.size() / c.texts.size();
        for (std::size_t k = 0; k < c.texts[i].size(); ++k)
            QCOMPARE(c.texts[i][k], static_cast<std::int32_t>(ids[i * context + k]));
    }

    int blocks = 0;
    for (const auto &[tensor, recorded] : trace.tensors) {
        std::string theirs = tensor;
        if (name == QLatin1String("siglip") && tensor == "vision.ln_post")
            theirs = "vision.post_layernorm";
        if (name == QLatin1String("siglip") && tensor == "text.ln_final")
            theirs = "text.final_layer_norm";
        const std::vector<float> expected = values(c.expected, theirs);
        if (expected.empty() || tensor == "text_embeds_raw")
            continue;
        const float tolerance = tensor == "image_embeds_raw" ? rawTolerance : blockTolerance;
        const QString difference = firstDifference(recorded.values, expected, tolerance, true);
        QVERIFY2(difference.isEmpty(), (tensor + ": " + difference.toStdString()).c_str());
        ++blocks;
    }
    QVERIFY2(blocks >= 7, std::to_string(blocks).c_str());

    QString difference =
        firstDifference(flat(*imageEmbeddings), values(c.expected, "image_embeds"), unitTolerance, false);
    QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("image_embeds: ") + difference));
    difference = firstDifference(flat(*textEmbeddings), values(c.expected, "text_embeds"), unitTolerance, false);
    QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("text_embeds: ") + difference));

    const std::vector<float> logits = values(c.expected, "logits_per_image");
    for (std::size_t i = 0; i < imageEmbeddings->size(); ++i) {
        for (std::size_t t = 0; t < textEmbeddings->size(); ++t) {
            const double logit = c.checkpoint->config().logitScale * dot((*imageEmbeddings)[i], (*textEmbeddings)[t]) +
                                 c.checkpoint->config().logitBias.value_or(0);
            QVERIFY(std::abs(logit - logits[i * textEmbeddings->size() + t]) <= 1e-3);
        }
    }
}

void TestTowers::bfloat16StaysClose()
{
    QFETCH(QString, name);
    const Case c = openCase(name);
    const EncoderOptions options{"cpu", Precision::Bf16, 0};
    auto images = (*loadTowers())->imageEncoder(c.checkpoint, options);
    auto texts = (*loadTowers())->textEncoder(c.checkpoint, options);
    QVERIFY(images.ok() && texts.ok());
    const auto imageEmbeddings = (*images)->encodeValues(values(c.expected, "pixel_values"), c.pictures, nullptr);
    const auto textEmbeddings = (*texts)->encode(c.texts);
    QVERIFY(imageEmbeddings.ok() && textEmbeddings.ok());
    float worst = 1;
    const auto compare = [&worst](const std::vector<Embedding> &got, const std::vector<float> &expected) {
        const std::size_t dim = got[0].size();
        for (std::size_t i = 0; i < got.size(); ++i) {
            const Embedding reference(expected.begin() + static_cast<std::ptrdiff_t>(i * dim),
                                      expected.begin() + static_cast<std::ptrdiff_t>((i + 1) * dim));
            worst = std::min(worst, dot(got[i], reference));
        }
    };
    compare(*imageEmbeddings, values(c.expected, "image_embeds"));
    compare(*textEmbeddings, values(c.expected, "text_embeds"));
    qInfo("lowest cosine %.5f", static_cast<double>(worst));
    QVERIFY2(worst >= 0.999F, std::to_string(worst).c_str());
}

void TestTowers::identityIgnoresNames()
{
    const auto folder = test::shared("conformance/models/openclip-gelu");
    const auto first = Checkpoint::open(folder);
    const auto second = Checkpoint::open(folder / "open_clip_model.safetensors");
    QVERIFY(first.ok() && second.ok());
    QCOMPARE((*first)->identity(), (*second)->identity());
    const auto other = Checkpoint::open(test::shared("conformance/models/openclip-quickgelu"));
    QVERIFY((*first)->identity() != (*other)->identity());
}

/// There is no SigLIP 2 in the kit. It has SigLIP's tensors and forward pass with another tokenizer, a larger
/// vocabulary and bilinear scaling, so one is made of the kit's SigLIP: what differs is looked at, what does not must
/// give SigLIP's vectors.
void TestTowers::siglip2OfOurMaking()
{
    const auto source = test::shared("conformance/models/siglip");
    const QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    constexpr std::int64_t vocabulary = 300;

    const auto weights = TensorFile::open(source / "model.safetensors");
    QVERIFY(weights.ok());
    std::vector<TensorData> tensors;
    for (const auto &[name, view] : weights->tensors()) {
        std::vector<float> all = view.toFloats();
        std::vector<std::int64_t> shape = view.shape;
        if (name == "text_model.embeddings.token_embedding.weight") {
            shape[0] = vocabulary;
            all.resize(static_cast<std::size_t>(shape[0] * shape[1]), 0.01F);
        }
        tensors.push_back(floatTensor(name, shape, all));
    }
    QVERIFY(writeSafetensors(folder / "model.safetensors", tensors).ok());

    const auto copyJson = [&](const char *name, const auto &change) {
        std::ifstream in(source / name);
        auto json = nlohmann::json::parse(in);
        change(json);
        std::ofstream(folder / name) << json;
    };
    copyJson("config.json", [&](auto &json) { json["text_config"]["vocab_size"] = vocabulary; });
    copyJson("preprocessor_config.json", [](auto &json) { json["resample"] = 2; });
    nlohmann::json ids = {{"<pad>", 0}, {"<eos>", 1}, {"d", 2}, {"o", 3}, {"g", 4}, {"do", 5}, {"dog", 6}};
    for (int byte = 0; byte < 256; ++byte) {
        char token[8] = {};
        std::snprintf(token, sizeof token, "<0x%02X>", static_cast<unsigned>(byte));
        ids[token] = 10 + byte;
    }
    std::ofstream(folder / "tokenizer.json") << nlohmann::json{
        {"model", {{"type", "BPE"}, {"byte_fallback", true}, {"vocab", ids}, {"merges", {"d o", "do g"}}}}};

    const auto made = Checkpoint::open(folder);
    QVERIFY2(made.ok(), made ? "" : made.error().message.c_str());
    QCOMPARE((*made)->config().preprocess.interpolation, Interpolation::Bilinear);
    std::vector<std::int32_t> expected(64, 0);
    expected[0] = 6;
    expected[1] = 1;
    QCOMPARE((*made)->tokenizer().encode("DOG", SpecialTokens::Escape), expected);

    const Case original = openCase(QStringLiteral("siglip"));
    const EncoderOptions options{"cpu", Precision::Fp32, 0};
    auto texts = (*loadTowers())->textEncoder(*made, options);
    auto theirs = (*loadTowers())->textEncoder(original.checkpoint, options);
    QVERIFY(texts.ok() && theirs.ok());
    QCOMPARE((*texts)->encode({expected}).value(), (*theirs)->encode({expected}).value());
    auto images = (*loadTowers())->imageEncoder(*made, options);
    QVERIFY(images.ok());
    const auto vectors = (*images)->encodeValues(values(original.expected, "pixel_values"), original.pictures, nullptr);
    QVERIFY(vectors.ok());
    const QString difference =
        firstDifference(flat(*vectors), values(original.expected, "image_embeds"), unitTolerance, false);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

QTEST_GUILESS_MAIN(TestTowers)
#include "tst_towers.moc"
