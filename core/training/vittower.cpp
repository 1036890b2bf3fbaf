// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/vittower.h"

#include <cmath>

namespace reminisce::training {

namespace {

std::vector<ConvNorm> makeStem(const clip::VisionConfig &vision, ParameterSet &set)
{
    std::vector<ConvNorm> stem;
    int in = 3;
    for (const int out : vision.layeredStem ? clip::layeredStem(vision) : std::vector<int>()) {
        const std::string name = "visual.stem." + std::to_string(stem.size());
        stem.emplace_back(name, name + ".norm", in, out, 3, 2, false, set);
        in = out;
    }
    return stem;
}

at::Tensor makePatches(const clip::VisionConfig &vision, ParameterSet &set)
{
    const int side = vision.layeredStem ? 1 : vision.patch;
    const int channels = vision.layeredStem ? clip::layeredStem(vision).back() : 3;
    return set.add("visual.conv1.weight",
                   randomNormal({vision.width, channels, side, side}, 1.0 / std::sqrt(channels * side * side)), true);
}

std::int64_t cellsOf(const clip::ModelConfig &config)
{
    const std::int64_t side = config.preprocess.size / config.vision.patch;
    return side * side;
}

} // namespace

VitTower::VitTower(const clip::ModelConfig &config, at::ScalarType compute, ParameterSet &set)
    : m_stem(makeStem(config.vision, set)), m_patches(makePatches(config.vision, set)),
      m_classToken(set.add("visual.class_embedding",
                           randomNormal({config.vision.width}, 1.0 / std::sqrt(config.vision.width)), false)),
      m_positions(set.add(
          "visual.positional_embedding",
          randomNormal({cellsOf(config) + 1, config.vision.width}, 1.0 / std::sqrt(config.vision.width)), false)),
      m_before("visual.ln_pre", config.vision.width, set),
      m_blocks("visual.", config.vision.layers, config.vision.width, config.vision.heads, compute, set),
      m_after("visual.ln_post", config.vision.width, set),
      m_projection(set.add("visual.proj",
                           randomNormal({config.vision.width, config.dim}, 1.0 / std::sqrt(config.vision.width)), true))
{
}

at::Tensor VitTower::forward(const at::Tensor &pixels, bool training) const
{
    at::Tensor x = pixels;
    for (const ConvNorm &conv : m_stem)
        x = at::relu(conv.forward(x, training));
    const std::int64_t side = m_patches.size(2);
    x = at::conv2d(x, m_patches.to(x.scalar_type()), {}, at::IntArrayRef{side, side})
            .flatten(2)
            .transpose(1, 2)
            .to(at::kFloat); // [N, cells, width]
    x = at::cat({m_classToken.expand({x.size(0), 1, x.size(2)}), x}, 1) + m_positions;
    x = m_blocks.forward(m_before.forward(x), {});
    return at::matmul(m_after.forward(x.select(1, 0)), m_projection);
}

} // namespace reminisce::training
