// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/transformer.h"

namespace reminisce::clip {

std::unique_ptr<Linear> loadLinear(const Checkpoint &checkpoint, const std::string &name, const Compute &compute)
{
    return operatorsFor(compute).linear(loadTensor(checkpoint, name + ".weight"),
                                        loadTensor(checkpoint, name + ".bias"), compute);
}

Transformer::Transformer(const Checkpoint &checkpoint, const std::string &prefix, const Shape &shape,
                         const Compute &compute)
    : m_shape(shape), m_type(compute.type), m_attention(operatorsFor(compute).attention(compute))
{
    for (int i = 0; i < shape.layers; ++i) {
        const std::string name = prefix + "transformer.resblocks." + std::to_string(i);
        Block block;
        block.norm1 = LayerNorm(checkpoint, name + ".ln_1", shape.normEpsilon, compute);
        block.norm2 = LayerNorm(checkpoint, name + ".ln_2", shape.normEpsilon, compute);
        block.qkv = operatorsFor(compute).linear(loadTensor(checkpoint, name + ".attn.in_proj_weight"),
                                                 loadTensor(checkpoint, name + ".attn.in_proj_bias"), compute);
        block.out = loadLinear(checkpoint, name + ".attn.out_proj", compute);
        block.up = loadLinear(checkpoint, name + ".mlp.c_fc", compute);
        block.down = loadLinear(checkpoint, name + ".mlp.c_proj", compute);
        m_blocks.push_back(std::move(block));
    }
}

void Transformer::attend(const Block &block, at::Tensor &x, const at::Tensor &mask) const
{
    const std::int64_t n = x.size(0);
    const std::int64_t length = x.size(1);
    const std::int64_t width = x.size(2);
    const at::Tensor qkv = block.qkv->forward(block.norm1.forward(x, m_type))
                               .reshape({n, length, 3, m_shape.heads, width / m_shape.heads})
                               .permute({2, 0, 3, 1, 4}); // [3, N, heads, L, d]
    const at::Tensor mixed = m_attention->forward(qkv[0], qkv[1], qkv[2], mask);
    block.out->addTo(x, mixed.transpose(1, 2).reshape({n, length, width}));
}

at::Tensor Transformer::forward(at::Tensor x, const at::Tensor &mask, Trace *trace, const std::string &name) const
{
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        const Block &block = m_blocks[i];
        attend(block, x, mask);
        block.down->addTo(x, block.up->forward(block.norm2.forward(x, m_type), m_shape.activation));
        record(trace, name + ".block." + std::to_string(i), x);
    }
    return x;
}

} // namespace reminisce::clip
