// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/layers.h"

#include <cmath>

namespace reminisce::training {

namespace {

constexpr double normEpsilon = 1e-5;
constexpr double normMomentum = 0.1;

at::Tensor quickGelu(const at::Tensor &x)
{
    return x * at::sigmoid(x * 1.702);
}

} // namespace

at::Tensor randomNormal(at::IntArrayRef shape, double deviation)
{
    return at::randn(shape, at::kFloat).mul_(deviation);
}

LayerNorm::LayerNorm(const std::string &name, int width, ParameterSet &set)
    : m_weight(set.add(name + ".weight", at::ones({width}), false)),
      m_bias(set.add(name + ".bias", at::zeros({width}), false))
{
}

at::Tensor LayerNorm::forward(const at::Tensor &x) const
{
    return at::layer_norm(x, {x.size(-1)}, m_weight, m_bias, normEpsilon);
}

Linear::Linear(const std::string &name, const std::string &separator, int in, int out, double deviation,
               at::ScalarType compute, ParameterSet &set)
    : m_weight(set.add(name + separator + "weight", randomNormal({out, in}, deviation), true)),
      m_bias(set.add(name + separator + "bias", at::zeros({out}), false)), m_compute(compute)
{
}

at::Tensor Linear::forward(const at::Tensor &x) const
{
    return at::linear(x.to(m_compute), m_weight.to(m_compute), m_bias.to(m_compute)).to(at::kFloat);
}

ConvNorm::ConvNorm(const std::string &conv, const std::string &norm, int in, int out, int kernel, int stride,
                   bool zeroGain, ParameterSet &set)
    : m_stride(stride)
{
    const double fanOut = static_cast<double>(out) * kernel * kernel;
    m_weight = set.add(conv + ".weight", randomNormal({out, in, kernel, kernel}, std::sqrt(2.0 / fanOut)), true);
    m_gain = set.add(norm + ".weight", zeroGain ? at::zeros({out}) : at::ones({out}), false);
    m_shift = set.add(norm + ".bias", at::zeros({out}), false);
    m_mean = set.addBuffer(norm + ".running_mean", at::zeros({out}));
    m_variance = set.addBuffer(norm + ".running_var", at::ones({out}));
}

at::Tensor ConvNorm::forward(const at::Tensor &x, bool training) const
{
    const at::Tensor weight = m_weight.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    const std::int64_t padding = m_weight.size(2) / 2;
    const at::Tensor y =
        at::conv2d(x, weight, {}, at::IntArrayRef{m_stride, m_stride}, at::IntArrayRef{padding, padding});
    return at::batch_norm(y, m_gain, m_shift, m_mean, m_variance, training, normMomentum, normEpsilon, true);
}

at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask)
{
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
    at::Tensor scores = at::matmul(q * scale, k.transpose(-1, -2));
    if (mask.defined())
        scores = scores + mask;
    return at::matmul(at::softmax(scores, -1), v).transpose(1, 2).flatten(2);
}

Transformer::Transformer(const std::string &prefix, int layers, int width, int heads, at::ScalarType compute,
                         ParameterSet &set)
    : m_heads(heads)
{
    // Deviations as openai/CLIP's initialize_parameters chooses them.
    const double attention = 1.0 / std::sqrt(width);
    const double residual = attention / std::sqrt(2.0 * layers);
    const double up = 1.0 / std::sqrt(2.0 * width);
    for (int i = 0; i < layers; ++i) {
        const std::string name = prefix + "transformer.resblocks." + std::to_string(i);
        m_blocks.push_back({LayerNorm(name + ".ln_1", width, set),
                            Linear(name + ".attn.in_proj", "_", width, 3 * width, attention, compute, set),
                            Linear(name + ".attn.out_proj", ".", width, width, residual, compute, set),
                            LayerNorm(name + ".ln_2", width, set),
                            Linear(name + ".mlp.c_fc", ".", width, 4 * width, up, compute, set),
                            Linear(name + ".mlp.c_proj", ".", 4 * width, width, residual, compute, set)});
    }
}

at::Tensor Transformer::forward(at::Tensor x, const at::Tensor &mask) const
{
    const std::int64_t n = x.size(0), length = x.size(1), width = x.size(2);
    for (const Block &block : m_blocks) {
        const at::Tensor qkv = block.qkv.forward(block.norm1.forward(x))
                                   .reshape({n, length, 3, m_heads, width / m_heads})
                                   .permute({2, 0, 3, 1, 4}); // [3, N, heads, L, d]
        x = x + block.out.forward(attend(qkv[0], qkv[1], qkv[2], mask));
        x = x + block.down.forward(quickGelu(block.up.forward(block.norm2.forward(x))));
    }
    return x;
}

} // namespace reminisce::training
