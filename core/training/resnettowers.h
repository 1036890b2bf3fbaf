// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/layers.h"
#include "core/training/towers.h"

#include <optional>

namespace reminisce::training {

/// What follows the last stage: the mean over positions and a linear projection without bias, both linear, so that each
/// position's share of a score is exact; or openai/CLIP's attention pool, whose query is the mean.
class CellPool {
public:
    CellPool(const clip::ModelConfig &config, int channels, int grid, ParameterSet &set);
    at::Tensor forward(const at::Tensor &x) const; ///< [N, C, h, w] → fp32 [N, dim]

private:
    int m_heads;
    at::Tensor m_projection;                            ///< [C, dim]; undefined where attention pools
    at::Tensor m_positions;                             ///< [1 + h·w, C]
    std::vector<Linear> m_query, m_key, m_value, m_out; ///< none or one each
};

/// ResNet-D for small pictures (He et al., arXiv 1812.01187): a stem of two 3×3 convolutions, the first of stride 2;
/// basic blocks whose shortcuts average before they project.
class ResNetDTower final : public PictureTower {
public:
    ResNetDTower(const clip::ModelConfig &config, ParameterSet &set);
    at::Tensor forward(const at::Tensor &pixels, bool training) const override;

private:
    struct Block {
        ConvNorm first, second;
        std::optional<ConvNorm> shortcut;
        int stride = 1;
    };
    std::vector<ConvNorm> m_stem;
    std::vector<Block> m_blocks;
    std::optional<CellPool> m_pool;
};

/// The ResNet-50 form of openai/CLIP's model.py: a stem of three 3×3 convolutions, bottlenecks, average pools in place
/// of strides.
class ModifiedResNetTower final : public PictureTower {
public:
    ModifiedResNetTower(const clip::ModelConfig &config, ParameterSet &set);
    at::Tensor forward(const at::Tensor &pixels, bool training) const override;

private:
    struct Block {
        ConvNorm first, second, third;
        std::optional<ConvNorm> shortcut;
        int stride = 1;
    };
    std::vector<ConvNorm> m_stem;
    std::vector<Block> m_blocks;
    std::optional<CellPool> m_pool;
};

} // namespace reminisce::training
