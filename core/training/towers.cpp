// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/towers.h"

#include "core/training/resnettowers.h"
#include "core/training/texttowers.h"
#include "core/training/vittower.h"

#include <stdexcept>

namespace reminisce::training {

std::unique_ptr<PictureTower> makePictureTower(const clip::ModelConfig &config, at::ScalarType compute,
                                               ParameterSet &set)
{
    switch (config.vision.kind) {
    case clip::VisionKind::ResNetD: return std::make_unique<ResNetDTower>(config, set);
    case clip::VisionKind::ModifiedResNet: return std::make_unique<ModifiedResNetTower>(config, set);
    case clip::VisionKind::Vit: return std::make_unique<VitTower>(config, compute, set);
    case clip::VisionKind::SiglipVit: break;
    }
    throw std::invalid_argument("no such picture tower can be trained");
}

std::unique_ptr<TextTower> makeTextTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set)
{
    switch (config.text.kind) {
    case clip::TextKind::Causal:
    case clip::TextKind::ClassToken: return std::make_unique<TransformerTextTower>(config, compute, set);
    case clip::TextKind::Bag: return std::make_unique<BagTextTower>(config, set);
    case clip::TextKind::Bidirectional: break;
    }
    throw std::invalid_argument("no such text tower can be trained");
}

} // namespace reminisce::training
