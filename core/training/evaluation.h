// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reminisce::training {

// Figures of a model on pictures that it was not trained on, each with its chance level and number of cases.

/// A share, and the interval that holds 95 % of what samples of this size give (bootstrap over the cases, 1,000 draws
/// of a fixed seed; Hesterberg, arXiv 1411.5279).
struct Figure {
    double value = 0;
    double low = 0, high = 0;
    double chance = 0;
};

/// Zero-shot classification: each picture is asked which of the classes' captions fits best.
struct ZeroShot {
    Figure top1; ///< mean over classes of the share of right first answers
    Figure top5;
    double calibrationError = 0; ///< expected, 15 equal bins of the soft-max of scale × cosine (arXiv 1706.04599)
    int classes = 0;
    std::int64_t pictures = 0;
};

/// `labels[i]` is the class of `images[i]`, an index into `captions`; all unit vectors.
ZeroShot zeroShot(const std::vector<Embedding> &images, const std::vector<std::uint32_t> &labels,
                  const std::vector<Embedding> &captions, double scale);

/// One direction of retrieval: each query's best answers among a gallery.
struct Recall {
    Figure at1, at5, at10;
    double medianRank = 0; ///< 1 is best
    std::int64_t queries = 0, gallery = 0;
};

struct Retrieval {
    Recall textToImage; ///< each different caption among all pictures; right is any picture that has it
    Recall imageToText; ///< each picture among the different captions; right is any of its own
    /// Share of (picture, own caption, other caption) in which the own one is nearer.
    Figure triplets;
};

/// `captionsOf[i]` are rows of `texts` that are true of `images[i]`; all unit vectors.
Retrieval retrieval(const std::vector<Embedding> &images, const std::vector<Embedding> &texts,
                    const std::vector<std::vector<std::size_t>> &captionsOf);

/// Whether a model knows order: share of pictures whose caption is nearer than the same words with two exchanged.
/// `changed[i]` belongs to `own[i]`; chance is one half.
Figure wordOrder(const std::vector<Embedding> &images, const std::vector<Embedding> &own,
                 const std::vector<Embedding> &changed);

/// The mean of `cases` with its interval.
Figure figureOf(const std::vector<double> &cases, double chance);

} // namespace reminisce::training
