// SPDX-License-Identifier: GPL-3.0-or-later
//
// Speed and memory of the vector index, beside an exact scan and faiss' HNSW on the same vectors in the same run:
//   search [COUNT [DIM [THREADS [alone]]]]   by default 100,000 × 256 on 2 threads (for building; questions use one);
//                                            "alone": without faiss, which builds several times longer
//   search like CATALOGUE                what the generator is to imitate, measured on a library's own vectors
#include "core/base/half.h"
#include "core/catalogue/catalogue.h"
#include "core/search/vectorindex.h"
#include "tests/bench/bench.h"
#include "tests/bench/vectors.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <unistd.h>

#ifdef REMINISCE_FAISS
#include <faiss/IndexHNSW.h>
#include <omp.h>
#endif

using namespace reminisce;
using search::Scored;
using search::VectorIndex;
using namespace reminisce::bench;

namespace {

constexpr std::size_t best = 50;
constexpr std::size_t questions = 500;

/// Mean cosines inside and between clusters, and the local intrinsic dimension by the maximum-likelihood estimate over
/// 20 neighbours (Levina and Bickel, 2004).
void describe(const char *name, const std::vector<Embedding> &vectors, const std::vector<std::size_t> &clusterOf)
{
    constexpr std::size_t neighbours = 20;
    double inside = 0;
    double between = 0;
    double pairsInside = 0;
    double pairsBetween = 0;
    double dimension = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        std::vector<float> cosines;
        for (std::size_t j = 0; j < vectors.size(); ++j) {
            if (j == i)
                continue;
            cosines.push_back(dot(vectors[i], vectors[j]));
            const bool same = clusterOf[i] == clusterOf[j];
            (same ? inside : between) += static_cast<double>(cosines.back());
            (same ? pairsInside : pairsBetween) += 1;
        }
        std::partial_sort(cosines.begin(), cosines.begin() + neighbours, cosines.end(), std::greater<>());
        const auto distance = [&](std::size_t k) { return std::sqrt(std::max(1e-9, 2.0 - 2.0 * cosines[k])); };
        double logs = 0;
        for (std::size_t k = 0; k + 1 < neighbours; ++k)
            logs += std::log(distance(neighbours - 1) / distance(k));
        dimension += (neighbours - 1) / std::max(1e-9, logs);
    }
    std::printf("%s: %zu vectors, mean cosine inside clusters %.3f, between them %.3f, local dimension %.1f\n", name,
                vectors.size(), inside / pairsInside, between / pairsBetween,
                dimension / static_cast<double>(vectors.size()));
}

constexpr std::size_t describedClusters = 60;
constexpr std::size_t describedPerCluster = 10;

void describe(Generator generator)
{
    std::vector<Embedding> vectors;
    std::vector<std::size_t> clusterOf;
    for (std::size_t i = 0; i < describedClusters * describedPerCluster; ++i) {
        clusterOf.push_back(i / describedPerCluster);
        vectors.push_back(generator.next(clusterOf.back()));
    }
    describe("generated", vectors, clusterOf);
}

/// The clusters of spherical k-means, ten vectors in each on average.
std::vector<std::size_t> clustersOf(const std::vector<Embedding> &vectors)
{
    constexpr int rounds = 30;
    const std::size_t count = vectors.size() / describedPerCluster;
    std::vector<Embedding> centres;
    for (std::size_t k = 0; k < count; ++k)
        centres.push_back(vectors[k * describedPerCluster]);
    std::vector<std::size_t> clusterOf(vectors.size());
    for (int round = 0; round < rounds; ++round) {
        std::vector<Embedding> sums(count, Embedding(vectors[0].size(), 0.0F));
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            const auto nearest =
                std::max_element(centres.begin(), centres.end(), [&](const Embedding &a, const Embedding &b) {
                    return dot(a, vectors[i]) < dot(b, vectors[i]);
                });
            clusterOf[i] = static_cast<std::size_t>(nearest - centres.begin());
            for (std::size_t d = 0; d < vectors[i].size(); ++d)
                sums[clusterOf[i]][d] += vectors[i][d];
        }
        for (std::size_t k = 0; k < count; ++k) {
            normalise(sums[k]);
            if (dot(sums[k], sums[k]) > 0.5F)
                centres[k] = std::move(sums[k]);
        }
    }
    return clusterOf;
}

struct Times {
    std::vector<double> milliseconds;

    template <typename Work> auto measure(const Work &work)
    {
        const auto begin = Clock::now();
        auto result = work();
        milliseconds.push_back(secondsSince(begin) * 1000);
        return result;
    }
    double quantile(double q)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        return milliseconds[std::min(milliseconds.size() - 1,
                                     static_cast<std::size_t>(q * static_cast<double>(milliseconds.size())))];
    }
};

double recallOf(const std::vector<std::set<std::int64_t>> &found, const std::vector<std::set<std::int64_t>> &truth)
{
    double right = 0;
    double all = 0;
    for (std::size_t q = 0; q < truth.size(); ++q) {
        for (const std::int64_t id : truth[q])
            right += found[q].contains(id) ? 1 : 0;
        all += static_cast<double>(truth[q].size());
    }
    return right / all;
}

std::set<std::int64_t> idsOf(const std::vector<Scored> &scored)
{
    std::set<std::int64_t> ids;
    for (const Scored &s : scored)
        ids.insert(catalogue::raw(s.photo));
    return ids;
}

struct Contestant {
    std::string name;
    std::function<std::set<std::int64_t>(const Embedding &)> ask;
    Times times = {};
    std::vector<std::set<std::int64_t>> found = {};
};

#ifdef REMINISCE_FAISS
/// The same vectors, as floats, with as many links and as broad a build as ours.
std::unique_ptr<faiss::IndexHNSWFlat> buildFaiss(std::size_t count, std::size_t dim, std::size_t clusters, int threads)
{
    constexpr std::size_t part = 10000;
    auto index = std::make_unique<faiss::IndexHNSWFlat>(static_cast<int>(dim), 24, faiss::METRIC_INNER_PRODUCT);
    index->hnsw.efConstruction = 150;
    omp_set_num_threads(threads);
    const double before = residentMegabytes();
    Generator generator(dim, clusters);
    const auto begin = Clock::now();
    for (std::size_t done = 0; done < count; done += part) {
        std::vector<float> rows;
        for (std::size_t i = done; i < std::min(count, done + part); ++i) {
            const Embedding v = generator.next();
            rows.insert(rows.end(), v.begin(), v.end());
        }
        index->add(static_cast<std::int64_t>(rows.size() / dim), rows.data());
    }
    std::printf("faiss: built in %.0f s on %d threads, %.0f bytes a photo\n", secondsSince(begin), threads,
                (residentMegabytes() - before) * 1e6 / static_cast<double>(count));
    omp_set_num_threads(1);
    return index;
}

std::set<std::int64_t> askFaiss(faiss::IndexHNSWFlat &index, int breadth, const Embedding &query)
{
    std::vector<float> scores(best);
    std::vector<std::int64_t> ids(best);
    index.hnsw.efSearch = breadth;
    index.search(1, query.data(), best, scores.data(), ids.data());
    std::set<std::int64_t> set;
    for (const std::int64_t id : ids)
        set.insert(id + 1);
    return set;
}
#endif

int compare(std::size_t count, std::size_t dim, int threads, bool alone)
{
    const std::size_t clusters = std::min<std::size_t>(5000, count / 20);
    Generator generator(dim, clusters);
    if (clusters >= describedClusters)
        describe(generator);
    VectorIndex index(dim, 1000);
    const double before = residentMegabytes();
    for (std::size_t i = 0; i < count; ++i)
        index.set(static_cast<catalogue::PhotoId>(i + 1), generator.next());
    std::vector<Embedding> queries;
    for (std::size_t i = 0; i < questions; ++i)
        queries.push_back(generator.next());

    const auto begin = Clock::now();
    while (index.growGraph(5000, threads)) {
    }
    std::printf("ours: built in %.0f s on %d threads, %.0f bytes a photo\n", secondsSince(begin), threads,
                (residentMegabytes() - before) * 1e6 / static_cast<double>(count));

    std::vector<Contestant> contestants;
    contestants.push_back({"exact scan", [&](const Embedding &query) { return idsOf(index.exact(query, best)); }});
    contestants.push_back({"ours", [&](const Embedding &query) { return idsOf(index.nearest(query, best)); }});
    const std::string file = (std::filesystem::temp_directory_path() / "reminisce-bench.index").string();
    if (index.save(file, "bench")) {
        const auto loading = Clock::now();
        const auto loaded = VectorIndex::load(file, 1000);
        std::printf("ours: loaded in %.2f s\n", loaded ? secondsSince(loading) : -1.0);
        std::filesystem::remove(file);
        std::filesystem::remove(file + ".graph");
    }

#ifdef REMINISCE_FAISS
    std::unique_ptr<faiss::IndexHNSWFlat> theirs;
    if (!alone) {
        theirs = buildFaiss(count, dim, clusters, threads);
        for (const int breadth : {64, 128, 256, 512})
            contestants.push_back(
                {"faiss HNSW, breadth " + std::to_string(breadth),
                 [&index = *theirs, breadth](const Embedding &query) { return askFaiss(index, breadth, query); }});
    }
#else
    static_cast<void>(alone);
    std::printf("faiss is not here (package libfaiss-dev), so it was not compared with\n");
#endif

    // In turns, so that what else the machine does meets all alike; never the same question twice running, which would
    // find its vectors in the processor's cache.
    for (Contestant &contestant : contestants)
        contestant.found.resize(questions);
    for (std::size_t turn = 0; turn < questions; ++turn) {
        for (std::size_t c = 0; c < contestants.size(); ++c) {
            const std::size_t q = (turn + c * (questions / contestants.size())) % questions;
            contestants[c].found[q] = contestants[c].times.measure([&] { return contestants[c].ask(queries[q]); });
        }
    }
    const std::string title = std::to_string(count) + " x " + std::to_string(dim) + " vectors, one thread: ";
    Contestant &ours = contestants[1];
    const auto &truth = contestants[0].found;
    tabulate(title + "recall@50", recallOf(ours.found, truth), "exact scan", 1, "");
    for (Contestant &contestant : contestants) {
        const double recall = recallOf(contestant.found, truth);
        std::printf("%s: recall@50 %.4f, median %.2f ms, p95 %.2f ms\n", contestant.name.c_str(), recall,
                    contestant.times.quantile(0.5), contestant.times.quantile(0.95));
        if (&contestant != &ours)
            tabulate(title + "search, p95", ours.times.quantile(0.95),
                     contestant.name + ", recall " + std::to_string(recall).substr(0, 6),
                     contestant.times.quantile(0.95), "ms");
    }
    return 0;
}

int like(const std::string &path)
{
    const auto catalogue = catalogue::Catalogue::open(path, catalogue::Catalogue::Mode::ReadOnly);
    if (!catalogue) {
        std::fprintf(stderr, "%s\n", catalogue.error().message.c_str());
        return 1;
    }
    for (const auto &model : catalogue->modelCounts()) {
        std::vector<Embedding> vectors;
        catalogue->vectorsSince(*catalogue->findModel(model.identity), 0,
                                [&](catalogue::PhotoId, const Embedding &v) { vectors.push_back(v); });
        if (vectors.size() > 100)
            describe(model.name.c_str(), vectors, clustersOf(vectors));
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 2 && std::string(argv[1]) == "like")
        return like(argv[2]);
    const auto number = [&](int i, std::size_t otherwise) {
        return argc > i ? static_cast<std::size_t>(std::strtoul(argv[i], nullptr, 10)) : otherwise;
    };
    return compare(number(1, 100'000), number(2, 256), static_cast<int>(number(3, 2)),
                   argc > 4 && std::string(argv[4]) == "alone");
}
