// SPDX-License-Identifier: GPL-3.0-or-later
//
// Quality of a model's search, on pictures that it was not trained on:
//   quality library [MODEL]     the photos in ../shared/photos/library: the rank of each known photo for its own word
//   quality confidence [MODEL]  the val pictures of ../shared/training: precision and recall of "sure" and "likely"
// The library is for measuring only; constants are chosen on the val pictures.
#include "core/base/paths.h"
#include "core/clip/modelstore.h"
#include "core/clip/preprocess.h"
#include "core/image/decoder.h"
#include "core/search/confidence.h"
#include "core/search/searcher.h"
#include "core/training/dataset.h"
#include "tests/bench/bench.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

using namespace reminisce;
using bench::must;
namespace fs = std::filesystem;

namespace {

struct Model {
    std::shared_ptr<const clip::Checkpoint> checkpoint;
    std::unique_ptr<clip::ImageEncoder> images;
    search::QueryEncoder queries;
};

Model openModel(const std::string &name)
{
    auto checkpoint = must(clip::Checkpoint::open(must(clip::modelstore::resolve(name, {}))));
    const auto *towers = must(clip::loadTowers());
    auto images = must(towers->imageEncoder(checkpoint, {}));
    auto texts = must(towers->textEncoder(checkpoint, {}));
    return {checkpoint, std::move(images), search::QueryEncoder(checkpoint, std::move(texts))};
}

Pixels readPicture(const fs::path &path)
{
    const std::string bytes = must(paths::readFile(path));
    return must(image::decode({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()})).pixels;
}

std::vector<Embedding> encode(Model &model, const std::vector<Pixels> &crops)
{
    std::vector<Embedding> vectors;
    for (std::size_t i = 0; i < crops.size(); i += 64) {
        const std::vector<Pixels> part(crops.begin() + static_cast<std::ptrdiff_t>(i),
                                       crops.begin() + static_cast<std::ptrdiff_t>(std::min(crops.size(), i + 64)));
        for (Embedding &vector : must(model.images->encode(part)))
            vectors.push_back(std::move(vector));
    }
    return vectors;
}

void libraryRecall(Model &model, const fs::path &folder)
{
    const auto manifest = nlohmann::json::parse(must(paths::readFile(folder / "manifest.json")));
    std::vector<Pixels> crops;
    for (const auto &entry : manifest)
        crops.push_back(clip::prepare(readPicture(folder / entry["file"].get<std::string>()),
                                      model.checkpoint->config().preprocess));
    const std::vector<Embedding> vectors = encode(model, crops);
    std::vector<int> ranks;
    for (std::size_t i = 0; i < manifest.size(); ++i) {
        if (!manifest[i]["starter_vocabulary"].get<bool>())
            continue;
        const Embedding query = must(model.queries.encodeQuery(manifest[i]["labels"][0].get<std::string>()));
        const float own = dot(query, vectors[i]);
        ranks.push_back(static_cast<int>(
            std::count_if(vectors.begin(), vectors.end(), [&](const Embedding &v) { return dot(query, v) > own; })));
    }
    const auto recall = [&](int k) {
        return static_cast<double>(std::count_if(ranks.begin(), ranks.end(), [k](int rank) { return rank < k; })) /
               static_cast<double>(ranks.size());
    };
    std::printf("%s: %zu known photos among %zu: R@1 %.3f, R@5 %.3f, R@10 %.3f (chance %.4f, %.4f, %.4f)\n",
                model.checkpoint->config().name.c_str(), ranks.size(), manifest.size(), recall(1), recall(5),
                recall(10), 1.0 / static_cast<double>(manifest.size()), 5.0 / static_cast<double>(manifest.size()),
                10.0 / static_cast<double>(manifest.size()));
}

/// A library of val pictures in which each class is rare, asked for each of its classes and for words that it lacks.
void confidence(Model &model, const fs::path &folder)
{
    const auto data =
        must(training::openContactSheets(folder, 64, paths::cacheHome() / "training" / "quality.rgb",
                                         [](const fs::path &path) -> Result<Pixels> { return readPicture(path); }));
    std::mt19937 random(7);
    std::vector<std::size_t> chosen;
    std::set<std::uint32_t> absent;
    for (std::uint32_t label = 0; label < data.labels.size(); ++label) {
        if (label % 5 == 4)
            absent.insert(label);
    }
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        if (data.examples[i].split == training::Split::Validation && !absent.contains(data.examples[i].label) &&
            random() % 6 == 0)
            chosen.push_back(i);
    }
    std::vector<Pixels> crops;
    for (const std::size_t i : chosen) {
        Pixels picture(data.size, data.size, 3);
        std::copy_n(data.picture(i), picture.samples.size(), picture.samples.begin());
        crops.push_back(clip::prepare(picture, model.checkpoint->config().preprocess));
    }
    const std::vector<Embedding> vectors = encode(model, crops);
    search::VectorIndex index(vectors[0].size());
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<catalogue::PhotoId>(i + 1), vectors[i]);
    if (const auto ready = model.queries.prepareWords(); !ready) {
        std::fprintf(stderr, "%s\n", ready.error().message.c_str());
        return;
    }
    struct Shown {
        double right = 0, all = 0, absent = 0;
    };
    std::map<search::Confidence, Shown> shown;
    double wanted = 0;
    for (std::uint32_t label = 0; label < data.labels.size(); ++label) {
        const Embedding query = must(model.queries.encodeQuery(data.labels[label].name));
        const search::ScoreSpread spread = search::spreadOf(index.sampleScores(query, vectors.size()));
        const auto rivals = model.queries.words()->rivalsOf(query);
        for (const search::Scored &scored : index.exact(query, vectors.size())) {
            const auto i = static_cast<std::size_t>(catalogue::raw(scored.photo) - 1);
            const bool truth = data.examples[chosen[i]].label == label;
            wanted += truth ? 1 : 0;
            Shown &class_ = shown[search::confidenceByShare(rivals.share(index.row(scored.photo), scored.score),
                                                            scored.score, spread)];
            (absent.contains(label) ? class_.absent : class_.all) += 1;
            class_.right += truth ? 1 : 0;
        }
    }
    const auto asked = static_cast<double>(data.labels.size() - absent.size());
    std::printf("%zu pictures, %.0f words that are there, %zu that are not\n", vectors.size(), asked, absent.size());
    for (const auto &[confidence, name] :
         {std::pair(search::Confidence::Sure, "sure"), std::pair(search::Confidence::Likely, "likely")}) {
        const Shown &s = shown[confidence];
        std::printf("%s: precision %.3f, recall %.3f, shown %.1f a word; %.2f a word that is not there\n", name,
                    s.right / std::max(1.0, s.all), s.right / wanted, s.all / asked,
                    s.absent / static_cast<double>(absent.size()));
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    Model model = openModel(argc > 2 ? argv[2] : "");
    if (what == "library")
        libraryRecall(model, fs::path(REMINISCE_SHARED) / "photos/library");
    else if (what == "confidence")
        confidence(model, fs::path(REMINISCE_SHARED) / "training");
    else
        std::fprintf(stderr, "usage: quality library|confidence [MODEL]\n");
    return what.empty() ? 2 : 0;
}
