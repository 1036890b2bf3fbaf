// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/resnettowers.h"

#include "core/clip/torch/transformer.h"
#include "core/clip/torch/vittower.h"

namespace reminisce::clip {

namespace {

constexpr double batchNormEpsilon = 1e-5;

at::Tensor asInput(const at::Tensor &pixels, at::ScalarType type)
{
    return pixels.to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

/// The mean of stride × stride squares; x itself where the stride is 1.
at::Tensor shrink(const Compute &compute, const at::Tensor &x, int stride)
{
    return stride == 1 ? x : operatorsFor(compute).averagePool(x, stride, compute);
}

} // namespace

std::unique_ptr<Convolution> loadFolded(const Checkpoint &checkpoint, const std::string &conv, const std::string &norm,
                                        int stride, const Compute &compute)
{
    const auto load = [&](const std::string &name) { return loadTensor(checkpoint, name).to(at::kDouble); };
    const at::Tensor factor = load(norm + ".weight") / (load(norm + ".running_var") + batchNormEpsilon).sqrt();
    const at::Tensor weight = load(conv + ".weight") * factor.reshape({-1, 1, 1, 1});
    const at::Tensor bias = load(norm + ".bias") - load(norm + ".running_mean") * factor;
    return operatorsFor(compute).convolution(weight.to(at::kFloat), bias.to(at::kFloat), stride, compute);
}

CellPool::CellPool(const Checkpoint &checkpoint, const Compute &compute) : m_heads(checkpoint.config().vision.heads)
{
    if (!checkpoint.config().vision.attentionPool) {
        m_projection = loadTensor(checkpoint, "visual.proj").to(compute.device);
        return;
    }
    m_positions = loadTensor(checkpoint, "visual.attnpool.positional_embedding").to(compute.device);
    m_query = loadLinear(checkpoint, "visual.attnpool.q_proj", compute);
    m_key = loadLinear(checkpoint, "visual.attnpool.k_proj", compute);
    m_value = loadLinear(checkpoint, "visual.attnpool.v_proj", compute);
    m_out = loadLinear(checkpoint, "visual.attnpool.c_proj", compute);
    m_attention = operatorsFor(compute).attention(compute);
}

at::Tensor CellPool::forward(const at::Tensor &x) const
{
    return m_projection.defined() ? at::matmul(x.to(at::kFloat).mean({2, 3}), m_projection) : attend(x);
}

at::Tensor CellPool::attend(const at::Tensor &x) const
{
    const at::Tensor cells = x.flatten(2).transpose(1, 2).to(at::kFloat); // [N, h·w, C]
    const at::Tensor tokens = at::cat({cells.mean({1}, true), cells}, 1) + m_positions;
    const std::int64_t n = tokens.size(0);
    const std::int64_t head = tokens.size(2) / m_heads;
    const auto split = [&](const at::Tensor &t) {
        return t.reshape({n, t.size(1), m_heads, head}).transpose(1, 2); // [N, heads, L, d]
    };
    const at::Tensor query = split(m_query->forward(tokens.narrow(1, 0, 1)));
    const at::Tensor mixed =
        m_attention->forward(query, split(m_key->forward(tokens)), split(m_value->forward(tokens)), {});
    return m_out->forward(mixed.transpose(1, 2).reshape({n, tokens.size(2)})).to(at::kFloat);
}

ModifiedResNetTower::ModifiedResNetTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_compute(compute), m_pool(checkpoint, compute)
{
    for (int i = 1; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        m_stem.push_back(loadFolded(checkpoint, "visual.conv" + number, "visual.bn" + number, i == 1 ? 2 : 1, compute));
    }
    for (std::size_t stage = 0; stage < 4; ++stage) {
        std::vector<Bottleneck> blocks;
        for (int i = 0; i < checkpoint.config().vision.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            Bottleneck block;
            block.stride = i == 0 && stage > 0 ? 2 : 1;
            block.conv1 = loadFolded(checkpoint, name + ".conv1", name + ".bn1", 1, compute);
            block.conv2 = loadFolded(checkpoint, name + ".conv2", name + ".bn2", 1, compute);
            block.conv3 = loadFolded(checkpoint, name + ".conv3", name + ".bn3", 1, compute);
            if (i == 0)
                block.shortcut = loadFolded(checkpoint, name + ".downsample.0", name + ".downsample.1", 1, compute);
            blocks.push_back(std::move(block));
        }
        m_stages.push_back(std::move(blocks));
    }
}

at::Tensor ModifiedResNetTower::apply(const Bottleneck &block, const at::Tensor &x) const
{
    at::Tensor y = block.conv1->rectified(x);
    y = shrink(m_compute, block.conv2->rectified(y), block.stride);
    const at::Tensor shortcut = block.shortcut ? block.shortcut->forward(shrink(m_compute, x, block.stride)) : x;
    return block.conv3->rectifiedOnto(shortcut, y);
}

at::Tensor ModifiedResNetTower::forward(const at::Tensor &pixels, Trace *trace) const
{
    at::Tensor x = asInput(pixels, m_compute.type);
    for (const auto &conv : m_stem)
        x = conv->rectified(x);
    x = shrink(m_compute, x, 2); // [N, w, s/4, s/4]
    record(trace, "vision.stem", x);
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        for (const Bottleneck &block : m_stages[stage])
            x = apply(block, x);
        record(trace, "vision.layer" + std::to_string(stage + 1), x);
    }
    return m_pool.forward(x); // x: [N, 32w, s/32, s/32]
}

ResNetDTower::ResNetDTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_compute(compute), m_pool(checkpoint, compute)
{
    const auto conv = [&](const std::string &name, int stride) {
        return loadFolded(checkpoint, name, name + ".norm", stride, compute);
    };
    m_stem.push_back(conv("visual.stem.0", 2));
    m_stem.push_back(conv("visual.stem.1", 1));
    for (std::size_t stage = 0; stage < 4; ++stage) {
        for (int i = 0; i < checkpoint.config().vision.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            Block block;
            block.stride = i == 0 && stage > 0 ? 2 : 1;
            block.conv1 = conv(name + ".conv1", block.stride);
            block.conv2 = conv(name + ".conv2", 1);
            if (block.stride != 1)
                block.shortcut = conv(name + ".shortcut", 1);
            m_blocks.push_back(std::move(block));
        }
    }
}

at::Tensor ResNetDTower::forward(const at::Tensor &pixels, Trace *trace) const
{
    at::Tensor x = asInput(pixels, m_compute.type);
    for (const auto &conv : m_stem)
        x = conv->rectified(x); // [N, w, s/2, s/2]
    record(trace, "vision.stem", x);
    for (const Block &block : m_blocks) {
        const at::Tensor y = block.conv1->rectified(x);
        const at::Tensor shortcut = block.shortcut ? block.shortcut->forward(shrink(m_compute, x, block.stride)) : x;
        x = block.conv2->rectifiedOnto(shortcut, y);
    }
    return m_pool.forward(x); // x: [N, 8w, s/16, s/16]
}

std::unique_ptr<ImageTower> makeImageTower(const Checkpoint &checkpoint, const Compute &compute)
{
    switch (checkpoint.config().vision.kind) {
    case VisionKind::Vit:
    case VisionKind::SiglipVit: return std::make_unique<VitTower>(checkpoint, compute);
    case VisionKind::ModifiedResNet: return std::make_unique<ModifiedResNetTower>(checkpoint, compute);
    case VisionKind::ResNetD: return std::make_unique<ResNetDTower>(checkpoint, compute);
    }
    return nullptr;
}

} // namespace reminisce::clip
