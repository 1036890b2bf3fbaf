// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/confidence.h"
#include "core/search/question.h"

namespace reminisce::search {

/// How well photos answer one question. Refers to the question and its words.
class Judge {
public:
    /// spread: of the library's cosines with the question's vector.
    Judge(const Question &question, ScoreSpread spread);

    struct Verdict {
        float score = 0; ///< cosine with the question, or the mean over its things, see AskedThings::cosines()
        Confidence confidence = Confidence::Rest;
        std::optional<double> share = {}; ///< beside everyday words, see confidenceByShare()
    };
    /// photo: a row of halves; cosine: with the question's vector.
    Verdict of(const std::uint16_t *photo, float cosine) const;

private:
    const Question &m_question;
    ScoreSpread m_spread;
    std::optional<EverydayWords::Rivals> m_rivals;
};

} // namespace reminisce::search
