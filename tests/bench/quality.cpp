// SPDX-License-Identifier: GPL-3.0-or-later
//
// Quality of a model's search, on pictures that it was not trained on:
//   quality library [MODEL]     the photos in ../shared/photos/library: the rank of each known photo for its own word
//   quality broader [MODEL]     the same photos: broader words (dog, insect, fruit, …), truth from WordNet
//   quality kinds [MODEL]       the val pictures of ../shared/training: all broader words of the model's own list
//   quality unknown [MODEL]     words that the model was not taught, told from unseen synonyms of those it was
//   quality personal [MODEL]    thirty things of the val pictures under new names: found before and after learning them
//   quality sentences [MODEL]   the val pictures of ../shared/training, asked for by sentences about one thing and two
//   quality softness [MODEL]    the val pictures of Tiny ImageNet named among its words, also as soft as photos are
//   when
//                               they are scaled down well (sigma 0.55 px gives them the spectrum of such)
//   quality confidence [MODEL]  the val pictures of ../shared/training: precision and recall of "sure" and "likely"
// The library is for measuring only; constants are chosen on the val pictures.
#include "core/base/paths.h"
#include "core/base/waiting.h"
#include "core/clip/modelstore.h"
#include "core/clip/preprocess.h"
#include "core/image/decoder.h"
#include "core/personal/ownwordslearner.h"
#include "core/search/judge.h"
#include "core/search/searcher.h"
#include "core/training/dataset.h"
#include "core/training/evaluation.h"
#include "core/words/wordnet.h"
#include "tests/bench/bench.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <opencv2/imgproc.hpp>
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

training::Dataset trainingPictures(const std::string &part = {})
{
    return must(training::openContactSheets(
        fs::path(REMINISCE_SHARED) / "training", 64, paths::cacheHome() / "training" / ("quality" + part + ".rgb"),
        [](const fs::path &path) -> Result<Pixels> { return readPicture(path); }, part));
}

template <typename Examples>
std::vector<Embedding> encodeExamples(Model &model, const training::Dataset &data, const Examples &examples)
{
    std::vector<Pixels> crops;
    for (const auto i : examples) {
        Pixels picture(data.size, data.size, 3);
        std::copy_n(data.picture(i), picture.samples.size(), picture.samples.begin());
        crops.push_back(clip::prepare(picture, model.checkpoint->config().preprocess));
    }
    return encode(model, crops);
}

/// As the program scores pictures for a question in words.
std::vector<float> scoresFor(Model &model, const std::string &text, const std::vector<Embedding> &vectors)
{
    search::Question question;
    question.vector = must(model.queries.encodeQuery(text));
    question.things = must(model.queries.encodeThings(text));
    const search::Judge judge(question, {});
    search::VectorRows row(question.vector.size());
    std::vector<float> scores;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        row.append(vectors[i]);
        scores.push_back(judge.of(row.row(i), dot(question.vector, vectors[i])).score);
    }
    return scores;
}

/// Mean of the precisions at each relevant row.
template <typename IsRelevant> double averagePrecision(const std::vector<float> &scores, const IsRelevant &isRelevant)
{
    std::vector<std::pair<float, bool>> ranked;
    for (std::size_t i = 0; i < scores.size(); ++i)
        ranked.emplace_back(scores[i], isRelevant(i));
    std::sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    double found = 0, sum = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (ranked[i].second)
            sum += ++found / static_cast<double>(i + 1);
    }
    return found > 0 ? sum / found : 0;
}

struct Library {
    nlohmann::json manifest;
    std::vector<Embedding> vectors;
};

fs::path libraryFolder()
{
    return fs::path(REMINISCE_SHARED) / "photos/library";
}

Library openLibrary(Model &model)
{
    Library library{nlohmann::json::parse(must(paths::readFile(libraryFolder() / "manifest.json"))), {}};
    std::vector<Pixels> crops;
    for (const auto &entry : library.manifest)
        crops.push_back(clip::prepare(readPicture(libraryFolder() / entry["file"].get<std::string>()),
                                      model.checkpoint->config().preprocess));
    library.vectors = encode(model, crops);
    return library;
}

void printFigure(const std::string &name, const training::Figure &figure)
{
    std::printf("  %s %.3f (95 %%: %.3f to %.3f; chance %.4f)\n", name.c_str(), figure.value, figure.low, figure.high,
                figure.chance);
}

/// A photo that its manifest counts among the starter's vocabulary, and its word.
struct KnownPhoto {
    std::size_t row = 0;
    std::string word;
};

std::vector<KnownPhoto> knownPhotos(const Library &library)
{
    std::vector<KnownPhoto> known;
    for (std::size_t i = 0; i < library.manifest.size(); ++i) {
        if (library.manifest[i]["starter_vocabulary"].get<bool>())
            known.push_back({i, library.manifest[i]["labels"][0].get<std::string>()});
    }
    return known;
}

/// Blurred as a shake or a wrong focus does it; sigma in hundredths of the short side.
Pixels blurred(Pixels picture, double sigma)
{
    cv::Mat pixels(picture.height, picture.width, CV_8UC(picture.channels), picture.samples.data());
    if (sigma > 0)
        cv::GaussianBlur(pixels, pixels, {}, sigma * std::min(picture.width, picture.height) / 100);
    return picture;
}

/// The rank of each known photo for its own word, and its first answer among all known words, also when it is blurred.
void libraryRecall(Model &model)
{
    const Library library = openLibrary(model);
    const std::vector<KnownPhoto> known = knownPhotos(library);
    std::map<std::string, Embedding> queries;
    for (const KnownPhoto &photo : known)
        queries[photo.word] = must(model.queries.encodeQuery(photo.word));
    std::printf("%s: %zu known photos among %zu, %zu words\n", model.checkpoint->config().name.c_str(), known.size(),
                library.manifest.size(), queries.size());
    std::map<std::string, std::vector<float>> scores;
    for (const auto &[word, query] : queries)
        scores[word] = scoresFor(model, word, library.vectors);
    for (const int k : {1, 5, 10}) {
        std::vector<double> hits;
        for (const KnownPhoto &photo : known) {
            const std::vector<float> &all = scores[photo.word];
            const auto rank =
                std::count_if(all.begin(), all.end(), [&](float other) { return other > all[photo.row]; });
            hits.push_back(rank < k ? 1 : 0);
        }
        printFigure("R@" + std::to_string(k),
                    training::figureOf(hits, k / static_cast<double>(library.manifest.size())));
    }
    for (const double sigma : {0.0, 1.0, 2.0, 4.0, 8.0}) {
        std::vector<Pixels> crops;
        for (const KnownPhoto &photo : known)
            crops.push_back(clip::prepare(
                blurred(readPicture(libraryFolder() / library.manifest[photo.row]["file"].get<std::string>()), sigma),
                model.checkpoint->config().preprocess));
        const std::vector<Embedding> vectors = encode(model, crops);
        std::vector<double> hits;
        for (std::size_t i = 0; i < known.size(); ++i) {
            const float own = dot(queries[known[i].word], vectors[i]);
            const bool isFirst = std::all_of(queries.begin(), queries.end(),
                                             [&](const auto &q) { return dot(q.second, vectors[i]) <= own; });
            hits.push_back(isFirst ? 1 : 0);
        }
        printFigure("top-1 of the words, blur " + std::to_string(static_cast<int>(sigma)) + " %",
                    training::figureOf(hits, 1.0 / static_cast<double>(queries.size())));
    }
}

void softness(Model &model)
{
    const training::Dataset data = trainingPictures("tiny-imagenet");
    std::vector<Embedding> captions;
    for (const training::Label &label : data.labels)
        captions.push_back(must(model.queries.encodeQuery(label.name)));
    for (const double sigma : {0.0, 0.4, 0.55, 0.7, 1.0}) {
        std::vector<Pixels> crops;
        std::vector<std::uint32_t> labels;
        for (const std::uint32_t i : data.examplesOf(training::Split::Validation)) {
            Pixels picture(data.size, data.size, 3);
            std::copy_n(data.picture(i), picture.samples.size(), picture.samples.begin());
            crops.push_back(
                clip::prepare(blurred(picture, 100 * sigma / data.size), model.checkpoint->config().preprocess));
            labels.push_back(data.examples[i].label);
        }
        char name[48];
        std::snprintf(name, sizeof name, "top-1 of %zu words, sigma %.2f px", captions.size(), sigma);
        printFigure(name, training::zeroShot(encode(model, crops), labels, captions, 1).top1);
    }
}

/// Whether a meaning is one of `kinds` or a kind of them.
bool isKindOf(const words::WordNet &wordNet, words::Synset synset, const std::set<words::Synset> &kinds)
{
    if (kinds.contains(synset))
        return true;
    const auto above = wordNet.broader(synset);
    return std::any_of(above.begin(), above.end(),
                       [&](words::Synset broader) { return isKindOf(wordNet, broader, kinds); });
}

/// The manifest's ids are WordNet's offsets: "n02105641".
words::Synset synsetOf(const nlohmann::json &entry)
{
    const auto id = entry["wnid"].get<std::string>();
    return static_cast<words::Synset>(std::strtoul(id.c_str() + 1, nullptr, 10));
}

void broaderWords(Model &model)
{
    const auto wordNet = words::WordNet::system();
    if (!wordNet) {
        std::fprintf(stderr, "WordNet is not installed (package wordnet-base).\n");
        return;
    }
    const Library library = openLibrary(model);
    std::printf("%s, %zu photos\n", model.checkpoint->config().name.c_str(), library.vectors.size());
    std::vector<double> precisions;
    double chance = 0;
    for (const char *word :
         {"dog", "insect", "snake", "monkey", "car", "boat", "fruit", "furniture", "musical instrument", "clothing"}) {
        const auto senses = wordNet->meanings(word);
        const std::set<words::Synset> kinds(senses.begin(), senses.begin() + 1); // the usual meaning
        std::vector<bool> isKind;
        for (const auto &entry : library.manifest)
            isKind.push_back(isKindOf(*wordNet, synsetOf(entry), kinds));
        const double precision =
            averagePrecision(scoresFor(model, word, library.vectors), [&isKind](std::size_t i) { return isKind[i]; });
        const auto found = static_cast<double>(std::count(isKind.begin(), isKind.end(), true));
        const double share = found / static_cast<double>(isKind.size());
        std::printf("  %-18s %3.0f photos, average precision %.3f (chance %.3f)\n", word, found, precision, share);
        if (found > 0) {
            precisions.push_back(precision);
            chance += share;
        }
    }
    printFigure("mean average precision",
                training::figureOf(precisions, chance / static_cast<double>(precisions.size())));
}

/// A word, and the labels whose pictures answer it.
struct AskedWord {
    std::string text;
    std::set<std::uint32_t> labels;
};

/// The labels that cover nothing else, by their own names; or the broader words that the model was taught.
std::vector<AskedWord> askedWords(const Model &model, const training::Dataset &data, bool broader)
{
    const auto concepts = must(clip::readConcepts(model.checkpoint->path().parent_path()));
    std::map<std::string, std::uint32_t> labelOf; // by every name
    for (std::uint32_t label = 0; label < data.labels.size(); ++label)
        labelOf[data.labels[label].name] = label;
    for (const clip::TaughtConcept &taught : concepts) {
        for (const std::string &name : taught.names) {
            if (const auto label = labelOf.find(name); label != labelOf.end())
                labelOf.emplace(taught.names[0], label->second);
        }
    }
    std::vector<AskedWord> words;
    for (const clip::TaughtConcept &taught : concepts) {
        if (taught.kinds.empty() == broader)
            continue;
        AskedWord word{taught.names[0], {}};
        for (const std::string &name : broader ? taught.kinds : std::vector{taught.names[0]})
            word.labels.insert(labelOf.at(name));
        words.push_back(std::move(word));
    }
    return words;
}

/// The same on the val pictures of ../shared/training, for every broader word of the model's list; constants are chosen
/// here.
void broaderWordsOfVal(Model &model)
{
    const training::Dataset data = trainingPictures();
    const std::vector<std::uint32_t> examples = data.examplesOf(training::Split::Validation);
    const std::vector<Embedding> vectors = encodeExamples(model, data, examples);
    std::vector<double> precisions;
    double chance = 0;
    for (const AskedWord &word : askedWords(model, data, true)) {
        std::vector<bool> isKind;
        for (const std::uint32_t i : examples)
            isKind.push_back(word.labels.contains(data.examples[i].label));
        precisions.push_back(
            averagePrecision(scoresFor(model, word.text, vectors), [&isKind](std::size_t i) { return isKind[i]; }));
        chance +=
            static_cast<double>(std::count(isKind.begin(), isKind.end(), true)) / static_cast<double>(isKind.size());
    }
    std::printf("%s: %zu pictures, %zu broader words\n", model.checkpoint->config().name.c_str(), vectors.size(),
                precisions.size());
    printFigure("mean average precision",
                training::figureOf(precisions, chance / static_cast<double>(precisions.size())));
}

/// Unknown words are those of the library that the manifest counts outside the vocabulary; the others are synonyms that
/// WordNet has for the model's words and that are not in its list, so that the list alone cannot tell them apart. What
/// tells them apart is the way to the nearest known word.
void unknownWords(Model &model)
{
    const auto &vocabulary = model.queries.vocabulary();
    const auto wordNet = words::WordNet::system();
    if (!vocabulary || !wordNet) {
        std::fprintf(stderr, "The model has no list of what it knows, or WordNet is not installed.\n");
        return;
    }
    std::set<std::string> known;
    for (const clip::TaughtConcept &taught : must(clip::readConcepts(model.checkpoint->path().parent_path()))) {
        for (const std::string &name : taught.names)
            known.insert(wordNet->singular(name));
    }
    std::set<std::string> outside, synonyms;
    for (const auto &entry : nlohmann::json::parse(must(paths::readFile(libraryFolder() / "manifest.json")))) {
        const auto word = wordNet->singular(entry["labels"][0].get<std::string>());
        if (!entry["starter_vocabulary"].get<bool>() && !known.contains(word))
            outside.insert(word);
    }
    for (const std::string &word : known) {
        const auto meanings = wordNet->meanings(word);
        for (const std::string &other : meanings.empty() ? std::vector<std::string>() : wordNet->wordsOf(meanings[0])) {
            const std::string synonym = wordNet->singular(other);
            if (!known.contains(synonym) && !outside.contains(synonym))
                synonyms.insert(synonym);
        }
    }
    constexpr int nowhere = search::Vocabulary::mostSteps + 1;
    const auto distance = [&](const std::string &word) {
        const auto relation = vocabulary->relate(word);
        return relation ? relation->steps : nowhere;
    };
    double wins = 0, told = 0, through = 0, taken = 0;
    for (const std::string &far : outside) {
        const int d = distance(far);
        told += d > 0 ? 1 : 0;
        through += d > 0 && d < nowhere ? 1 : 0;
        for (const std::string &near : synonyms) {
            const int other = distance(near);
            wins += d > other ? 1 : d == other ? 0.5 : 0;
        }
    }
    for (const std::string &near : synonyms)
        taken += distance(near) == 0 ? 1 : 0;
    const auto n = static_cast<double>(outside.size()), m = static_cast<double>(synonyms.size());
    std::printf(
        "%s: %zu words outside, %zu unseen synonyms: AUROC %.3f (chance and the list alone 0.5)\n"
        "  outside: %.3f told as unknown, %.3f of all with a broader word instead; synonyms: %.3f taken as known\n",
        model.checkpoint->config().name.c_str(), outside.size(), synonyms.size(), wins / (n * m), told / n, through / n,
        taken / m);
}

/// Val pictures of thirty labels are somebody's own things with names that nobody taught; half of each label's are
/// learnt from, the other half and all pictures of the other labels judge. Then 100,000 vectors are re-projected.
void personalWords(Model &model)
{
    const training::Dataset data = trainingPictures();
    constexpr std::size_t names = 30, picturesOfName = 24;
    for (const std::uint64_t seed : {1, 2, 3}) {
        std::mt19937_64 random(seed);
        std::vector<std::uint32_t> labels(data.labels.size());
        std::iota(labels.begin(), labels.end(), 0U);
        std::shuffle(labels.begin(), labels.end(), random);
        std::vector<std::vector<std::uint32_t>> byLabel(data.labels.size());
        for (const std::uint32_t i : data.examplesOf(training::Split::Validation))
            byLabel[data.examples[i].label].push_back(i);
        personal::OwnPhotos own;
        own.otherWords = model.queries.words()->vectors();
        std::vector<Embedding> judged;
        std::vector<std::vector<std::size_t>> judgedWords;
        std::vector<std::uint32_t> others;
        for (std::size_t l = 0; l < labels.size(); ++l) {
            auto &examples = byLabel[labels[l]];
            std::shuffle(examples.begin(), examples.end(), random);
            if (l >= names) {
                others.insert(others.end(), examples.begin(),
                              examples.begin() +
                                  static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, examples.size())));
                continue;
            }
            // A name that no language has, of two syllables or three.
            static const std::array syllables = {"zo", "ka", "mi", "ru", "be", "lo", "ta", "nu", "fi", "gra"};
            std::string name;
            for (std::size_t i = 0; i < 2 + l % 2; ++i)
                name += syllables[random() % syllables.size()];
            own.words.push_back(name);
            own.wordVectors.push_back(must(model.queries.encodeQuery(name)));
            examples.resize(std::min(examples.size(), picturesOfName));
            const auto vectors = encodeExamples(model, data, examples);
            for (std::size_t i = 0; i < vectors.size(); ++i) {
                if (i % 2 == 0) {
                    own.photos.push_back(vectors[i]);
                    own.wordsOf.push_back({l});
                    own.events.push_back(own.events.size());
                } else {
                    judged.push_back(vectors[i]);
                    judgedWords.push_back({l});
                }
            }
        }
        std::shuffle(others.begin(), others.end(), random);
        const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
        own.otherPhotos = encodeExamples(model, data, std::vector<std::uint32_t>(others.begin(), middle));
        const std::vector<std::uint32_t> rest(middle, others.end());
        const std::vector<Embedding> restVectors = encodeExamples(model, data, rest);
        std::vector<std::uint32_t> restLabels;
        for (const std::uint32_t i : rest)
            restLabels.push_back(data.examples[i].label);
        // The judged photos lie among others, as in a library.
        judged.insert(judged.end(), restVectors.begin(), restVectors.end());
        judgedWords.resize(judged.size());

        const auto begin = bench::Clock::now();
        const personal::Outcome outcome = personal::learn(own, seed);
        std::printf("seed %d: learnt in %.2f s, %s\n", static_cast<int>(seed), bench::secondsSince(begin),
                    outcome.learnt ? "accepted" : outcome.reason.c_str());
        std::printf(" everyday words that keep their photo beside an own word: %.3f\n", outcome.everydayKept);
        model.queries.setOwnWords({});
        const auto figures = [&](const char *when) {
            std::vector<Embedding> words, captions;
            for (const std::string &word : own.words)
                words.push_back(must(model.queries.encodeQuery(word)));
            for (const training::Label &label : data.labels)
                captions.push_back(must(model.queries.encodeQuery(label.name)));
            const auto r = training::retrieval(judged, words, judgedWords).textToImage;
            std::printf(" %s:\n", when);
            printFigure("own words, R@1 of " + std::to_string(judged.size()) + " photos", r.at1);
            printFigure("own words, R@5", r.at5);
            printFigure("other things, top-1 of " + std::to_string(captions.size()) + " names",
                        training::zeroShot(restVectors, restLabels, captions, 20).top1);
        };
        figures("before");
        if (!outcome.learnt)
            continue;
        model.queries.setOwnWords(outcome.learnt);
        figures("after");
        model.queries.setOwnWords({});
    }
}

/// How well the pictures of a label are found by sentences about it, beside its name alone; and those of two labels by
/// sentences that name both. The sentences are none of those that captions are made by.
void sentences(Model &model)
{
    const training::Dataset data = trainingPictures();
    const std::vector<std::uint32_t> examples = data.examplesOf(training::Split::Validation);
    const std::vector<Embedding> vectors = encodeExamples(model, data, examples);
    std::printf("%s: %zu pictures, %zu labels\n", model.checkpoint->config().name.c_str(), vectors.size(),
                data.labels.size());
    const auto report = [&](const char *frame) {
        std::vector<double> precisions;
        double chance = 0;
        for (std::uint32_t first = 0; first < data.labels.size(); ++first) {
            std::string text = frame;
            const bool isOfTwo = text.find("%2") != std::string::npos;
            const auto second = static_cast<std::uint32_t>((first + data.labels.size() / 2) % data.labels.size());
            text.replace(text.find("%1"), 2, data.labels[first].name);
            if (isOfTwo)
                text.replace(text.find("%2"), 2, data.labels[second].name);
            const auto isRelevant = [&](std::size_t i) {
                const std::uint32_t label = data.examples[examples[i]].label;
                return label == first || (isOfTwo && label == second);
            };
            precisions.push_back(averagePrecision(scoresFor(model, text, vectors), isRelevant));
            double relevant = 0;
            for (std::size_t i = 0; i < vectors.size(); ++i)
                relevant += isRelevant(i) ? 1 : 0;
            chance += relevant / static_cast<double>(vectors.size());
        }
        printFigure("\"" + std::string(frame) + "\", mean average precision",
                    training::figureOf(precisions, chance / static_cast<double>(precisions.size())));
    };
    for (const char *frame : {"%1", "a %1 in the evening", "my old %1 with Xaver", "the best %1 that we saw all day",
                              "%1, %2", "a %1 beside a %2", "here you can see the %1 and also our %2"})
        report(frame);
}

/// How "sure" and "likely" answer words in a library; what other limits would give, for choosing them.
void judgeConfidence(Model &model, const training::Dataset &data, const std::vector<std::size_t> &chosen,
                     const search::VectorIndex &index, const std::vector<AskedWord> &words)
{
    struct Shown {
        double right = 0, all = 0, absent = 0;
    };
    std::map<search::Confidence, Shown> shown;
    std::map<std::string, Shown> limits;
    double wanted = 0, asked = 0;
    for (const AskedWord &word : words) {
        search::Question question;
        question.vector = must(model.queries.encodeQuery(word.text));
        question.things = must(model.queries.encodeThings(word.text));
        question.words = model.queries.words();
        const search::ScoreSpread spread = search::spreadOf(index.sampleScores(question.vector, index.size()));
        const search::Judge judge(question, spread);
        const bool isThere = std::any_of(chosen.begin(), chosen.end(),
                                         [&](std::size_t i) { return word.labels.contains(data.examples[i].label); });
        asked += isThere ? 1 : 0;
        for (const search::Scored &scored : index.exact(question.vector, index.size())) {
            const auto i = static_cast<std::size_t>(catalogue::raw(scored.photo) - 1);
            const bool truth = word.labels.contains(data.examples[chosen[i]].label);
            wanted += truth ? 1 : 0;
            const auto count = [&](Shown &in) {
                (isThere ? in.all : in.absent) += 1;
                in.right += truth ? 1 : 0;
            };
            const search::Judge::Verdict verdict = judge.of(index.row(scored.photo), scored.score);
            count(shown[verdict.confidence]);
            for (const int percent : {8, 12, 16, 20, 30, 40, 50}) {
                if (100 * *verdict.share >= percent)
                    count(limits["share from " + std::to_string(percent) + " %"]);
            }
            for (const int deviations : {5, 6, 7, 8}) {
                if (scored.score >= spread.median + static_cast<float>(deviations) * spread.deviation)
                    count(limits["from " + std::to_string(deviations) + " deviations"]);
            }
        }
    }
    const double missing = static_cast<double>(words.size()) - asked;
    std::printf("%zu pictures, %.0f words that are there, %.0f that are not\n", index.size(), asked, missing);
    const auto print = [&](const std::string &name, const Shown &s) {
        std::printf("  %s: precision %.3f, recall %.3f, shown %.1f a word; %.2f a word that is not there\n",
                    name.c_str(), s.right / std::max(1.0, s.all), s.right / wanted, s.all / asked,
                    s.absent / std::max(1.0, missing));
    };
    print("sure", shown[search::Confidence::Sure]);
    print("likely", shown[search::Confidence::Likely]);
    for (const auto &[name, s] : limits)
        print("  " + name, s);
}

/// A library of val pictures in which each class is rare, asked for its classes, for words that it lacks, and for
/// broader words.
void confidence(Model &model)
{
    const training::Dataset data = trainingPictures();
    std::mt19937 random(7);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        if (data.examples[i].split == training::Split::Validation && data.examples[i].label % 5 != 4 &&
            random() % 6 == 0)
            chosen.push_back(i);
    }
    const std::vector<Embedding> vectors = encodeExamples(model, data, chosen);
    search::VectorIndex index(vectors[0].size());
    for (std::size_t i = 0; i < vectors.size(); ++i)
        index.set(static_cast<catalogue::PhotoId>(i + 1), vectors[i]);
    for (const bool broader : {false, true})
        judgeConfidence(model, data, chosen, index, askedWords(model, data, broader));
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const std::string what = argc > 1 ? argv[1] : "";
    Model model = openModel(argc > 2 ? argv[2] : "");
    if (const auto ready = model.queries.prepareWords(); !ready) {
        std::fprintf(stderr, "%s\n", ready.error().message.c_str());
        return 1;
    }
    if (what == "library")
        libraryRecall(model);
    else if (what == "broader")
        broaderWords(model);
    else if (what == "kinds")
        broaderWordsOfVal(model);
    else if (what == "unknown")
        unknownWords(model);
    else if (what == "personal")
        personalWords(model);
    else if (what == "confidence")
        confidence(model);
    else if (what == "softness")
        softness(model);
    else if (what == "sentences")
        sentences(model);
    else
        std::fprintf(stderr,
                     "usage: quality library|broader|kinds|unknown|personal|sentences|softness|confidence [MODEL]\n");
    return what.empty() ? 2 : 0;
}
