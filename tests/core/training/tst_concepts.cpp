// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captionsource.h"
#include "core/training/concepts.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

using namespace reminisce;
using namespace reminisce::training;

class TestConcepts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void broaderWordsAreTrue();
    void narrowerAndNeighboursAreUnknown();
    void sharedNamesBecomeBroader();
    void listTellsWhatBroaderWordsCover();
    void captionsSpeakOfTheConcept();
    void picturesStandAgainstAllConcepts();
    void plurals_data();
    void plurals();
    void unknownLabelIsRefused();
    void shippedWordsFitTheData();

private:
    std::size_t conceptNamed(const std::string &name) const;

    std::vector<Label> m_labels = {{"bullfrog", {"bullfrog"}}, {"tree frog", {"tree frog"}}, {"bird", {"bird"}},
                                   {"goose", {"goose"}},       {"lake", {"lake"}},           {"snow", {"snow"}}};
    std::optional<Concepts> m_concepts;
};

void TestConcepts::init()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("words.txt")).toStdString();
    std::ofstream(path) << "# made for this test\n"
                           "bullfrog : bullfrog, frog | animal | lake\n"
                           "tree frog: | frog, animal\n"
                           "goose: goose, wild goose | bird, animal\n"
                           "bird: bird | animal\n"
                           "snow: ~snow, ~winter | ~weather\n";
    auto read = Concepts::fromFile(m_labels, path);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    m_concepts = *std::move(read);
}

std::size_t TestConcepts::conceptNamed(const std::string &name) const
{
    for (std::size_t c = 0; c < m_concepts->size(); ++c) {
        if (m_concepts->name(c) == name)
            return c;
    }
    return SIZE_MAX;
}

void TestConcepts::broaderWordsAreTrue()
{
    const std::size_t animal = conceptNamed("animal");
    QVERIFY(animal >= m_labels.size());
    for (std::size_t label = 0; label < 4; ++label)
        QCOMPARE(m_concepts->truth(label, animal), Truth::Yes);
    QCOMPARE(m_concepts->truth(4, animal), Truth::No);
    QCOMPARE(m_concepts->truth(3, 2), Truth::Yes); // a goose is a bird
    QCOMPARE(m_concepts->truth(0, 2), Truth::No);
    for (std::size_t label = 0; label < m_labels.size(); ++label)
        QCOMPARE(m_concepts->truth(label, label), Truth::Yes);
}

void TestConcepts::narrowerAndNeighboursAreUnknown()
{
    QCOMPARE(m_concepts->truth(2, 3), Truth::Unknown); // a bird may be a goose
    QCOMPARE(m_concepts->truth(0, 4), Truth::Unknown);
    QCOMPARE(m_concepts->truth(4, 0), Truth::Unknown);
    QCOMPARE(m_concepts->truth(1, 4), Truth::No);
}

void TestConcepts::sharedNamesBecomeBroader()
{
    const std::size_t frog = conceptNamed("frog");
    QVERIFY(frog >= m_labels.size());
    QCOMPARE(m_concepts->truth(0, frog), Truth::Yes);
    QCOMPARE(m_concepts->truth(1, frog), Truth::Yes);
    std::mt19937_64 random(1);
    for (int i = 0; i < 200; ++i)
        QVERIFY(m_concepts->caption(0, random).find("bullfrog") != std::string::npos);
}

void TestConcepts::listTellsWhatBroaderWordsCover()
{
    using Words = std::vector<std::string>;
    const std::vector<clip::TaughtConcept> list = m_concepts->list();
    QCOMPARE(list.size(), m_concepts->size());
    QCOMPARE(list[conceptNamed("animal")].kinds, (Words{"bullfrog", "tree frog", "bird", "goose"}));
    QCOMPARE(list[conceptNamed("frog")].kinds, (Words{"bullfrog", "tree frog"}));
    QCOMPARE(list[2].kinds, (Words{"bird", "goose"})); // a label that covers another one covers itself as well
    QCOMPARE(list[3].names, (Words{"goose", "wild goose"}));
    QVERIFY(list[3].kinds.empty());
    // Written and read again.
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY(clip::writeConcepts(path, list));
    const auto read = clip::readConcepts(path);
    QVERIFY(read);
    QCOMPARE(read->size(), list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        QCOMPARE((*read)[i].names, list[i].names);
        QCOMPARE((*read)[i].kinds, list[i].kinds);
    }
    for (const char *damaged : {"[{\"names\": 3}]", "[{}]", "{\"names\"", "[1, 2]"}) {
        std::ofstream(path / clip::conceptFile) << damaged;
        QVERIFY(!clip::readConcepts(path));
    }
}

void TestConcepts::captionsSpeakOfTheConcept()
{
    std::mt19937_64 random(1);
    std::set<std::string> captions;
    for (int i = 0; i < 2000; ++i)
        captions.insert(m_concepts->caption(5, random));
    QVERIFY(captions.contains("snow"));
    QVERIFY(captions.contains("a photo of snow"));
    QVERIFY(captions.contains("a picture of winter"));
    QVERIFY(!captions.contains("a snow"));
    QVERIFY(!captions.contains("snows"));

    captions.clear();
    for (int i = 0; i < 2000; ++i)
        captions.insert(m_concepts->caption(3, random));
    QVERIFY(captions.contains("a photo of a goose"));
    QVERIFY(captions.contains("geese"));

    std::set<std::size_t> drawn;
    for (int i = 0; i < 200; ++i)
        drawn.insert(m_concepts->draw(3, random));
    QCOMPARE(drawn, (std::set<std::size_t>{2, 3, conceptNamed("animal")}));
}

void TestConcepts::picturesStandAgainstAllConcepts()
{
    Dataset data;
    data.labels = m_labels;
    for (std::uint32_t label = 0; label < 6; ++label)
        data.examples.push_back({label, Split::Train});
    const auto source = captionsFromLabels(data, *m_concepts, 0.5);
    QCOMPARE(source->conceptCaptions().size(), m_concepts->size());
    QCOMPARE(source->conceptCaptions()[5], std::string("a photo of snow"));
    std::mt19937_64 random(1);
    const std::size_t goose = 3, frog = conceptNamed("frog"), bullfrog = 0, animal = conceptNamed("animal");
    const BatchCaptions batch = source->caption({3, 0, 3}, random);
    QCOMPARE(batch.conceptOf.size(), batch.texts.size());
    QVERIFY(batch.conceptOf[0] == static_cast<std::int64_t>(goose) ||
            m_concepts->truth(goose, static_cast<std::size_t>(batch.conceptOf[0])) == Truth::Yes);
    QCOMPARE(batch.concepts.size(), 3 * m_concepts->size());
    const auto truth = [&](std::size_t row, std::size_t c) { return batch.concepts[row * m_concepts->size() + c]; };
    QCOMPARE(truth(0, goose), Truth::Yes);
    QCOMPARE(truth(0, animal), Truth::Unknown); // true, but a goose is to be near "goose"
    QCOMPARE(truth(0, frog), Truth::No);
    QCOMPARE(truth(1, bullfrog), Truth::Yes);
    QCOMPARE(truth(1, conceptNamed("lake")), Truth::Unknown);
    for (std::size_t row = 0; row < 3; ++row)
        QCOMPARE(std::count(batch.concepts.begin() + static_cast<std::ptrdiff_t>(row * m_concepts->size()),
                            batch.concepts.begin() + static_cast<std::ptrdiff_t>((row + 1) * m_concepts->size()),
                            Truth::Yes),
                 1);
}

void TestConcepts::plurals_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("many");
    for (const auto &[one, many] : {std::pair("dog", "dogs"),
                                    {"beach", "beaches"},
                                    {"child", "children"},
                                    {"city", "cities"},
                                    {"toy", "toys"},
                                    {"woman", "women"},
                                    {"big fish", "big fish"},
                                    {"bus", "buses"}})
        QTest::newRow(one) << one << many;
}

void TestConcepts::plurals()
{
    QFETCH(QString, one);
    QFETCH(QString, many);
    QCOMPARE(QString::fromStdString(plural(one.toStdString())), many);
}

void TestConcepts::unknownLabelIsRefused()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("words.txt")).toStdString();
    std::ofstream(path) << "unicorn: unicorn\n";
    const auto read = Concepts::fromFile(m_labels, path);
    QVERIFY(!read);
    QVERIFY(read.error().message.find("unicorn") != std::string::npos);
}

void TestConcepts::shippedWordsFitTheData()
{
    const std::filesystem::path shared = REMINISCE_SHARED "/training/pages.json";
    if (!std::filesystem::exists(shared))
        QSKIP("../shared/training is absent");
    QTemporaryDir folder;
    const auto data = openContactSheets(shared.parent_path(), 1, folder.filePath(QStringLiteral("c")).toStdString(),
                                        [](const std::filesystem::path &) -> Result<Pixels> {
                                            return Pixels(640, 3200, 3); // any picture that is large enough
                                        });
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    const auto concepts = Concepts::fromFile(data->labels, REMINISCE_SOURCE "/resources/models/starter/words.txt");
    QVERIFY2(concepts, concepts ? "" : concepts.error().message.c_str());
    QCOMPARE(data->labels.size(), std::size_t(309));
    const auto label = [&](const std::string &name) {
        return static_cast<std::size_t>(
            std::find_if(data->labels.begin(), data->labels.end(), [&](const Label &l) { return l.name == name; }) -
            data->labels.begin());
    };
    QCOMPARE(concepts->truth(label("goose"), label("bird")), Truth::Yes);
    QCOMPARE(concepts->truth(label("bird"), label("goose")), Truth::Unknown);
    QCOMPARE(concepts->truth(label("portrait"), label("woman")), Truth::Unknown);
    QCOMPARE(concepts->truth(label("Chihuahua"), label("German shepherd")), Truth::No);
}

QTEST_GUILESS_MAIN(TestConcepts)
#include "tst_concepts.moc"
