// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/texttowers.h"

#include <cmath>
#include <limits>

namespace reminisce::training {

namespace {

at::Tensor makeProjection(const clip::ModelConfig &config, ParameterSet &set)
{
    return set.add("text_projection", randomNormal({config.text.width, config.dim}, 1.0 / std::sqrt(config.text.width)),
                   true);
}

/// 1 at the places where `from` ≤ place < `to`, [T, L]; both [T].
at::Tensor between(const at::Tensor &from, const at::Tensor &to, std::int64_t length)
{
    const at::Tensor places = at::arange(length, from.options()).unsqueeze(0);
    return places.ge(from.unsqueeze(1)).logical_and(places.lt(to.unsqueeze(1)));
}

} // namespace

TransformerTextTower::TransformerTextTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set)
    : m_causal(config.text.kind == clip::TextKind::Causal),
      m_tokens(
          set.add("token_embedding.weight", randomNormal({config.text.vocabulary, config.text.width}, 0.02), false)),
      m_positions(set.add("positional_embedding", randomNormal({config.text.context, config.text.width}, 0.01), false)),
      m_blocks("", config.text.layers, config.text.width, config.text.heads, compute, set),
      m_last("ln_final", config.text.width, set), m_projection(makeProjection(config, set))
{
}

at::Tensor TransformerTextTower::forward(const PaddedTexts &texts) const
{
    constexpr float never = -std::numeric_limits<float>::infinity();
    const std::int64_t count = texts.ids.size(0), length = texts.ids.size(1);
    const at::Tensor x = at::embedding(m_tokens, texts.ids) + m_positions.narrow(0, 0, length); // [T, L, width]
    const at::Tensor zeros = at::zeros_like(texts.lengths);
    at::Tensor mask, read;
    if (m_causal) {
        mask = at::full({length, length}, never, x.options().requires_grad(false)).triu_(1);
        read = texts.lengths - 1;
    } else {
        mask = at::zeros({count, 1, 1, length}, x.options().requires_grad(false));
        mask.masked_fill_(between(texts.lengths, zeros + length, length).view({count, 1, 1, length}), never);
        read = zeros;
    }
    const at::Tensor y = m_blocks.forward(x, mask);
    const at::Tensor rows = at::arange(count, texts.lengths.options());
    return at::matmul(m_last.forward(at::index(y, {rows, read})), m_projection);
}

BagTextTower::BagTextTower(const clip::ModelConfig &config, ParameterSet &set)
    : m_tokens(set.add("token_embedding.weight",
                       randomNormal({config.text.vocabulary, config.text.width}, 1.0 / std::sqrt(config.text.width)),
                       false)),
      m_projection(makeProjection(config, set))
{
}

at::Tensor BagTextTower::forward(const PaddedTexts &texts) const
{
    // Start and end of text are no words; a text without words is its end.
    const at::Tensor end = texts.lengths - 1;
    const at::Tensor begin = at::minimum(end, at::ones_like(end));
    const at::Tensor upTo = at::maximum(end, begin + 1);
    const at::Tensor weights = between(begin, upTo, texts.ids.size(1)).to(at::kFloat).unsqueeze(2); // [T, L, 1]
    const at::Tensor sum = (at::embedding(m_tokens, texts.ids) * weights).sum(1);
    return at::matmul(sum / weights.sum(1), m_projection);
}

} // namespace reminisce::training
