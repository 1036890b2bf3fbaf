// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/imagetowers.h"
#include "core/clip/torch/transformer.h"

#include <optional>

namespace reminisce::clip {

/// Vision transformers: CLIP's (class token, norm before the blocks, projection; openai/CLIP model.py) and SigLIP's
/// (no class token, attention pool with a learnt probe, no projection; transformers modeling_siglip.py). A layered stem
/// (arXiv 2106.14881) makes squares of one cell for the patch embedding.
class VitTower final : public ImageTower {
public:
    VitTower(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &pixels, Trace *trace) const override;

private:
    at::Tensor poolByAttention(const at::Tensor &x) const;

    VisionKind m_kind;
    std::int64_t m_heads;
    Activation m_activation;
    at::ScalarType m_type;
    std::vector<std::unique_ptr<Convolution>> m_stem;
    std::int64_t m_patch;                 ///< 1 behind a stem
    std::unique_ptr<Linear> m_embedPatch; ///< from the values of a square
    at::Tensor m_positions;               ///< [L, width]
    at::Tensor m_classToken;              ///< [width], CLIP only
    std::optional<LayerNorm> m_preNorm;
    Transformer m_blocks;
    LayerNorm m_postNorm;
    at::Tensor m_projection; ///< [width, dim], CLIP only
    // SigLIP's pool
    at::Tensor m_query;
    std::unique_ptr<Attention> m_attention;
    std::unique_ptr<Linear> m_keyValue, m_poolOut, m_poolUp, m_poolDown;
    LayerNorm m_poolNorm;
};

} // namespace reminisce::clip
