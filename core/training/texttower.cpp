// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/texttower.h"

#include <cmath>
#include <limits>

namespace reminisce::training {

namespace {

constexpr double normEpsilon = 1e-5;

at::Tensor norm(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias)
{
    return at::layer_norm(x, {x.size(-1)}, weight, bias, normEpsilon);
}

at::Tensor quickGelu(const at::Tensor &x)
{
    return x * at::sigmoid(x * 1.702);
}

} // namespace

CausalTextTower::CausalTextTower(const TextShape &shape, ParameterSet &set) : m_shape(shape)
{
    const int w = shape.width;
    const double attention = 1.0 / std::sqrt(w);
    const double residual = attention / std::sqrt(2.0 * shape.layers);
    const auto makeNorm = [&](const std::string &name) {
        return Norm{set.add(name + ".weight", at::ones({w}), false), set.add(name + ".bias", at::zeros({w}), false)};
    };
    const auto makeLinear = [&](const std::string &name, const std::string &separator, int in, int out,
                                double deviation) {
        return Linear{set.add(name + separator + "weight", randomNormal({out, in}, deviation), true),
                      set.add(name + separator + "bias", at::zeros({out}), false)};
    };
    m_tokens = set.add("token_embedding.weight", randomNormal({shape.vocabulary, w}, 0.02), false);
    m_positions = set.add("positional_embedding", randomNormal({shape.context, w}, 0.01), false);
    for (int i = 0; i < shape.layers; ++i) {
        const std::string name = "transformer.resblocks." + std::to_string(i);
        Block block;
        block.norm1 = makeNorm(name + ".ln_1");
        block.qkv = makeLinear(name + ".attn.in_proj", "_", w, 3 * w, attention);
        block.out = makeLinear(name + ".attn.out_proj", ".", w, w, residual);
        block.norm2 = makeNorm(name + ".ln_2");
        block.up = makeLinear(name + ".mlp.c_fc", ".", w, 4 * w, 1.0 / std::sqrt(2.0 * w));
        block.down = makeLinear(name + ".mlp.c_proj", ".", 4 * w, w, residual);
        m_blocks.push_back(std::move(block));
    }
    m_last = makeNorm("ln_final");
    m_projection = set.add("text_projection", randomNormal({w, shape.dim}, attention), true);
}

at::Tensor CausalTextTower::attention(const Block &block, const at::Tensor &x, const at::Tensor &mask) const
{
    const std::int64_t texts = x.size(0);
    const std::int64_t length = x.size(1);
    const std::int64_t head = m_shape.width / m_shape.heads;
    const at::Tensor qkv = at::linear(x, block.qkv.weight, block.qkv.bias)
                               .reshape({texts, length, 3, m_shape.heads, head})
                               .permute({2, 0, 3, 1, 4}); // [3, T, heads, L, head]
    const at::Tensor scores =
        at::matmul(qkv[0] * (1.0 / std::sqrt(static_cast<double>(head))), qkv[1].transpose(-1, -2)) + mask;
    const at::Tensor mixed = at::matmul(at::softmax(scores, -1), qkv[2]); // [T, heads, L, head]
    return at::linear(mixed.transpose(1, 2).reshape({texts, length, m_shape.width}), block.out.weight, block.out.bias);
}

at::Tensor CausalTextTower::forward(const at::Tensor &ids, const at::Tensor &lastIndex) const
{
    const std::int64_t length = ids.size(1);
    at::Tensor x = at::embedding(m_tokens, ids) + m_positions.narrow(0, 0, length); // [T, L, w]
    const at::Tensor mask = at::full({length, length}, -std::numeric_limits<float>::infinity(), at::kFloat).triu_(1);
    for (const Block &block : m_blocks) {
        x = x + attention(block, norm(x, block.norm1.weight, block.norm1.bias), mask);
        const at::Tensor hidden =
            quickGelu(at::linear(norm(x, block.norm2.weight, block.norm2.bias), block.up.weight, block.up.bias));
        x = x + at::linear(hidden, block.down.weight, block.down.bias);
    }
    const at::Tensor rows = at::arange(ids.size(0), at::kLong);
    const at::Tensor ends = at::index(x, {rows, lastIndex}); // [T, w]
    return at::matmul(norm(ends, m_last.weight, m_last.bias), m_projection);
}

} // namespace reminisce::training
