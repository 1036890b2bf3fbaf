// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/libraryfiles.h"
#include "core/indexing/indexer.h"
#include "core/indexing/scanner.h"
#include "tests/support/fakeencoder.h"
#include "tests/support/sanitizer.h"

#include <QDateTime>
#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace reminisce;
using namespace reminisce::indexing;
namespace fs = std::filesystem;

class TestIndexer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void indexesAndThenOnlyStats();
    void movedFilesCostNoEncoding();
    void copiesAreOnePhoto();
    void copiesOfADamagedFileAreListed();
    void goneFilesAreForgottenAndUnreachableFoldersAreNot();
    void whatLiesBehindALostLinkStays();
    void emptyFolderIsTakenForAnAbsentDisk();
    void fileTimesAreClockTimes();
    void everyFileIsTakenOrListed();
    void anotherModelEncodesAgain();
    void stopsAndGoesOn();
    void awkwardNames();
    void secondIndexerIsRefused();
    void faultyDecoderCostsTheFile();
    void missingDecoderCostsNothing();

private:
    Report run(const Control &control = {}, const std::string &identity = "model-a");
    void paint(const QString &name, QColor colour);
    fs::path folder() const { return m_dir->filePath(QStringLiteral("photos")).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<catalogue::Catalogue> m_catalogue;
    std::optional<catalogue::ThumbnailStore> m_thumbnails;
    std::shared_ptr<test::FakeEncoder> m_encoder;
    image::DecoderPool::Options m_decoders;
};

void TestIndexer::initTestCase()
{
    qputenv("TZ", "Europe/Berlin"); // not the clock of the files
    ::tzset();
}

void TestIndexer::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QDir(m_dir->path()).mkpath(QStringLiteral("photos/sub"));
    const fs::path library = m_dir->filePath(QStringLiteral("test.reminisce")).toStdString();
    m_catalogue = std::move(*catalogue::Catalogue::open(library, catalogue::Catalogue::Mode::ReadWrite));
    m_thumbnails = std::move(*catalogue::ThumbnailStore::open(library, catalogue::Catalogue::Mode::ReadWrite));
    m_encoder = std::make_shared<test::FakeEncoder>();
    m_decoders = {};
    QVERIFY(m_catalogue->transaction([&] { m_catalogue->addFolder(folder()); }).ok());
}

void TestIndexer::paint(const QString &name, QColor colour)
{
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(colour);
    QVERIFY(image.save(m_dir->filePath(QStringLiteral("photos/") + name)));
}

Report TestIndexer::run(const Control &control, const std::string &identity)
{
    IndexModel model;
    model.identity = identity;
    model.name = identity;
    model.dim = 3;
    model.preprocess.size = 16;
    model.encoder = [this]() -> Result<std::shared_ptr<clip::ImageEncoder>> {
        return std::shared_ptr<clip::ImageEncoder>(m_encoder);
    };
    Options options;
    options.batch = 4;
    options.decoders = m_decoders;
    const auto report = bringUpToDate(*m_catalogue, *m_thumbnails, model, options, control, {});
    return report ? *report : Report();
}

void TestIndexer::indexesAndThenOnlyStats()
{
    paint(QStringLiteral("red.png"), Qt::red);
    paint(QStringLiteral("sub/blue.jpg"), Qt::blue);
    const Report first = run();
    QCOMPARE(first.photos, 2);
    QCOMPARE(first.embedded, 2);
    const Report second = run();
    QCOMPARE(second.unchanged, 2);
    QCOMPARE(second.embedded, 0);
    QCOMPARE(m_encoder->encoded, 2);
    const auto rows = m_catalogue->photosNewestFirst();
    QCOMPARE(rows.size(), std::size_t(2));
    QVERIFY(!m_thumbnails->get(rows[0].hash).empty());
}

void TestIndexer::movedFilesCostNoEncoding()
{
    paint(QStringLiteral("red.png"), Qt::red);
    run();
    const auto before = m_catalogue->photosNewestFirst()[0].id;
    fs::rename(folder() / "red.png", folder() / "sub" / "rouge.png");
    const Report report = run();
    QCOMPARE(report.moved, 1);
    QCOMPARE(report.removed, 0);
    QCOMPARE(report.embedded, 0);
    QVERIFY(m_catalogue->photosNewestFirst()[0].id == before);
    QCOMPARE(m_catalogue->filesOf(before)[0].path.filename().string(), std::string("rouge.png"));
}

void TestIndexer::copiesAreOnePhoto()
{
    paint(QStringLiteral("red.png"), Qt::red);
    for (int i = 0; i < 7; ++i)
        fs::copy_file(folder() / "red.png", folder() / ("copy" + std::to_string(i) + ".png"));
    const Report report = run();
    QCOMPARE(report.photos, 1);
    QCOMPARE(report.files, 8);
    QCOMPARE(report.embedded, 1);
    QCOMPARE(m_catalogue->filesOf(m_catalogue->photosNewestFirst()[0].id).size(), std::size_t(8));
    QCOMPARE(run().unchanged, 8);
}

void TestIndexer::copiesOfADamagedFileAreListed()
{
    for (const char *name : {"a.jpg", "b.jpg", "c.jpg"})
        std::ofstream(folder() / name) << "\xFF\xD8\xFF\xE0 and no picture";
    const Report report = run();
    QCOMPARE(report.photos, 0);
    QCOMPARE(report.skipped.size(), std::size_t(3));
    for (const Skip &skip : report.skipped)
        QCOMPARE(skip.reason, report.skipped[0].reason);
}

void TestIndexer::goneFilesAreForgottenAndUnreachableFoldersAreNot()
{
    paint(QStringLiteral("red.png"), Qt::red);
    paint(QStringLiteral("green.png"), Qt::green);
    run();
    fs::remove(folder() / "red.png");
    QCOMPARE(run().removed, 1);
    QCOMPARE(m_catalogue->counts().files, 1);
    // A disk that is not plugged in today.
    fs::rename(folder(), folder().string() + "-away");
    const Report report = run();
    QCOMPARE(report.removed, 0);
    QCOMPARE(report.photos, 1);
    QCOMPARE(report.skipped.size(), std::size_t(1));
}

void TestIndexer::whatLiesBehindALostLinkStays()
{
    const fs::path disk = m_dir->filePath(QStringLiteral("disk")).toStdString();
    const fs::path other = m_dir->filePath(QStringLiteral("photos/disk-2")).toStdString();
    fs::create_directory(disk);
    fs::create_directory(other);
    fs::create_directory_symlink(disk, folder() / "disk");
    fs::create_symlink("/nowhere", folder() / "loose");
    paint(QStringLiteral("disk/red.png"), Qt::red);
    paint(QStringLiteral("disk-2/green.png"), Qt::green);
    QCOMPARE(run().photos, 2);
    fs::rename(disk, disk.string() + "-away");
    fs::remove(other / "green.png"); // a longer name with the same beginning is another folder
    const Report report = run();
    QCOMPARE(report.removed, 1);
    QCOMPARE(report.photos, 1);
    QCOMPARE(report.skipped.size(), std::size_t(1));
    QCOMPARE(report.skipped[0].path, folder() / "disk");
}

void TestIndexer::emptyFolderIsTakenForAnAbsentDisk()
{
    paint(QStringLiteral("red.png"), Qt::red);
    run();
    fs::rename(folder(), folder().string() + "-away");
    fs::create_directory(folder()); // the place where a disk is mounted
    const Report report = run();
    QCOMPARE(report.removed, 0);
    QCOMPARE(report.photos, 1);
    QCOMPARE(report.skipped.size(), std::size_t(1));
}

void TestIndexer::fileTimesAreClockTimes()
{
    paint(QStringLiteral("red.png"), Qt::red);
    const QDateTime when(QDate(2024, 7, 1), QTime(1, 0));
    QFile file(m_dir->filePath(QStringLiteral("photos/red.png")));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(when, QFileDevice::FileModificationTime));
    file.close();
    run();
    const auto shown = QDateTime::fromSecsSinceEpoch(m_catalogue->photosNewestFirst()[0].taken, Qt::UTC);
    QCOMPARE(shown.date(), when.date());
    QCOMPARE(shown.time(), when.time());
}

void TestIndexer::everyFileIsTakenOrListed()
{
    paint(QStringLiteral("red.png"), Qt::red);
    QFile text(m_dir->filePath(QStringLiteral("photos/notes.txt")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("not a picture at all");
    text.close();
    QFile empty(m_dir->filePath(QStringLiteral("photos/empty.jpg")));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    QFile video(m_dir->filePath(QStringLiteral("photos/film.mp4")));
    QVERIFY(video.open(QIODevice::WriteOnly));
    video.write("film");
    video.close();
    QFile hidden(m_dir->filePath(QStringLiteral("photos/.hidden.jpg")));
    QVERIFY(hidden.open(QIODevice::WriteOnly));
    hidden.close();
    QVERIFY(::mkfifo((folder() / "pipe").c_str(), 0600) == 0);
    const Report report = run();
    QCOMPARE(report.files, 1);
    QCOMPARE(report.skipped.size(), std::size_t(3));
    for (const Skip &skip : report.skipped)
        QVERIFY(!skip.reason.empty());
    // Skipped files cost one stat as well, and are tried again when they change.
    QCOMPARE(run().unchanged, 4);
    paint(QStringLiteral("empty.jpg"), Qt::blue);
    QCOMPARE(run().embedded, 1);
}

void TestIndexer::anotherModelEncodesAgain()
{
    paint(QStringLiteral("red.png"), Qt::red);
    run();
    QCOMPARE(run({}, "model-b").embedded, 1);
    QCOMPARE(run({}, "model-a").embedded, 0);
    QCOMPARE(run({}, "model-b").embedded, 0);
}

void TestIndexer::stopsAndGoesOn()
{
    for (int i = 0; i < 20; ++i)
        paint(QStringLiteral("p%1.png").arg(i), QColor(i * 10, 255 - i * 10, i));
    const Control stopped;
    stopped.cancel().cancel();
    run(stopped);
    QVERIFY(m_catalogue->counts().photos < 20);
    QCOMPARE(run().photos, 20);
    QCOMPARE(m_encoder->encoded, 20);
}

void TestIndexer::awkwardNames()
{
    paint(QStringLiteral("red.png"), Qt::red);
    fs::rename(folder() / "red.png", folder() / "-line\nbreak \xFF.png");
    fs::create_directory_symlink(folder(), folder() / "sub" / "loop");
    const Report report = run();
    QCOMPARE(report.photos, 1);
    QCOMPARE(report.files, 1);
    QCOMPARE(run().unchanged, 1);
}

void TestIndexer::secondIndexerIsRefused()
{
    const auto first = catalogue::IndexLock::take(m_catalogue->path());
    QVERIFY(first.ok());
    const auto second = catalogue::IndexLock::take(m_catalogue->path());
    QVERIFY(!second.ok());
    QVERIFY(QString::fromStdString(second.error().message).contains(QString::number(::getpid())));
}

void TestIndexer::faultyDecoderCostsTheFile()
{
    for (const char *order : {"picture 1", "crash", "picture 2", "hang", "eat", "picture 3"}) {
        QFile file(m_dir->filePath(QStringLiteral("photos/%1.jpg").arg(QLatin1String(order))));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("P6 ") + order); // begins as a picture does
    }
    m_decoders.program = FAULTY_DECODER;
    m_decoders.timeLimit = test::hangsAfter;
    m_decoders.memoryLimit = std::int64_t{256} << 20U;
    const Report report = run();
    QCOMPARE(report.photos, 3);
    QCOMPARE(report.skipped.size(), std::size_t(3));
    for (const Skip &skip : report.skipped)
        QVERIFY2(skip.path.filename().string().find("picture") == std::string::npos, skip.path.c_str());
    QVERIFY(m_catalogue->verify().empty());
}

void TestIndexer::missingDecoderCostsNothing()
{
    paint(QStringLiteral("red.png"), Qt::red);
    m_decoders.program = "/nowhere/reminisce-decoder";
    run();
    QVERIFY(m_catalogue->skippedFiles().empty());
    m_decoders = {};
    QCOMPARE(run().embedded, 1);
}

QTEST_GUILESS_MAIN(TestIndexer)
#include "tst_indexer.moc"
