// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/parameters.h"

namespace reminisce::training {

// The parts that towers are made of; names of tensors as openai/CLIP's model.py has them. Products are computed in the
// type of `compute`, sums and norms in fp32.

class LayerNorm {
public:
    LayerNorm(const std::string &name, int width, ParameterSet &set);
    at::Tensor forward(const at::Tensor &x) const;

private:
    at::Tensor m_weight, m_bias;
};

class Linear {
public:
    /// Tensors NAME + separator + "weight" and "bias"; weights normal with `deviation`.
    Linear(const std::string &name, const std::string &separator, int in, int out, double deviation,
           at::ScalarType compute, ParameterSet &set);
    at::Tensor forward(const at::Tensor &x) const; ///< [*, in] → fp32 [*, out]

private:
    at::Tensor m_weight, m_bias;
    at::ScalarType m_compute;
};

/// A convolution without bias, padded by half its kernel, and a batch norm behind it.
class ConvNorm {
public:
    /// `conv`.weight and `norm`.{weight,bias,running_mean,running_var}. With `zeroGain` the block that ends here begins
    /// as the identity (arXiv 1706.02677).
    ConvNorm(const std::string &conv, const std::string &norm, int in, int out, int kernel, int stride, bool zeroGain,
             ParameterSet &set);
    /// x [N, C, h, w] in channels-last memory; its type is kept. In training with the statistics of the batch.
    at::Tensor forward(const at::Tensor &x, bool training) const;

private:
    int m_stride;
    at::Tensor m_weight, m_gain, m_shift, m_mean, m_variance;
};

/// softmax(q·kᵀ/√d + mask)·v for q, k, v [N, heads, L, d]; the mask may be undefined → [N, L, heads · d].
at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask);

/// Residual attention blocks with the norm first and quick GELU: PREFIXtransformer.resblocks.I.
class Transformer {
public:
    Transformer(const std::string &prefix, int layers, int width, int heads, at::ScalarType compute, ParameterSet &set);
    /// x fp32 [N, L, width]; `mask` is added to the scores [N, heads, L, L] where defined.
    at::Tensor forward(at::Tensor x, const at::Tensor &mask) const;

private:
    struct Block {
        LayerNorm norm1;
        Linear qkv, out;
        LayerNorm norm2;
        Linear up, down;
    };
    int m_heads;
    std::vector<Block> m_blocks;
};

} // namespace reminisce::training
