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

/// How far a score stands out from the mass, in deviations. For questions by a picture; the scores of one query cannot
/// be compared with those of another (immich #5996), so no fixed cosine would do.
Confidence confidenceBySpread(float score, const ScoreSpread &spread);

/// By the share that a text query has among everyday words that could describe the photo as well, see EverydayWords.
Confidence confidenceByShare(double share);

/// The same; a score that stands far out of the mass is at least likely.
Confidence confidenceByShare(double share, float score, const ScoreSpread &spread);

// Chosen on the validation pictures of the starter (tests/bench/quality confidence).
inline constexpr float sureDeviations = 5.0F;
inline constexpr float likelyDeviations = 3.3F;
inline constexpr float standsOutDeviations = 7.0F; ///< of a question in words
inline constexpr double sureShare = 0.3;
inline constexpr double likelyShare = 0.12;

} // namespace reminisce::search
