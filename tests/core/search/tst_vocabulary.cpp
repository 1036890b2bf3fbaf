// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/vocabulary.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>

using namespace reminisce;
using search::Vocabulary;

/// What a small model was taught, with and without WordNet (package wordnet-base).
class TestVocabulary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pluralsAreFound();
    void meaningsLeadUp();
    void knownWordsStayAsTheyAre();
    void narrowerWordGoesThroughTheKnownOne();
    void synonymIsKnown();
    void strangeWordIsUnknown();
    void longestPhraseCounts();
    void thingsOfAQuestion();
    void broaderWordsHaveKinds();
    void damagedListKnowsNothing();
    void withoutWordNetOnlyTheListCounts();
    void joinedWordsAreKnownByTheirParts();
    void capitalsOfAllLettersCountAsSmall();

private:
    std::shared_ptr<const words::WordNet> m_wordNet = words::WordNet::system();
};

namespace {

std::vector<clip::TaughtConcept> taught(const std::vector<std::string> &words)
{
    std::vector<clip::TaughtConcept> concepts;
    for (const std::string &word : words)
        concepts.push_back({{word}, {}});
    return concepts;
}

using Things = std::vector<Vocabulary::Thing>;

} // namespace

#define NEEDS_WORDNET                                                                                                  \
    if (!m_wordNet)                                                                                                    \
    QSKIP("WordNet is not installed (package wordnet-base).")

void TestVocabulary::pluralsAreFound()
{
    NEEDS_WORDNET;
    QCOMPARE(m_wordNet->singular("dogs"), std::string("dog"));
    QCOMPARE(m_wordNet->singular("Geese"), std::string("goose"));
    QCOMPARE(m_wordNet->singular("berries"), std::string("berry"));
    QCOMPARE(m_wordNet->singular("school buses"), std::string("school bus"));
    QCOMPARE(m_wordNet->singular("glass"), std::string("glass"));
    QCOMPARE(m_wordNet->singular("xyzzys"), std::string("xyzzys"));
}

void TestVocabulary::meaningsLeadUp()
{
    NEEDS_WORDNET;
    const auto meanings = m_wordNet->meanings("corgi");
    QCOMPARE(meanings.size(), 1U);
    const auto words = m_wordNet->wordsOf(meanings[0]);
    QVERIFY(std::find(words.begin(), words.end(), "Welsh corgi") != words.end());
    const auto above = m_wordNet->broader(meanings[0]);
    QCOMPARE(m_wordNet->wordsOf(above.at(0))[0], std::string("dog"));
    // The first and the last line of the index.
    QVERIFY(!m_wordNet->meanings("zygote").empty());
    QVERIFY(!m_wordNet->meanings("'hood").empty());
    QVERIFY(m_wordNet->meanings("").empty());
}

void TestVocabulary::knownWordsStayAsTheyAre()
{
    const Vocabulary vocabulary(taught({"dog", "beach", "school bus"}), m_wordNet);
    const auto look = vocabulary.look("Two dogs on the beach, 2019");
    QCOMPARE(look.text, std::string("Two dogs on the beach, 2019"));
    QVERIFY(look.substitutes.empty() && look.unknown.empty());
}

void TestVocabulary::narrowerWordGoesThroughTheKnownOne()
{
    NEEDS_WORDNET;
    const Vocabulary vocabulary(taught({"dog", "beach"}), m_wordNet);
    const auto look = vocabulary.look("my Welsh corgi on the beach");
    QCOMPARE(look.text, std::string("my dog on the beach"));
    QCOMPARE(look.substitutes.size(), 1U);
    QCOMPARE(look.substitutes[0].word, std::string("Welsh corgi"));
    QCOMPARE(look.substitutes[0].known, std::string("dog"));
    QCOMPARE(look.things, (Things{{"dog", {}}, {"beach", {}}}));
    QCOMPARE(vocabulary.relate("corgi")->steps, 1);
}

void TestVocabulary::synonymIsKnown()
{
    NEEDS_WORDNET;
    const Vocabulary vocabulary(taught({"sofa"}), m_wordNet);
    const auto relation = vocabulary.relate("couch");
    QVERIFY(relation);
    QCOMPARE(relation->steps, 0);
    QCOMPARE(vocabulary.look("the couch").text, std::string("the sofa"));
}

void TestVocabulary::strangeWordIsUnknown()
{
    const Vocabulary vocabulary(taught({"dog", "beach"}), m_wordNet);
    const auto look = vocabulary.look("xyzzy on the beach");
    QCOMPARE(look.text, std::string(" on the beach"));
    QCOMPARE(vocabulary.look("xyzzy").text, std::string("xyzzy")); // nothing else is left to ask
    QCOMPARE(look.unknown.size(), 1U);
    QCOMPARE(look.unknown[0], std::string("xyzzy"));
    QVERIFY(!vocabulary.relate("democracy"));
}

void TestVocabulary::longestPhraseCounts()
{
    const Vocabulary vocabulary(taught({"fire engine", "street"}), m_wordNet);
    const auto look = vocabulary.look("a fire engine in the street");
    QVERIFY(look.unknown.empty() && look.substitutes.empty());
    QVERIFY(!vocabulary.look("a fire in the street").unknown.empty() ||
            !vocabulary.look("a fire in the street").substitutes.empty());
}

void TestVocabulary::thingsOfAQuestion()
{
    const Vocabulary vocabulary(taught({"dog", "beach", "fire engine"}), nullptr);
    const auto things = [&](const char *question) { return vocabulary.look(question, {"zokami"}).things; };
    QCOMPARE(things("A photo of two Dogs, a fire engine and Zokami"),
             (Things{{"dogs", {}}, {"fire engine", {}}, {"zokami", {}}}));
    QCOMPARE(things("a dog and xyzzy and many dogs"), (Things{{"dog", {}}}));
    QVERIFY(things("my xyzzy in 2019").empty());
}

void TestVocabulary::broaderWordsHaveKinds()
{
    const Vocabulary vocabulary({{{"poodle", "lapdog"}, {}},
                                 {{"frog"}, {"frog", "bullfrog"}},
                                 {{"wild animal", "beast"}, {"frog", "bullfrog"}}},
                                nullptr);
    QCOMPARE(vocabulary.look("beasts and a lapdog").things, (Things{{"beasts", {"frog", "bullfrog"}}, {"lapdog", {}}}));
    QCOMPARE(vocabulary.look("my wild-animal").things, (Things{{"wild-animal", {"frog", "bullfrog"}}}));
    QCOMPARE(vocabulary.look("the frog's pond").things, (Things{{"frog's", {"bullfrog"}}}));
    // Names that mean the same to it keep what each covers.
    const Vocabulary twice({{{"book"}, {"novel"}}, {{"books"}, {"bookshelf"}}}, nullptr);
    QCOMPARE(twice.look("book").things, (Things{{"book", {"novel", "bookshelf"}}}));
}

void TestVocabulary::damagedListKnowsNothing()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY(!Vocabulary::of(path, nullptr)); // a model that knows nearly all words
    QVERIFY(clip::writeConcepts(path, {{{"dog"}, {"poodle"}}}));
    QCOMPARE(Vocabulary::of(path, nullptr)->look("a dog").things, (Things{{"dog", {"poodle"}}}));
    std::ofstream(path / clip::conceptFile) << "[{";
    QCOMPARE(Vocabulary::of(path, nullptr)->look("a dog").unknown, (std::vector<std::string>{"dog"}));
}

void TestVocabulary::withoutWordNetOnlyTheListCounts()
{
    const Vocabulary vocabulary(taught({"dog"}), nullptr);
    QVERIFY(vocabulary.look("dogs").unknown.empty());
    QCOMPARE(vocabulary.look("corgi").unknown.size(), 1U);
}

void TestVocabulary::joinedWordsAreKnownByTheirParts()
{
    // The lists of models made here hold single words: "t" and "shirt".
    const Vocabulary vocabulary(taught({"t", "shirt", "mother", "ice cream", "dog"}), nullptr);
    for (const char *known : {"a reddish t-shirt", "my mother's ice-cream", "T-Shirts"}) {
        const auto unknown = vocabulary.look(known).unknown;
        QCOMPARE(unknown, known[0] == 'a' ? std::vector<std::string>{"reddish"} : std::vector<std::string>{});
    }
    QCOMPARE(vocabulary.look("dog-house").unknown.size(), 1U);
    const Vocabulary colours(taught({"black", "white"}), nullptr);
    QVERIFY(colours.look("black-and-white").unknown.empty());
    // A date means nothing to a model: the other word stays in the question.
    QCOMPARE(colours.look("xyzzy 2023-05").text, std::string("xyzzy 2023-05"));
    QCOMPARE(colours.look("white - xyzzy 2023-05").unknown, (std::vector<std::string>{"xyzzy"}));
}

void TestVocabulary::capitalsOfAllLettersCountAsSmall()
{
    const Vocabulary vocabulary(taught({"\u00e4pfel"}), nullptr); // "äpfel"
    QVERIFY(vocabulary.look("\u00c4pfel im Korb").unknown == (std::vector<std::string>{"im", "Korb"}));
    QVERIFY(Vocabulary(taught({"\u00c4pfel"}), nullptr).look("\u00e4pfel").unknown.empty());
}

QTEST_GUILESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"
