// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/texttower.h"

#include <algorithm>
#include <limits>

namespace reminisce::clip {

namespace {

Transformer::Shape shapeOf(const TextConfig &t)
{
    return {t.kind == TextKind::Bag ? 0 : t.layers, t.heads, t.activation, t.normEpsilon};
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
      m_blocks(checkpoint, "", shapeOf(checkpoint.config().text), compute),
      m_projection(loadTensor(checkpoint, "text_projection").to(compute.device))
{
    if (m_kind != TextKind::Bag) {
        m_positions = loadTensor(checkpoint, "positional_embedding").to(compute.device);
        m_lastNorm = LayerNorm(checkpoint, "ln_final", checkpoint.config().text.normEpsilon, compute);
    }
    if (checkpoint.config().text.hasProjectionBias)
        m_projectionBias = loadTensor(checkpoint, "text_projection.bias").to(compute.device);
}

at::Tensor TextTower::meanOfWords(const std::vector<std::vector<std::int32_t>> &texts) const
{
    std::vector<at::Tensor> means;
    for (const auto &ids : texts) {
        // Start and end of text are no words; a text without words is its end.
        const std::size_t end = causalLength(ids) - 1;
        const std::size_t begin = end > 1 ? 1 : end;
        const std::size_t count = end > 1 ? end - 1 : 1;
        const std::vector<std::int64_t> words(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                              ids.begin() + static_cast<std::ptrdiff_t>(begin + count));
        means.push_back(at::embedding(m_tokens, at::tensor(words).to(m_compute.device)).to(at::kFloat).mean(0));
    }
    return at::stack(means); // [T, width]
}

at::Tensor TextTower::forward(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) const
{
    if (m_kind == TextKind::Bag)
        return at::matmul(meanOfWords(texts), m_projection);
    const bool causal = m_kind == TextKind::Causal; // nothing behind the end of text can matter
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
    record(trace, "text.ln_final", trace != nullptr ? m_lastNorm->forward(x) : x);
    const at::Tensor rows = at::arange(count, ids.options());
    const at::Tensor read = m_kind == TextKind::ClassToken ? x.select(1, 0).contiguous() : at::index(x, {rows, ends});
    const at::Tensor last = m_lastNorm->forward(read); // [T, width]
    const at::Tensor projected = at::matmul(last, m_projection);
    return m_projectionBias.defined() ? projected + m_projectionBias : projected;
}

} // namespace reminisce::clip
