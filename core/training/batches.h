// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/tokenizer.h"
#include "core/training/concepts.h"
#include "core/training/dataset.h"

#include <memory>
#include <random>
#include <vector>

namespace reminisce::training {

struct BatchSettings {
    int batch = 256;
    int pictureSize = 64;
    std::uint64_t seed = 1;
    double balance = 0.5;      ///< a class of n pictures is drawn in proportion to n^balance
    double smallestCrop = 0.4; ///< share of the area
    double degrade = 0.15;     ///< share of pictures that are blurred or coarsened
    double mix = 0;            ///< share of batches whose pictures get a part of another one cut in
};

/// What one training step reads. Pictures are bytes so that a batch in the queue stays small.
struct Batch {
    int pictureSize = 0;
    std::vector<float> pixels;                    ///< [N, s, s, 3], 0..255
    std::vector<std::int8_t> truth;               ///< [N, N] Truth of caption j for picture i
    std::vector<std::int64_t> caption;            ///< [N] row of its text below
    std::vector<std::vector<std::int32_t>> texts; ///< the different captions, as ids
    std::vector<std::int64_t> partner;            ///< [N] whose part is cut in; empty where nothing is
    std::vector<float> keep;                      ///< [N] share of the area that is its own
};

/// Draws augmented batches: crop, flip, brightness, contrast, saturation, now and then blur and grey. Each
/// label appears with one caption a batch, so that the text tower reads each only once. The same seed and
/// number give the same batch.
class BatchMaker {
public:
    BatchMaker(const Dataset &data, const Concepts &concepts, const clip::Tokenizer &tokenizer,
               const BatchSettings &settings);

    Batch make(std::uint64_t number, int pictureSize) const;

private:
    void augment(const std::uint8_t *picture, int size, std::mt19937_64 &random, float *out) const;
    void cutIn(Batch &batch, std::mt19937_64 &random) const;

    const Dataset &m_data;
    const Concepts &m_concepts;
    const clip::Tokenizer &m_tokenizer;
    BatchSettings m_settings;
    std::vector<std::vector<std::uint32_t>> m_byLabel; ///< training examples of each label
    std::vector<double> m_weights;
};

/// Scales bytes 0..255 to the tower's input: (x / 255 − mean) / deviation, the same for all channels.
constexpr float pictureMean = 0.45F;
constexpr float pictureDeviation = 0.27F;

} // namespace reminisce::training
