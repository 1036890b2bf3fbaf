// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace reminisce::search {

enum class Confidence { Sure, Likely, Rest };

/// How a query's scores are spread over the library: middle and width of the great mass that the query does not mean.
struct ScoreSpread {
    float median = 0;
    float deviation = 0; ///< robust: 1.4826 × the median distance from the median
};

ScoreSpread spreadOf(std::vector<float> scores);

/// A first honest rule: how far a score stands out from the mass, in deviations. The scores of one query cannot be
/// compared with those of another (immich #5996), so no fixed cosine would do. The limits were chosen on the validation
/// pictures of the starter (tests/bench/quality confidence).
Confidence confidenceOf(float score, const ScoreSpread &spread);

inline constexpr float sureDeviations = 5.0F;
inline constexpr float likelyDeviations = 3.3F;

} // namespace reminisce::search
