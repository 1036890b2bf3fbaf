// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/modelconfig.h"
#include "core/training/parameters.h"

#include <memory>

namespace reminisce::training {

/// A picture encoder under training, described by a VisionConfig of kind ResNetD, ModifiedResNet or Vit.
class PictureTower {
public:
    virtual ~PictureTower() = default;
    /// pixels [N, 3, s, s] in the compute type, channels last, normalised → [N, dim] fp32, not unit length.
    /// In training, batch norms use and remember the batch.
    virtual at::Tensor forward(const at::Tensor &pixels, bool training) const = 0;
};

/// Texts as a tokenizer gives them, filled up behind with 0.
struct PaddedTexts {
    at::Tensor ids;     ///< [T, L] int64
    at::Tensor lengths; ///< [T] int64, start and end included
};

/// A text encoder under training, described by a TextConfig of kind Causal, ClassToken or Bag.
class TextTower {
public:
    virtual ~TextTower() = default;
    virtual at::Tensor forward(const PaddedTexts &texts) const = 0; ///< [T, dim] fp32, not unit length
};

/// The towers have the tensors that clip::tensorSpecs() lists for `config`, with random values of LibTorch's generator.
/// compute: what their matrix products run in; all else is fp32.
std::unique_ptr<PictureTower> makePictureTower(const clip::ModelConfig &config, at::ScalarType compute,
                                               ParameterSet &set);
std::unique_ptr<TextTower> makeTextTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set);

} // namespace reminisce::training
