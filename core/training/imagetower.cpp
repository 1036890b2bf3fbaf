// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/imagetower.h"

#include <cmath>

namespace reminisce::training {

namespace {
constexpr double normEpsilon = 1e-5;
constexpr double normMomentum = 0.1;
} // namespace

at::Tensor randomNormal(at::IntArrayRef shape, double deviation)
{
    return at::randn(shape, at::kFloat).mul_(deviation);
}

ResNetTower::ResNetTower(const ResNetShape &shape, ParameterSet &set)
{
    const int w = shape.width;
    m_stem.push_back(makeConv("visual.stem.0", 3, w, 3, 2, false, set));
    m_stem.push_back(makeConv("visual.stem.1", w, w, 3, 1, false, set));
    int in = w;
    for (std::size_t stage = 0; stage < shape.blocks.size(); ++stage) {
        const int out = w << stage;
        for (int i = 0; i < shape.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            Block block;
            block.stride = i == 0 && stage > 0 ? 2 : 1;
            block.first = makeConv(name + ".conv1", in, out, 3, block.stride, false, set);
            block.second = makeConv(name + ".conv2", out, out, 3, 1, true, set);
            if (in != out || block.stride != 1)
                block.shortcut = makeConv(name + ".shortcut", in, out, 1, 1, false, set);
            m_blocks.push_back(std::move(block));
            in = out;
        }
    }
    m_projection = set.add("visual.proj", randomNormal({in, shape.dim}, 1.0 / std::sqrt(in)), true);
}

ResNetTower::ConvNorm ResNetTower::makeConv(const std::string &name, int in, int out, int kernel, int stride,
                                            bool zeroGamma, ParameterSet &set)
{
    ConvNorm conv;
    conv.stride = stride;
    const double fanOut = static_cast<double>(out) * kernel * kernel;
    conv.weight = set.add(name + ".weight", randomNormal({out, in, kernel, kernel}, std::sqrt(2.0 / fanOut)), true);
    conv.gamma = set.add(name + ".norm.weight", zeroGamma ? at::zeros({out}) : at::ones({out}), false);
    conv.beta = set.add(name + ".norm.bias", at::zeros({out}), false);
    conv.mean = set.addBuffer(name + ".norm.running_mean", at::zeros({out}));
    conv.variance = set.addBuffer(name + ".norm.running_var", at::ones({out}));
    return conv;
}

at::Tensor ResNetTower::apply(const ConvNorm &conv, const at::Tensor &x, bool training)
{
    const at::Tensor weight = conv.weight.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    const std::int64_t padding = conv.weight.size(2) / 2;
    const at::Tensor y =
        at::conv2d(x, weight, {}, at::IntArrayRef{conv.stride, conv.stride}, at::IntArrayRef{padding, padding});
    return at::batch_norm(y, conv.gamma, conv.beta, conv.mean, conv.variance, training, normMomentum, normEpsilon,
                          true);
}

at::Tensor ResNetTower::forward(const at::Tensor &pixels, bool training) const
{
    at::Tensor x = pixels;
    for (const ConvNorm &conv : m_stem)
        x = at::relu(apply(conv, x, training)); // [N, w, s/2, s/2]
    for (const Block &block : m_blocks) {
        const at::Tensor y = apply(block.second, at::relu(apply(block.first, x, training)), training);
        at::Tensor shortcut = x;
        if (block.stride != 1)
            shortcut = at::avg_pool2d(shortcut, {2, 2}, {2, 2}, {0, 0}, true, false);
        if (block.shortcut)
            shortcut = apply(*block.shortcut, shortcut, training);
        x = at::relu(y + shortcut);
    }
    return at::matmul(x.to(at::kFloat).mean({2, 3}), m_projection); // [N, dim]
}

} // namespace reminisce::training
