// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/optimiser.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace reminisce::training;

class TestOptimiser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void singularValuesBecomeOne_data();
    void singularValuesBecomeOne();
    void muonStepsAreOfOneSize();
    void adamStepByHand();
    void wholeGradientIsClipped();
    void onlyMatricesGoByMuon();
    void averagesComeAndGo();
};

namespace {

/// One matrix with this gradient.
struct Single {
    explicit Single(const at::Tensor &gradient, bool decays, const Optimiser::Settings &settings)
    {
        value = set.add("weight", at::ones(gradient.sizes()), decays);
        value.mutable_grad() = gradient.clone();
        optimiser = std::make_unique<Optimiser>(set, settings);
    }
    at::Tensor change() const { return value.detach() - 1; }

    ParameterSet set;
    at::Tensor value;
    std::unique_ptr<Optimiser> optimiser;
};

Optimiser::Settings withoutDecay(double muon)
{
    Optimiser::Settings settings;
    settings.weightDecay = 0;
    settings.muon = muon;
    return settings;
}

double largest(const at::Tensor &x)
{
    return x.abs().max().item<double>();
}

} // namespace

void TestOptimiser::singularValuesBecomeOne_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::newRow("wide") << std::vector<std::int64_t>{6, 20};
    QTest::newRow("tall") << std::vector<std::int64_t>{20, 6};
    QTest::newRow("kernel") << std::vector<std::int64_t>{8, 3, 3, 3};
}

void TestOptimiser::singularValuesBecomeOne()
{
    QFETCH(std::vector<std::int64_t>, shape);
    at::manual_seed(3);
    const at::Tensor update = at::randn(shape);
    const at::Tensor result = orthogonalised(update, at::kFloat);
    QVERIFY(result.sizes() == update.sizes());
    // The update is U·S·Vᵀ; in the same bases the result must be diagonal with about 1 in place of S.
    const auto [u, s, v] = at::svd(update.flatten(1));
    const at::Tensor inside = at::matmul(at::matmul(u.t(), result.flatten(1)), v);
    const at::Tensor diagonal = inside.diagonal();
    QVERIFY2(diagonal.min().item<double>() > 0.65, std::to_string(diagonal.min().item<double>()).c_str());
    QVERIFY2(diagonal.max().item<double>() < 1.25, std::to_string(diagonal.max().item<double>()).c_str());
    QVERIFY(largest(inside - at::diag(diagonal)) < 1e-4);
    QVERIFY(largest(orthogonalised(update, at::kBFloat16) - result) < 0.05);
    // Nothing learnt is nothing changed.
    QCOMPARE(largest(orthogonalised(at::zeros(shape), at::kFloat)), 0.0);
}

void TestOptimiser::muonStepsAreOfOneSize()
{
    at::manual_seed(4);
    const at::Tensor gradient = at::randn({8, 32});
    for (const double factor : {1e-4, 1.0, 1e4}) {
        Single single(gradient * factor, true, withoutDecay(5));
        single.optimiser->step(0.01);
        // 0.2 a number, as large as the rate says, for a matrix of any size.
        const double size = std::sqrt(single.change().pow(2).mean().item<double>());
        QVERIFY2(std::abs(size - 0.01 * 5 * 0.2) < 0.25 * 0.01, std::to_string(size).c_str());
        QVERIFY((single.change() * gradient).sum().item<double>() < 0);
    }
}

void TestOptimiser::adamStepByHand()
{
    // In the first step moments are corrected to the gradient and its square: the step is the rate times the sign.
    Optimiser::Settings settings = withoutDecay(0);
    settings.weightDecay = 0.5;
    settings.clipNorm = 100;
    Single single(at::tensor({2.0F, -3.0F}), true, settings);
    single.optimiser->step(0.1);
    const double shrunk = 1 - 0.1 * 0.5;
    QVERIFY(largest(single.value.detach() - at::tensor({shrunk - 0.1, shrunk + 0.1}).to(at::kFloat)) < 1e-5);
    QVERIFY(!single.value.grad().defined());
}

void TestOptimiser::wholeGradientIsClipped()
{
    Optimiser::Settings settings = withoutDecay(0);
    settings.epsilon = 1; // so that the size of the gradient can be seen
    settings.clipNorm = 1;
    Single small(at::tensor({0.6F, 0.8F}), false, settings), large(at::tensor({6.0F, 8.0F}), false, settings);
    QVERIFY(std::abs(small.optimiser->step(0.1) - 1) < 1e-6);
    QVERIFY(std::abs(large.optimiser->step(0.1) - 10) < 1e-5);
    QVERIFY(largest(small.change() - large.change()) < 1e-6);
    // A gradient that is no number changes nothing.
    Single broken(at::tensor({std::nanf(""), 1.0F}), false, settings);
    broken.optimiser->step(0.1);
    QCOMPARE(largest(broken.change()), 0.0);
    QCOMPARE(broken.optimiser->steps(), 0);
}

void TestOptimiser::onlyMatricesGoByMuon()
{
    ParameterSet set;
    set.add("kernel", at::ones({2, 2, 3, 3}), true);
    set.add("embedding", at::ones({4, 2}), false);
    set.add("gain", at::ones({2}), false);
    const auto hasSecond = [&](double muon, const std::string &name) {
        const Optimiser optimiser(set, withoutDecay(muon));
        const auto state = optimiser.state();
        return std::any_of(state.begin(), state.end(),
                           [&](const auto &each) { return each.first == "second." + name; });
    };
    QVERIFY(!hasSecond(6, "kernel"));
    QVERIFY(hasSecond(6, "embedding") && hasSecond(6, "gain"));
    QVERIFY(hasSecond(0, "kernel"));
}

void TestOptimiser::averagesComeAndGo()
{
    Single single(at::tensor({1.0F, -1.0F}), false, withoutDecay(0));
    single.optimiser->step(0.1);
    const at::Tensor weights = single.value.detach().clone();
    single.optimiser->swapAverages();
    // After one step the average goes 9/11 of the way to the weights.
    QVERIFY(largest(single.change() - (weights - 1) * (9.0 / 11)) < 1e-5);
    single.optimiser->swapAverages();
    QCOMPARE(largest(single.value.detach() - weights), 0.0);
}

QTEST_GUILESS_MAIN(TestOptimiser)
#include "tst_optimiser.moc"
