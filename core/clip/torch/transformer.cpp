// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/transformer.h"

#include <cmath>

namespace reminisce::clip {

LayerNorm::LayerNorm(const Checkpoint &checkpoint, const std::string &name, double epsilon, const Compute &compute)
    : m_weight(loadTensor(checkpoint, name + ".weight").to(compute.device)),
      m_bias(loadTensor(checkpoint, name + ".bias").to(compute.device)), m_epsilon(epsilon)
{
}

at::Tensor LayerNorm::forward(const at::Tensor &x) const
{
    return at::layer_norm(x, m_weight.sizes(), m_weight, m_bias, m_epsilon);
}

Linear::Linear(at::Tensor weight, at::Tensor bias, const Compute &compute)
    : m_weight(weight.to(compute.device, compute.type)), m_bias(bias.to(compute.device, compute.type))
{
}

Linear::Linear(const Checkpoint &checkpoint, const std::string &name, const Compute &compute)
    : Linear(loadTensor(checkpoint, name + ".weight"), loadTensor(checkpoint, name + ".bias"), compute)
{
}

at::Tensor Linear::forward(const at::Tensor &x) const
{
    return at::linear(x.to(m_weight.scalar_type()), m_weight, m_bias);
}

at::Tensor activate(const at::Tensor &x, Activation activation)
{
    switch (activation) {
    case Activation::QuickGelu: return at::sigmoid(x * 1.702).mul_(x);
    case Activation::Gelu: return at::gelu(x);
    case Activation::GeluTanh: return at::gelu(x, "tanh");
    }
    return x;
}

at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask)
{
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
    at::Tensor scores = at::matmul(q * scale, k.transpose(-1, -2)); // [N, heads, Lq, Lk]
    if (mask.defined())
        scores = scores + mask.to(scores.scalar_type());
    return at::matmul(at::softmax(scores, -1), v); // [N, heads, Lq, d]
}

Transformer::Transformer(const Checkpoint &checkpoint, const std::string &prefix, const Shape &shape,
                         const Compute &compute)
    : m_shape(shape)
{
    for (int i = 0; i < shape.layers; ++i) {
        const std::string name = prefix + "transformer.resblocks." + std::to_string(i);
        Block block;
        block.norm1 = LayerNorm(checkpoint, name + ".ln_1", shape.normEpsilon, compute);
        block.norm2 = LayerNorm(checkpoint, name + ".ln_2", shape.normEpsilon, compute);
        block.qkv = Linear(loadTensor(checkpoint, name + ".attn.in_proj_weight"),
                           loadTensor(checkpoint, name + ".attn.in_proj_bias"), compute);
        block.out = Linear(checkpoint, name + ".attn.out_proj", compute);
        block.up = Linear(checkpoint, name + ".mlp.c_fc", compute);
        block.down = Linear(checkpoint, name + ".mlp.c_proj", compute);
        m_blocks.push_back(std::move(block));
    }
}

at::Tensor Transformer::attention(const Block &block, const at::Tensor &x, const at::Tensor &mask) const
{
    const std::int64_t n = x.size(0);
    const std::int64_t length = x.size(1);
    const std::int64_t width = x.size(2);
    const at::Tensor qkv = block.qkv.forward(x)
                               .reshape({n, length, 3, m_shape.heads, width / m_shape.heads})
                               .permute({2, 0, 3, 1, 4}); // [3, N, heads, L, d]
    const at::Tensor mixed = attend(qkv[0], qkv[1], qkv[2], mask).transpose(1, 2).reshape({n, length, width});
    return block.out.forward(mixed);
}

at::Tensor Transformer::forward(at::Tensor x, const at::Tensor &mask, Trace *trace, const std::string &name) const
{
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        const Block &block = m_blocks[i];
        x = x + attention(block, block.norm1.forward(x), mask);
        x = x + block.down.forward(activate(block.up.forward(block.norm2.forward(x)), m_shape.activation));
        record(trace, name + ".block." + std::to_string(i), x);
    }
    return x;
}

} // namespace reminisce::clip
