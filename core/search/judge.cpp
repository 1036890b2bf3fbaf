// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/judge.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reminisce::search {

std::vector<float> AskedThings::cosines(const std::uint16_t *photo) const
{
    std::vector<float> result;
    std::vector<float> ofKinds;
    for (const auto &kinds : things) {
        ofKinds.clear();
        for (const Embedding &kind : kinds)
            ofKinds.push_back(product(kind.data(), photo, kind.size()));
        const float most = *std::max_element(ofKinds.begin(), ofKinds.end());
        double sum = 0;
        for (const float cosine : ofKinds)
            sum += std::exp(scale * static_cast<double>(cosine - most));
        result.push_back(most + static_cast<float>(std::log(sum) / scale));
    }
    return result;
}

Judge::Judge(const Question &question, ScoreSpread spread) : m_question(question), m_spread(spread)
{
    if (question.words == nullptr)
        return;
    std::vector<Embedding> asked;
    for (const auto &kinds : question.things.things)
        asked.insert(asked.end(), kinds.begin(), kinds.end());
    m_rivals = question.words->rivalsOf(asked.empty() ? std::vector<Embedding>{question.vector} : asked);
}

Judge::Verdict Judge::of(const std::uint16_t *photo, float cosine) const
{
    Verdict verdict{cosine, Confidence::Rest};
    if (m_question.likelyFrom) {
        // Everyday words are no rivals of a name.
        verdict.confidence = cosine >= *m_question.likelyFrom ? Confidence::Likely : Confidence::Rest;
        return verdict;
    }
    std::vector<float> cosines = {cosine};
    if (!m_question.things.empty()) {
        cosines = m_question.things.cosines(photo);
        verdict.score = std::accumulate(cosines.begin(), cosines.end(), 0.0F) / static_cast<float>(cosines.size());
    }
    const bool isOneThing = cosines.size() == 1;
    if (m_rivals) {
        // Things that are there alike have an equal part each, at most.
        const double share = m_rivals->share(photo, cosines) * static_cast<double>(cosines.size());
        verdict.confidence = isOneThing ? confidenceByShare(share, cosine, m_spread) : confidenceByShare(share);
        verdict.share = share;
    } else if (isOneThing) {
        verdict.confidence = confidenceBySpread(cosine, m_spread);
    }
    return verdict;
}

} // namespace reminisce::search
