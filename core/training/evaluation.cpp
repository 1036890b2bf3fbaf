// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace reminisce::training {

namespace {

constexpr int draws = 1000;

double meanOf(const std::vector<double> &values)
{
    return values.empty() ? 0.0
                          : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Interval of a statistic over `draws` samples with repetition.
template <typename Draw> Figure bootstrap(double value, double chance, const Draw &draw)
{
    std::mt19937 random(17);
    std::vector<double> means;
    for (int i = 0; i < draws; ++i)
        means.push_back(draw(random));
    std::sort(means.begin(), means.end());
    return {value, means[draws / 40], means[draws - 1 - draws / 40], chance};
}

double drawnMean(const std::vector<double> &cases, std::mt19937 &random)
{
    double sum = 0;
    for (std::size_t i = 0; i < cases.size(); ++i)
        sum += cases[random() % cases.size()];
    return sum / static_cast<double>(cases.size());
}

/// Mean over classes; cases are drawn within each class.
Figure figureOfClasses(const std::vector<std::vector<double>> &classes, double chance)
{
    std::vector<const std::vector<double> *> filled;
    double value = 0;
    for (const auto &cases : classes) {
        if (!cases.empty()) {
            filled.push_back(&cases);
            value += meanOf(cases);
        }
    }
    if (filled.empty())
        return {0, 0, 0, chance};
    const auto count = static_cast<double>(filled.size());
    return bootstrap(value / count, chance, [&](std::mt19937 &random) {
        double sum = 0;
        for (const auto *cases : filled)
            sum += drawnMean(*cases, random);
        return sum / count;
    });
}

/// Expected calibration error of (confidence, right) pairs.
class Calibration {
public:
    void add(double confidence, bool right)
    {
        if (!(confidence >= 0 && confidence <= 1))
            return;
        Bin &bin = m_bins[std::min(m_bins.size() - 1, static_cast<std::size_t>(confidence * 15))];
        bin.confidence += confidence;
        bin.right += right ? 1 : 0;
        ++bin.count;
        ++m_all;
    }
    double error() const
    {
        double sum = 0;
        for (const Bin &bin : m_bins)
            sum += std::abs(bin.right - bin.confidence);
        return m_all > 0 ? sum / m_all : 0.0;
    }

private:
    struct Bin {
        double confidence = 0, right = 0;
        int count = 0;
    };
    std::array<Bin, 15> m_bins{};
    double m_all = 0;
};

/// Collects the ranks of right answers.
class Ranks {
public:
    explicit Ranks(std::size_t gallery) : m_gallery(gallery) {}
    void add(std::size_t rank, std::size_t rightOnes)
    {
        m_ranks.push_back(static_cast<double>(rank + 1));
        m_right += static_cast<double>(rightOnes);
    }
    Recall recall() const
    {
        Recall result;
        result.queries = static_cast<std::int64_t>(m_ranks.size());
        result.gallery = static_cast<std::int64_t>(m_gallery);
        if (m_ranks.empty())
            return result;
        const double rightOnes = m_right / static_cast<double>(m_ranks.size());
        const auto at = [&](double k) {
            std::vector<double> hits;
            for (const double rank : m_ranks)
                hits.push_back(rank <= k ? 1.0 : 0.0);
            return figureOf(hits, std::min(1.0, k * rightOnes / static_cast<double>(m_gallery)));
        };
        result.at1 = at(1);
        result.at5 = at(5);
        result.at10 = at(10);
        std::vector<double> sorted = m_ranks;
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
        result.medianRank = sorted[sorted.size() / 2];
        return result;
    }

private:
    std::size_t m_gallery;
    double m_right = 0;
    std::vector<double> m_ranks;
};

/// How many wrong answers score at least as well as the best right one; equal scores count against the model, and so
/// does what is no number.
std::size_t rankOf(const std::vector<float> &scores, const std::vector<std::size_t> &right)
{
    float best = -2;
    for (const std::size_t i : right)
        best = std::max(best, scores[i]);
    const auto better = static_cast<std::size_t>(
        std::count_if(scores.begin(), scores.end(), [best](float score) { return !(score < best); }));
    std::size_t own = 0;
    for (const std::size_t i : right)
        own += scores[i] >= best ? 1 : 0;
    return better - own;
}

} // namespace

Figure figureOf(const std::vector<double> &cases, double chance)
{
    if (cases.empty())
        return {0, 0, 0, chance};
    return bootstrap(meanOf(cases), chance, [&](std::mt19937 &random) { return drawnMean(cases, random); });
}

ZeroShot zeroShot(const std::vector<Embedding> &images, const std::vector<std::uint32_t> &labels,
                  const std::vector<Embedding> &captions, double scale)
{
    std::vector<std::vector<double>> first(captions.size()), five(captions.size());
    Calibration calibration;
    std::vector<float> scores(captions.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        for (std::size_t c = 0; c < captions.size(); ++c)
            scores[c] = dot(images[i], captions[c]);
        const std::size_t rank = rankOf(scores, {labels[i]});
        first[labels[i]].push_back(rank < 1 ? 1 : 0);
        five[labels[i]].push_back(rank < 5 ? 1 : 0);
        const float best = *std::max_element(scores.begin(), scores.end());
        double sum = 0;
        for (const float score : scores)
            sum += std::exp(scale * (score - best));
        calibration.add(1 / sum, rank < 1);
    }
    ZeroShot result;
    result.pictures = static_cast<std::int64_t>(images.size());
    result.classes =
        static_cast<int>(std::count_if(first.begin(), first.end(), [](const auto &cases) { return !cases.empty(); }));
    const double candidates = std::max<double>(1, static_cast<double>(captions.size()));
    result.top1 = figureOfClasses(first, 1 / candidates);
    result.top5 = figureOfClasses(five, std::min(1.0, 5 / candidates));
    result.calibrationError = calibration.error();
    return result;
}

Retrieval retrieval(const std::vector<Embedding> &images, const std::vector<Embedding> &texts,
                    const std::vector<std::vector<std::size_t>> &captionsOf)
{
    std::vector<std::vector<std::size_t>> imagesOf(texts.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        for (const std::size_t t : captionsOf[i])
            imagesOf[t].push_back(i);
    }
    Retrieval result;
    Ranks texted(images.size());
    std::vector<float> scores(images.size());
    for (std::size_t t = 0; t < texts.size(); ++t) {
        if (imagesOf[t].empty())
            continue;
        for (std::size_t i = 0; i < images.size(); ++i)
            scores[i] = dot(images[i], texts[t]);
        texted.add(rankOf(scores, imagesOf[t]), imagesOf[t].size());
    }
    Ranks imaged(texts.size());
    std::vector<double> triplets;
    scores.resize(texts.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (captionsOf[i].empty())
            continue;
        for (std::size_t t = 0; t < texts.size(); ++t)
            scores[t] = dot(images[i], texts[t]);
        imaged.add(rankOf(scores, captionsOf[i]), captionsOf[i].size());
        const std::set<std::size_t> own(captionsOf[i].begin(), captionsOf[i].end());
        if (texts.size() == own.size())
            continue;
        const float anchor = scores[captionsOf[i][0]];
        double ordered = 0;
        for (std::size_t t = 0; t < texts.size(); ++t)
            ordered += !own.contains(t) && scores[t] < anchor ? 1 : 0;
        triplets.push_back(ordered / static_cast<double>(texts.size() - own.size()));
    }
    result.textToImage = texted.recall();
    result.imageToText = imaged.recall();
    result.triplets = figureOf(triplets, 0.5);
    return result;
}

Figure wordOrder(const std::vector<Embedding> &images, const std::vector<Embedding> &own,
                 const std::vector<Embedding> &changed)
{
    std::vector<double> cases;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const float right = dot(images[i], own[i]), wrong = dot(images[i], changed[i]);
        // Who gives both the same vector knows nothing of order.
        cases.push_back(std::abs(right - wrong) < 1e-6F ? 0.5 : right > wrong ? 1.0 : 0.0);
    }
    return figureOf(cases, 0.5);
}

} // namespace reminisce::training
