// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/search/confidence.h"
#include "core/search/everydaywords.h"
#include "core/search/vectorindex.h"
#include "core/search/vectorrows.h"

#include <QFile>
#include <QTemporaryDir>
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
    void savedIndexAnswersTheSame();
    void damagedFileIsNoIndex();
    void wordsThatFitBetterMakeUnsure();
    void productsAgree();
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
        QVERIFY(std::abs(best[i].score - scores[i]) < 1e-3F); // kept in half precision
}

void TestVectorIndex::graphFindsWhatTheScanFinds()
{
    std::mt19937 random(2);
    const auto vectors = clustered(6000, random);
    VectorIndex index(dim, 1000); // the graph from a thousand on
    for (std::size_t i = 0; i < 5000; ++i)
        index.set(static_cast<PhotoId>(i + 1), vectors[i]);
    QVERIFY(index.graphIsBehind());
    while (index.growGraph(300, 2)) {
    }
    QCOMPARE(index.inGraph(), std::size_t(5000));
    QVERIFY(!index.graphIsBehind());
    // What comes later is scanned beside the graph.
    for (std::size_t i = 5000; i < vectors.size(); ++i)
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
    while (index.growGraph(1000)) {
    }
    constexpr std::size_t wanted = 20;
    for (int test = 0; test < 1000; ++test) {
        // From filters that let nearly nothing pass to such that let nearly everything pass.
        const std::size_t of = 1 + random() % 100;
        const std::size_t pass = random() % (of + 1);
        const std::size_t salt = random();
        const auto accept = [&](PhotoId photo) {
            return (static_cast<std::size_t>(catalogue::raw(photo)) * 2654435761U + salt) % of < pass;
        };
        const Embedding query = randomUnit(random);
        std::vector<Scored> all;
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            const auto photo = static_cast<PhotoId>(i + 1);
            if (accept(photo))
                all.push_back({photo, product(query.data(), index.row(photo), dim)});
        }
        std::sort(all.begin(), all.end(), [](const Scored &a, const Scored &b) {
            return a.score != b.score ? a.score > b.score : catalogue::raw(a.photo) > catalogue::raw(b.photo);
        });
        const auto best = index.exact(query, wanted, accept);
        QCOMPARE(best.size(), std::min(wanted, all.size()));
        for (std::size_t i = 0; i < best.size(); ++i)
            QVERIFY(best[i].photo == all[i].photo);
    }
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
    QCOMPARE(index.exact(b, 2).size(), std::size_t(1));
    QCOMPARE(index.exact(b, 1)[0].score, 1.0F);
}

void TestVectorIndex::savedIndexAnswersTheSame()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("x.index")).toStdString();
    std::mt19937 random(5);
    const auto vectors = clustered(3000, random);
    VectorIndex index(dim, 1000);
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<PhotoId>(i + 1), vectors[i]);
    index.set(static_cast<PhotoId>(17), vectors[18]);
    while (index.growGraph(500)) {
    }
    QVERIFY(index.save(path, "stamp 1"));

    auto loaded = VectorIndex::load(path, 1000);
    QVERIFY(loaded);
    QCOMPARE(loaded->stamp, std::string("stamp 1"));
    QCOMPARE(loaded->index.size(), index.size());
    QCOMPARE(loaded->index.inGraph(), index.inGraph());
    for (int q = 0; q < 20; ++q) {
        const Embedding query = randomUnit(random);
        const auto a = index.nearest(query, 20);
        const auto b = loaded->index.nearest(query, 20);
        QCOMPARE(a.size(), b.size());
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(a[i].photo == b[i].photo && a[i].score == b[i].score);
    }
    loaded->index.set(static_cast<PhotoId>(9999), randomUnit(random));
    QVERIFY(loaded->index.growGraph(10) == false);
    QCOMPARE(loaded->index.inGraph(), index.inGraph() + 1);
}

void TestVectorIndex::damagedFileIsNoIndex()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.index"));
    std::mt19937 random(6);
    VectorIndex index(dim, 10);
    for (int i = 1; i < 200; ++i)
        index.set(static_cast<PhotoId>(i), randomUnit(random));
    while (index.growGraph(50)) {
    }
    QVERIFY(index.save(path.toStdString(), "s"));
    QFile graph(path + QStringLiteral(".graph"));
    QVERIFY(graph.resize(graph.size() - 1));
    auto loaded = VectorIndex::load(path.toStdString(), 10);
    QVERIFY(loaded);
    QCOMPARE(loaded->index.inGraph(), std::size_t(0)); // built anew
    QFile rows(path);
    QVERIFY(rows.resize(rows.size() - 1));
    QVERIFY(!VectorIndex::load(path.toStdString(), 10));
    QVERIFY(!VectorIndex::load((path + QStringLiteral("nowhere")).toStdString(), 10));
}

void TestVectorIndex::wordsThatFitBetterMakeUnsure()
{
    // Three words along axes; a query along the first axis means the same as the first word.
    std::vector<Embedding> words(3, Embedding(dim, 0.0F));
    for (std::size_t i = 0; i < 3; ++i)
        words[i][i] = 1;
    const EverydayWords everyday(words, 10);
    const auto rivals = everyday.rivalsOf({words[0]});
    const auto shareOf = [&](float first, float second) {
        Embedding photo(dim, 0.0F);
        photo[0] = first;
        photo[1] = second;
        normalise(photo);
        VectorRows row(dim);
        row.append(photo);
        const float cosine = dot(photo, words[0]);
        return rivals.share(row.row(0), {&cosine, 1});
    };
    QVERIFY(shareOf(1, 0) > 0.99);
    QVERIFY(std::abs(shareOf(1, 1) - 0.5) < 0.01); // a third rival has e^-7
    QVERIFY(shareOf(0, 1) < 0.01);
}

void TestVectorIndex::productsAgree()
{
    std::mt19937 random(8);
    for (const std::size_t n : {1U, 31U, 32U, 100U, 256U, 512U}) {
        Embedding a(n), b(n);
        std::normal_distribution<float> normal;
        for (std::size_t i = 0; i < n; ++i) {
            a[i] = halfToFloat(floatToHalf(normal(random)));
            b[i] = halfToFloat(floatToHalf(normal(random)));
        }
        VectorRows rows(n);
        rows.append(a);
        rows.append(b);
        double expected = 0;
        for (std::size_t i = 0; i < n; ++i)
            expected += double(a[i]) * double(b[i]);
        QVERIFY(std::abs(double(product(a.data(), rows.row(1), n)) - expected) < 1e-3);
        QVERIFY(std::abs(double(product(rows.row(0), rows.row(1), n)) - expected) < 1e-3);
    }
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
    QVERIFY(confidenceBySpread(0.6F, spread) == Confidence::Sure);
    QVERIFY(confidenceBySpread(0.2F, spread) == Confidence::Rest);
}

QTEST_GUILESS_MAIN(TestVectorIndex)
#include "tst_vectorindex.moc"
