// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/compute.h"

#include <memory>
#include <optional>

namespace reminisce::clip {

// The operations that cost the time of a tower. Objects serve one thread at a time.

/// x·Wᵀ + b.
class Linear {
public:
    virtual ~Linear() = default;
    /// [*, in] → [*, out] in the compute type.
    virtual at::Tensor forward(const at::Tensor &x, std::optional<Activation> activation = {}) = 0;
    /// Adds the product to `residual`, fp32 [*, out].
    virtual void addTo(at::Tensor &residual, const at::Tensor &x) = 0;
};

/// A convolution over [N, C, h, w] in channels-last memory, padded by half its kernel.
class Convolution {
public:
    virtual ~Convolution() = default;
    virtual at::Tensor forward(const at::Tensor &x) = 0;
    virtual at::Tensor rectified(const at::Tensor &x) = 0; ///< max(0, ·) of it
    /// max(0, sum + ·); overwrites `sum`.
    virtual at::Tensor rectifiedOnto(const at::Tensor &sum, const at::Tensor &x) = 0;
};

/// softmax(q·kᵀ/√d + mask)·v on [N, heads, L, d] of any strides; `mask` may be undefined.
class Attention {
public:
    virtual ~Attention() = default;
    virtual at::Tensor forward(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                               const at::Tensor &mask) = 0;
};

/// Makes operations as one kind of device does them best. All take and give tensors on the device of `compute`.
class Operators {
public:
    virtual ~Operators() = default;
    virtual std::unique_ptr<Linear> linear(const at::Tensor &weight, const at::Tensor &bias,
                                           const Compute &compute) const = 0; ///< [out, in], [out]
    virtual std::unique_ptr<Convolution> convolution(const at::Tensor &weight, const at::Tensor &bias,
                                                     std::int64_t stride,
                                                     const Compute &compute) const = 0; ///< [out, in, k, k], [out]
    virtual std::unique_ptr<Attention> attention(const Compute &compute) const = 0;
    /// Means of size × size squares of [N, C, h, w] in channels-last memory.
    virtual at::Tensor averagePool(const at::Tensor &x, std::int64_t size, const Compute &compute) const = 0;
};

/// oneDNN itself on the processor where this build has it, LibTorch's operators elsewhere.
const Operators &operatorsFor(const Compute &compute);

/// x·σ(1.702x), or the exact or tanh form of GELU (arXiv 1606.08415).
at::Tensor activate(const at::Tensor &x, Activation activation);

} // namespace reminisce::clip
