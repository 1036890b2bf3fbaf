// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/personal/ownwordslearner.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include <opencv2/core.hpp>

namespace reminisce::personal {

namespace {

constexpr std::size_t fewestWords = 2;
constexpr double leastMeanGain = 0.05; ///< of the words' average precision
constexpr double leastKept = 0.75;     ///< of everyday words; on the same pictures 0.83 to 0.91 do
constexpr double heldBack = 0.3;
// Chosen on the val pictures of the training data, thirty of its things under invented names, three seeds.
constexpr double weightOfOthers = 0.3;
constexpr double pullToIdentity = 1e-6;

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

/// The photos held back and all others.
struct Gallery {
    std::vector<Embedding> photos;
    std::vector<std::vector<std::size_t>> wordsOf;
};

Gallery galleryOf(const OwnPhotos &own, const Parts &parts)
{
    Gallery gallery;
    for (const std::size_t i : parts.judging) {
        gallery.photos.push_back(own.photos[i]);
        gallery.wordsOf.push_back(own.wordsOf[i]);
    }
    gallery.photos.insert(gallery.photos.end(), own.otherPhotos.begin(), own.otherPhotos.end());
    gallery.wordsOf.resize(gallery.photos.size());
    return gallery;
}

/// Average precision of a word's photos; nothing where there is none.
std::optional<double> precisionOf(const Gallery &gallery, std::size_t word, const Embedding &text)
{
    std::vector<std::pair<float, bool>> ranking;
    for (std::size_t i = 0; i < gallery.photos.size(); ++i) {
        const auto &words = gallery.wordsOf[i];
        ranking.emplace_back(dot(text, gallery.photos[i]), std::find(words.begin(), words.end(), word) != words.end());
    }
    std::sort(ranking.begin(), ranking.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    double sum = 0, found = 0;
    for (std::size_t i = 0; i < ranking.size(); ++i) {
        if (ranking[i].second)
            sum += ++found / static_cast<double>(i + 1);
    }
    return found > 0 ? std::optional(sum / found) : std::nullopt;
}

/// The vectors that questions for the words get.
std::vector<Embedding> movedVectors(const OwnPhotos &own, const search::OwnWords &learnt)
{
    std::vector<Embedding> moved;
    for (std::size_t word = 0; word < own.words.size(); ++word)
        moved.push_back(learnt.areIn(own.words[word]) ? learnt.apply(own.wordVectors[word]) : own.wordVectors[word]);
    return moved;
}

/// What each word's average precision gains by learning; nothing where none of its photos was held back.
std::vector<std::optional<double>> gainsOf(const OwnPhotos &own, const Parts &parts, const Gallery &gallery)
{
    const search::OwnWords tried(own.words, {}, mapFrom(own, photosByWord(own, parts.learning)));
    std::vector<std::optional<double>> gains;
    for (std::size_t word = 0; word < own.words.size(); ++word) {
        const auto before = precisionOf(gallery, word, own.wordVectors[word]);
        const auto after = precisionOf(gallery, word, tried.apply(own.wordVectors[word]));
        gains.push_back(before ? std::optional(*after - *before) : std::nullopt);
    }
    return gains;
}

/// Whether the gains are more than luck: their mean is above zero by twice its standard error, and no trifle.
bool areGained(const std::vector<std::optional<double>> &gains)
{
    double count = 0, sum = 0, squares = 0;
    for (const auto &gain : gains) {
        if (!gain)
            continue;
        ++count;
        sum += *gain;
        squares += *gain * *gain;
    }
    if (count < 2)
        return sum > leastMeanGain;
    const double mean = sum / count;
    const double variance = std::max(0.0, (squares - count * mean * mean) / (count - 1));
    return mean > std::max(leastMeanGain, 2 * std::sqrt(variance / count));
}

/// Without the words that learning does not help: what the model finds already, and what its photos do not show. They
/// keep their meaning. Words of which no photo was held back stay.
OwnPhotos withoutUnhelped(const OwnPhotos &all, const std::vector<std::optional<double>> &gains)
{
    OwnPhotos own = all;
    own.words.clear();
    own.wordVectors.clear();
    for (auto &words : own.wordsOf)
        words.clear();
    for (std::size_t word = 0; word < all.words.size(); ++word) {
        if (gains[word] && *gains[word] <= 0) {
            own.otherWords.push_back(all.wordVectors[word]);
            continue;
        }
        for (std::size_t i = 0; i < all.photos.size(); ++i) {
            const auto &words = all.wordsOf[i];
            if (std::find(words.begin(), words.end(), word) != words.end())
                own.wordsOf[i].push_back(own.words.size());
        }
        own.words.push_back(all.words[word]);
        own.wordVectors.push_back(all.wordVectors[word]);
    }
    return own;
}

/// Of some everyday words, the share whose nearest photo stays among the nearest five where a question also names an
/// own word. All other questions are asked as ever.
double shareKept(const OwnPhotos &own, const search::OwnWords &learnt)
{
    constexpr std::size_t mostWords = 300;
    constexpr int near = 5;
    const std::size_t every = std::max<std::size_t>(1, own.otherWords.size() / mostWords);
    std::vector<Embedding> words, moved;
    for (std::size_t i = 0; i < own.otherWords.size(); i += every) {
        words.push_back(own.otherWords[i]);
        moved.push_back(learnt.apply(own.otherWords[i]));
    }
    const cv::Mat photos = rowsOf(own.otherPhotos);
    const cv::Mat before = rowsOf(words) * photos.t(), after = rowsOf(moved) * photos.t();
    int kept = 0;
    for (int row = 0; row < before.rows; ++row) {
        cv::Point nearest;
        cv::minMaxLoc(before.row(row), nullptr, nullptr, nullptr, &nearest);
        kept += cv::countNonZero(after.row(row) > after.at<double>(row, nearest.x)) < near ? 1 : 0;
    }
    return static_cast<double>(kept) / before.rows;
}

/// Why nothing can be learnt, or nothing.
std::string whyNot(const OwnPhotos &own)
{
    if (own.words.size() < fewestWords)
        return "This needs two words of your own, each on at least three photos.";
    if (own.otherPhotos.size() < 2 || own.otherWords.empty())
        return "There are too few photos without your words to compare with.";
    if (own.photos.empty())
        return "The photos with words of your own have not been looked at yet. Try again later.";
    return {};
}

} // namespace

Outcome learn(const OwnPhotos &all, std::uint64_t seed)
{
    Outcome outcome;
    outcome.reason = whyNot(all);
    if (!outcome.reason.empty())
        return outcome;
    std::mt19937_64 random(seed);
    const Parts parts = split(all, random);
    outcome.heldBack = parts.judging.size();
    if (parts.judging.empty()) {
        outcome.reason = "All photos of your words were taken on one occasion each, so that nothing could be checked.";
        return outcome;
    }
    const Gallery gallery = galleryOf(all, parts);
    const auto gains = gainsOf(all, parts, gallery);
    const OwnPhotos own = withoutUnhelped(all, gains);
    outcome.before = training::retrieval(gallery.photos, all.wordVectors, gallery.wordsOf).textToImage.at5;
    outcome.after = outcome.before;
    if (areGained(gains) && own.words.size() >= fewestWords) {
        const search::OwnWords tried(own.words, {}, mapFrom(own, photosByWord(own, parts.learning)));
        outcome.after = training::retrieval(gallery.photos, movedVectors(all, tried), gallery.wordsOf).textToImage.at5;
        outcome.everydayKept = shareKept(own, tried);
    }
    if (outcome.after.value <= outcome.before.value) {
        outcome.reason = "Your words are found as well without learning them. Nothing was changed.";
        return outcome;
    }
    if (outcome.everydayKept < leastKept) {
        outcome.reason = "With your words learnt, everyday words beside them would find less. Nothing was changed.";
        return outcome;
    }
    // What was judged good by a part is learnt from all.
    std::vector<std::size_t> everything(own.photos.size());
    std::iota(everything.begin(), everything.end(), 0);
    const std::vector<float> map = mapFrom(own, photosByWord(own, everything));
    outcome.learnt.emplace(own.words, likelyFrom(own, map), map);
    return outcome;
}

Result<Outcome> learnFromLibrary(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                                 search::QueryEncoder &encoder, const std::function<bool()> &goOn)
{
    /// What was learnt before must not colour what is learnt now, and stays where nothing is.
    struct Restore {
        search::QueryEncoder &encoder;
        std::optional<search::OwnWords> words;
        ~Restore() { encoder.setOwnWords(std::move(words)); }
    } restore{encoder, encoder.ownWords()};
    try {
        const auto catalogue = catalogue::Catalogue::open(cataloguePath, catalogue::Catalogue::Mode::ReadOnly);
        if (!catalogue)
            return catalogue.error();
        const auto model = catalogue->findModel(modelIdentity);
        if (!model)
            return unavailable("No photo of this library has been looked at with this model yet.");
        encoder.setOwnWords({});
        if (const auto ready = encoder.prepareWords(goOn); !ready)
            return ready.error();
        const auto own = ownPhotosOf(*catalogue, *model, encoder, goOn);
        if (!own)
            return own.error();
        Outcome outcome = learn(*own, 1);
        if (outcome.learnt) {
            if (auto saved = outcome.learnt->save(cataloguePath, modelIdentity); !saved)
                return saved.error();
            restore.words = outcome.learnt;
        }
        return outcome;
    } catch (const std::exception &e) {
        return unavailable(std::string("The library cannot be read: ") + e.what());
    }
}

} // namespace reminisce::personal
