// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset.h"
#include "core/training/evaluation.h"

#include <functional>
#include <optional>

namespace reminisce::training {

/// What a validation found: one of the two, by the kind of the dataset.
struct Validation {
    std::optional<ZeroShot> zeroShot;
    std::optional<Retrieval> retrieval;
    /// What runs are compared by: top-1 or the mean recall@1 of both directions.
    double score() const;
};

using TextEncoding = std::function<std::vector<Embedding>(const std::vector<std::string> &)>;

/// The different ones of many captions, and which of them each picture has.
struct CaptionRows {
    std::vector<std::string> texts;
    std::vector<std::vector<std::size_t>> captionsOf;
};
CaptionRows captionRows(const std::vector<std::vector<std::string>> &captions);

/// Figures of `examples` of a dataset by their vectors: zero-shot with each label's plain caption, or retrieval. scale:
/// the factor before the model's soft-max.
Validation figuresOf(const Dataset &data, const std::vector<std::uint32_t> &examples,
                     const std::vector<Embedding> &pictures, const TextEncoding &encode, double scale);

} // namespace reminisce::training
