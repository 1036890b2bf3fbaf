// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/imagetowers.h"
#include "core/clip/torch/operators.h"

namespace reminisce::clip {

/// A convolution without bias, `conv`.weight, and the batch norm `norm` behind it, joined into one (exact at
/// inference).
std::unique_ptr<Convolution> loadFolded(const Checkpoint &checkpoint, const std::string &conv, const std::string &norm,
                                        int stride, const Compute &compute);

/// What follows the last stage: openai/CLIP's attention pool, whose query is the mean, or the mean and a linear
/// projection.
class CellPool {
public:
    CellPool(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &x) const; ///< [N, C, h, w] → fp32 [N, dim]

private:
    at::Tensor attend(const at::Tensor &x) const;

    std::int64_t m_heads;
    at::Tensor m_projection; ///< [C, dim]; undefined where attention pools
    at::Tensor m_positions;  ///< [1 + h·w, C]
    std::unique_ptr<Linear> m_query, m_key, m_value, m_out;
    std::unique_ptr<Attention> m_attention;
};

/// OpenAI's ResNet (openai/CLIP model.py): stem of three convolutions, average pools in place of strides, attention
/// pool; or the mean in models that were made here.
class ModifiedResNetTower final : public ImageTower {
public:
    ModifiedResNetTower(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &pixels, Trace *trace) const override;

private:
    struct Bottleneck {
        std::unique_ptr<Convolution> conv1, conv2, conv3, shortcut;
        int stride = 1;
    };
    at::Tensor apply(const Bottleneck &block, const at::Tensor &x) const;

    Compute m_compute;
    std::vector<std::unique_ptr<Convolution>> m_stem;
    std::vector<std::vector<Bottleneck>> m_stages;
    CellPool m_pool;
};

/// The starter's ResNet-D; see training/resnettowers.h.
class ResNetDTower final : public ImageTower {
public:
    ResNetDTower(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &pixels, Trace *trace) const override;

private:
    struct Block {
        std::unique_ptr<Convolution> conv1, conv2, shortcut;
        int stride = 1;
    };
    Compute m_compute;
    std::vector<std::unique_ptr<Convolution>> m_stem;
    std::vector<Block> m_blocks;
    CellPool m_pool;
};

} // namespace reminisce::clip
