// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/vittower.h"

#include "core/clip/torch/resnettowers.h"

namespace reminisce::clip {

namespace {

Transformer::Shape shapeOf(const VisionConfig &v)
{
    return {v.layers, v.heads, v.activation, v.normEpsilon};
}

} // namespace

VitTower::VitTower(const Checkpoint &checkpoint, const Compute &compute)
    : m_kind(checkpoint.config().vision.kind), m_heads(checkpoint.config().vision.heads),
      m_activation(checkpoint.config().vision.activation), m_type(compute.type),
      m_patch(checkpoint.config().vision.layeredStem ? 1 : checkpoint.config().vision.patch),
      m_positions(loadTensor(checkpoint, "visual.positional_embedding").to(compute.device)),
      m_blocks(checkpoint, "visual.", shapeOf(checkpoint.config().vision), compute),
      m_postNorm(checkpoint, "visual.ln_post", checkpoint.config().vision.normEpsilon, compute)
{
    const VisionConfig &v = checkpoint.config().vision;
    if (v.layeredStem) {
        for (std::size_t i = 0; i < layeredStem(v).size(); ++i) {
            const std::string name = "visual.stem." + std::to_string(i);
            m_stem.push_back(loadFolded(checkpoint, name, name + ".norm", 2, compute));
        }
    }
    const at::Tensor patchBias =
        m_kind == VisionKind::Vit ? at::zeros({v.width}) : loadTensor(checkpoint, "visual.conv1.bias");
    m_embedPatch = operatorsFor(compute).linear(
        loadTensor(checkpoint, "visual.conv1.weight").permute({0, 2, 3, 1}).flatten(1), patchBias, compute);
    if (m_kind == VisionKind::Vit) {
        m_classToken = loadTensor(checkpoint, "visual.class_embedding").to(compute.device);
        if (v.hasPreNorm)
            m_preNorm = LayerNorm(checkpoint, "visual.ln_pre", v.normEpsilon, compute);
        m_projection = loadTensor(checkpoint, "visual.proj").to(compute.device);
        return;
    }
    // The probe is the same for every picture, so its query is computed once.
    const at::Tensor weight = loadTensor(checkpoint, "visual.attnpool.in_proj_weight");
    const at::Tensor bias = loadTensor(checkpoint, "visual.attnpool.in_proj_bias");
    const at::Tensor probe = loadTensor(checkpoint, "visual.attnpool.probe").reshape({1, v.width});
    const std::int64_t head = v.width / v.heads;
    m_query = at::linear(probe, weight.narrow(0, 0, v.width), bias.narrow(0, 0, v.width))
                  .reshape({1, 1, v.heads, head})
                  .transpose(1, 2)
                  .to(compute.device, compute.type); // [1, heads, 1, d]
    m_attention = operatorsFor(compute).attention(compute);
    m_keyValue = operatorsFor(compute).linear(weight.narrow(0, v.width, 2 * v.width),
                                              bias.narrow(0, v.width, 2 * v.width), compute);
    m_poolOut = loadLinear(checkpoint, "visual.attnpool.out_proj", compute);
    m_poolNorm = LayerNorm(checkpoint, "visual.attnpool.ln", v.normEpsilon, compute);
    m_poolUp = loadLinear(checkpoint, "visual.attnpool.mlp.c_fc", compute);
    m_poolDown = loadLinear(checkpoint, "visual.attnpool.mlp.c_proj", compute);
}

at::Tensor VitTower::forward(const at::Tensor &pixels, Trace *trace) const
{
    at::Tensor cells = m_stem.empty() ? pixels : pixels.to(m_type).contiguous(at::MemoryFormat::ChannelsLast);
    for (const auto &conv : m_stem)
        cells = conv->rectified(cells);
    // A convolution whose squares do not overlap is a product.
    const std::int64_t n = cells.size(0);
    const std::int64_t side = cells.size(2) / m_patch;
    const std::int64_t channels = cells.size(1);
    const at::Tensor patches = cells.permute({0, 2, 3, 1})
                                   .narrow(1, 0, side * m_patch)
                                   .narrow(2, 0, side * m_patch)
                                   .reshape({n, side, m_patch, side, m_patch * channels})
                                   .transpose(2, 3)
                                   .reshape({n, side * side, m_patch * m_patch * channels});
    at::Tensor x = m_embedPatch->forward(patches).to(at::kFloat); // [N, side², width]
    record(trace, "vision.patch", x);
    if (m_kind == VisionKind::Vit)
        x = at::cat({m_classToken.expand({x.size(0), 1, x.size(2)}), x}, 1); // class token in front
    x = x + m_positions;
    record(trace, "vision.embeddings", x);
    if (m_preNorm) {
        x = m_preNorm->forward(x);
        record(trace, "vision.ln_pre", x);
    }
    x = m_blocks.forward(x, {}, trace, "vision");
    if (m_kind == VisionKind::SiglipVit) {
        x = m_postNorm.forward(x);
        record(trace, "vision.ln_post", x);
        return poolByAttention(x);
    }
    x = m_postNorm.forward(x.select(1, 0)); // [N, width]
    record(trace, "vision.ln_post", x);
    return at::matmul(x, m_projection);
}

at::Tensor VitTower::poolByAttention(const at::Tensor &x) const
{
    const std::int64_t n = x.size(0);
    const std::int64_t width = x.size(2);
    const at::Tensor keyValue = m_keyValue->forward(x)
                                    .reshape({n, x.size(1), 2, m_heads, width / m_heads})
                                    .permute({2, 0, 3, 1, 4}); // [2, N, heads, L, d]
    const at::Tensor query = m_query.expand({n, m_heads, 1, width / m_heads});
    const at::Tensor mixed =
        m_attention->forward(query, keyValue[0], keyValue[1], {}).transpose(1, 2).reshape({n, width});
    at::Tensor pooled = m_poolOut->forward(mixed).to(at::kFloat);
    m_poolDown->addTo(pooled, m_poolUp->forward(m_poolNorm.forward(pooled), m_activation));
    return pooled;
}

} // namespace reminisce::clip
