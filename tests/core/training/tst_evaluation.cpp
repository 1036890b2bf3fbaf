// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captionwords.h"
#include "core/training/evaluation.h"

#include <QTest>
#include <random>

using namespace reminisce;
using namespace reminisce::training;

class TestEvaluation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zeroShotCountsClassesAlike();
    void equalScoresCountAgainstTheModel();
    void confidenceIsHeldAgainstTruth();
    void retrievalByHand();
    void sharedCaptionsAreRightForAll();
    void intervalHoldsTheTruth();
    void wordsAreExchanged();
    void blindModelsKnowNoOrder();
};

namespace {

Embedding axis(int i, int dim = 4)
{
    Embedding v(static_cast<std::size_t>(dim));
    v[static_cast<std::size_t>(i)] = 1;
    return v;
}

Embedding between(int a, int b, float shareOfA)
{
    Embedding v(4);
    v[static_cast<std::size_t>(a)] = shareOfA;
    v[static_cast<std::size_t>(b)] = 1 - shareOfA;
    normalise(v);
    return v;
}

} // namespace

void TestEvaluation::zeroShotCountsClassesAlike()
{
    // Class 0: three pictures, all right. Class 1: one picture, wrong. The mean of the classes is a half.
    const ZeroShot z = zeroShot({axis(0), axis(0), axis(0), axis(0)}, {0, 0, 0, 1}, {axis(0), axis(1)}, 10);
    QCOMPARE(z.top1.value, 0.5);
    QCOMPARE(z.top1.chance, 0.5);
    QCOMPARE(z.top5.value, 1.0);
    QCOMPARE(z.classes, 2);
    QCOMPARE(z.pictures, 4);
}

void TestEvaluation::equalScoresCountAgainstTheModel()
{
    const ZeroShot z = zeroShot({axis(0)}, {0}, {axis(2), axis(2)}, 10);
    QCOMPARE(z.top1.value, 0.0);
}

void TestEvaluation::confidenceIsHeldAgainstTruth()
{
    // Always certain, right every second time.
    const ZeroShot z = zeroShot({axis(0), axis(0)}, {0, 1}, {axis(0), axis(1)}, 100);
    QVERIFY(std::abs(z.calibrationError - 0.5) < 1e-6);
    const ZeroShot honest = zeroShot({axis(0), axis(1)}, {0, 1}, {axis(0), axis(1)}, 100);
    QVERIFY(honest.calibrationError < 1e-6);
}

void TestEvaluation::retrievalByHand()
{
    // Picture 2 is nearer to text 0 than to its own; text 2's nearest picture is 2 nevertheless.
    const std::vector<Embedding> images = {axis(0), axis(1), between(0, 2, 0.6F)};
    const std::vector<Embedding> texts = {axis(0), axis(1), axis(2)};
    const Retrieval r = retrieval(images, texts, {{0}, {1}, {2}});
    QVERIFY(std::abs(r.imageToText.at1.value - 2.0 / 3) < 1e-9);
    QCOMPARE(r.imageToText.at5.value, 1.0);
    QCOMPARE(r.textToImage.at1.value, 1.0);
    QVERIFY(std::abs(r.textToImage.at1.chance - 1.0 / 3) < 1e-9);
    QCOMPARE(r.textToImage.gallery, 3);
    // Of the six pairs of own and other caption one is the wrong way round.
    QVERIFY(std::abs(r.triplets.value - 5.0 / 6) < 1e-9);
}

void TestEvaluation::sharedCaptionsAreRightForAll()
{
    // One caption for pictures 0 and 1: either is a right answer.
    const Retrieval r = retrieval({axis(1), axis(0), axis(2)}, {axis(0), axis(2)}, {{0}, {0}, {1}});
    QCOMPARE(r.textToImage.at1.value, 1.0);
    QVERIFY(std::abs(r.textToImage.at1.chance - 0.5) < 1e-9); // 1.5 right answers a text among 3
}

void TestEvaluation::intervalHoldsTheTruth()
{
    std::mt19937 random(1);
    int held = 0;
    constexpr int times = 100;
    for (int i = 0; i < times; ++i) {
        std::vector<double> cases;
        for (int j = 0; j < 200; ++j)
            cases.push_back(random() % 10 < 3 ? 1 : 0);
        const Figure figure = figureOf(cases, 0);
        QVERIFY(figure.low <= figure.value && figure.value <= figure.high);
        QVERIFY(figure.high - figure.low < 0.2);
        held += figure.low <= 0.3 && 0.3 <= figure.high ? 1 : 0;
    }
    QVERIFY2(held >= 87, qPrintable(QString::number(held)));
}

void TestEvaluation::wordsAreExchanged()
{
    QCOMPARE(withWordsExchanged("a red square and a blue circle"), std::string("a blue square and a red circle"));
    QCOMPARE(withWordsExchanged("a dog on a sofa"), std::string("a sofa on a dog"));
    QVERIFY(!withWordsExchanged("a dog"));
    QVERIFY(!withWordsExchanged("a red square and a red square"));
}

void TestEvaluation::blindModelsKnowNoOrder()
{
    QCOMPARE(wordOrder({axis(0)}, {axis(1)}, {axis(1)}).value, 0.5);
    QCOMPARE(wordOrder({axis(0)}, {axis(0)}, {axis(1)}).value, 1.0);
    QCOMPARE(wordOrder({axis(0)}, {axis(1)}, {axis(0)}).value, 0.0);
}

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
