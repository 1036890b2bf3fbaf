// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"
#include "core/clip/torch/compute.h"

#include <vector>

namespace reminisce::clip {

/// Pictures that prepare() made become a tower's input: (sample / 255 − mean) / deviation.
class PictureInput {
public:
    PictureInput(const Preprocess &preprocess, const Compute &compute);
    /// → [N, 3, size, size] in channels-last memory and the compute type, on the device. Throws on other sizes.
    at::Tensor operator()(const std::vector<Pixels> &pictures) const;

private:
    template <typename Bits> void lookUp(const std::vector<Pixels> &pictures, at::Tensor &input) const;

    std::int64_t m_size;
    Compute m_compute;
    at::Tensor m_values; ///< [256, 3] on the processor: what each sample becomes
};

} // namespace reminisce::clip
