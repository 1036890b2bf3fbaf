// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the typed words to the found photos, every question a new one: the text tower of the ViT-B/32 shape (random
// weights), then the index.
//   asking [COUNT]     100,000 photos, vectors of 512 numbers
#include "core/base/waiting.h"
#include "core/search/searcher.h"
#include "tests/bench/bench.h"
#include "tests/bench/vectors.h"
#include "tests/support/randomcheckpoint.h"

using namespace reminisce;
using namespace reminisce::bench;

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));
    test::writeRandomOpenClip(folder, clip::ModelConfig());
    const auto checkpoint = must(clip::Checkpoint::open(folder));
    search::QueryEncoder encoder(checkpoint, must(must(clip::loadTowers())->textEncoder(checkpoint, {})));
    const auto dim = static_cast<std::size_t>(checkpoint->config().dim);
    search::VectorIndex index(dim, 1000);
    Generator generator(dim, count / 20);
    for (std::size_t i = 0; i < count; ++i)
        index.set(static_cast<catalogue::PhotoId>(i + 1), generator.next());
    while (index.growGraph(5000, static_cast<int>(std::thread::hardware_concurrency()))) {
    }
    const std::vector<std::string> words = {"dog",  "beach",  "red",   "old", "house", "snow", "child",
                                            "cake", "sunset", "train", "cat", "lake",  "two",  "green"};
    std::mt19937 random(4);
    std::vector<double> encoding;
    std::vector<double> all;
    constexpr int questions = 300;
    for (int i = 0; i < questions; ++i) {
        std::string text = std::to_string(i);
        for (std::size_t n = 1 + random() % 4; n > 0; --n)
            text += " " + words[random() % words.size()];
        const auto begin = Clock::now();
        const Embedding query = must(encoder.encodeQuery(text));
        encoding.push_back(1000 * secondsSince(begin));
        index.nearest(query, 50);
        all.push_back(1000 * secondsSince(begin));
    }
    const auto p95 = [](std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() * 95 / 100];
    };
    std::printf("%zu x %zu: words to photos median %.1f ms, p95 %.1f ms; of it the text tower %.1f ms, p95 %.1f ms\n",
                count, dim, median(all), p95(all), median(encoding), p95(encoding));
    tabulate("Words to photos, " + std::to_string(count) + " x " + std::to_string(dim) + ", B/32 text tower, p95",
             p95(all), "goal", 60, "ms");
    std::filesystem::remove_all(folder);
    return 0;
}
