// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/parameters.h"

#include <optional>

namespace reminisce::training {

struct ResNetShape {
    int width = 32; ///< channels of the first stage; doubles with each of the four
    std::vector<int> blocks = {2, 2, 2, 2};
    int dim = 256; ///< of the shared space
};

/// ResNet-D for small pictures (He et al., arXiv 1812.01187): a stem of two 3×3 convolutions, the first of
/// stride 2; basic blocks whose shortcuts average before they project; mean over positions; a linear
/// projection without bias. Mean and projection are linear, so each position's share of a score is exact.
class ResNetTower {
public:
    ResNetTower(const ResNetShape &shape, ParameterSet &set);

    /// pixels [N, 3, s, s] in `compute` type, channels last, scaled to about −2…2 → [N, dim] float32, not unit length.
    at::Tensor forward(const at::Tensor &pixels, bool training) const;

private:
    struct ConvNorm {
        at::Tensor weight, gamma, beta, mean, variance;
        int stride = 1;
    };
    struct Block {
        ConvNorm first, second;
        std::optional<ConvNorm> shortcut;
        int stride = 1;
    };
    ConvNorm makeConv(const std::string &name, int in, int out, int kernel, int stride, bool zeroGamma,
                      ParameterSet &set);
    static at::Tensor apply(const ConvNorm &conv, const at::Tensor &x, bool training);

    std::vector<ConvNorm> m_stem;
    std::vector<Block> m_blocks;
    at::Tensor m_projection; ///< [8 * width, dim]
};

} // namespace reminisce::training
