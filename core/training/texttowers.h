// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/layers.h"
#include "core/training/towers.h"

namespace reminisce::training {

/// openai/CLIP's text transformer, each place seeing those before it, read at the end of text; and the BERT-like one
/// (arXiv 1810.04805), each place seeing all, read at the start token as class token.
class TransformerTextTower final : public TextTower {
public:
    TransformerTextTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set);
    at::Tensor forward(const PaddedTexts &texts) const override;

private:
    bool m_causal;
    at::Tensor m_tokens, m_positions;
    Transformer m_blocks;
    LayerNorm m_last;
    at::Tensor m_projection;
};

/// The mean of the words' vectors (CBOW, arXiv 1301.3781): fast, and blind to their order.
class BagTextTower final : public TextTower {
public:
    BagTextTower(const clip::ModelConfig &config, ParameterSet &set);
    at::Tensor forward(const PaddedTexts &texts) const override;

private:
    at::Tensor m_tokens, m_projection;
};

} // namespace reminisce::training
