// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/catalogue/catalogue.h"
#include "core/catalogue/migrations.h"
#include "core/catalogue/thumbnailstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <cmath>
#include <map>

using namespace reminisce;
using namespace reminisce::catalogue;

class TestCatalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItIsGiven();
    void wordsAreKept();
    void olderSchemaIsBroughtUpToDate();
    void newerSchemaIsRefused();
    void damagedFileIsSetAsideAndSaved();
    void otherFileIsLeftAlone();
    void unreadFileKeepsItsPhotoAndIsTriedAgain();
    void damagedThumbnailsAreMadeAnew();
    void readOnlyFolderIsRefused();
    void failedTransactionKeepsNothing();

private:
    static Photo photo(std::uint8_t seed);
    static void fill(Catalogue &catalogue, int photos);
};

Photo TestCatalogue::photo(std::uint8_t seed)
{
    Photo p;
    p.hash.fill(seed);
    p.width = 30;
    p.height = 20;
    p.taken = 1000 + seed;
    p.camera = "Kamera Ä";
    p.latitude = 48.5;
    p.longitude = -3.25;
    return p;
}

void TestCatalogue::fill(Catalogue &catalogue, int photos)
{
    QVERIFY(catalogue
                .transaction([&] {
                    const FolderId folder = catalogue.addFolder("/photos");
                    const ModelId model = catalogue.model("identity", "name", 4);
                    for (int i = 0; i < photos; ++i) {
                        const PhotoId id = catalogue.addPhoto(photo(static_cast<std::uint8_t>(i)));
                        catalogue.setFile(folder, "/photos/" + std::to_string(i) + ".jpg", 10, 20, id, {});
                        catalogue.setVector(id, model, {0.5F, -0.5F, 0.5F, 0.5F});
                    }
                })
                .ok());
}

void TestCatalogue::keepsWhatItIsGiven()
{
    const QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
    {
        auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
        QVERIFY(catalogue.ok());
        fill(*catalogue, 3);
    }
    const auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadOnly);
    QVERIFY(catalogue.ok());
    const auto rows = catalogue->photosNewestFirst();
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0].taken, 1002);
    const auto kept = catalogue->photo(rows[0].id);
    QCOMPARE(kept->camera, std::string("Kamera Ä"));
    QCOMPARE(kept->longitude.value(), -3.25);
    const auto vector = catalogue->vector(rows[0].id, *catalogue->findModel("identity"));
    QCOMPARE(*vector, (Embedding{0.5F, -0.5F, 0.5F, 0.5F}));
    QVERIFY(catalogue->verify().empty());
}

void TestCatalogue::wordsAreKept()
{
    const QTemporaryDir dir;
    auto catalogue =
        Catalogue::open(dir.filePath(QStringLiteral("a.reminisce")).toStdString(), Catalogue::Mode::ReadWrite);
    QVERIFY(catalogue.ok());
    fill(*catalogue, 3);
    const auto rows = catalogue->photosNewestFirst();
    catalogue->setWords(rows[0].id, {"Bello on the beach", "dog", "dog"});
    catalogue->setWords(rows[1].id, {"cat"});
    catalogue->setWords(rows[1].id, {"tom"}); // in place of "cat"
    std::vector<std::string> texts;
    for (const auto &[photo, text] : catalogue->words())
        texts.push_back(text);
    std::sort(texts.begin(), texts.end());
    QCOMPARE(texts, (std::vector<std::string>{"Bello on the beach", "dog", "tom"}));
    QVERIFY(catalogue->verify().empty());
}

void TestCatalogue::olderSchemaIsBroughtUpToDate()
{
    const QTemporaryDir dir;
    const std::string path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
    {
        SQLite::Database first(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        first.exec(migrations()[0]);
        first.exec("INSERT INTO meta (key, value) VALUES ('kept', 'yes')");
        first.exec("PRAGMA user_version = 1");
    }
    auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
    QVERIFY2(catalogue, catalogue ? "" : catalogue.error().message.c_str());
    QCOMPARE(catalogue->meta("kept"), std::string("yes"));
    fill(*catalogue, 1);
    catalogue->setWords(catalogue->photosNewestFirst()[0].id, {"dog"});
    QCOMPARE(catalogue->words().size(), std::size_t(1));
}

void TestCatalogue::newerSchemaIsRefused()
{
    const QTemporaryDir dir;
    const std::string path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
    QVERIFY(Catalogue::open(path, Catalogue::Mode::ReadWrite).ok());
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 999");
    const auto refused = Catalogue::open(path, Catalogue::Mode::ReadWrite);
    QVERIFY(!refused.ok());
    QVERIFY(QString::fromStdString(refused.error().message).contains(QLatin1String("newer")));
}

void TestCatalogue::damagedFileIsSetAsideAndSaved()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.reminisce"));
    {
        auto catalogue = Catalogue::open(path.toStdString(), Catalogue::Mode::ReadWrite);
        fill(*catalogue, 200);
    }
    // The end of the file is lost, as after a full disk; the header stays.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(100);
    file.write(QByteArray(60, '\xAA'));
    file.close();
    const auto catalogue = Catalogue::open(path.toStdString(), Catalogue::Mode::ReadWrite);
    QVERIFY2(catalogue.ok(), catalogue ? "" : catalogue.error().message.c_str());
    QVERIFY(catalogue->salvaged().has_value());
    QVERIFY(std::filesystem::exists(*catalogue->salvaged()));
    QVERIFY(catalogue->verify().empty());
}

void TestCatalogue::otherFileIsLeftAlone()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("holiday.jpg")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(20'000, 'x'));
    file.close();
    const auto refused = Catalogue::open(file.fileName().toStdString(), Catalogue::Mode::ReadWrite);
    QVERIFY(!refused.ok());
    QVERIFY(QFile::exists(file.fileName()));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
}

void TestCatalogue::unreadFileKeepsItsPhotoAndIsTriedAgain()
{
    const QTemporaryDir dir;
    auto catalogue =
        Catalogue::open(dir.filePath(QStringLiteral("a.reminisce")).toStdString(), Catalogue::Mode::ReadWrite);
    fill(*catalogue, 1);
    const FolderId folder = catalogue->folders()[0].id;
    catalogue->setUnread(folder, "/photos/0.jpg", "The disk is away.");
    catalogue->setUnread(folder, "/photos/new.jpg", "The disk is away.");
    QCOMPARE(catalogue->counts().photos, 1);
    QCOMPARE(catalogue->skippedFiles().size(), std::size_t(1));
    const auto sizes = [&] {
        std::map<std::string, std::int64_t> byPath;
        for (const KnownFile &file : catalogue->knownFiles(*catalogue->findModel("identity")))
            byPath[file.path] = file.size;
        return byPath;
    };
    QCOMPARE(sizes()["/photos/0.jpg"], 10);
    QCOMPARE(sizes()["/photos/new.jpg"], -1); // no file has this size
    catalogue->setFile(folder, "/photos/new.jpg", 7, 8, {}, "This is no picture.");
    QCOMPARE(sizes()["/photos/new.jpg"], 7);
    catalogue->retrySkipped();
    QCOMPARE(sizes()["/photos/new.jpg"], -1);
    QCOMPARE(sizes()["/photos/0.jpg"], 10);
}

void TestCatalogue::damagedThumbnailsAreMadeAnew()
{
    const QTemporaryDir dir;
    const std::filesystem::path library = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
    const auto fillStore = [&](ThumbnailStore &store) {
        return store.transaction([&] {
            for (std::uint8_t i = 0; i < 100; ++i)
                store.put(photo(i).hash, std::vector<std::uint8_t>(3000, i));
        });
    };
    {
        auto store = ThumbnailStore::open(library, Catalogue::Mode::ReadWrite);
        QVERIFY(store.ok() && fillStore(*store).ok());
    }
    // Its schema can be read, its pages cannot.
    QFile file(QString::fromStdString(ThumbnailStore::pathFor(library).string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(4096));
    file.write(QByteArray(static_cast<int>(file.size()) - 4096, '\xAA'));
    file.close();
    auto store = ThumbnailStore::open(library, Catalogue::Mode::ReadWrite);
    QVERIFY(store.ok());
    QVERIFY(store->get(photo(5).hash).empty());
    const auto written = fillStore(*store);
    QVERIFY2(written.ok(), written ? "" : written.error().message.c_str());
    QCOMPARE(store->get(photo(5).hash).size(), std::size_t(3000));
}

void TestCatalogue::readOnlyFolderIsRefused()
{
    if (::geteuid() == 0)
        QSKIP("the superuser may write everywhere");
    const QTemporaryDir dir;
    QFile::setPermissions(dir.path(), QFileDevice::ReadOwner | QFileDevice::ExeOwner);
    const auto refused =
        Catalogue::open(dir.filePath(QStringLiteral("a.reminisce")).toStdString(), Catalogue::Mode::ReadWrite);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().kind, ErrorKind::Unavailable);
    QFile::setPermissions(dir.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}

void TestCatalogue::failedTransactionKeepsNothing()
{
    const QTemporaryDir dir;
    auto catalogue =
        Catalogue::open(dir.filePath(QStringLiteral("a.reminisce")).toStdString(), Catalogue::Mode::ReadWrite);
    const auto failed = catalogue->transaction([&] {
        catalogue->addFolder("/kept?");
        catalogue->setFile(static_cast<FolderId>(999), "/nowhere", 1, 1, std::nullopt, "no such folder");
    });
    QVERIFY(!failed.ok());
    QVERIFY(catalogue->folders().empty());
}

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
