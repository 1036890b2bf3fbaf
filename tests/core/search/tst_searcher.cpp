// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searcher.h"

#include "core/catalogue/copies.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reminisce;
using namespace reminisce::search;
using catalogue::Catalogue;
using catalogue::PhotoId;

/// Answers from a catalogue, while it changes.
class TestSearcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newPhotosAreFoundAfterRefresh();
    void photosWithoutAFileAreLeftOut();
    void photosOfARemovedFolderTakeNoPlaces();
    void photoThatComesBackIsFoundAgain();
    void sureOnesComeFirst();
    void allThingsOfAQuestionMustBeThere();
    void manyThingsCanBeSure();
    void anyKindOfAThingWillDo();
    void noticesThatTheLibraryWentBack();

private:
    PhotoId add(int number, const Embedding &vector);
    std::vector<PhotoId> answer(const Searcher &searcher, const Embedding &query) const;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<Catalogue> m_catalogue;
    catalogue::FolderId m_folder{};
};

namespace {

const std::string identity = "a-model";

Embedding along(float x, float y)
{
    Embedding v = {x, y, 0, 0};
    normalise(v);
    return v;
}

} // namespace

void TestSearcher::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_catalogue.reset();
    m_catalogue.emplace(
        Catalogue::open(m_dir->filePath(QStringLiteral("x.reminisce")).toStdString(), Catalogue::Mode::ReadWrite)
            .value());
    m_folder = m_catalogue->addFolder("/photos");
}

PhotoId TestSearcher::add(int number, const Embedding &vector)
{
    catalogue::Photo photo;
    photo.hash[0] = static_cast<std::uint8_t>(number);
    photo.width = photo.height = 10;
    const PhotoId id = m_catalogue->addPhoto(photo);
    m_catalogue->setFile(m_folder, "/photos/" + std::to_string(number), 1, 1, id, "");
    m_catalogue->setVector(id, m_catalogue->model(identity, "model", 4), vector);
    return id;
}

std::vector<PhotoId> TestSearcher::answer(const Searcher &searcher, const Embedding &query) const
{
    Question question;
    question.vector = query;
    std::vector<PhotoId> photos;
    for (const Match &match : searcher.find(question).matches)
        photos.push_back(match.photo);
    return photos;
}

void TestSearcher::newPhotosAreFoundAfterRefresh()
{
    auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    QVERIFY(answer(searcher, along(1, 0)).empty());
    const PhotoId far = add(1, along(0, 1));
    const PhotoId near = add(2, along(1, 0));
    searcher.refresh();
    QCOMPARE(answer(searcher, along(1, 0)), (std::vector{near, far}));
}

void TestSearcher::photosWithoutAFileAreLeftOut()
{
    const PhotoId gone = add(1, along(1, 0));
    const PhotoId kept = add(2, along(0, 1));
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    m_catalogue->removeFile(m_catalogue->filesOf(gone)[0].id);
    QCOMPARE(answer(searcher, along(1, 0)), std::vector{kept});
}

void TestSearcher::photosOfARemovedFolderTakeNoPlaces()
{
    std::vector<PhotoId> gone;
    for (int i = 0; i < 150; ++i)
        gone.push_back(add(i, along(1, 0)));
    const PhotoId kept = add(200, along(0, 1));
    for (const PhotoId photo : gone)
        m_catalogue->removeFile(m_catalogue->filesOf(photo)[0].id);
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    for (const bool exact : {true, false}) {
        Question question;
        question.vector = along(1, 0);
        question.limit = 5;
        question.exact = exact;
        const Answer answer = searcher.find(question);
        QCOMPARE(answer.matches.size(), std::size_t(1));
        QVERIFY(answer.matches[0].photo == kept);
    }
}

void TestSearcher::photoThatComesBackIsFoundAgain()
{
    const PhotoId photo = add(1, along(1, 0));
    m_catalogue->removeFile(m_catalogue->filesOf(photo)[0].id);
    auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    QVERIFY(answer(searcher, along(1, 0)).empty());
    m_catalogue->setFile(m_folder, "/photos/back", 1, 1, photo, "");
    searcher.refresh();
    QCOMPARE(answer(searcher, along(1, 0)), std::vector{photo});
}

void TestSearcher::sureOnesComeFirst()
{
    // The first photo is nearer to the query, but a rival word describes it better.
    const PhotoId doubtful = add(1, along(0.8F, 0.6F));
    const PhotoId sure = add(2, {0.7F, 0, 0.714F, 0});
    const EverydayWords words({along(0.6F, 0.8F), {0, 0, 0, 1}}, 20);
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    Question question;
    question.vector = along(1, 0);
    question.words = &words;
    const Answer found = searcher.find(question);
    QCOMPARE(found.matches.size(), std::size_t(2));
    QCOMPARE(found.sure, 1);
    QCOMPARE(found.matches[0].photo, sure);
    QCOMPARE(found.matches[1].photo, doubtful);
    QVERIFY(found.matches[0].score < found.matches[1].score);
}

void TestSearcher::allThingsOfAQuestionMustBeThere()
{
    // The mean of both things lies nearer to photos that show one of them clearly and little of the other; there are
    // many of these.
    const float half = std::sqrt(0.5F);
    const PhotoId both = add(1, {0.6F, 0.6F, 0.529F, 0});
    for (int i = 2; i < 252; ++i)
        add(i, {0.9F, 0.436F, 0, 0});
    const EverydayWords words({{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}, 20);
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    Question question;
    question.vector = along(half, half);
    question.words = &words;
    question.things.things = {{along(1, 0)}, {along(0, 1)}};
    // The words for the things themselves are no rivals, so that both can be sure.
    const Answer found = searcher.find(question);
    QCOMPARE(found.sure, 1);
    QCOMPARE(found.likely, 0);
    QCOMPARE(found.matches.size(), question.limit);
    QCOMPARE(found.matches[0].photo, both);
    QVERIFY(found.matches[0].score < found.matches[1].score);
    // Nothing to compare with: nobody can be sure.
    question.words = nullptr;
    QCOMPARE(searcher.find(question).sure + searcher.find(question).likely, 0);
}

void TestSearcher::manyThingsCanBeSure()
{
    const PhotoId all = add(1, {0.5F, 0.5F, 0.5F, 0.5F});
    const EverydayWords words({{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}, 20);
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    Question question;
    question.vector = {0.5F, 0.5F, 0.5F, 0.5F};
    question.words = &words;
    question.things.things = {{{1, 0, 0, 0}}, {{0, 1, 0, 0}}, {{0, 0, 1, 0}}, {{0, 0, 0, 1}}};
    const Answer found = searcher.find(question);
    QCOMPARE(found.sure, 1);
    QCOMPARE(found.matches[0].photo, all);
}

void TestSearcher::anyKindOfAThingWillDo()
{
    // The word for both kinds lies between them; the photo that lies there, too, shows neither, but a third thing.
    const PhotoId first = add(1, {0.9F, 0, 0.436F, 0});
    const PhotoId second = add(2, {0, 0.9F, 0.436F, 0});
    const PhotoId neither = add(3, {0.5F, 0.5F, 0.707F, 0});
    const EverydayWords words({{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}, 20);
    const auto searcher = Searcher::open(m_catalogue->path(), identity).value();
    Question question;
    question.vector = along(1, 1);
    question.words = &words;
    QCOMPARE(searcher.find(question).matches[0].photo, neither);
    question.things = {{{along(1, 0), along(0, 1)}}, 20};
    const Answer found = searcher.find(question);
    QCOMPARE(found.sure, 2);
    QCOMPARE(found.matches.size(), std::size_t(3));
    QCOMPARE(found.matches[2].photo, neither);
    QVERIFY(found.matches[0].photo == first || found.matches[1].photo == first);
    QVERIFY(found.matches[0].photo == second || found.matches[1].photo == second);
    // Of one kind alone it is the cosine.
    const AskedThings one{{{along(1, 0)}}, 20};
    VectorRows photo(4);
    photo.append(along(0.6F, 0.8F));
    QVERIFY(std::abs(one.cosines(photo.row(0))[0] - 0.6F) < 1e-3F);
    // Kinds that fit alike add up: log 2 / scale more.
    const AskedThings two{{{along(1, 0), along(1, 0)}}, 20};
    QVERIFY(std::abs(two.cosines(photo.row(0))[0] - 0.6F - std::log(2.0F) / 20) < 1e-3F);
}

void TestSearcher::noticesThatTheLibraryWentBack()
{
    const PhotoId kept = add(1, along(1, 0));
    QVERIFY(catalogue::makeDailyCopy(*m_catalogue, "2026-01-01").ok());
    add(2, along(0.9F, 0.1F));
    auto searcher = Searcher::open(m_catalogue->path(), identity);
    QVERIFY(searcher.ok());
    QCOMPARE(answer(*searcher, along(1, 0)).size(), std::size_t(2));
    QVERIFY(catalogue::restoreCopy(*m_catalogue, catalogue::copiesOf(m_catalogue->path())[0]).ok());
    // Another photo takes the number of the one that is gone.
    const PhotoId later = add(3, along(0, 1));
    searcher->refresh();
    const auto found = answer(*searcher, along(0, 1));
    QCOMPARE(found.size(), std::size_t(2));
    QVERIFY(found[0] == later && found[1] == kept);
}

QTEST_GUILESS_MAIN(TestSearcher)
#include "tst_searcher.moc"
