// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/tokenizer.h"
#include "core/training/captionsource.h"
#include "core/training/dataset.h"

#include <random>
#include <string_view>
#include <vector>

namespace reminisce::training {

struct CaptionCare;

struct BatchSettings {
    int batch = 256;
    std::uint64_t seed = 1;
    double smallestCrop = 0.4; ///< share of the area
    double degrade = 0.15;     ///< share of pictures that are blurred, coarsened, noisy or blocky
    double sharpness = 0;      ///< share of pictures that are made softer or sharper
    double mix = 0; ///< share of batches whose pictures get a part of another one cut in, or another one laid upon
};

/// What one training step reads.
struct Batch {
    int pictureSize = 0;
    std::vector<float> pixels;                    ///< [N, s, s, 3], 0..255
    std::vector<Truth> truth;                     ///< [N, N] of picture i's caption of j
    std::vector<std::int64_t> caption;            ///< [N] row of its text below
    std::vector<std::string> captions;            ///< the different ones
    std::vector<std::vector<std::int32_t>> texts; ///< the same as ids
    std::vector<std::int64_t> conceptOf;          ///< as BatchCaptions has them
    std::vector<Truth> concepts;
    std::vector<std::int64_t> partner; ///< [N] whose part is cut in; empty where nothing is
    std::vector<float> keep;           ///< [N] share of the area that is its own
};

/// Draws augmented batches: crop, flip, brightness, contrast, saturation, now and then blur, noise, coarse pixels and
/// JPEG blocks, sharpness, grey. The same seed and number give the same batch; any thread.
class BatchMaker {
public:
    BatchMaker(const Dataset &data, const CaptionSource &captions, const clip::Tokenizer &tokenizer,
               const BatchSettings &settings);

    Batch make(std::uint64_t number, int pictureSize) const;

private:
    void augment(const std::uint8_t *picture, int size, const CaptionCare &care, std::mt19937_64 &random,
                 float *out) const;

    const Dataset &m_data;
    const CaptionSource &m_captions;
    const clip::Tokenizer &m_tokenizer;
    BatchSettings m_settings;
};

/// Scales bytes 0..255 to the tower's input: (x / 255 − mean) / deviation, the same for all channels.
constexpr float pictureMean = 0.45F;
constexpr float pictureDeviation = 0.27F;

} // namespace reminisce::training
