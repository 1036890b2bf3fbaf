// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/transformer.h"

#include <optional>

namespace reminisce::clip {

/// The text towers, see TextKind: CLIP's causal transformer, read at the first end-of-text token; without mask
/// SigLIP's, read at the last place, and the BERT-like one, read at the first; the bag of words.
class TextTower {
public:
    TextTower(const Checkpoint &checkpoint, const Compute &compute);

    /// Ids as the tokenizer gives them, of any lengths (of one length for TextKind::ClassToken, which would read the
    /// padding) → [T, dim], not normalised.
    at::Tensor forward(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) const;

private:
    at::Tensor meanOfWords(const std::vector<std::vector<std::int32_t>> &texts) const;

    Compute m_compute;
    TextKind m_kind;
    at::Tensor m_tokens;    ///< [vocabulary, width]
    at::Tensor m_positions; ///< [context, width]; undefined for a bag
    Transformer m_blocks;
    std::optional<LayerNorm> m_lastNorm;       ///< not of a bag
    at::Tensor m_projection, m_projectionBias; ///< [width, dim], [dim]
};

} // namespace reminisce::clip
