// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/resnettowers.h"

#include "core/clip/torch/vittower.h"

namespace reminisce::clip {

namespace {

constexpr double batchNormEpsilon = 1e-5;

at::Tensor averagePool(const at::Tensor &x, int size)
{
    return size == 1 ? x : at::avg_pool2d(x, {size, size}, {size, size});
}

at::Tensor asInput(const at::Tensor &pixels, at::ScalarType type)
{
    return pixels.to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

} // namespace

FoldedConv::FoldedConv(const Checkpoint &checkpoint, const std::string &conv, const std::string &norm, int stride,
                       const Compute &compute)
    : m_stride(stride)
{
    const auto load = [&](const std::string &name) { return loadTensor(checkpoint, name).to(at::kDouble); };
    const at::Tensor weight = load(conv + ".weight");
    const at::Tensor factor = load(norm + ".weight") / (load(norm + ".running_var") + batchNormEpsilon).sqrt();
    m_weight = (weight * factor.reshape({-1, 1, 1, 1}))
                   .to(compute.device, compute.type)
                   .contiguous(at::MemoryFormat::ChannelsLast);
    m_bias = (load(norm + ".bias") - load(norm + ".running_mean") * factor).to(compute.device, compute.type);
    m_padding = weight.size(2) / 2;
}

at::Tensor FoldedConv::forward(const at::Tensor &x) const
{
    return at::conv2d(x, m_weight, m_bias, at::IntArrayRef{m_stride, m_stride}, at::IntArrayRef{m_padding, m_padding});
}

ModifiedResNetTower::ModifiedResNetTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_type(compute.type), m_heads(checkpoint.config().vision.heads),
      m_positions(loadTensor(checkpoint, "visual.attnpool.positional_embedding").to(compute.device)),
      m_query(checkpoint, "visual.attnpool.q_proj", compute), m_key(checkpoint, "visual.attnpool.k_proj", compute),
      m_value(checkpoint, "visual.attnpool.v_proj", compute), m_out(checkpoint, "visual.attnpool.c_proj", compute)
{
    for (int i = 1; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        m_stem.emplace_back(checkpoint, "visual.conv" + number, "visual.bn" + number, i == 1 ? 2 : 1, compute);
    }
    for (std::size_t stage = 0; stage < 4; ++stage) {
        std::vector<Bottleneck> blocks;
        for (int i = 0; i < checkpoint.config().vision.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            Bottleneck block;
            block.stride = i == 0 && stage > 0 ? 2 : 1;
            block.conv1 = FoldedConv(checkpoint, name + ".conv1", name + ".bn1", 1, compute);
            block.conv2 = FoldedConv(checkpoint, name + ".conv2", name + ".bn2", 1, compute);
            block.conv3 = FoldedConv(checkpoint, name + ".conv3", name + ".bn3", 1, compute);
            if (i == 0)
                block.shortcut = FoldedConv(checkpoint, name + ".downsample.0", name + ".downsample.1", 1, compute);
            blocks.push_back(std::move(block));
        }
        m_stages.push_back(std::move(blocks));
    }
}

at::Tensor ModifiedResNetTower::apply(const Bottleneck &block, const at::Tensor &x)
{
    at::Tensor y = at::relu(block.conv1.forward(x));
    y = averagePool(at::relu(block.conv2.forward(y)), block.stride);
    y = block.conv3.forward(y);
    const at::Tensor shortcut = block.shortcut ? block.shortcut->forward(averagePool(x, block.stride)) : x;
    return at::relu(y + shortcut);
}

at::Tensor ModifiedResNetTower::forward(const at::Tensor &pixels, Trace *trace) const
{
    at::Tensor x = asInput(pixels, m_type);
    for (const FoldedConv &conv : m_stem)
        x = at::relu(conv.forward(x));
    x = averagePool(x, 2); // [N, w, s/4, s/4]
    record(trace, "vision.stem", x);
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        for (const Bottleneck &block : m_stages[stage])
            x = apply(block, x);
        record(trace, "vision.layer" + std::to_string(stage + 1), x);
    }
    return pool(x); // x: [N, 32w, s/32, s/32]
}

at::Tensor ModifiedResNetTower::pool(const at::Tensor &x) const
{
    const at::Tensor cells = x.flatten(2).transpose(1, 2).to(at::kFloat); // [N, h·w, C]
    const at::Tensor tokens = at::cat({cells.mean({1}, true), cells}, 1) + m_positions;
    const std::int64_t n = tokens.size(0);
    const std::int64_t head = tokens.size(2) / m_heads;
    const auto split = [&](const at::Tensor &t) {
        return t.reshape({n, t.size(1), m_heads, head}).transpose(1, 2); // [N, heads, L, d]
    };
    const at::Tensor query = split(m_query.forward(tokens.narrow(1, 0, 1)));
    const at::Tensor mixed = attend(query, split(m_key.forward(tokens)), split(m_value.forward(tokens)), {});
    return m_out.forward(mixed.transpose(1, 2).reshape({n, tokens.size(2)})).to(at::kFloat);
}

ResNetDTower::ResNetDTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_type(compute.type), m_projection(loadTensor(checkpoint, "visual.proj").to(compute.device))
{
    const auto conv = [&](const std::string &name, int stride) {
        return FoldedConv(checkpoint, name, name + ".norm", stride, compute);
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
    at::Tensor x = asInput(pixels, m_type);
    for (const FoldedConv &conv : m_stem)
        x = at::relu(conv.forward(x)); // [N, w, s/2, s/2]
    record(trace, "vision.stem", x);
    for (const Block &block : m_blocks) {
        const at::Tensor y = block.conv2.forward(at::relu(block.conv1.forward(x)));
        x = at::relu(y + (block.shortcut ? block.shortcut->forward(averagePool(x, block.stride)) : x));
    }
    return at::matmul(x.to(at::kFloat).mean({2, 3}), m_projection); // [N, dim]
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
