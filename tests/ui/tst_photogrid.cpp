// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/thumbnailstore.h"
#include "core/image/thumbnail.h"
#include "ui/grid/photogrid.h"
#include "ui/session/thumbnailloader.h"
#include "ui/session/types.h"

#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

using namespace reminisce;
using namespace reminisce::ui;

class TestPhotoGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherLibraryShowsItsOwnPictures();
    void monthsGetHeadings();
    void newPhotosAboveMoveNothing();
    void placeSurvivesOtherSizes();
    void headingAtTheTopMovesNothing();
    void selectionBelongsToPhotos();
    void everythingCanBeSelected();
    void anotherListBeginsAtTheTop();
    void picturesHaveTheSizeOfTheirPlace();
};

namespace {

constexpr qint64 day = 86'400;

/// Newest first, one a day, in turns upright and lying.
PhotoListPtr photos(qint64 firstId, qint64 lastId)
{
    QVector<GridPhoto> list;
    for (qint64 id = lastId; id >= firstId; --id) {
        GridPhoto photo;
        photo.id = id;
        photo.hash[0] = static_cast<std::uint8_t>(id);
        photo.aspect = id % 2 == 0 ? 1.5F : 0.75F;
        photo.taken = id * day;
        list.push_back(photo);
    }
    QVector<GridSection> months = monthSections(list);
    return std::make_shared<const PhotoList>(std::move(list), std::move(months));
}

} // namespace

void TestPhotoGrid::monthsGetHeadings()
{
    const PhotoListPtr list = photos(0, 58); // January and February 1970 but the last day
    QCOMPARE(list->sections().size(), 2);
    QCOMPARE(list->sections()[1].first, 28);
    QCOMPARE(list->photos()[28].taken / day, 30);
    QCOMPARE(list->placeOf(58), 0);
    QCOMPARE(list->placeOf(0), 58);
    QCOMPARE(list->placeOf(59), -1);
}

void TestPhotoGrid::newPhotosAboveMoveNothing()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(800, 600);
    grid.show();
    grid.setList(photos(0, 400));
    const auto scroll = [&](int value) { grid.verticalScrollBar()->setValue(value); };
    scroll(3333);
    const auto place = [&](qint64 id) { return grid.photoRect(grid.list().placeOf(id)); };
    const qint64 seen = grid.list().photos()[grid.photoAt({300, 300})].id;
    const QRect before = place(seen);
    grid.setList(photos(0, 500));
    QCOMPARE(place(seen), before);
    QVERIFY(grid.verticalScrollBar()->value() > 3333);
    // At the top, what is new shows.
    scroll(0);
    grid.setList(photos(0, 600));
    QCOMPARE(grid.verticalScrollBar()->value(), 0);
}

void TestPhotoGrid::placeSurvivesOtherSizes()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(800, 600);
    grid.show();
    grid.setList(photos(0, 4000));
    grid.setCurrent(0); // far away from what is seen
    grid.verticalScrollBar()->setValue(33333);
    const auto top = [&] { return grid.list().placeOf(grid.place().top); };
    const int before = top();
    QVERIFY(before > 100);
    const auto isNear = [&] { return std::abs(top() - before) <= 20; }; // two rows
    grid.resize(400, 600);
    QVERIFY2(isNear(), qPrintable(QString::number(top() - before)));
    grid.resize(1200, 600);
    QVERIFY2(isNear(), qPrintable(QString::number(top() - before)));
    grid.setSize(PhotoGrid::Size::Large);
    QVERIFY2(isNear(), qPrintable(QString::number(top() - before)));
    // Back from elsewhere.
    const PhotoGrid::Place place = grid.place();
    grid.startList(photos(100, 300));
    grid.startList(photos(0, 4000));
    QCOMPARE(grid.verticalScrollBar()->value(), 0);
    grid.goTo(place);
    QCOMPARE(grid.place().top, place.top);
    QCOMPARE(grid.current(), 0);
}

void TestPhotoGrid::headingAtTheTopMovesNothing()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(800, 600);
    grid.show();
    grid.setList(photos(0, 400));
    // So that the heading of the second month is the first thing to be seen.
    const int second = grid.list().sections()[1].first;
    grid.verticalScrollBar()->setValue(grid.photoRect(second).top() - 30);
    const int before = grid.verticalScrollBar()->value();
    grid.setList(photos(0, 400));
    QCOMPARE(grid.verticalScrollBar()->value(), before);
}

void TestPhotoGrid::selectionBelongsToPhotos()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(800, 600);
    grid.setList(photos(0, 100));
    grid.setCurrent(3);
    const auto click = [&](int index, Qt::KeyboardModifiers modifiers) {
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, modifiers, grid.photoRect(index).center());
    };
    click(1, Qt::ControlModifier);
    QCOMPARE(grid.selectedIds(10), (QVector<qint64>{99, 97}));
    grid.setList(photos(0, 110));
    QCOMPARE(grid.selectedIds(10), (QVector<qint64>{99, 97}));
    QCOMPARE(grid.current(), 11);
    grid.setList(photos(0, 98));
    QCOMPARE(grid.selectedIds(10), (QVector<qint64>{97}));
    QCOMPARE(grid.selectedCount(), 1);
    QCOMPARE(grid.current(), -1);
}

void TestPhotoGrid::everythingCanBeSelected()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.setList(photos(0, 99));
    QTest::keyClick(&grid, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(grid.selectedCount(), 100);
    QCOMPARE(grid.selectedIds(3), (QVector<qint64>{99, 98, 97}));
    QTest::keyClick(&grid, Qt::Key_Home);
    QTest::keyClick(&grid, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(grid.selectedCount(), 2);
}

void TestPhotoGrid::anotherListBeginsAtTheTop()
{
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(800, 600);
    grid.show();
    grid.setList(photos(0, 400));
    QTest::keyClick(&grid, Qt::Key_A, Qt::ControlModifier);
    grid.verticalScrollBar()->setValue(3333);
    grid.startList(photos(100, 300));
    QCOMPARE(grid.selectedCount(), 0);
    QCOMPARE(grid.verticalScrollBar()->value(), 0);
    QTest::keyClick(&grid, Qt::Key_Right);
    QCOMPARE(grid.current(), 0);
}

void TestPhotoGrid::picturesHaveTheSizeOfTheirPlace()
{
    const QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath(QStringLiteral("l.reminisce")).toStdString();
    const auto catalogue = catalogue::Catalogue::open(path, catalogue::Catalogue::Mode::ReadWrite);
    QVERIFY(bool(catalogue));
    auto store = catalogue::ThumbnailStore::open(path, catalogue::Catalogue::Mode::ReadWrite);
    QVERIFY(bool(store));
    const PhotoListPtr list = photos(0, 5);
    for (const GridPhoto &photo : list->photos()) {
        // Left half black, right half white: a picture that was squeezed or moved would show it.
        Pixels picture(photo.aspect > 1 ? 600 : 300, 400, 3);
        for (int y = 0; y < picture.height; ++y)
            std::fill(picture.row(y) + 3 * (picture.width / 2), picture.row(y) + 3 * picture.width, 255);
        store->put(photo.hash, image::makeThumbnail(picture).bytes);
    }
    ThumbnailLoader loader;
    loader.setLibrary(path);
    PhotoGrid grid(&loader);
    grid.resize(900, 600);
    grid.show();
    grid.setList(list);
    const auto allFit = [&] {
        for (int i = 0; i < list->size(); ++i) {
            const QPixmap pixmap = grid.thumbnail(list->photos()[i].id);
            if (pixmap.size() != grid.photoRect(i).size())
                return false;
        }
        return true;
    };
    QTRY_VERIFY(allFit());
    const QImage shown = grid.thumbnail(5).toImage();
    QVERIFY(qGray(shown.pixel(shown.width() / 4, shown.height() / 2)) < 20);
    QVERIFY(qGray(shown.pixel(shown.width() * 3 / 4, shown.height() / 2)) > 235);
    grid.setSize(PhotoGrid::Size::Large);
    QVERIFY(!allFit());
    QTRY_VERIFY(allFit());
}

void TestPhotoGrid::anotherLibraryShowsItsOwnPictures()
{
    // Both libraries number their photos alike.
    QTemporaryDir folder;
    ThumbnailLoader loader;
    PhotoGrid grid(&loader);
    grid.resize(900, 600);
    grid.show();
    for (const int grey : {20, 235}) {
        const std::filesystem::path path = folder.filePath(QString::number(grey)).toStdString();
        QVERIFY(catalogue::Catalogue::open(path, catalogue::Catalogue::Mode::ReadWrite).ok());
        auto store = catalogue::ThumbnailStore::open(path, catalogue::Catalogue::Mode::ReadWrite);
        QVERIFY(store.ok());
        GridPhoto photo;
        photo.id = 1;
        photo.hash[1] = static_cast<std::uint8_t>(grey);
        Pixels picture(400, 400, 3);
        std::fill(picture.samples.begin(), picture.samples.end(), static_cast<std::uint8_t>(grey));
        store->put(photo.hash, image::makeThumbnail(picture).bytes);
        loader.setLibrary(path);
        grid.setList(std::make_shared<const PhotoList>(QVector<GridPhoto>{photo}, QVector<GridSection>{}));
        QVERIFY(grid.thumbnail(1).isNull());
        QTRY_VERIFY(!grid.thumbnail(1).isNull());
        QVERIFY(std::abs(qGray(grid.thumbnail(1).toImage().pixel(50, 50)) - grey) < 10);
    }
}

QTEST_MAIN(TestPhotoGrid)
#include "tst_photogrid.moc"
