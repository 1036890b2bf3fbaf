// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/compute.h"

namespace reminisce::clip {

/// Layer normalisation (arXiv 1607.06450) over the last dimension; computed in fp32.
class LayerNorm {
public:
    LayerNorm() = default;
    LayerNorm(const Checkpoint &checkpoint, const std::string &name, double epsilon, const Compute &compute);
    /// fp32 [*, width], dense → the same shape in the type. Own loops on the processor, where LibTorch would write an
    /// fp32 result and then convert it.
    at::Tensor forward(const at::Tensor &x, at::ScalarType type = at::kFloat) const;

private:
    at::Tensor m_weight, m_bias;
    std::shared_ptr<Scratch> m_scratch;
    double m_epsilon = 1e-5;
};

} // namespace reminisce::clip
