// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/texttower.h"

#include <algorithm>
#include <limits>

namespace reminisce::clip {

namespace {

Transformer::Shape shapeOf(const TextConfig &t)
{
    return {t.layers, t.heads, t.activation, t.normEpsilon};
}

/// The end of text is the largest id of every CLIP vocabulary; nothing behind the first one can matter.
std::size_t causalLength(const std::vector<std::int32_t> &ids)
{
    return static_cast<std::size_t>(std::max_element(ids.begin(), ids.end()) - ids.begin()) + 1;
}

} // namespace

TextTower::TextTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_compute(compute), m_kind(checkpoint.config().text.kind),
      m_tokens(loadTensor(checkpoint, "token_embedding.weight").to(compute.device, compute.type)),
      m_positions(loadTensor(checkpoint, "positional_embedding").to(compute.device)),
      m_blocks(checkpoint, "", shapeOf(checkpoint.config().text), compute),
      m_lastNorm(checkpoint, "ln_final", checkpoint.config().text.normEpsilon, compute),
      m_projection(loadTensor(checkpoint, "text_projection").to(compute.device))
{
    if (checkpoint.config().text.hasProjectionBias)
        m_projectionBias = loadTensor(checkpoint, "text_projection.bias").to(compute.device);
}

at::Tensor TextTower::forward(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) const
{
    const bool causal = m_kind == TextKind::Causal;
    const auto count = static_cast<std::int64_t>(texts.size());
    std::size_t length = 1;
    for (const auto &ids : texts)
        length = std::max(length, causal ? causalLength(ids) : ids.size());

    at::Tensor ids = at::zeros({count, static_cast<std::int64_t>(length)}, at::kLong);
    at::Tensor ends = at::zeros({count}, at::kLong);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::size_t used = causal ? causalLength(texts[i]) : texts[i].size();
        std::copy_n(texts[i].begin(), used, ids.data_ptr<std::int64_t>() + i * length);
        ends.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(used) - 1;
    }
    ids = ids.to(m_compute.device);
    ends = ends.to(m_compute.device);

    const auto l = static_cast<std::int64_t>(length);
    at::Tensor x = at::embedding(m_tokens, ids).to(at::kFloat) + m_positions.narrow(0, 0, l); // [T, L, width]
    record(trace, "text.embeddings", x);
    at::Tensor mask;
    if (causal)
        mask = at::full({l, l}, -std::numeric_limits<float>::infinity(), x.options()).triu_(1);
    x = m_blocks.forward(x, mask, trace, "text");
    record(trace, "text.ln_final", trace != nullptr ? m_lastNorm.forward(x) : x);
    const at::Tensor rows = at::arange(count, ids.options());
    const at::Tensor last = m_lastNorm.forward(at::index(x, {rows, ends})); // [T, width]
    const at::Tensor projected = at::matmul(last, m_projection);
    return m_projectionBias.defined() ? projected + m_projectionBias : projected;
}

} // namespace reminisce::clip
