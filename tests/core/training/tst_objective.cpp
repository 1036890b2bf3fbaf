// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/concepts.h"
#include "core/training/objective.h"

#include <QTest>
#include <cmath>

using namespace reminisce::training;

class TestObjective : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void collapsedVectorsCostLogN();
    void threeByThreeByHand();
    void exchangeSwapsTheHalves();
    void equalCaptionsShareTheTarget();
    void unknownStaysOut();
    void mixedPicturesShareTheTarget();
    void sigmoidByHand();
    void proxiesByHand();
    void sigmoidIsSymmetric();
    void gradientMatchesDifferences_data();
    void gradientMatchesDifferences();
};

namespace {

at::Tensor diagonalTruth(int n)
{
    return at::eye(n, at::kChar) * static_cast<int>(Truth::Yes);
}

Targets diagonal(int n)
{
    return targetsOf(diagonalTruth(n));
}

at::Tensor one(double value)
{
    return at::tensor(value, at::kDouble);
}

} // namespace

void TestObjective::collapsedVectorsCostLogN()
{
    const at::Tensor same = at::ones({8, 4}, at::kDouble);
    const ContrastiveLoss loss = contrastiveLoss(same, same, one(20), diagonal(8));
    QVERIFY(std::abs(loss.total.item<double>() - std::log(8.0)) < 1e-9);
}

void TestObjective::threeByThreeByHand()
{
    // Unit vectors in the plane: cosines of the images to the texts are known by hand.
    const at::Tensor images = at::tensor({1.0, 0.0, 0.0, 2.0, 3.0, 0.0}, at::kDouble).view({3, 2}); // x, y, x
    const at::Tensor texts = at::tensor({5.0, 0.0, 0.0, 1.0, 0.0, 4.0}, at::kDouble).view({3, 2});  // x, y, y
    const ContrastiveLoss loss = contrastiveLoss(images, texts, one(2), diagonal(3));
    // Rows of logits: (2 0 0), (0 2 2), (2 0 0).
    const double e = std::exp(2.0);
    const double rows = (std::log(e + 2) - 2 + std::log(1 + 2 * e) - 2 + std::log(e + 2)) / 3;
    // Columns: (2 0 2), (0 2 0), (0 2 0).
    const double columns = (std::log(2 * e + 1) - 2 + std::log(e + 2) - 2 + std::log(e + 2)) / 3;
    QVERIFY(std::abs(loss.imageToText.item<double>() - rows) < 1e-9);
    QVERIFY(std::abs(loss.textToImage.item<double>() - columns) < 1e-9);
    QVERIFY(std::abs(loss.total.item<double>() - (rows + columns) / 2) < 1e-9);
}

void TestObjective::exchangeSwapsTheHalves()
{
    at::manual_seed(3);
    const at::Tensor images = at::randn({6, 5}, at::kDouble);
    const at::Tensor texts = at::randn({6, 5}, at::kDouble);
    const ContrastiveLoss a = contrastiveLoss(images, texts, one(7), diagonal(6), 0.1);
    const ContrastiveLoss b = contrastiveLoss(texts, images, one(7), diagonal(6), 0.1);
    QVERIFY(std::abs(a.total.item<double>() - b.total.item<double>()) < 1e-9);
    QVERIFY(std::abs(a.imageToText.item<double>() - b.textToImage.item<double>()) < 1e-9);
}

void TestObjective::equalCaptionsShareTheTarget()
{
    // Two pairs with one caption, perfectly learnt: only the entropy of the shared target remains.
    const at::Tensor vectors = at::tensor({1.0, 0.0, 1.0, 0.0, 0.0, 1.0}, at::kDouble).view({3, 2});
    at::Tensor truth = diagonalTruth(3);
    truth[0][1] = truth[1][0] = static_cast<int>(Truth::Yes);
    const double shared = contrastiveLoss(vectors, vectors, one(60), targetsOf(truth)).total.item<double>();
    QVERIFY(std::abs(shared - 2.0 / 3.0 * std::log(2.0)) < 1e-9);
}

void TestObjective::unknownStaysOut()
{
    at::manual_seed(4);
    const at::Tensor images = at::randn({4, 5}, at::kDouble);
    const at::Tensor texts = at::randn({4, 5}, at::kDouble);
    at::Tensor truth = diagonalTruth(4);
    truth[0][3] = truth[3][0] = static_cast<int>(Truth::Unknown);
    // Turning text 3 towards image 0 must not move image 0's row.
    at::Tensor turned = texts.clone();
    turned[3] = images[0];
    const auto rowOfFirst = [&](const at::Tensor &t) {
        at::Tensor i = images.clone().requires_grad_();
        contrastiveLoss(i, t, one(5), targetsOf(truth), 0.1).imageToText.backward();
        return i.grad()[0].clone();
    };
    QVERIFY(at::allclose(rowOfFirst(texts), rowOfFirst(turned)));
}

void TestObjective::mixedPicturesShareTheTarget()
{
    // Picture 0 is three quarters itself and one quarter picture 1; the logits are all equal.
    const at::Tensor partner = at::tensor({1, 0}, at::kLong);
    const Targets targets = mixed(diagonal(2), partner, at::tensor({0.75F, 1.0F}));
    QVERIFY(at::allclose(targets.share, at::tensor({0.75F, 0.25F, 0.0F, 1.0F}).view({2, 2})));
    const at::Tensor images = at::tensor({1.0, 0.0, 0.0, 1.0}, at::kDouble).view({2, 2});
    const double e = std::exp(3.0);
    const double right = std::log((e + 1) / e), wrong = std::log(e + 1);
    const ContrastiveLoss loss = contrastiveLoss(images, images, one(3), targets);
    QVERIFY(std::abs(loss.imageToText.item<double>() - (0.75 * right + 0.25 * wrong + right) / 2) < 1e-6);
    // Text 1 is true of a quarter of picture 0 and of the whole of picture 1.
    QVERIFY(std::abs(loss.textToImage.item<double>() - (right + 0.8 * right + 0.2 * wrong) / 2) < 1e-6);
}

void TestObjective::sigmoidByHand()
{
    const at::Tensor images = at::tensor({1.0, 0.0, 0.0, 1.0}, at::kDouble).view({2, 2});
    const double loss = sigmoidLoss(images, images, one(4), one(-1), diagonal(2)).item<double>();
    const auto cost = [](double logit) { return std::log(1 + std::exp(-logit)); };
    QVERIFY(std::abs(loss - (2 * cost(3) + 2 * cost(1)) / 2) < 1e-9); // 4·1 − 1 is right, −(4·0 − 1) is wrong
}

void TestObjective::proxiesByHand()
{
    // Concepts point to x, y and -x. The picture shows x, and -x may be true of it; the text names y.
    const at::Tensor proxies = at::tensor({3.0, 0.0, 0.0, 1.0, -2.0, 0.0}, at::kDouble).view({3, 2});
    const at::Tensor picture = at::tensor({2.0, 0.0}, at::kDouble).view({1, 2});
    const at::Tensor text = at::tensor({0.0, 5.0}, at::kDouble).view({1, 2});
    const at::Tensor truth =
        at::tensor({static_cast<int>(Truth::Yes), static_cast<int>(Truth::No), static_cast<int>(Truth::Unknown)},
                   at::kChar)
            .view({1, 3});
    const double e = std::exp(4.0);
    const double ofPicture = std::log(e + 1) - 4; // logits 4 0, the third stays out
    const double ofText = std::log(2 + e) - 4;    // logits 0 4 0
    const double loss =
        proxyLoss(picture, targetsOf(truth), text, at::tensor({1}, at::kLong), proxies, one(4)).item<double>();
    QVERIFY(std::abs(loss - ofPicture - ofText) < 1e-9);
}

void TestObjective::sigmoidIsSymmetric()
{
    at::manual_seed(6);
    const at::Tensor images = at::randn({6, 5}, at::kDouble);
    const at::Tensor texts = at::randn({6, 5}, at::kDouble);
    QVERIFY(std::abs(sigmoidLoss(images, texts, one(7), one(-2), diagonal(6)).item<double>() -
                     sigmoidLoss(texts, images, one(7), one(-2), diagonal(6)).item<double>()) < 1e-9);
}

void TestObjective::gradientMatchesDifferences_data()
{
    QTest::addColumn<QString>("loss");
    for (const char *loss :
         {"cross-entropy", "sigmoid", "proxies, of pictures", "proxies, of texts", "proxies, of proxies"})
        QTest::newRow(loss) << QString::fromLatin1(loss);
}

void TestObjective::gradientMatchesDifferences()
{
    QFETCH(QString, loss);
    at::manual_seed(5);
    const at::Tensor proxies = at::randn({5, 4}, at::kDouble), conceptOf = at::tensor({2, 0, 2, 4, 1}, at::kLong);
    const at::Tensor texts = at::randn({5, 4}, at::kDouble);
    at::Tensor images = at::randn({5, 4}, at::kDouble).requires_grad_();
    const auto lossOf = [&](const at::Tensor &x) {
        if (loss == QLatin1String("sigmoid"))
            return sigmoidLoss(x, texts, one(9), one(-3), diagonal(5));
        if (loss == QLatin1String("proxies, of pictures"))
            return proxyLoss(x, diagonal(5), texts, conceptOf, proxies, one(9), 0.1);
        if (loss == QLatin1String("proxies, of texts"))
            return proxyLoss(texts, diagonal(5), x, conceptOf, proxies, one(9), 0.1);
        if (loss == QLatin1String("proxies, of proxies"))
            return proxyLoss(texts, diagonal(5), texts, conceptOf, x, one(9), 0.1);
        return contrastiveLoss(x, texts, one(9), diagonal(5), 0.1).total;
    };
    lossOf(images).backward();
    const at::Tensor analytic = images.grad();
    constexpr double h = 1e-6;
    for (int i = 0; i < 20; ++i) {
        const auto at_ = [&](double shift) {
            at::Tensor moved = images.detach().clone();
            moved.view({-1})[i] += shift;
            return lossOf(moved).item<double>();
        };
        const double numeric = (at_(h) - at_(-h)) / (2 * h);
        QVERIFY(std::abs(numeric - analytic.reshape({-1})[i].item<double>()) < 1e-7);
    }
}

QTEST_GUILESS_MAIN(TestObjective)
#include "tst_objective.moc"
