// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/copies.h"
#include "core/catalogue/libraryfiles.h"
#include "core/catalogue/migrations.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

using namespace reminisce;
using namespace reminisce::catalogue;
namespace fs = std::filesystem;

class TestCopies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void copiesOnceADayAndKeepsThree();
    void emptyLibraryIsNotCopied();
    void copyIsRestored();
    void copyFromBeforeAnUpdateIsRestored();
    void damagedCopyIsRefused();
    void libraryBeingIndexedIsNotReplaced();
    void repairMendsWhatVerifyFinds();
    void salvageKeepsTheRows();

private:
    Catalogue open() const { return std::move(*Catalogue::open(path(), Catalogue::Mode::ReadWrite)); }
    fs::path path() const { return m_dir->filePath(QStringLiteral("a.reminisce")).toStdString(); }
    static void add(Catalogue &catalogue, int from, int count);

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestCopies::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestCopies::add(Catalogue &catalogue, int from, int count)
{
    QVERIFY(catalogue
                .transaction([&] {
                    const FolderId folder = catalogue.addFolder("/photos");
                    const ModelId model = catalogue.model("identity", "name", 4);
                    for (int i = from; i < from + count; ++i) {
                        Photo photo;
                        photo.hash.fill(static_cast<std::uint8_t>(i));
                        const PhotoId id = catalogue.addPhoto(photo);
                        catalogue.setFile(folder, "/photos/" + std::to_string(i), 1, 2, id, {});
                        catalogue.setVector(id, model, Embedding(4, 0.5F));
                    }
                })
                .ok());
}

void TestCopies::copiesOnceADayAndKeepsThree()
{
    auto catalogue = open();
    add(catalogue, 0, 3);
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    add(catalogue, 3, 1);
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    QCOMPARE(copiesOf(path()).size(), std::size_t(1));
    QCOMPARE(Catalogue::open(copiesOf(path())[0].path, Catalogue::Mode::ReadOnly)->counts().photos, 3);
    for (const char *day : {"2026-01-02", "2026-01-03", "2026-01-04"})
        QVERIFY(makeDailyCopy(catalogue, day).ok());
    const auto copies = copiesOf(path());
    QCOMPARE(copies.size(), std::size_t(3));
    QCOMPARE(copies[0].day, std::string("2026-01-04"));
    QCOMPARE(copies[2].day, std::string("2026-01-02"));
    // A clock that was set back neither stops the copying nor throws away the copy just made.
    QVERIFY(makeDailyCopy(catalogue, "2025-06-01").ok());
    QCOMPARE(copiesOf(path()).back().day, std::string("2025-06-01"));
}

void TestCopies::emptyLibraryIsNotCopied()
{
    auto catalogue = open();
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    QVERIFY(copiesOf(path()).empty());
}

void TestCopies::copyIsRestored()
{
    auto catalogue = open();
    add(catalogue, 0, 3);
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    add(catalogue, 3, 4);
    const auto reader = Catalogue::open(path(), Catalogue::Mode::ReadOnly);
    const std::string generation = reader->generation();
    const auto aside = restoreCopy(catalogue, copiesOf(path())[0]);
    QVERIFY2(aside.ok(), aside ? "" : aside.error().message.c_str());
    QCOMPARE(catalogue.counts().photos, 3);
    QCOMPARE(reader->counts().photos, 3);        // whoever has it open sees it at once …
    QVERIFY(reader->generation() != generation); // … and can tell
    QVERIFY(catalogue.verify().empty());
    QCOMPARE(Catalogue::open(*aside, Catalogue::Mode::ReadOnly)->counts().photos, 7);
    QCOMPARE(copiesOf(path()).size(), std::size_t(1));
}

void TestCopies::copyFromBeforeAnUpdateIsRestored()
{
    auto catalogue = open();
    add(catalogue, 0, 3);
    const LibraryCopy copy{path().string() + ".old", "2026-01-01", 0};
    {
        SQLite::Database old(copy.path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec(migrations()[0]);
        old.exec("PRAGMA user_version = 1");
        old.exec("INSERT INTO folders (path) VALUES (CAST('/old' AS BLOB))");
    }
    const auto aside = restoreCopy(catalogue, copy);
    QVERIFY2(aside.ok(), aside ? "" : aside.error().message.c_str());
    QCOMPARE(catalogue.counts().photos, 0);
    QCOMPARE(catalogue.folders().size(), std::size_t(1));
    QVERIFY(catalogue.verify().empty());
    add(catalogue, 0, 1); // in today's form
    QCOMPARE(catalogue.counts().photos, 1);
}

void TestCopies::damagedCopyIsRefused()
{
    auto catalogue = open();
    add(catalogue, 0, 3);
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    QFile file(QString::fromStdString(copiesOf(path())[0].path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(4200));
    file.write(QByteArray(20'000, '\xAA'));
    file.close();
    QVERIFY(!restoreCopy(catalogue, copiesOf(path())[0]).ok());
    QCOMPARE(catalogue.counts().photos, 3);
    QVERIFY(QDir(m_dir->path()).entryList({QStringLiteral("*.replaced-*")}).isEmpty());
}

void TestCopies::libraryBeingIndexedIsNotReplaced()
{
    auto catalogue = open();
    add(catalogue, 0, 1);
    QVERIFY(makeDailyCopy(catalogue, "2026-01-01").ok());
    const auto lock = IndexLock::take(path());
    QVERIFY(lock.ok());
    QVERIFY(!restoreCopy(catalogue, copiesOf(path())[0]).ok());
}

void TestCopies::repairMendsWhatVerifyFinds()
{
    {
        auto catalogue = open();
        add(catalogue, 0, 5);
    }
    {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA foreign_keys = OFF");
        database.exec("UPDATE files SET skip_reason = 'no' WHERE id = 1");
        database.exec("UPDATE vectors SET vector = x'00' WHERE photo = 2");
        database.exec("DELETE FROM photos WHERE id = 3");
        database.exec("UPDATE files SET folder = 99 WHERE id = 4");
    }
    auto catalogue = open();
    QCOMPARE(catalogue.verify().size(), std::size_t(5)); // the deleted photo leaves a file and a vector behind
    QVERIFY(catalogue.repair().ok());
    QVERIFY(catalogue.verify().empty());
    QCOMPARE(catalogue.counts().photos, 3); // the third and the fourth come back with the next indexing
    QVERIFY(!catalogue.hasVector(static_cast<PhotoId>(2), *catalogue.findModel("identity")));
}

void TestCopies::salvageKeepsTheRows()
{
    {
        auto catalogue = open();
        add(catalogue, 0, 5);
    }
    const auto fresh = Catalogue::salvage(path());
    QVERIFY(fresh.ok());
    QVERIFY(fresh->salvaged().has_value());
    QCOMPARE(fresh->counts().photos, 5);
    QVERIFY(fresh->verify().empty());
}

QTEST_GUILESS_MAIN(TestCopies)
#include "tst_copies.moc"
