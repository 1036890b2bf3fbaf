// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/cliptokenizer.h"
#include "core/clip/gemmatokenizer.h"
#include "core/clip/sentencepiece.h"
#include "core/clip/textcleaning.h"
#include "tests/support/shared.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace reminisce;
using namespace reminisce::clip;

using Ids = std::vector<std::int32_t>;

class TestTokenizers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clipIdsEqualTheReference();
    void allVocabularyFormsAgree();
    void siglipIdsEqualTheReference();
    void specialTokensCanBeEscaped();
    void longTextsAreCut();
    void anyBytesAreEncodable();
    void gemmaMergesAndFallsBackToBytes();
    void cutModelIsRefused();
};

namespace {

ClipTokenizer shippedTokenizer()
{
    const auto path = paths::resource("tokenizer/bpe_simple_vocab_16e6.txt.gz");
    return {std::move(BytePairVocabulary::fromOpenAiFile(path.value()).value()), 77};
}

nlohmann::json load(const std::filesystem::path &path)
{
    std::ifstream stream(path);
    return nlohmann::json::parse(stream);
}

} // namespace

void TestTokenizers::clipIdsEqualTheReference()
{
    REQUIRE_SHARED("conformance/tokenizer.json");
    const ClipTokenizer tokenizer = shippedTokenizer();
    int wrong = 0;
    int rows = 0;
    for (const auto &row : load(test::shared("conformance/tokenizer.json"))) {
        const auto text = row["text"].get<std::string>();
        const std::string cleaned = row.value("cleaned", text);
        const Ids ids = tokenizer.encode(text, SpecialTokens::Keep);
        ++rows;
        if (ids == row["ids"].get<Ids>())
            continue;
        ++wrong;
        qWarning("%s\n  cleaned  %s\n  expected %s", nlohmann::json(text).dump().c_str(),
                 nlohmann::json(cleanText(text)).dump().c_str(), nlohmann::json(cleaned).dump().c_str());
    }
    QCOMPARE(wrong, 0);
    QCOMPARE(rows, 544);
}

void TestTokenizers::allVocabularyFormsAgree()
{
    REQUIRE_SHARED("conformance/models");
    const ClipTokenizer shipped = shippedTokenizer();
    auto files = BytePairVocabulary::fromVocabAndMerges(test::shared("conformance/models/hf-quickgelu/vocab.json"),
                                                        test::shared("conformance/models/hf-quickgelu/merges.txt"));
    auto json = BytePairVocabulary::fromTokenizerJson(test::shared("conformance/models/hf-gelu/tokenizer.json"));
    QVERIFY2(files.ok(), files ? "" : files.error().message.c_str());
    QVERIFY2(json.ok(), json ? "" : json.error().message.c_str());
    const ClipTokenizer fromFiles(std::move(*files), 77);
    const ClipTokenizer fromJson(std::move(*json), 77);
    for (const char *text : {"a photo of a dog", "Grandma's 80th birthday, 2019!", "naïve café ☕ 日本"}) {
        QCOMPARE(fromFiles.encode(text, SpecialTokens::Keep), shipped.encode(text, SpecialTokens::Keep));
        QCOMPARE(fromJson.encode(text, SpecialTokens::Keep), shipped.encode(text, SpecialTokens::Keep));
    }
}

void TestTokenizers::siglipIdsEqualTheReference()
{
    REQUIRE_SHARED("conformance/models/siglip");
    auto model = SentencePieceModel::open(test::shared("conformance/models/siglip/spiece.model"));
    QVERIFY2(model.ok(), model ? "" : model.error().message.c_str());
    const SiglipTokenizer tokenizer(std::move(*model), 64, 1);
    int wrong = 0;
    for (const auto &row : load(test::shared("conformance/models/siglip/tokenizer_expected.json"))) {
        const auto text = row["text"].get<std::string>();
        Ids expected = row["ids"].get<Ids>();
        expected.resize(64, 1);
        const Ids ids = tokenizer.encode(text, SpecialTokens::Keep);
        if (ids == expected)
            continue;
        ++wrong;
        qWarning("%s\n  %s\n  %s", nlohmann::json(text).dump().c_str(), nlohmann::json(ids).dump().c_str(),
                 nlohmann::json(expected).dump().c_str());
    }
    QCOMPARE(wrong, 0);
}

void TestTokenizers::specialTokensCanBeEscaped()
{
    const ClipTokenizer tokenizer = shippedTokenizer();
    const Ids kept = tokenizer.encode("dog <|endoftext|> cat", SpecialTokens::Keep);
    const Ids escaped = tokenizer.encode("dog <|endoftext|> cat", SpecialTokens::Escape);
    QCOMPARE(std::count(kept.begin(), kept.end(), 49407), 2);
    QCOMPARE(std::count(escaped.begin(), escaped.end(), 49407), 1);
}

void TestTokenizers::longTextsAreCut()
{
    const ClipTokenizer tokenizer = shippedTokenizer();
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "dog ";
    const Ids ids = tokenizer.encode(text, SpecialTokens::Escape);
    QCOMPARE(ids.size(), std::size_t(77));
    QCOMPARE(ids.back(), 49407);
}

void TestTokenizers::anyBytesAreEncodable()
{
    const ClipTokenizer tokenizer = shippedTokenizer();
    for (int byte = 0; byte < 256; ++byte) {
        const Ids ids = tokenizer.encode(std::string(3, static_cast<char>(byte)), SpecialTokens::Escape);
        QVERIFY(ids.size() >= 2);
        QVERIFY(std::all_of(ids.begin(), ids.end(), [](int id) { return id >= 0 && id < 49408; }));
    }
}

void TestTokenizers::gemmaMergesAndFallsBackToBytes()
{
    nlohmann::json vocab = {{"<pad>", 0}, {"<eos>", 1}, {"a", 2}, {"b", 3}, {"\u2581", 4}, {"ab", 5}, {"\u2581ab", 6}};
    for (int byte = 0; byte < 256; ++byte)
        vocab[QStringLiteral("<0x%1>")
                  .arg(byte, 2, 16, QLatin1Char('0'))
                  .toUpper()
                  .replace(QLatin1String("0X"), QLatin1String("0x"))
                  .toStdString()] = 10 + byte;
    const nlohmann::json root = {
        {"model", {{"type", "BPE"}, {"byte_fallback", true}, {"vocab", vocab}, {"merges", {"a b", "\u2581 ab"}}}}};
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("tokenizer.json")).toStdString();
    QVERIFY(paths::writeAtomically(path, root.dump()).ok());
    const auto tokenizer = GemmaTokenizer::open(path, 8, 0);
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());
    QCOMPARE(tokenizer->encode("AB ab", SpecialTokens::Escape), (Ids{5, 6, 1, 0, 0, 0, 0, 0}));
    QCOMPARE(tokenizer->encode("aé", SpecialTokens::Escape), (Ids{2, 10 + 0xC3, 10 + 0xA9, 1, 0, 0, 0, 0}));
}

void TestTokenizers::cutModelIsRefused()
{
    const QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath(QStringLiteral("spiece.model")).toStdString();
    // A field of eight bytes that never come: once read from nowhere.
    QVERIFY(paths::writeAtomically(path, std::string("\x09", 1)).ok());
    QVERIFY(!SentencePieceModel::open(path).ok());
}

QTEST_GUILESS_MAIN(TestTokenizers)
#include "tst_tokenizers.moc"
