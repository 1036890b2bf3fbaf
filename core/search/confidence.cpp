// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/confidence.h"

#include <algorithm>
#include <cmath>

namespace reminisce::search {

namespace {

float medianOf(std::vector<float> &values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

float deviationsOf(float score, const ScoreSpread &spread)
{
    return (score - spread.median) / std::max(spread.deviation, 1e-4F);
}

} // namespace

ScoreSpread spreadOf(std::vector<float> scores)
{
    ScoreSpread spread;
    spread.median = medianOf(scores);
    for (float &score : scores)
        score = std::abs(score - spread.median);
    spread.deviation = 1.4826F * medianOf(scores);
    return spread;
}

Confidence confidenceBySpread(float score, const ScoreSpread &spread)
{
    const float deviations = deviationsOf(score, spread);
    if (deviations >= sureDeviations)
        return Confidence::Sure;
    return deviations >= likelyDeviations ? Confidence::Likely : Confidence::Rest;
}

Confidence confidenceByShare(double share)
{
    if (share >= sureShare)
        return Confidence::Sure;
    return share >= likelyShare ? Confidence::Likely : Confidence::Rest;
}

Confidence confidenceByShare(double share, float score, const ScoreSpread &spread)
{
    const Confidence confidence = confidenceByShare(share);
    const bool standsOut = deviationsOf(score, spread) >= standsOutDeviations;
    return confidence == Confidence::Rest && standsOut ? Confidence::Likely : confidence;
}

} // namespace reminisce::search
