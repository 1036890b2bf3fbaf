// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/imagetowers.h"
#include "core/clip/torch/operators.h"

namespace reminisce::clip {

/// OpenAI's ResNet (openai/CLIP model.py): stem of three convolutions, average pools in place of strides, attention
/// pool whose output is the embedding.
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
    at::Tensor pool(const at::Tensor &x) const;

    Compute m_compute;
    std::int64_t m_heads;
    std::vector<std::unique_ptr<Convolution>> m_stem;
    std::vector<std::vector<Bottleneck>> m_stages;
    at::Tensor m_positions; ///< [1 + h·w, channels]
    std::unique_ptr<Linear> m_query, m_key, m_value, m_out;
    std::unique_ptr<Attention> m_attention;
};

/// The starter's ResNet-D with mean pool and linear projection; see training/imagetower.h.
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
    at::Tensor m_projection; ///< [channels, dim]
};

} // namespace reminisce::clip
