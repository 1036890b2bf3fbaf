// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/concepts.h"
#include "core/training/dataset.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace reminisce::training {

/// The captions of a batch of N pictures.
struct BatchCaptions {
    std::vector<std::string> texts;    ///< the different ones
    std::vector<std::int64_t> caption; ///< [N] which of them picture i has
    std::vector<Truth> truth;          ///< [N, N] of picture i's caption of j
    // Where captions are made of concepts, C of them:
    std::vector<std::int64_t> conceptOf; ///< of each text
    std::vector<Truth> concepts; ///< [N, C] Yes: the label of picture i; Unknown: what else is or may be true of it
};

/// Says what the pictures of a dataset show. Refers to the dataset.
class CaptionSource {
public:
    virtual ~CaptionSource() = default;
    /// Chooses the pictures of a batch among the training ones, and a caption for each.
    virtual std::vector<std::uint32_t> choose(int count, std::mt19937_64 &random) const = 0;
    virtual BatchCaptions caption(const std::vector<std::uint32_t> &examples, std::mt19937_64 &random) const = 0;
    /// All captions that can be drawn, for learning a vocabulary.
    virtual std::vector<std::string> all() const = 0;
    /// The things, words and phrases that can be learnt from them.
    virtual std::vector<clip::TaughtConcept> concepts() const = 0;
    /// A plain caption of each concept that captions are made of; empty where pictures have captions of their own.
    virtual std::vector<std::string> conceptCaptions() const = 0;
};

/// Captions made from labels. Each label appears with one caption a batch, so that the text tower reads each only once.
/// A class of n pictures is drawn in proportion to n^balance.
std::unique_ptr<CaptionSource> captionsFromLabels(const Dataset &data, Concepts concepts, double balance);

/// The pictures' own captions; equal ones are true of each other's pictures.
std::unique_ptr<CaptionSource> ownCaptions(const Dataset &data);

} // namespace reminisce::training
