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

Confidence confidenceOf(float score, const ScoreSpread &spread)
{
    const float distance = (score - spread.median) / std::max(spread.deviation, 1e-4F);
    if (distance >= sureDeviations)
        return Confidence::Sure;
    return distance >= likelyDeviations ? Confidence::Likely : Confidence::Rest;
}

} // namespace reminisce::search
