// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every call by which a commit changes the disk may fail, or be the last one.
#include "core/catalogue/copies.h"
#include "core/catalogue/thumbnailstore.h"
#include "tests/support/faultyvfs.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reminisce;
using namespace reminisce::catalogue;
using test::FaultyVfs;
using Fault = FaultyVfs::Fault;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(Fault)

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { FaultyVfs::install(); }
    void cleanup() { FaultyVfs::install().arm(Fault::None, 0); }
    void commitIsAllOrNothing_data();
    void commitIsAllOrNothing();
    void openingSurvives_data() { commitIsAllOrNothing_data(); }
    void openingSurvives();
    void copyIsWholeOrAbsent_data() { commitIsAllOrNothing_data(); }
    void copyIsWholeOrAbsent();
    void goingBackIsAllOrNothing_data() { commitIsAllOrNothing_data(); }
    void goingBackIsAllOrNothing();

private:
    static constexpr int before = 40;
    static constexpr int batch = 60;
    static Result<void> add(Catalogue &catalogue, int from, int count);
};

Result<void> TestFaults::add(Catalogue &catalogue, int from, int count)
{
    return catalogue.transaction([&] {
        const FolderId folder = catalogue.addFolder("/photos");
        const ModelId model = catalogue.model("identity", "name", 256);
        for (int i = from; i < from + count; ++i) {
            Photo photo;
            photo.hash.fill(static_cast<std::uint8_t>(i));
            photo.width = photo.height = 10;
            const PhotoId id = catalogue.addPhoto(photo);
            catalogue.setFile(folder, "/photos/" + std::to_string(i) + ".jpg", 1, 2, id, {});
            catalogue.setVector(id, model, Embedding(256, 0.0625F));
        }
    });
}

void TestFaults::commitIsAllOrNothing_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("one call fails") << Fault::Once;
    QTest::newRow("disk full from a call on") << Fault::DiskFull;
    QTest::newRow("power gone at a call") << Fault::Dead;
    QTest::newRow("power gone half-way through a write") << Fault::Torn;
}

void TestFaults::commitIsAllOrNothing()
{
    QFETCH(Fault, fault);
    FaultyVfs &vfs = FaultyVfs::install();
    int tried = 0;
    int committed = 0;
    for (int call = 0;; ++call) {
        const QTemporaryDir dir;
        const fs::path path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
        bool said = false;
        {
            auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
            QVERIFY(catalogue.ok());
            QVERIFY(add(*catalogue, 0, before).ok());
            vfs.arm(fault, call);
            said = add(*catalogue, before, batch).ok();
        } // closing moves the log into the file, with the fault still there
        const bool reached = vfs.calls() > call;
        vfs.arm(Fault::None, 0);
        auto again = Catalogue::open(path, Catalogue::Mode::ReadWrite);
        QVERIFY2(again.ok(), again ? "" : again.error().message.c_str());
        QVERIFY2(!again->salvaged(), qPrintable(QStringLiteral("damaged at call %1").arg(call)));
        const auto problems = again->verify();
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems[0].text.c_str());
        const auto photos = again->counts().photos;
        QVERIFY2(photos == before || photos == before + batch, qPrintable(QString::number(photos)));
        if (said)
            QCOMPARE(photos, before + batch);
        // What is there can be worked with.
        QVERIFY(add(*again, before, batch).ok());
        QCOMPARE(again->counts().photos, before + batch);
        if (!reached)
            break;
        ++tried;
        committed += said ? 1 : 0;
    }
    qInfo("%d calls of a commit tried; %d times it was reported as kept all the same", tried, committed);
    QVERIFY(tried > 50);
}

void TestFaults::openingSurvives()
{
    QFETCH(Fault, fault);
    FaultyVfs &vfs = FaultyVfs::install();
    int tried = 0;
    for (int call = 0;; ++call) {
        const QTemporaryDir dir;
        const fs::path path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
        vfs.arm(fault, call);
        {
            auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
            if (catalogue)
                static_cast<void>(add(*catalogue, 0, 1));
        }
        const bool reached = vfs.calls() > call;
        vfs.arm(Fault::None, 0);
        auto again = Catalogue::open(path, Catalogue::Mode::ReadWrite);
        QVERIFY2(again.ok(), again ? "" : again.error().message.c_str());
        QVERIFY(again->verify().empty());
        QVERIFY(add(*again, 0, 3).ok());
        QCOMPARE(again->counts().photos, 3);
        if (!reached)
            break;
        ++tried;
    }
    qInfo("%d calls of making a library tried", tried);
    QVERIFY(tried > 10);
}

void TestFaults::copyIsWholeOrAbsent()
{
    QFETCH(Fault, fault);
    FaultyVfs &vfs = FaultyVfs::install();
    int tried = 0;
    for (int call = 0;; ++call) {
        const QTemporaryDir dir;
        const fs::path path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
        const fs::path copy = dir.filePath(QStringLiteral("copy.reminisce")).toStdString();
        auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
        QVERIFY(add(*catalogue, 0, before).ok());
        vfs.arm(fault, call);
        const bool said = catalogue->copyTo(copy).ok();
        const bool reached = vfs.calls() > call;
        vfs.arm(Fault::None, 0);
        QCOMPARE(fs::exists(copy), said);
        if (said) {
            const auto opened = Catalogue::open(copy, Catalogue::Mode::ReadOnly);
            QVERIFY(opened.ok());
            QVERIFY(opened->verify().empty());
            QCOMPARE(opened->counts().photos, before);
        }
        QVERIFY(catalogue->verify().empty());
        if (!reached)
            break;
        ++tried;
    }
    qInfo("%d calls of a copy tried", tried);
    QVERIFY(tried > 5);
}

void TestFaults::goingBackIsAllOrNothing()
{
    QFETCH(Fault, fault);
    FaultyVfs &vfs = FaultyVfs::install();
    int tried = 0;
    for (int call = 0;; ++call) {
        const QTemporaryDir dir;
        const fs::path path = dir.filePath(QStringLiteral("a.reminisce")).toStdString();
        bool said = false;
        {
            auto catalogue = Catalogue::open(path, Catalogue::Mode::ReadWrite);
            QVERIFY(add(*catalogue, 0, before).ok());
            QVERIFY(makeDailyCopy(*catalogue, "2026-01-01").ok());
            QVERIFY(add(*catalogue, before, batch).ok());
            const LibraryCopy copy = copiesOf(path)[0];
            vfs.arm(fault, call);
            said = restoreCopy(*catalogue, copy).ok();
        }
        const bool reached = vfs.calls() > call;
        vfs.arm(Fault::None, 0);
        auto again = Catalogue::open(path, Catalogue::Mode::ReadWrite);
        QVERIFY2(again.ok() && !again->salvaged(), qPrintable(QStringLiteral("damaged at call %1").arg(call)));
        QVERIFY(again->verify().empty());
        const auto photos = again->counts().photos;
        QVERIFY(photos == before || photos == before + batch);
        if (said)
            QCOMPARE(photos, before);
        // A whole copy of what it was is there wherever it was left.
        QVERIFY(Catalogue::open(copiesOf(path)[0].path, Catalogue::Mode::ReadOnly)->verify().empty());
        if (!reached)
            break;
        ++tried;
    }
    qInfo("%d calls of going back to a copy tried", tried);
    QVERIFY(tried > 20);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
