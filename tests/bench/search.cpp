// SPDX-License-Identifier: GPL-3.0-or-later
//
// Speed and memory of the vector index, beside an exact scan and faiss' HNSW on the same vectors in the same run:
//   search [COUNT] [DIM] [THREADS]       by default 100,000 × 256 on 2 threads (for building; questions use one)
//   search like CATALOGUE                what the generator is to imitate, measured on a library's own vectors
#include "core/base/half.h"
#include "core/catalogue/catalogue.h"
#include "core/search/vectorindex.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
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
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t best = 50;
constexpr std::size_t questions = 500;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double residentMegabytes()
{
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    statm >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Vectors somewhat as a model gives them for photos: a direction that all share, clusters around it, and inside each
/// cluster a few directions of its own. describe() prints how near that comes to what `search like` says of a library.
class Generator {
public:
    Generator(std::size_t dim, std::size_t clusters) : m_dim(dim), m_random(11)
    {
        m_common = direction();
        for (std::size_t i = 0; i < directionCount; ++i)
            m_directions.push_back(direction());
        for (std::size_t i = 0; i < clusters; ++i) {
            Embedding centre(dim, 0.0F);
            add(centre, m_common, commonShare);
            add(centre, direction(), 1);
            m_centres.push_back(std::move(centre));
        }
    }

    Embedding next()
    {
        const std::size_t cluster = m_random() % m_centres.size();
        Embedding v = m_centres[cluster];
        std::normal_distribution<float> normal;
        const float scale = spread / std::sqrt(static_cast<float>(directionsInside));
        for (std::size_t i = 0; i < directionsInside; ++i)
            add(v, m_directions[(cluster * 7919 + i * 31) % directionCount], scale * normal(m_random));
        normalise(v);
        return v;
    }

private:
    static constexpr std::size_t directionCount = 512;
    static constexpr std::size_t directionsInside = 12;
    static constexpr float commonShare = 0.9F;
    static constexpr float spread = 0.75F;

    Embedding direction()
    {
        std::normal_distribution<float> normal;
        Embedding v(m_dim);
        for (float &x : v)
            x = normal(m_random);
        normalise(v);
        return v;
    }

    static void add(Embedding &to, const Embedding &what, float factor)
    {
        for (std::size_t i = 0; i < to.size(); ++i)
            to[i] += factor * what[i];
    }

    std::size_t m_dim;
    std::mt19937_64 m_random;
    Embedding m_common;
    std::vector<Embedding> m_directions;
    std::vector<Embedding> m_centres;
};

/// Mean cosine of any two vectors and of a vector and its 10 nearest, and the local intrinsic dimension by the
/// maximum-likelihood estimate over 20 neighbours (Levina and Bickel, 2004).
void describe(const char *name, const std::vector<Embedding> &vectors)
{
    constexpr std::size_t sample = 300;
    constexpr std::size_t near = 10;
    constexpr std::size_t neighbours = 20;
    double any = 0;
    double close = 0;
    double dimension = 0;
    const std::size_t step = std::max<std::size_t>(1, vectors.size() / sample);
    std::size_t taken = 0;
    for (std::size_t i = 0; i < vectors.size(); i += step, ++taken) {
        std::vector<float> cosines;
        for (std::size_t j = 0; j < vectors.size(); ++j) {
            if (j != i)
                cosines.push_back(dot(vectors[i], vectors[j]));
        }
        for (const float c : cosines)
            any += static_cast<double>(c) / static_cast<double>(cosines.size());
        std::partial_sort(cosines.begin(), cosines.begin() + neighbours, cosines.end(), std::greater<>());
        for (std::size_t k = 0; k < near; ++k)
            close += static_cast<double>(cosines[k]) / near;
        const auto distance = [&](std::size_t k) { return std::sqrt(std::max(1e-9, 2.0 - 2.0 * cosines[k])); };
        double logs = 0;
        for (std::size_t k = 0; k + 1 < neighbours; ++k)
            logs += std::log(distance(neighbours - 1) / distance(k));
        dimension += (neighbours - 1) / std::max(1e-9, logs);
    }
    const auto n = static_cast<double>(taken);
    std::printf("%s: %zu vectors, mean cosine of two %.3f, of the 10 nearest %.3f, local dimension %.1f\n", name,
                vectors.size(), any / n, close / n, dimension / n);
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

int compare(std::size_t count, std::size_t dim, int threads)
{
    Generator generator(dim, std::min<std::size_t>(5000, count / 20));
    VectorIndex index(dim, 1000);
    const double before = residentMegabytes();
    std::vector<Embedding> some;
    for (std::size_t i = 0; i < count; ++i) {
        const Embedding v = generator.next();
        index.set(static_cast<catalogue::PhotoId>(i + 1), v);
        if (some.size() < 5000 && i % 20 == 0)
            some.push_back(v);
    }
    describe("generated", some);
    std::vector<Embedding> queries;
    for (std::size_t i = 0; i < questions; ++i)
        queries.push_back(generator.next());

    const auto begin = Clock::now();
    while (index.growGraph(5000, threads)) {
    }
    std::printf("ours: built in %.0f s on %d threads, %.0f bytes a photo\n", secondsSince(begin), threads,
                (residentMegabytes() - before) * 1e6 / static_cast<double>(count));

    Times exactTimes;
    Times ourTimes;
    std::vector<std::set<std::int64_t>> truth;
    std::vector<std::set<std::int64_t>> ours;
    for (const Embedding &query : queries) {
        truth.push_back(idsOf(exactTimes.measure([&] { return index.exact(query, best); })));
        ours.push_back(idsOf(ourTimes.measure([&] { return index.nearest(query, best); })));
    }
    std::printf("exact scan: median %.2f ms, p95 %.2f ms\n", exactTimes.quantile(0.5), exactTimes.quantile(0.95));
    std::printf("ours: recall@50 %.4f, median %.2f ms, p95 %.2f ms\n", recallOf(ours, truth), ourTimes.quantile(0.5),
                ourTimes.quantile(0.95));

    const std::string file = (std::filesystem::temp_directory_path() / "reminisce-bench.index").string();
    if (index.save(file, "bench")) {
        const auto loading = Clock::now();
        const auto loaded = VectorIndex::load(file, 1000);
        std::printf("ours: loaded in %.2f s\n", loaded ? secondsSince(loading) : -1.0);
        std::filesystem::remove(file);
        std::filesystem::remove(file + ".graph");
    }

#ifdef REMINISCE_FAISS
    // The same vectors again, as floats, the same links and build breadth, several search breadths.
    faiss::IndexHNSWFlat theirs(static_cast<int>(dim), 16, faiss::METRIC_INNER_PRODUCT);
    theirs.hnsw.efConstruction = 200;
    omp_set_num_threads(threads);
    const double beforeFaiss = residentMegabytes();
    {
        Generator again(dim, std::min<std::size_t>(5000, count / 20));
        constexpr std::size_t part = 10000;
        const auto building = Clock::now();
        for (std::size_t done = 0; done < count; done += part) {
            std::vector<float> rows;
            for (std::size_t i = done; i < std::min(count, done + part); ++i) {
                const Embedding v = again.next();
                rows.insert(rows.end(), v.begin(), v.end());
            }
            theirs.add(static_cast<std::int64_t>(rows.size() / dim), rows.data());
        }
        std::printf("faiss: built in %.0f s on %d threads, %.0f bytes a photo\n", secondsSince(building), threads,
                    (residentMegabytes() - beforeFaiss) * 1e6 / static_cast<double>(count));
    }
    omp_set_num_threads(1);
    for (const int breadth : {64, 128, 256, 512}) {
        theirs.hnsw.efSearch = breadth;
        Times times;
        std::vector<std::set<std::int64_t>> found;
        for (const Embedding &query : queries) {
            std::vector<float> scores(best);
            std::vector<std::int64_t> ids(best);
            times.measure([&] {
                theirs.search(1, query.data(), best, scores.data(), ids.data());
                return 0;
            });
            std::set<std::int64_t> set;
            for (const std::int64_t id : ids)
                set.insert(id + 1);
            found.push_back(std::move(set));
        }
        std::printf("faiss, breadth %d: recall@50 %.4f, median %.2f ms, p95 %.2f ms\n", breadth, recallOf(found, truth),
                    times.quantile(0.5), times.quantile(0.95));
    }
#else
    std::printf("faiss is not here (package libfaiss-dev), so it was not compared with\n");
#endif
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
            describe(model.name.c_str(), vectors);
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
    return compare(number(1, 100'000), number(2, 256), static_cast<int>(number(3, 2)));
}
