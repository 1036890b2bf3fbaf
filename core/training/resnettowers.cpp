// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/resnettowers.h"

#include <cmath>

namespace reminisce::training {

namespace {

at::Tensor averaged(const at::Tensor &x, int stride)
{
    return stride == 1 ? x : at::avg_pool2d(x, {stride, stride}, {stride, stride}, {0, 0}, true, false);
}

std::string blockName(std::size_t stage, int block)
{
    return "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(block);
}

} // namespace

CellPool::CellPool(const clip::ModelConfig &config, int channels, int grid, ParameterSet &set)
    : m_heads(config.vision.heads)
{
    const double deviation = 1.0 / std::sqrt(channels);
    if (!config.vision.attentionPool) {
        m_projection = set.add("visual.proj", randomNormal({channels, config.dim}, deviation), true);
        return;
    }
    const std::string name = "visual.attnpool.";
    m_positions = set.add(name + "positional_embedding", randomNormal({grid * grid + 1, channels}, deviation), false);
    const auto linear = [&](const char *part, int out) {
        return Linear(name + part, ".", channels, out, deviation, at::kFloat, set);
    };
    m_query.push_back(linear("q_proj", channels));
    m_key.push_back(linear("k_proj", channels));
    m_value.push_back(linear("v_proj", channels));
    m_out.push_back(linear("c_proj", config.dim));
}

at::Tensor CellPool::forward(const at::Tensor &x) const
{
    const at::Tensor cells = x.flatten(2).transpose(1, 2).to(at::kFloat); // [N, h·w, C]
    const at::Tensor mean = cells.mean({1}, true);
    if (m_projection.defined())
        return at::matmul(mean.squeeze(1), m_projection);
    const at::Tensor tokens = at::cat({mean, cells}, 1) + m_positions;
    const auto split = [this](const at::Tensor &t) {
        return t.reshape({t.size(0), t.size(1), m_heads, t.size(2) / m_heads}).transpose(1, 2); // [N, heads, L, d]
    };
    const at::Tensor mixed = attend(split(m_query[0].forward(tokens.narrow(1, 0, 1))), split(m_key[0].forward(tokens)),
                                    split(m_value[0].forward(tokens)), {});
    return m_out[0].forward(mixed.squeeze(1));
}

ResNetDTower::ResNetDTower(const clip::ModelConfig &config, ParameterSet &set)
{
    const auto conv = [&set](const std::string &name, int in, int out, int kernel, int stride, bool zeroGain) {
        return ConvNorm(name, name + ".norm", in, out, kernel, stride, zeroGain, set);
    };
    const int width = config.vision.width;
    m_stem.push_back(conv("visual.stem.0", 3, width, 3, 2, false));
    m_stem.push_back(conv("visual.stem.1", width, width, 3, 1, false));
    int in = width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const int out = width << stage;
        for (int i = 0; i < config.vision.blocks[stage]; ++i) {
            const std::string name = blockName(stage, i);
            const int stride = i == 0 && stage > 0 ? 2 : 1;
            Block block{conv(name + ".conv1", in, out, 3, stride, false),
                        conv(name + ".conv2", out, out, 3, 1, true),
                        {},
                        stride};
            if (in != out)
                block.shortcut = conv(name + ".shortcut", in, out, 1, 1, false);
            m_blocks.push_back(std::move(block));
            in = out;
        }
    }
    m_pool.emplace(config, in, config.preprocess.size / 16, set);
}

at::Tensor ResNetDTower::forward(const at::Tensor &pixels, bool training) const
{
    at::Tensor x = pixels;
    for (const ConvNorm &conv : m_stem)
        x = at::relu(conv.forward(x, training)); // [N, w, s/2, s/2]
    for (const Block &block : m_blocks) {
        const at::Tensor y = block.second.forward(at::relu(block.first.forward(x, training)), training);
        const at::Tensor shortcut =
            block.shortcut ? block.shortcut->forward(averaged(x, block.stride), training) : averaged(x, block.stride);
        x = at::relu(y + shortcut);
    }
    return m_pool->forward(x);
}

ModifiedResNetTower::ModifiedResNetTower(const clip::ModelConfig &config, ParameterSet &set)
{
    const int width = config.vision.width;
    const int stem[] = {3, width / 2, width / 2, width};
    for (int i = 1; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        m_stem.emplace_back("visual.conv" + number, "visual.bn" + number, stem[i - 1], stem[i], 3, i == 1 ? 2 : 1,
                            false, set);
    }
    int in = width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const int planes = width << stage;
        for (int i = 0; i < config.vision.blocks[stage]; ++i) {
            const std::string name = blockName(stage, i);
            Block block{ConvNorm(name + ".conv1", name + ".bn1", in, planes, 1, 1, false, set),
                        ConvNorm(name + ".conv2", name + ".bn2", planes, planes, 3, 1, false, set),
                        ConvNorm(name + ".conv3", name + ".bn3", planes, planes * 4, 1, 1, true, set),
                        {},
                        i == 0 && stage > 0 ? 2 : 1};
            if (i == 0)
                block.shortcut.emplace(name + ".downsample.0", name + ".downsample.1", in, planes * 4, 1, 1, false,
                                       set);
            m_blocks.push_back(std::move(block));
            in = planes * 4;
        }
    }
    m_pool.emplace(config, in, config.preprocess.size / 32, set);
}

at::Tensor ModifiedResNetTower::forward(const at::Tensor &pixels, bool training) const
{
    at::Tensor x = pixels;
    for (const ConvNorm &conv : m_stem)
        x = at::relu(conv.forward(x, training));
    x = averaged(x, 2); // [N, w, s/4, s/4]
    for (const Block &block : m_blocks) {
        at::Tensor y = at::relu(block.first.forward(x, training));
        y = averaged(at::relu(block.second.forward(y, training)), block.stride);
        y = block.third.forward(y, training);
        const at::Tensor shortcut = block.shortcut ? block.shortcut->forward(averaged(x, block.stride), training) : x;
        x = at::relu(y + shortcut);
    }
    return m_pool->forward(x);
}

} // namespace reminisce::training
