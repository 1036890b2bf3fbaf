// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/encoder.h"

namespace reminisce::test {

/// Turns a picture into its mean colour as a unit vector of three numbers; counts what it was given.
class FakeEncoder final : public clip::ImageEncoder {
public:
    int encoded = 0;

    Result<std::vector<Embedding>> encode(const std::vector<Pixels> &pictures) override
    {
        std::vector<Embedding> vectors;
        for (const Pixels &picture : pictures) {
            Embedding mean(3, 0.01F);
            for (std::size_t i = 0; i < picture.samples.size(); ++i)
                mean[i % 3] += static_cast<float>(picture.samples[i]);
            normalise(mean);
            vectors.push_back(mean);
            ++encoded;
        }
        return vectors;
    }
    Result<std::vector<Embedding>> encodeValues(const std::vector<float> &, int, clip::Trace *) override
    {
        return badInput("not here");
    }
    std::string description() const override { return "fake"; }
};

} // namespace reminisce::test
