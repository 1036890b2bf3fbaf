// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/transformer.h"

namespace reminisce::clip {

/// CLIP's causal text transformer, read at the first end-of-text token, and SigLIP's without mask, read at the last
/// position.
class TextTower {
public:
    TextTower(const Checkpoint &checkpoint, const Compute &compute);

    /// Ids as the tokenizer gives them, of any lengths → [T, dim], not normalised.
    at::Tensor forward(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) const;

private:
    Compute m_compute;
    TextKind m_kind;
    at::Tensor m_tokens;    ///< [vocabulary, width]
    at::Tensor m_positions; ///< [context, width]
    Transformer m_blocks;
    LayerNorm m_lastNorm;
    at::Tensor m_projection, m_projectionBias; ///< [width, dim], [dim]
};

} // namespace reminisce::clip
