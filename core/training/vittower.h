// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/layers.h"
#include "core/training/towers.h"

namespace reminisce::training {

/// CLIP's vision transformer (openai/CLIP model.py), on patches or behind a stem of convolutions
/// (clip::layeredStem()).
class VitTower final : public PictureTower {
public:
    VitTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set);
    at::Tensor forward(const at::Tensor &pixels, bool training) const override;

private:
    std::vector<ConvNorm> m_stem;
    at::Tensor m_patches; ///< [width, channels, p, p]
    at::Tensor m_classToken, m_positions;
    LayerNorm m_before;
    Transformer m_blocks;
    LayerNorm m_after;
    at::Tensor m_projection;
};

} // namespace reminisce::training
