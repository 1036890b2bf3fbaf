// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/config.h"
#include "ui/training/expectation.h"

#include <QTest>

using namespace reminisce;
using namespace reminisce::ui;

class TestExpectation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void largerPicturesAndTowersTakeLonger();
    void everyPresetHasItsOwnRate();
    void moreIsNeverWorse();
};

void TestExpectation::largerPicturesAndTowersTakeLonger()
{
    const QString small = QStringLiteral("resnet18"), wide = QStringLiteral("resnet18-wide");
    QCOMPARE(trainingRate(200, small, 64), trainingRate(400, small, 64) / 2);
    QCOMPARE(trainingRate(400, small, 128), trainingRate(400, small, 64) / 4);
    QVERIFY(trainingRate(400, wide, 64) < trainingRate(400, small, 64));
}

void TestExpectation::everyPresetHasItsOwnRate()
{
    const double unknown = trainingRate(400, QStringLiteral("no such preset"), 64);
    for (const std::string &preset : training::picturePresets())
        QVERIFY2(trainingRate(400, QString::fromStdString(preset), 64) != unknown, preset.c_str());
}

void TestExpectation::moreIsNeverWorse()
{
    QVERIFY(knownOutcome(0) <= 1.0 / 200); // who saw nothing guesses
    double before = 0;
    for (double pictures = 0; pictures < 1e7; pictures += 5e4) {
        QVERIFY(knownOutcome(pictures) >= before);
        before = knownOutcome(pictures);
    }
    QVERIFY(before < 1);
}

QTEST_GUILESS_MAIN(TestExpectation)
#include "tst_expectation.moc"
