// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/compute.h"

namespace reminisce::clip {

/// A picture tower: normalised pixels in, raw embeddings out.
class ImageTower {
public:
    virtual ~ImageTower() = default;
    /// pixels fp32 [N, 3, s, s] on the tower's device → [N, dim], not normalised.
    virtual at::Tensor forward(const at::Tensor &pixels, Trace *trace) const = 0;
};

std::unique_ptr<ImageTower> makeImageTower(const Checkpoint &checkpoint, const Compute &compute);

} // namespace reminisce::clip
