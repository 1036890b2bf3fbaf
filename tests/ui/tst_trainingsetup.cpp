// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"
#include "ui/training/trainingplaces.h"
#include "ui/training/trainingsetup.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <fstream>

using namespace reminisce;
using namespace reminisce::ui;
namespace fs = std::filesystem;

/// What earlier runs left behind, and what is offered of it.
class TestTrainingSetup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nameOfAFailedRunIsFree();
    void newestUnfinishedRunIsOffered();
    void finishedModelIsOfferedForComparison();
    void takenNameIsRefused();

private:
    QTemporaryDir m_home;
};

namespace {

void touch(const fs::path &file, int minutesAgo)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "x";
    fs::last_write_time(file.parent_path(), fs::file_time_type::clock::now() - std::chrono::minutes(minutesAgo));
}

void leaveUnfinished(const QString &name, int minutesAgo)
{
    touch(training::runStateFile(modelFolder(name)), minutesAgo);
}

void leaveFinished(const QString &name, int minutesAgo)
{
    touch(modelFolder(name) / "model.safetensors", minutesAgo);
}

QString nameIn(const TrainingSetup &setup)
{
    return setup.findChild<QLineEdit *>(QStringLiteral("trainingName"))->text();
}

QString offeredIn(const TrainingSetup &setup)
{
    return setup.findChild<QLabel *>(QStringLiteral("trainingUnfinished"))->text();
}

} // namespace

void TestTrainingSetup::init()
{
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, m_home.filePath(QString::fromLatin1(variable)).toUtf8());
    fs::remove_all(trainingHome());
}

void TestTrainingSetup::nameOfAFailedRunIsFree()
{
    // A run that failed before it learnt anything leaves its settings only.
    touch(runFolder(QStringLiteral("My model")) / "config.json", 0);
    TrainingSetup setup;
    setup.look();
    QCOMPARE(nameIn(setup), QStringLiteral("My model"));
    QVERIFY(offeredIn(setup).isEmpty());
    leaveUnfinished(QStringLiteral("My model"), 0);
    setup.look();
    QCOMPARE(nameIn(setup), QStringLiteral("My model 2"));
}

void TestTrainingSetup::newestUnfinishedRunIsOffered()
{
    leaveUnfinished(QStringLiteral("old"), 50);
    leaveUnfinished(QStringLiteral("new"), 5);
    leaveUnfinished(QStringLiteral("older"), 500);
    leaveFinished(QStringLiteral("done"), 1);
    TrainingSetup setup;
    setup.look();
    QVERIFY2(offeredIn(setup).contains(QStringLiteral("“new”")), qPrintable(offeredIn(setup)));
    QSignalSpy goOn(&setup, &TrainingSetup::goOnRequested);
    setup.findChild<QPushButton *>(QStringLiteral("trainingGoOn"))->click();
    QCOMPARE(goOn.value(0).value(0).toString(), QStringLiteral("new"));
}

void TestTrainingSetup::finishedModelIsOfferedForComparison()
{
    leaveFinished(QStringLiteral("first"), 90);
    leaveFinished(QStringLiteral("second"), 10);
    TrainingSetup setup;
    setup.look();
    QSignalSpy compare(&setup, &TrainingSetup::compareRequested);
    setup.findChild<QPushButton *>(QStringLiteral("trainingGoOn"))->click();
    QCOMPARE(compare.value(0).value(0).toString(), QStringLiteral("second"));
}

void TestTrainingSetup::takenNameIsRefused()
{
    leaveFinished(QStringLiteral("mine"), 0);
    TrainingSetup setup;
    setup.setFolder(m_home.path());
    QSignalSpy refused(&setup, &TrainingSetup::refused), started(&setup, &TrainingSetup::startRequested);
    auto *name = setup.findChild<QLineEdit *>(QStringLiteral("trainingName"));
    auto *start = setup.findChild<QPushButton *>(QStringLiteral("trainingStart"));
    name->setText(QStringLiteral("mine"));
    start->click();
    QCOMPARE(refused.size(), 1);
    QCOMPARE(started.size(), 0);
    name->setText(QStringLiteral("mine too"));
    start->click();
    QCOMPARE(started.size(), 1);
}

QTEST_MAIN(TestTrainingSetup)
#include "tst_trainingsetup.moc"
