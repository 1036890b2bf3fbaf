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

/// Photos to learn from and photos held back, as rows.
struct Parts {
    std::vector<std::size_t> learning, judging;
};

/// Whole events are held back, as long as each of their words keeps a photo to learn from.
Parts split(const OwnPhotos &own, std::mt19937_64 &random)
{
    std::map<std::size_t, std::vector<std::size_t>> byEvent;
    std::vector<std::size_t> left(own.words.size());
    for (std::size_t i = 0; i < own.photos.size(); ++i) {
        byEvent[own.events[i]].push_back(i);
        for (const std::size_t word : own.wordsOf[i])
            ++left[word];
    }
    std::vector<std::size_t> order;
    for (const auto &[event, members] : byEvent)
        order.push_back(event);
    std::shuffle(order.begin(), order.end(), random);
    const double wanted = heldBack * static_cast<double>(own.photos.size());
    Parts parts;
    for (const std::size_t event : order) {
        const auto &members = byEvent[event];
        std::map<std::size_t, std::size_t> taken;
        for (const std::size_t i : members) {
            for (const std::size_t word : own.wordsOf[i])
                ++taken[word];
        }
        const bool spares = std::all_of(taken.begin(), taken.end(),
                                        [&left](const auto &each) { return left[each.first] > each.second; });
        const bool judges = spares && static_cast<double>(parts.judging.size()) < wanted;
        for (const auto &[word, count] : taken)
            left[word] -= judges ? count : 0;
        auto &part = judges ? parts.judging : parts.learning;
        part.insert(part.end(), members.begin(), members.end());
    }
    return parts;
}

std::vector<std::vector<Embedding>> photosByWord(const OwnPhotos &own, const std::vector<std::size_t> &rows)
{
    std::vector<std::vector<Embedding>> photos(own.words.size());
    for (const std::size_t i : rows) {
        for (const std::size_t word : own.wordsOf[i])
            photos[word].push_back(own.photos[i]);
    }
    return photos;
}

std::vector<float> mapFrom(const OwnPhotos &own, const std::vector<std::vector<Embedding>> &photos)
{
    const cv::Mat typical = meanOf(own.otherPhotos);
    const cv::Mat words = rowsOf(own.wordVectors), others = rowsOf(own.otherWords);
    cv::Mat change(words.size(), CV_64F); // what each word's vector lacks
    for (std::size_t word = 0; word < photos.size(); ++word) {
        const int row = static_cast<int>(word);
        if (photos[word].empty()) { // its photos have no vectors yet
            change.row(row).setTo(0);
            continue;
        }
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
        for (std::size_t i = 0; i < own.photos.size(); ++i) {
            const auto &words = own.wordsOf[i];
            const bool isMine = std::find(words.begin(), words.end(), word) != words.end();
            (isMine ? mine : others).push_back(dot(text, own.photos[i]));
        }
        for (const Embedding &photo : own.otherPhotos)
            others.push_back(dot(text, photo));
        if (mine.empty() || others.empty()) {
            limits.push_back(2);
            continue;
        }
        const float high = valueAt(others, 0.99), middle = valueAt(mine, 0.5);
        limits.push_back(middle > high ? (middle + high) / 2 : 2);
    }
    return limits;
}

/// Among the photos held back and all others.
training::Figure recallOf(const OwnPhotos &own, const Parts &parts, const search::OwnWords *learnt)
{
    std::vector<Embedding> gallery;
    std::vector<std::vector<std::size_t>> wordsOf;
    for (const std::size_t i : parts.judging) {
        gallery.push_back(own.photos[i]);
        wordsOf.push_back(own.wordsOf[i]);
    }
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
    if (own.photos.empty()) {
        outcome.reason = "The photos with words of your own have not been looked at yet. Try again later.";
        return outcome;
    }
    std::mt19937_64 random(seed);
    const Parts parts = split(own, random);
    outcome.heldBack = parts.judging.size();
    if (parts.judging.empty()) {
        outcome.reason = "All photos of your words were taken on one occasion each, so that nothing could be checked.";
        return outcome;
    }
    const search::OwnWords tried(own.words, {}, mapFrom(own, photosByWord(own, parts.learning)));
    outcome.before = recallOf(own, parts, nullptr);
    outcome.after = recallOf(own, parts, &tried);
    if (outcome.after.value <= outcome.before.value) {
        outcome.reason = "Your words are found as well without learning them. Nothing was changed.";
        return outcome;
    }
    // What was judged good by a part is learnt from all.
    std::vector<std::size_t> all(own.photos.size());
    std::iota(all.begin(), all.end(), 0);
    const std::vector<float> map = mapFrom(own, photosByWord(own, all));
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
        std::string typed; // on one line
        std::istringstream parts(word);
        for (std::string part; parts >> part;)
            typed += (typed.empty() ? "" : " ") + part;
        const std::string plain = search::plainWords(word);
        if (plain.size() < 3)
            return;
        asTyped.emplace(plain, typed);
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

namespace {

/// With an encoder that knows no own words.
Result<Outcome> learnAnew(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                          search::QueryEncoder &encoder, const std::function<bool()> &goOn)
{
    const auto catalogue = catalogue::Catalogue::open(cataloguePath, catalogue::Catalogue::Mode::ReadOnly);
    if (!catalogue)
        return catalogue.error();
    const auto model = catalogue->findModel(modelIdentity);
    if (!model)
        return unavailable("No photo of this library has been looked at with this model yet.");
    if (const auto ready = encoder.prepareWords(); !ready)
        return ready.error();
    OwnPhotos own;
    own.otherWords = encoder.words()->vectors();
    struct Dated {
        PhotoId photo{};
        std::int64_t taken = 0;
        std::vector<std::size_t> words;
    };
    std::map<PhotoId, Dated> dated;
    for (const auto &[word, photos] : ownWordsIn(catalogue->words(), encoder.vocabulary())) {
        if (goOn && !goOn())
            return cancelled();
        const auto vector = encoder.encodeQuery(word);
        if (!vector)
            return vector.error();
        for (const PhotoId photo : photos)
            dated[photo].words.push_back(own.words.size());
        own.words.push_back(word);
        own.wordVectors.push_back(*vector);
    }
    std::vector<Dated> inOrder;
    for (auto &[photo, each] : dated) {
        if (const auto known = catalogue->photo(photo))
            inOrder.push_back({photo, known->taken, std::move(each.words)});
    }
    std::sort(inOrder.begin(), inOrder.end(), [](const Dated &a, const Dated &b) { return a.taken < b.taken; });
    std::size_t event = 0;
    for (std::size_t i = 0; i < inOrder.size(); ++i) {
        if (i > 0 && inOrder[i].taken - inOrder[i - 1].taken > eventSeconds)
            ++event;
        auto vector = catalogue->vector(inOrder[i].photo, *model);
        if (!vector)
            continue;
        own.photos.push_back(std::move(*vector));
        own.wordsOf.push_back(std::move(inOrder[i].words));
        own.events.push_back(event);
    }
    const auto rows = catalogue->photosNewestFirst();
    const std::size_t every = std::max<std::size_t>(1, rows.size() / mostOtherPhotos);
    for (std::size_t i = 0; i < rows.size(); i += every) {
        if (dated.contains(rows[i].id))
            continue;
        if (auto vector = catalogue->vector(rows[i].id, *model))
            own.otherPhotos.push_back(std::move(*vector));
    }
    Outcome outcome = learn(own, 1);
    if (outcome.learnt) {
        if (auto saved = outcome.learnt->save(cataloguePath, modelIdentity); !saved)
            return saved.error();
    }
    return outcome;
}

} // namespace

Result<Outcome> learnFromLibrary(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                                 search::QueryEncoder &encoder, const std::function<bool()> &goOn)
{
    const auto former = encoder.ownWords();
    encoder.setOwnWords({}); // what was learnt before must not colour what is learnt now
    Result<Outcome> outcome = learnAnew(cataloguePath, modelIdentity, encoder, goOn);
    encoder.setOwnWords(outcome && outcome->learnt ? outcome->learnt : former);
    return outcome;
}

} // namespace reminisce::personal
