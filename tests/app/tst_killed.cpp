// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program is killed at random moments while it indexes, with what a person does in between. REMINISCE_KILLS says
// how often (9 by default).
#include "tests/support/randomcheckpoint.h"

#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace reminisce;
namespace fs = std::filesystem;

class TestKilled : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIsLostOrDoubled_data();
    void nothingIsLostOrDoubled();

private:
    static constexpr int photos = 120;

    int kills() const { return std::max(3, qEnvironmentVariableIntValue("REMINISCE_KILLS")); }
    QString place(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    QStringList arguments(const QString &model, const QStringList &command) const;
    QJsonObject run(const QString &model, const QStringList &command, int wantedCode = 0) const;
    QString anotherModel();
    void killSoon(const QString &model);
    void moveSome();

    QTemporaryDir m_dir;
    std::mt19937 m_random{7};
    int m_moves = 0;
    int m_models = 0;
    int m_wereRunning = 0;
    qint64 m_usualMs = 0;
};

void TestKilled::initTestCase()
{
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"})
        qputenv(variable, place(variable).toUtf8());
    QDir(m_dir.path()).mkpath(QStringLiteral("photos/a"));
    QDir(m_dir.path()).mkpath(QStringLiteral("photos/b"));
    for (int i = 0; i < photos; ++i) {
        QImage image(320, 240, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(i * 3, 200, 200));
        image.setPixel(i, 0, qRgb(1, 2, 3));
        QVERIFY(image.save(m_dir.filePath(QStringLiteral("photos/a/%1.png").arg(i))));
    }
}

QStringList TestKilled::arguments(const QString &model, const QStringList &command) const
{
    return QStringList{QStringLiteral("--json"), QStringLiteral("--library"), place("l.reminisce"),
                       QStringLiteral("--model"), model} +
           command;
}

QJsonObject TestKilled::run(const QString &model, const QStringList &command, int wantedCode) const
{
    QProcess process;
    process.start(QStringLiteral(REMINISCE_CLI), arguments(model, command));
    const bool ended = process.waitForFinished(120'000);
    if (!ended || process.exitCode() != wantedCode)
        qWarning("%s", process.readAllStandardError().constData());
    return ended && process.exitCode() == wantedCode ? QJsonDocument::fromJson(process.readAllStandardOutput()).object()
                                                     : QJsonObject();
}

/// A model that the library has never seen.
QString TestKilled::anotherModel()
{
    clip::ModelConfig small;
    small.dim = 32;
    small.vision.width = 64;
    small.vision.layers = 1;
    small.vision.heads = 1;
    small.vision.mlpWidth = 256;
    small.vision.patch = 16;
    small.preprocess.size = 32;
    small.text.width = 64;
    small.text.layers = 1;
    small.text.heads = 1;
    small.text.mlpWidth = 256;
    const QString folder = m_dir.filePath(QStringLiteral("model%1").arg(++m_models));
    test::writeRandomOpenClip(folder.toStdString(), small, static_cast<unsigned>(m_models));
    return folder;
}

/// Kills an indexing run at some moment of its usual length.
void TestKilled::killSoon(const QString &model)
{
    QProcess process;
    process.start(QStringLiteral(REMINISCE_CLI), arguments(model, {QStringLiteral("index"), place("photos")}));
    QVERIFY(process.waitForStarted());
    QElapsedTimer clock;
    clock.start();
    const int patience = static_cast<int>(m_random() % static_cast<unsigned>(m_usualMs));
    if (process.waitForFinished(patience)) {
        m_usualMs = std::max<qint64>(1, clock.elapsed());
        return;
    }
    ++m_wereRunning;
    process.kill(); // SIGKILL
    process.waitForFinished();
}

void TestKilled::moveSome()
{
    const bool there = ++m_moves % 2 == 1;
    const QDir from(m_dir.filePath(there ? QStringLiteral("photos/a") : QStringLiteral("photos/b")));
    const QString to = m_dir.filePath(there ? QStringLiteral("photos/b/") : QStringLiteral("photos/a/"));
    for (const QString &name : from.entryList(QDir::Files))
        QVERIFY(QFile::rename(from.filePath(name), to + name));
}

void TestKilled::nothingIsLostOrDoubled_data()
{
    QTest::addColumn<QString>("when");
    QTest::newRow("first indexing") << QStringLiteral("first");
    QTest::newRow("after a change of the model") << QStringLiteral("model");
    QTest::newRow("after moves") << QStringLiteral("moves");
}

void TestKilled::nothingIsLostOrDoubled()
{
    QFETCH(QString, when);
    QString model = anotherModel();
    const auto index = [&] { return run(model, {QStringLiteral("index"), place("photos")}); };
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(index()[QStringLiteral("photos")].toInt(), photos);
    m_usualMs = clock.elapsed();
    m_wereRunning = 0;
    int tries = 0;
    // A run that had ended before its moment does not count.
    while (m_wereRunning < kills()) {
        QVERIFY(++tries <= 5 * kills());
        if (when == QLatin1String("first")) {
            for (const QString &name : QDir(m_dir.path()).entryList({QStringLiteral("l.reminisce*")}, QDir::Files))
                QFile::remove(m_dir.filePath(name));
        } else if (when == QLatin1String("model")) {
            model = anotherModel();
        } else {
            moveSome();
        }
        killSoon(model);
        const QJsonObject after = index();
        QCOMPARE(after[QStringLiteral("photos")].toInt(), photos);
        QCOMPARE(after[QStringLiteral("files")].toInt(), photos);
        if (when == QLatin1String("moves"))
            QCOMPARE(after[QStringLiteral("embedded")].toInt(), 0);
        const QJsonObject verified = run(model, {QStringLiteral("verify")});
        QCOMPARE(verified[QStringLiteral("photos")].toInt(), photos);
        QVERIFY(verified[QStringLiteral("problems")].toArray().isEmpty());
        QVERIFY(run(model, {QStringLiteral("duplicates")})[QStringLiteral("groups")].toArray().isEmpty());
    }
    qInfo("killed %d times while it ran", m_wereRunning);
}

QTEST_GUILESS_MAIN(TestKilled)
#include "tst_killed.moc"
