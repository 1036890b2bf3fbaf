// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/personal/ownwordslearner.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>
#include <set>

using namespace reminisce;
using catalogue::PhotoId;

/// Own words on a made space: things have directions, everyday words lie near theirs, new names lie anywhere.
class TestOwnWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ownWordsAreFoundInQuestions();
    void savedAndForgotten();
    void namesAreLearnt_data();
    void namesAreLearnt();
    void noiseIsNotAccepted();
    void wordsThatAreFoundKeepTheirMeaning();
    void eventsAreNotSplit();
    void ownWordsOfALibrary();
    void learntAsTheyAreAsked();

private:
    static personal::OwnPhotos makePhotos(std::uint64_t seed, bool namesMeanSomething);
};

namespace {

constexpr std::size_t dim = 128, names = 30, perName = 12;

Embedding randomUnit(std::mt19937_64 &random)
{
    std::normal_distribution<float> normal;
    Embedding v(dim);
    for (float &x : v)
        x = normal(random);
    normalise(v);
    return v;
}

Embedding near(const Embedding &centre, float spread, std::mt19937_64 &random)
{
    Embedding v = randomUnit(random);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = centre[i] + spread * v[i];
    normalise(v);
    return v;
}

PhotoId id(int i)
{
    return static_cast<PhotoId>(i);
}

} // namespace

personal::OwnPhotos TestOwnWords::makePhotos(std::uint64_t seed, bool namesMeanSomething)
{
    std::mt19937_64 random(seed);
    personal::OwnPhotos own;
    std::vector<Embedding> everyday;
    for (int word = 0; word < 40; ++word) {
        everyday.push_back(randomUnit(random));
        own.otherWords.push_back(near(everyday.back(), 0.5F, random));
        for (int i = 0; i < 10; ++i)
            own.otherPhotos.push_back(near(everyday.back(), 0.6F, random));
    }
    for (std::size_t name = 0; name < names; ++name) {
        own.words.push_back("name" + std::to_string(name));
        own.wordVectors.push_back(randomUnit(random));
        const Embedding thing = randomUnit(random);
        for (std::size_t i = 0; i < perName; ++i) {
            // Without meaning, any photo may carry any name.
            own.photos.push_back(near(namesMeanSomething ? thing : randomUnit(random), 0.6F, random));
            own.wordsOf.push_back({name});
            own.events.push_back(own.photos.size() / 2); // bursts of two
        }
    }
    return own;
}

void TestOwnWords::ownWordsAreFoundInQuestions()
{
    const search::OwnWords own({"Bello", "old mill"}, {0.25F, 0.5F}, std::vector<float>(4, 0.0F));
    QVERIFY(own.areIn("bello on the beach"));
    QVERIFY(own.areIn("at the Old  Mill!"));
    QCOMPARE(own.likelyFrom("the old mill and Bello").value(), 0.25F);
    QVERIFY(!own.areIn("Bellona"));
    QVERIFY(!own.areIn("an old wind mill"));
    const search::OwnWords more({"Özil", "Маша", "Zoë's house"}, {}, std::vector<float>(4, 0.0F));
    QVERIFY(more.areIn("özil in Berlin") && more.areIn("“маша”") && more.areIn("zoë’s\u00a0house"));
    QVERIFY(!more.areIn("ozil"));
}

void TestOwnWords::savedAndForgotten()
{
    const QTemporaryDir dir;
    const std::filesystem::path library = dir.filePath(QStringLiteral("l.reminisce")).toStdString();
    QVERIFY(!search::OwnWords::load(library, "m"));
    // A quarter turn: (x, y) → (−y, x).
    QVERIFY(search::OwnWords({"Bello", "Zoë's house"}, {0.5F, 0.25F}, {0, -1, 1, 0}).save(library, "m"));
    QVERIFY(!search::OwnWords::load(library, "other model"));
    const auto loaded = search::OwnWords::load(library, "m");
    QVERIFY(loaded);
    QCOMPARE(loaded->words(), (std::vector<std::string>{"Bello", "Zoë's house"}));
    QCOMPARE(loaded->apply({1, 0}), (Embedding{0, 1}));
    QCOMPARE(loaded->likelyFrom("Zoë's house").value(), 0.25F);
    std::ofstream(library.native() + ".words") << "damaged";
    QVERIFY(!search::OwnWords::load(library, "m"));
    QVERIFY(search::OwnWords::forget(library));
    QVERIFY(!std::filesystem::exists(library.native() + ".words"));
}

void TestOwnWords::namesAreLearnt_data()
{
    QTest::addColumn<int>("seed");
    for (const int seed : {1, 2, 3})
        QTest::addRow("seed %d", seed) << seed;
}

void TestOwnWords::namesAreLearnt()
{
    QFETCH(int, seed);
    const personal::OwnPhotos own = makePhotos(static_cast<std::uint64_t>(seed), true);
    const personal::Outcome outcome = personal::learn(own, static_cast<std::uint64_t>(seed));
    QVERIFY2(outcome.learnt, outcome.reason.c_str());
    QVERIFY(outcome.before.value < 0.3);
    QVERIFY2(outcome.after.value > 0.9, qPrintable(QString::number(outcome.after.value)));
    QVERIFY(outcome.heldBack > names);
    // What is called likely is mostly right, and most of what is right is called so.
    int right = 0, wrong = 0;
    const Embedding first = outcome.learnt->apply(own.wordVectors[0]);
    const float limit = outcome.learnt->likelyFrom(own.words[0]).value();
    for (std::size_t i = 0; i < perName; ++i)
        right += dot(first, own.photos[i]) >= limit ? 1 : 0;
    for (const Embedding &photo : own.otherPhotos)
        wrong += dot(first, photo) >= limit ? 1 : 0;
    QVERIFY(right >= 8 && wrong <= 4);
    // Everyday words hardly move, even where the map is applied to them.
    for (const Embedding &word : own.otherWords)
        QVERIFY(dot(outcome.learnt->apply(word), word) > 0.95F);
}

void TestOwnWords::noiseIsNotAccepted()
{
    // Names that have nothing to do with what the photos show are found no better among those held back.
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const personal::Outcome outcome = personal::learn(makePhotos(seed, false), seed);
        QVERIFY2(!outcome.learnt, qPrintable(QString::number(outcome.after.value)));
        QVERIFY(!outcome.reason.empty());
    }
}

void TestOwnWords::wordsThatAreFoundKeepTheirMeaning()
{
    personal::OwnPhotos own = makePhotos(1, true);
    // As of a large model whose tags say "dog": its vector is where its photos are.
    own.wordVectors[0] = own.photos[0];
    for (std::size_t i = 1; i < perName; ++i) {
        for (std::size_t j = 0; j < dim; ++j)
            own.wordVectors[0][j] += own.photos[i][j];
    }
    normalise(own.wordVectors[0]);
    const personal::Outcome outcome = personal::learn(own, 1);
    QVERIFY(outcome.learnt);
    QVERIFY(!outcome.learnt->areIn(own.words[0] + "."));
    QVERIFY(outcome.learnt->areIn(own.words[1] + "."));
    QVERIFY(dot(outcome.learnt->apply(own.wordVectors[0]), own.wordVectors[0]) > 0.9F);
    QVERIFY(outcome.everydayKept > 0.95);
}

void TestOwnWords::eventsAreNotSplit()
{
    personal::OwnPhotos own = makePhotos(1, true);
    std::fill(own.events.begin(), own.events.end(), 0);
    const personal::Outcome outcome = personal::learn(own, 1);
    QVERIFY(!outcome.learnt);
    QVERIFY(outcome.reason.find("one occasion") != std::string::npos);
}

void TestOwnWords::ownWordsOfALibrary()
{
    const std::vector<clip::TaughtConcept> taught = {{{"dog"}, {}}, {{"beach"}, {}}};
    const std::optional<search::Vocabulary> vocabulary(std::in_place, taught, nullptr);
    std::vector<std::pair<PhotoId, std::string>> texts;
    for (int i = 0; i < 3; ++i) {
        texts.emplace_back(id(i), "Bello");
        texts.emplace_back(id(i), "dog");
    }
    texts.emplace_back(id(3), "bello runs along the beach with Anna");
    texts.emplace_back(id(4), "Anna");
    texts.emplace_back(id(5), "Anna");
    const auto own = personal::ownWordsIn(texts, vocabulary);
    QVERIFY(!own.contains("dog"));
    QCOMPARE(own.at("Bello").size(), 4U);
    QCOMPARE(own.at("anna").size() + 0U, 3U);
    // A model without a list: short texts only.
    const auto all = personal::ownWordsIn(texts, {});
    QVERIFY(all.contains("dog"));
    QCOMPARE(all.at("Bello").size(), 3U);
}

void TestOwnWords::learntAsTheyAreAsked()
{
    const auto checkpoint = clip::Checkpoint::open(paths::resource("models/starter").value()).value();
    search::QueryEncoder encoder(checkpoint, clip::loadTowers().value()->textEncoder(checkpoint, {}).value());
    QVERIFY(encoder.prepareWords());
    const QTemporaryDir dir;
    auto library = catalogue::Catalogue::open(dir.filePath(QStringLiteral("l.reminisce")).toStdString(),
                                              catalogue::Catalogue::Mode::ReadWrite)
                       .value();
    const auto folder = library.addFolder("/photos");
    const auto model = library.model("m", "m", 256);
    std::mt19937_64 random(1);
    for (int i = 0; i < 6; ++i) {
        catalogue::Photo photo;
        photo.hash[0] = static_cast<std::uint8_t>(i);
        photo.dateSource = catalogue::DateSource::FileTime; // as copied in one go: no occasion
        const PhotoId added = library.addPhoto(photo);
        library.setFile(folder, "/photos/" + std::to_string(i), 1, 1, added, "");
        library.setWords(added, {i < 3 ? "Bello dog" : "zokami"});
        Embedding vector = randomUnit(random);
        vector.resize(256);
        library.setVector(added, model, vector);
    }
    const auto own = personal::ownPhotosOf(library, model, encoder, {});
    QVERIFY(own);
    QCOMPARE(own->words, (std::vector<std::string>{"Bello dog", "zokami"}));
    QCOMPARE(std::set(own->events.begin(), own->events.end()).size(), std::size_t(6));
    encoder.setOwnWords({});
    const Embedding dog = encoder.encodeQuery("dog").value();
    QVERIFY(dot(encoder.encodeQuery("Bello dog").value(), dog) > 0.9999F); // what is known of it
    // A map that changes nothing.
    std::vector<float> same(std::size_t{256} * 256);
    for (std::size_t i = 0; i < 256; ++i)
        same[i * 257] = 1;
    encoder.setOwnWords(search::OwnWords(own->words, {}, same));
    for (std::size_t word = 0; word < own->words.size(); ++word)
        QVERIFY(dot(own->wordVectors[word], encoder.encodeQuery(own->words[word]).value()) > 0.9999F);
    QVERIFY(dot(own->wordVectors[0], dog) < 0.999F);
}

QTEST_GUILESS_MAIN(TestOwnWords)
#include "tst_ownwords.moc"
