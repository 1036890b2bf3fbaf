// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/parameters.h"

namespace reminisce::training {

struct TextShape {
    int vocabulary = 0;
    int context = 16; ///< most tokens of a caption, start and end included
    int width = 192;
    int layers = 2;
    int heads = 3;
    int dim = 256; ///< of the shared space
};

/// Causal transformer as in openai/CLIP's model.py (pre-norm blocks, quick GELU, read at the end of text), with its
/// tensor names, so that the readers of such checkpoints read this one.
class CausalTextTower {
public:
    CausalTextTower(const TextShape &shape, ParameterSet &set);

    /// ids [T, L] int64, padded behind the end of text; lastIndex [T] int64: where each ends → [T, dim] float32.
    at::Tensor forward(const at::Tensor &ids, const at::Tensor &lastIndex) const;

private:
    struct Norm {
        at::Tensor weight, bias;
    };
    struct Linear {
        at::Tensor weight, bias;
    };
    struct Block {
        Norm norm1, norm2;
        Linear qkv, out, up, down;
    };
    at::Tensor attention(const Block &block, const at::Tensor &x, const at::Tensor &mask) const;

    TextShape m_shape;
    at::Tensor m_tokens, m_positions, m_projection;
    std::vector<Block> m_blocks;
    Norm m_last;
};

} // namespace reminisce::training
