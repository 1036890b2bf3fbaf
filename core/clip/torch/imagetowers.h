// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/compute.h"

namespace reminisce::clip {

/// A picture tower: normalised pixels in, raw embeddings out.
class ImageTower {
public:
    virtual ~ImageTower() = default;
    /// pixels [N, 3, s, s] in channels-last memory on the tower's device → fp32 [N, dim], not normalised.
    virtual at::Tensor forward(const at::Tensor &pixels, Trace *trace) const = 0;
};

std::unique_ptr<ImageTower> makeImageTower(const Checkpoint &checkpoint, const Compute &compute);

} // namespace reminisce::clip
