// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/compute.h"

namespace reminisce::clip {

class LayerNorm {
public:
    LayerNorm() = default;
    LayerNorm(const Checkpoint &checkpoint, const std::string &name, double epsilon, const Compute &compute);
    at::Tensor forward(const at::Tensor &x) const; ///< fp32 [*, width] → fp32

private:
    at::Tensor m_weight, m_bias;
    double m_epsilon = 1e-5;
};

class Linear {
public:
    Linear() = default;
    Linear(at::Tensor weight, at::Tensor bias, const Compute &compute);
    /// Tensors NAME.weight and NAME.bias.
    Linear(const Checkpoint &checkpoint, const std::string &name, const Compute &compute);
    at::Tensor forward(const at::Tensor &x) const; ///< [*, in] → [*, out] in the compute type

private:
    at::Tensor m_weight, m_bias;
};

/// x·σ(1.702x), or the exact or tanh form of GELU (arXiv 1606.08415).
at::Tensor activate(const at::Tensor &x, Activation activation);

/// softmax(q·kᵀ/√d + mask)·v on [N, heads, L, d].
at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask);

/// Residual attention blocks with the norm first, as both towers of CLIP and SigLIP have them.
class Transformer {
public:
    struct Shape {
        int layers = 0;
        int heads = 0;
        Activation activation = Activation::QuickGelu;
        double normEpsilon = 1e-5;
    };
    Transformer(const Checkpoint &checkpoint, const std::string &prefix, const Shape &shape, const Compute &compute);

    /// x fp32 [N, L, width] → the same; `mask` [L, L] is added to the scores where defined. Records NAME.block.I.
    at::Tensor forward(at::Tensor x, const at::Tensor &mask, Trace *trace, const std::string &name) const;

private:
    struct Block {
        LayerNorm norm1, norm2;
        Linear qkv, out, up, down;
    };
    at::Tensor attention(const Block &block, const at::Tensor &x, const at::Tensor &mask) const;

    Shape m_shape;
    std::vector<Block> m_blocks;
};

} // namespace reminisce::clip
