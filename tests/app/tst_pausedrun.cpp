// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run of reminisce-cli train that is paused goes on although its pictures and captions have changed meanwhile.
#include "tests/support/scenes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace reminisce;

namespace {

/// Of all steps that a run told.
QList<int> stepsIn(const QByteArray &told)
{
    QList<int> steps;
    for (const QByteArray &line : told.split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event.contains(QStringLiteral("step")))
            steps << event[QStringLiteral("step")].toInt();
    }
    return steps;
}

} // namespace

class TestPausedRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goesOnWithWhatItBeganWith();

private:
    QString place(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    void write(const char *name, const QByteArray &text) const;
    /// Standard error of a run that is paused when the first step is told, or goes to its end.
    QByteArray train(bool pause, int &code) const;

    QTemporaryDir m_dir;
};

void TestPausedRun::write(const char *name, const QByteArray &text) const
{
    QFile file(place(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void TestPausedRun::initTestCase()
{
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"})
        qputenv(variable, place(variable).toUtf8());
    test::writeScenes(place("pictures"), 60, 64, 3);
    QFile captions(place("pictures/captions.csv"));
    QVERIFY(captions.open(QIODevice::Append));
    captions.write("scene00000.png,a caf\xe9 by the sea\n"); // Latin-1
    write("run.json", R"({"name": "paused", "data": "pictures", "output": "model", "steps": 60, "batch": 8,
        "pictures": {"preset": "resnet18", "width": 8, "size": 32}, "texts": {"preset": "bag"}, "warmup": 5,
        "saveEveryMinutes": 0, "threads": 1})");
}

QByteArray TestPausedRun::train(bool pause, int &code) const
{
    QProcess process;
    process.start(QStringLiteral(REMINISCE_CLI),
                  {QStringLiteral("train"), QStringLiteral("--progress"), place("run.json")});
    QByteArray told;
    while (process.waitForReadyRead(60'000)) {
        told += process.readAllStandardOutput();
        if (pause && told.contains("\"progress\""))
            process.closeWriteChannel();
    }
    process.waitForFinished();
    code = process.exitCode();
    return told + process.readAllStandardError();
}

void TestPausedRun::goesOnWithWhatItBeganWith()
{
    int code = -1;
    const QByteArray first = train(true, code);
    QVERIFY2(code == 0 && first.contains("\"finished\":false"), first.constData());
    QVERIFY(QFile::exists(place("model/began.json")) && QFile::exists(place("model/began.rgb")));

    QVERIFY(QFile::remove(place("pictures/scene00007.png")));
    write("pictures/captions.csv", "image,caption\nscene00001.png,nothing like before\nscene00002.png,nor this\n");
    const QByteArray second = train(false, code);
    QVERIFY2(code == 0 && second.contains("\"finished\":true"), second.constData());
    QVERIFY(second.contains("\"steps\":60"));
    QVERIFY2(stepsIn(second).value(0) > stepsIn(first).last(), second.constData());
    QVERIFY(!QFile::exists(place("model/began.json")) && !QFile::exists(place("model/began.rgb")));

    // The same command once more would begin again and lose what is finished.
    const QByteArray third = train(false, code);
    QVERIFY2(code != 0 && third.contains("finished"), third.constData());
}

QTEST_GUILESS_MAIN(TestPausedRun)
#include "tst_pausedrun.moc"
