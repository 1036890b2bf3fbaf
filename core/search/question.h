// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/search/everydaywords.h"

#include <optional>
#include <vector>

namespace reminisce::search {

/// What a photo shall show together, for models that read one thing at a time. A broader word is asked for by the kinds
/// that it covers as well: a photo shows it that shows any of them (after Novack et al., CHiLS, arXiv 2302.02551; here
/// the kinds' parts of the soft-max add up).
struct AskedThings {
    std::vector<std::vector<Embedding>> things = {}; ///< unit vectors of each thing and its kinds, at least one
    double scale = 1;                                ///< the factor before the model's soft-max

    bool empty() const { return things.empty(); }

    /// Of each thing and a photo (a row of halves). Of several kinds their soft maximum: log Σ exp(scale·cosine)/scale.
    std::vector<float> cosines(const std::uint16_t *photo) const;
};

struct Question {
    Embedding vector; ///< unit length
    std::size_t limit = 50;
    bool exact = false;                      ///< no approximate index
    std::vector<catalogue::PhotoId> without; ///< left out: the photos that the question came from
    const EverydayWords *words = nullptr;    ///< for questions in words: makes the confidence better
    std::optional<float> likelyFrom;         ///< for questions with own words, see OwnWords
    AskedThings things = {}; ///< where the question is asked thing by thing; the photos nearest to `vector` are then
                             ///< ranked by them. Of several and without `words` no photo is sure or likely
};

} // namespace reminisce::search
