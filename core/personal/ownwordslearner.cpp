// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/personal/ownwordslearner.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <sstream>

#include <opencv2/core.hpp>

namespace reminisce::personal {

using catalogue::PhotoId;

namespace {

constexpr std::size_t fewestPhotos = 3; ///< of a word
constexpr std::size_t fewestWords = 2;
constexpr std::size_t mostOtherPhotos = 2000;
constexpr double heldBack = 0.3;
// Chosen on the val pictures of the training data, thirty of its things under invented names, three seeds.
constexpr double weightOfOthers = 0.1;
constexpr double pullToIdentity = 1e-6;
constexpr std::int64_t eventSeconds = 2 * 60 * 60;

cv::Mat rowsOf(const std::vector<Embedding> &vectors)
{
    cv::Mat rows(static_cast<int>(vectors.size()), static_cast<int>(vectors.at(0).size()), CV_64F);
    for (std::size_t i = 0; i < vectors.size(); ++i)
        std::copy(vectors[i].begin(), vectors[i].end(), rows.ptr<double>(static_cast<int>(i)));
    return rows;
}

cv::Mat meanOf(const std::vector<Embedding> &vectors)
{
    cv::Mat mean;
    cv::reduce(rowsOf(vectors), mean, 0, cv::REDUCE_AVG);
    return mean;
}

/// Photos of each word to learn from, and those held back; a word of few events may have none of the latter.
struct Parts {
    std::vector<std::vector<Embedding>> learning;
    std::vector<Embedding> judging;
    std::vector<std::vector<std::size_t>> wordsOf; ///< of each judged photo
};

Parts split(const OwnPhotos &own, std::mt19937_64 &random)
{
    Parts parts;
    for (std::size_t word = 0; word < own.words.size(); ++word) {
        std::map<std::size_t, std::vector<std::size_t>> byEvent;
        for (std::size_t i = 0; i < own.photos[word].size(); ++i)
            byEvent[own.events[word][i]].push_back(i);
        std::vector<std::size_t> order;
        for (const auto &[event, members] : byEvent)
            order.push_back(event);
        std::shuffle(order.begin(), order.end(), random);
        const double wanted = heldBack * static_cast<double>(own.photos[word].size());
        double held = 0;
        parts.learning.emplace_back();
        for (std::size_t e = 0; e < order.size(); ++e) {
            const auto &members = byEvent[order[e]];
            // The last event is always learnt from.
            const bool judges = e + 1 < order.size() && held < wanted;
            for (const std::size_t i : members) {
                if (judges) {
                    parts.judging.push_back(own.photos[word][i]);
                    parts.wordsOf.push_back({word});
                    held += 1;
                } else {
                    parts.learning.back().push_back(own.photos[word][i]);
                }
            }
        }
    }
    return parts;
}

std::vector<float> mapFrom(const OwnPhotos &own, const std::vector<std::vector<Embedding>> &photos)
{
    const cv::Mat typical = meanOf(own.otherPhotos);
    const cv::Mat words = rowsOf(own.wordVectors), others = rowsOf(own.otherWords);
    cv::Mat change(words.size(), CV_64F); // what each word's vector lacks
    for (std::size_t word = 0; word < photos.size(); ++word) {
        const int row = static_cast<int>(word);
        cv::Mat wanted = meanOf(photos[word]) - typical;
        wanted /= std::max(cv::norm(wanted), 1e-12);
        cv::Mat(wanted - words.row(row)).copyTo(change.row(row));
    }
    const cv::Mat identity = cv::Mat::eye(words.cols, words.cols, CV_64F);
    // W = I + ΔᵀT (TᵀT + λ AᵀA + μ I)⁻¹; the matrix is symmetric, so that its solution can be transposed.
    const cv::Mat energy = words.t() * words + others.t() * others * weightOfOthers + identity * pullToIdentity;
    cv::Mat solved;
    cv::solve(energy, words.t() * change, solved, cv::DECOMP_CHOLESKY);
    const cv::Mat map = identity + solved.t();
    std::vector<float> values;
    for (int i = 0; i < map.rows; ++i)
        values.insert(values.end(), map.ptr<double>(i), map.ptr<double>(i) + map.cols);
    return values;
}

/// For each word half-way between what others' photos reach at most, but for one in a hundred, and the middle of its
/// own; out of reach where these do not lie in that order.
std::vector<float> likelyFrom(const OwnPhotos &own, const std::vector<float> &map)
{
    const search::OwnWords learnt(own.words, {}, map);
    const auto valueAt = [](std::vector<float> &values, double share) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return *place;
    };
    std::vector<float> limits;
    for (std::size_t word = 0; word < own.words.size(); ++word) {
        const Embedding text = learnt.apply(own.wordVectors[word]);
        std::vector<float> mine, others;
        for (std::size_t each = 0; each < own.photos.size(); ++each) {
            for (const Embedding &photo : own.photos[each])
                (each == word ? mine : others).push_back(dot(text, photo));
        }
        for (const Embedding &photo : own.otherPhotos)
            others.push_back(dot(text, photo));
        const float high = valueAt(others, 0.99), middle = valueAt(mine, 0.5);
        limits.push_back(middle > high ? (middle + high) / 2 : 2);
    }
    return limits;
}

/// Among the photos held back and all others.
training::Figure recallOf(const OwnPhotos &own, const Parts &parts, const search::OwnWords *learnt)
{
    std::vector<Embedding> gallery = parts.judging;
    std::vector<std::vector<std::size_t>> wordsOf = parts.wordsOf;
    gallery.insert(gallery.end(), own.otherPhotos.begin(), own.otherPhotos.end());
    wordsOf.resize(gallery.size());
    std::vector<Embedding> words = own.wordVectors;
    for (Embedding &word : words) {
        if (learnt != nullptr)
            word = learnt->apply(word);
    }
    return training::retrieval(gallery, words, wordsOf).textToImage.at5;
}

} // namespace

Outcome learn(const OwnPhotos &own, std::uint64_t seed)
{
    Outcome outcome;
    if (own.words.size() < fewestWords) {
        outcome.reason = "No words of your own were found that at least three photos carry.";
        return outcome;
    }
    if (own.otherPhotos.size() < 2 || own.otherWords.empty()) {
        outcome.reason = "There are too few photos without your words to compare with.";
        return outcome;
    }
    std::mt19937_64 random(seed);
    const Parts parts = split(own, random);
    outcome.heldBack = parts.judging.size();
    if (parts.judging.empty()) {
        outcome.reason = "All photos of your words were taken on one occasion each, so that nothing could be checked.";
        return outcome;
    }
    const search::OwnWords tried(own.words, {}, mapFrom(own, parts.learning));
    outcome.before = recallOf(own, parts, nullptr);
    outcome.after = recallOf(own, parts, &tried);
    if (outcome.after.value <= outcome.before.value) {
        outcome.reason = "Your words are found as well without learning them. Nothing was changed.";
        return outcome;
    }
    // What was judged good by a part is learnt from all.
    const std::vector<float> map = mapFrom(own, own.photos);
    outcome.learnt.emplace(own.words, likelyFrom(own, map), map);
    return outcome;
}

std::map<std::string, std::vector<PhotoId>> ownWordsIn(const std::vector<std::pair<PhotoId, std::string>> &texts,
                                                       const std::optional<search::Vocabulary> &vocabulary)
{
    constexpr std::size_t shortText = 3;
    const auto isStrange = [&vocabulary](const std::string &text) {
        if (!vocabulary)
            return true;
        const auto look = vocabulary->look(text);
        return !look.unknown.empty() || !look.substitutes.empty();
    };
    std::map<std::string, std::set<PhotoId>> photos; // by the word as it is looked for
    std::map<std::string, std::string> asTyped;
    const auto add = [&](const std::string &word, PhotoId photo) {
        const std::string plain = search::plainWords(word);
        asTyped.emplace(plain, word);
        photos[plain].insert(photo);
    };
    for (const auto &[photo, text] : texts) {
        std::vector<std::string> words;
        std::istringstream stream(search::plainWords(text));
        for (std::string word; stream >> word;)
            words.push_back(word);
        if (words.size() <= shortText) {
            if (!words.empty() && isStrange(text))
                add(text, photo);
            continue;
        }
        // Of a sentence only what the model does not know; without a list nobody can tell.
        for (const std::string &word : words) {
            if (vocabulary && !vocabulary->look(word).unknown.empty())
                add(word, photo);
        }
    }
    std::map<std::string, std::vector<PhotoId>> own;
    for (const auto &[plain, ids] : photos) {
        if (ids.size() >= fewestPhotos)
            own[asTyped[plain]] = {ids.begin(), ids.end()};
    }
    return own;
}

Result<Outcome> learnFromLibrary(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                                 search::QueryEncoder &encoder)
{
    const auto catalogue = catalogue::Catalogue::open(cataloguePath, catalogue::Catalogue::Mode::ReadOnly);
    if (!catalogue)
        return catalogue.error();
    const auto model = catalogue->findModel(modelIdentity);
    if (!model)
        return unavailable("No photo of this library has been looked at with this model yet.");
    if (const auto ready = encoder.prepareWords(); !ready)
        return ready.error();
    encoder.setOwnWords({}); // what was learnt before must not colour what is learnt now
    OwnPhotos own;
    own.otherWords = encoder.words()->vectors();
    std::set<PhotoId> taken;
    for (const auto &[word, photos] : ownWordsIn(catalogue->words(), encoder.vocabulary())) {
        std::vector<std::pair<std::int64_t, Embedding>> dated;
        for (const PhotoId photo : photos) {
            taken.insert(photo);
            const auto vector = catalogue->vector(photo, *model);
            const auto known = catalogue->photo(photo);
            if (vector && known)
                dated.emplace_back(known->taken, *vector);
        }
        if (dated.size() < fewestPhotos)
            continue;
        std::sort(dated.begin(), dated.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        const auto vector = encoder.encodeQuery(word);
        if (!vector)
            return vector.error();
        own.words.push_back(word);
        own.wordVectors.push_back(*vector);
        own.photos.emplace_back();
        own.events.emplace_back();
        std::size_t event = 0;
        for (std::size_t i = 0; i < dated.size(); ++i) {
            if (i > 0 && dated[i].first - dated[i - 1].first > eventSeconds)
                ++event;
            own.events.back().push_back(event);
            own.photos.back().push_back(std::move(dated[i].second));
        }
    }
    const auto rows = catalogue->photosNewestFirst();
    const std::size_t every = std::max<std::size_t>(1, rows.size() / mostOtherPhotos);
    for (std::size_t i = 0; i < rows.size(); i += every) {
        if (taken.contains(rows[i].id))
            continue;
        if (auto vector = catalogue->vector(rows[i].id, *model))
            own.otherPhotos.push_back(std::move(*vector));
    }
    Outcome outcome = learn(own, 1);
    if (outcome.learnt) {
        if (auto saved = outcome.learnt->save(cataloguePath, modelIdentity); !saved)
            return saved.error();
        encoder.setOwnWords(outcome.learnt);
    }
    return outcome;
}

} // namespace reminisce::personal
