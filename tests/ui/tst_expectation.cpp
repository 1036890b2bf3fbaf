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
    const QString bag = QStringLiteral("bag"), large = QStringLiteral("causal-large");
    QCOMPARE(trainingRate(200, small, bag, 64), trainingRate(400, small, bag, 64) / 2);
    // Four times the pixels are four times the work, but for the text.
    const double larger = trainingRate(400, small, bag, 64) / trainingRate(400, small, bag, 128);
    QVERIFY(larger > 3.9 && larger <= 4);
    QVERIFY(trainingRate(400, wide, bag, 64) < trainingRate(400, small, bag, 64));
    QVERIFY(trainingRate(400, small, large, 64) < trainingRate(400, small, bag, 64) * 0.9);
}

void TestExpectation::everyPresetHasItsOwnRate()
{
    const QString none = QStringLiteral("no such preset");
    const double unknown = trainingRate(400, none, none, 64);
    for (const std::string &preset : training::picturePresets())
        QVERIFY2(trainingRate(400, QString::fromStdString(preset), none, 64) != unknown, preset.c_str());
    for (const std::string &preset : training::textPresets())
        QVERIFY2(trainingRate(400, none, QString::fromStdString(preset), 64) != unknown, preset.c_str());
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
