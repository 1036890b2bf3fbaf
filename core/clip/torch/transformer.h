// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/layernorm.h"
#include "core/clip/torch/operators.h"

namespace reminisce::clip {

/// The linear layer of the tensors NAME.weight and NAME.bias.
std::unique_ptr<Linear> loadLinear(const Checkpoint &checkpoint, const std::string &name, const Compute &compute);

/// Residual attention blocks with the norm first, as both towers of CLIP and SigLIP have them.
class Transformer {
public:
    struct Shape {
        int layers = 0;
        int heads = 0;
        Activation activation = Activation::QuickGelu;
        double normEpsilon = 1e-5;
    };
    Transformer(const Checkpoint &checkpoint, const std::string &prefix, const Shape &shape, const Compute &compute);

    /// x fp32 [N, L, width], dense and overwritten → the same; `mask` [L, L] is added to the scores where defined.
    /// Records NAME.block.I.
    at::Tensor forward(at::Tensor x, const at::Tensor &mask, Trace *trace, const std::string &name) const;

private:
    struct Block {
        LayerNorm norm1, norm2;
        std::unique_ptr<Linear> qkv, out, up, down;
    };
    /// Adds to x what its tokens say to each other.
    void attend(const Block &block, at::Tensor &x, const at::Tensor &mask) const;

    Shape m_shape;
    at::ScalarType m_type;
    std::unique_ptr<Attention> m_attention;
    std::vector<Block> m_blocks;
};

} // namespace reminisce::clip
