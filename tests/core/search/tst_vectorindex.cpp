// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/confidence.h"
#include "core/search/vectorindex.h"

#include <QTest>
#include <cmath>
#include <random>
#include <set>

using namespace reminisce;
using namespace reminisce::search;
using catalogue::PhotoId;

class TestVectorIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactEqualsBruteForce();
    void graphFindsWhatTheScanFinds();
    void filterIsExact();
    void replacesVectors();
    void confidenceFollowsTheSpread();
};

namespace {

constexpr std::size_t dim = 64;

Embedding randomUnit(std::mt19937 &random)
{
    std::normal_distribution<float> normal;
    Embedding v(dim);
    for (float &x : v)
        x = normal(random);
    normalise(v);
    return v;
}

/// Vectors around a few centres, as photos of the same things lie.
std::vector<Embedding> clustered(std::size_t count, std::mt19937 &random)
{
    std::vector<Embedding> centres;
    for (int i = 0; i < 40; ++i)
        centres.push_back(randomUnit(random));
    std::vector<Embedding> vectors;
    for (std::size_t i = 0; i < count; ++i) {
        Embedding v = centres[random() % centres.size()];
        const Embedding noise = randomUnit(random);
        for (std::size_t k = 0; k < dim; ++k)
            v[k] += 0.7F * noise[k];
        normalise(v);
        vectors.push_back(v);
    }
    return vectors;
}

} // namespace

void TestVectorIndex::exactEqualsBruteForce()
{
    std::mt19937 random(1);
    const auto vectors = clustered(500, random);
    VectorIndex index(dim);
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<PhotoId>(i + 1), vectors[i]);
    const Embedding query = randomUnit(random);
    const auto best = index.exact(query, 10);
    QCOMPARE(best.size(), std::size_t(10));
    std::vector<float> scores;
    for (const Embedding &v : vectors)
        scores.push_back(dot(query, v));
    std::sort(scores.rbegin(), scores.rend());
    for (std::size_t i = 0; i < best.size(); ++i)
        QVERIFY(std::abs(best[i].score - scores[i]) < 1e-5F);
}

void TestVectorIndex::graphFindsWhatTheScanFinds()
{
    std::mt19937 random(2);
    const auto vectors = clustered(6000, random);
    VectorIndex index(dim, 1000); // the graph from a thousand on
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<PhotoId>(i + 1), vectors[i]);
    int found = 0;
    int wanted = 0;
    for (int q = 0; q < 50; ++q) {
        const Embedding query = clustered(1, random)[0];
        std::set<std::int64_t> exact;
        for (const Scored &s : index.exact(query, 50))
            exact.insert(catalogue::raw(s.photo));
        for (const Scored &s : index.nearest(query, 50))
            found += exact.contains(catalogue::raw(s.photo)) ? 1 : 0;
        wanted += 50;
    }
    const double recall = double(found) / wanted;
    qInfo("recall@50 %.4f", recall);
    QVERIFY(recall >= 0.98);
}

void TestVectorIndex::filterIsExact()
{
    std::mt19937 random(3);
    const auto vectors = clustered(3000, random);
    VectorIndex index(dim, 1000);
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<PhotoId>(i + 1), vectors[i]);
    const Embedding query = randomUnit(random);
    const auto accept = [](PhotoId photo) { return catalogue::raw(photo) % 97 == 0; };
    const auto best = index.exact(query, 5, accept);
    QCOMPARE(best.size(), std::size_t(5));
    for (const Scored &s : best)
        QVERIFY(accept(s.photo));
}

void TestVectorIndex::replacesVectors()
{
    VectorIndex index(dim);
    Embedding a(dim, 0.0F);
    a[0] = 1;
    Embedding b(dim, 0.0F);
    b[1] = 1;
    index.set(static_cast<PhotoId>(7), a);
    index.set(static_cast<PhotoId>(7), b);
    QCOMPARE(index.size(), std::size_t(1));
    QCOMPARE(index.exact(b, 1)[0].score, 1.0F);
}

void TestVectorIndex::confidenceFollowsTheSpread()
{
    std::mt19937 random(4);
    std::normal_distribution<float> mass(0.2F, 0.05F);
    std::vector<float> scores(2000);
    for (float &s : scores)
        s = mass(random);
    const ScoreSpread spread = spreadOf(scores);
    QVERIFY(std::abs(spread.median - 0.2F) < 0.01F);
    QVERIFY(std::abs(spread.deviation - 0.05F) < 0.01F);
    QVERIFY(confidenceOf(0.6F, spread) == Confidence::Sure);
    QVERIFY(confidenceOf(0.2F, spread) == Confidence::Rest);
}

QTEST_GUILESS_MAIN(TestVectorIndex)
#include "tst_vectorindex.moc"
