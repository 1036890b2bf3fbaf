// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/imagetowers.h"
#include "core/clip/torch/transformer.h"

#include <optional>

namespace reminisce::clip {

/// A convolution without bias and the batch norm behind it, joined into one (exact at inference).
class FoldedConv {
public:
    FoldedConv() = default;
    FoldedConv(const Checkpoint &checkpoint, const std::string &conv, const std::string &norm, int stride,
               const Compute &compute);
    at::Tensor forward(const at::Tensor &x) const;

private:
    at::Tensor m_weight, m_bias;
    std::int64_t m_stride = 1;
    std::int64_t m_padding = 0;
};

/// OpenAI's ResNet (openai/CLIP model.py): stem of three convolutions, average pools in place of strides, attention
/// pool whose output is the embedding.
class ModifiedResNetTower final : public ImageTower {
public:
    ModifiedResNetTower(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &pixels, Trace *trace) const override;

private:
    struct Bottleneck {
        FoldedConv conv1, conv2, conv3;
        std::optional<FoldedConv> shortcut;
        int stride = 1;
    };
    static at::Tensor apply(const Bottleneck &block, const at::Tensor &x);
    at::Tensor pool(const at::Tensor &x) const;

    at::ScalarType m_type;
    std::int64_t m_heads;
    std::vector<FoldedConv> m_stem;
    std::vector<std::vector<Bottleneck>> m_stages;
    at::Tensor m_positions; ///< [1 + h·w, channels]
    Linear m_query, m_key, m_value, m_out;
};

/// The starter's ResNet-D with mean pool and linear projection; see training/imagetower.h.
class ResNetDTower final : public ImageTower {
public:
    ResNetDTower(const Checkpoint &checkpoint, const Compute &compute);
    at::Tensor forward(const at::Tensor &pixels, Trace *trace) const override;

private:
    struct Block {
        FoldedConv conv1, conv2;
        std::optional<FoldedConv> shortcut;
        int stride = 1;
    };
    at::ScalarType m_type;
    std::vector<FoldedConv> m_stem;
    std::vector<Block> m_blocks;
    at::Tensor m_projection; ///< [channels, dim]
};

} // namespace reminisce::clip
