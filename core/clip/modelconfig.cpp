// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/modelconfig.h"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

namespace reminisce::clip {

const char *layoutName(Layout layout)
{
    switch (layout) {
    case Layout::OpenAi: return "openai";
    case Layout::HuggingFaceClip: return "huggingface-clip";
    case Layout::OpenClip: return "openclip";
    case Layout::HuggingFaceSiglip: return "huggingface-siglip";
    case Layout::Reminisce: return "reminisce";
    }
    return "";
}

const char *visionKindName(VisionKind kind)
{
    switch (kind) {
    case VisionKind::Vit: return "vit";
    case VisionKind::SiglipVit: return "siglip-vit";
    case VisionKind::ModifiedResNet: return "modified-resnet";
    case VisionKind::ResNetD: return "resnet-d";
    }
    return "";
}

const char *textKindName(TextKind kind)
{
    switch (kind) {
    case TextKind::Causal: return "causal";
    case TextKind::Bidirectional: return "bidirectional";
    case TextKind::ClassToken: return "class-token";
    case TextKind::Bag: return "bag";
    }
    return "";
}

const char *activationName(Activation activation)
{
    switch (activation) {
    case Activation::QuickGelu: return "quick_gelu";
    case Activation::Gelu: return "gelu";
    case Activation::GeluTanh: return "gelu_tanh";
    }
    return "";
}

const char *interpolationName(Interpolation interpolation)
{
    return interpolation == Interpolation::Bicubic ? "bicubic" : "bilinear";
}

namespace {

bool between(std::int64_t value, std::int64_t low, std::int64_t high)
{
    return value >= low && value <= high;
}

/// What is wrong with the sizes, or nothing. The bounds are far above any published model.
std::string fault(const ModelConfig &c)
{
    const VisionConfig &v = c.vision;
    const TextConfig &t = c.text;
    if (!between(c.dim, 1, 16384) || !between(c.preprocess.size, 16, 2048))
        return "its size of pictures or vectors is not plausible";
    if (!between(t.width, 1, 16384) || !between(t.layers, t.kind == TextKind::Bag ? 0 : 1, 200) ||
        !between(t.heads, 1, 256) || !between(t.mlpWidth, 1, 65536) || !between(t.context, 2, 4096) ||
        !between(t.vocabulary, 2, 2'000'000) || t.width % t.heads != 0)
        return "the sizes of its text tower are not plausible";
    if (!between(v.width, 1, 16384) || !between(v.heads, 1, 1024) || !between(v.mlpWidth, 1, 65536))
        return "the sizes of its picture tower are not plausible";
    if (v.kind == VisionKind::Vit || v.kind == VisionKind::SiglipVit) {
        if (!between(v.layers, 1, 200) || !between(v.patch, 1, 256) || v.width % v.heads != 0 ||
            c.preprocess.size % v.patch != 0)
            return "the sizes of its picture tower are not plausible";
        if (v.layeredStem && (v.kind != VisionKind::Vit || v.patch < 2 || !std::has_single_bit(unsigned(v.patch))))
            return "the stem of its picture tower is not plausible";
        return {};
    }
    if (v.blocks.size() != 4)
        return "its picture tower does not have four stages";
    for (const int n : v.blocks) {
        if (!between(n, 1, 200))
            return "the sizes of its picture tower are not plausible";
    }
    const bool isModified = v.kind == VisionKind::ModifiedResNet;
    if (c.preprocess.size % (isModified ? 32 : 16) != 0 ||
        (v.attentionPool && v.width * (isModified ? 32 : 8) % v.heads != 0))
        return "the sizes of its picture tower are not plausible";
    return {};
}

class Specs {
public:
    void add(const std::string &name, std::vector<std::int64_t> shape) { list.push_back({name, std::move(shape)}); }

    void norm(const std::string &name, std::int64_t width)
    {
        add(name + ".weight", {width});
        add(name + ".bias", {width});
    }

    void linear(const std::string &name, std::int64_t out, std::int64_t in)
    {
        add(name + ".weight", {out, in});
        add(name + ".bias", {out});
    }

    void batchNorm(const std::string &name, std::int64_t channels)
    {
        norm(name, channels);
        add(name + ".running_mean", {channels});
        add(name + ".running_var", {channels});
    }

    void convolution(const std::string &name, std::int64_t in, std::int64_t out, std::int64_t kernel)
    {
        add(name + ".weight", {out, in, kernel, kernel});
        batchNorm(name + ".norm", out);
    }

    /// What follows the last stage of a residual network; `grid` cells on each side.
    void pool(const ModelConfig &c, std::int64_t channels, std::int64_t grid)
    {
        if (!c.vision.attentionPool) {
            add("visual.proj", {channels, c.dim});
            return;
        }
        add("visual.attnpool.positional_embedding", {grid * grid + 1, channels});
        for (const char *projection : {"q_proj", "k_proj", "v_proj"})
            linear(std::string("visual.attnpool.") + projection, channels, channels);
        linear("visual.attnpool.c_proj", c.dim, channels);
    }

    void attention(const std::string &name, std::int64_t width)
    {
        add(name + ".in_proj_weight", {3 * width, width});
        add(name + ".in_proj_bias", {3 * width});
        linear(name + ".out_proj", width, width);
    }

    void transformer(const std::string &prefix, int layers, std::int64_t width, std::int64_t mlp)
    {
        for (int i = 0; i < layers; ++i) {
            const std::string block = prefix + "transformer.resblocks." + std::to_string(i);
            norm(block + ".ln_1", width);
            attention(block + ".attn", width);
            norm(block + ".ln_2", width);
            linear(block + ".mlp.c_fc", mlp, width);
            linear(block + ".mlp.c_proj", width, mlp);
        }
    }

    std::vector<TensorSpec> list;
};

void addVit(Specs &s, const ModelConfig &c)
{
    const VisionConfig &v = c.vision;
    const std::int64_t grid = c.preprocess.size / v.patch;
    if (v.layeredStem) {
        std::int64_t in = 3;
        const std::vector<int> channels = layeredStem(v);
        for (std::size_t i = 0; i < channels.size(); ++i) {
            s.convolution("visual.stem." + std::to_string(i), in, channels[i], 3);
            in = channels[i];
        }
        s.add("visual.conv1.weight", {v.width, in, 1, 1});
    } else {
        s.add("visual.conv1.weight", {v.width, 3, v.patch, v.patch});
    }
    if (v.kind == VisionKind::Vit) {
        s.add("visual.class_embedding", {v.width});
        s.add("visual.positional_embedding", {grid * grid + 1, v.width});
        if (v.hasPreNorm)
            s.norm("visual.ln_pre", v.width);
        s.add("visual.proj", {v.width, c.dim});
    } else {
        s.add("visual.conv1.bias", {v.width});
        s.add("visual.positional_embedding", {grid * grid, v.width});
        s.add("visual.attnpool.probe", {1, 1, v.width});
        s.attention("visual.attnpool", v.width);
        s.norm("visual.attnpool.ln", v.width);
        s.linear("visual.attnpool.mlp.c_fc", v.mlpWidth, v.width);
        s.linear("visual.attnpool.mlp.c_proj", v.width, v.mlpWidth);
    }
    s.transformer("visual.", v.layers, v.width, v.mlpWidth);
    s.norm("visual.ln_post", v.width);
}

void addModifiedResNet(Specs &s, const ModelConfig &c)
{
    const std::int64_t w = c.vision.width;
    const std::array<std::int64_t, 4> stem = {3, w / 2, w / 2, w};
    for (std::size_t i = 0; i < 3; ++i) {
        s.add("visual.conv" + std::to_string(i + 1) + ".weight", {stem[i + 1], stem[i], 3, 3});
        s.batchNorm("visual.bn" + std::to_string(i + 1), stem[i + 1]);
    }
    std::int64_t in = w;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const std::int64_t planes = w << stage;
        for (int i = 0; i < c.vision.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            s.add(name + ".conv1.weight", {planes, in, 1, 1});
            s.batchNorm(name + ".bn1", planes);
            s.add(name + ".conv2.weight", {planes, planes, 3, 3});
            s.batchNorm(name + ".bn2", planes);
            s.add(name + ".conv3.weight", {planes * 4, planes, 1, 1});
            s.batchNorm(name + ".bn3", planes * 4);
            if (i == 0) {
                s.add(name + ".downsample.0.weight", {planes * 4, in, 1, 1});
                s.batchNorm(name + ".downsample.1", planes * 4);
            }
            in = planes * 4;
        }
    }
    s.pool(c, in, c.preprocess.size / 32);
}

void addResNetD(Specs &s, const ModelConfig &c)
{
    const std::int64_t w = c.vision.width;
    s.convolution("visual.stem.0", 3, w, 3);
    s.convolution("visual.stem.1", w, w, 3);
    std::int64_t in = w;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const std::int64_t out = w << stage;
        for (int i = 0; i < c.vision.blocks[stage]; ++i) {
            const std::string name = "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i);
            s.convolution(name + ".conv1", in, out, 3);
            s.convolution(name + ".conv2", out, out, 3);
            if (in != out)
                s.convolution(name + ".shortcut", in, out, 1);
            in = out;
        }
    }
    s.pool(c, in, c.preprocess.size / 16);
}

} // namespace

std::vector<int> layeredStem(const VisionConfig &vision)
{
    const int halvings = std::bit_width(static_cast<unsigned>(vision.patch)) - 1;
    std::vector<int> channels;
    for (int i = 0; i < halvings; ++i)
        channels.push_back(std::max(8, vision.width >> (halvings - i)));
    return channels;
}

Result<std::vector<TensorSpec>> tensorSpecs(const ModelConfig &config)
{
    if (const std::string what = fault(config); !what.empty())
        return badInput("The model cannot be used: " + what + ".");
    Specs s;
    switch (config.vision.kind) {
    case VisionKind::Vit:
    case VisionKind::SiglipVit: addVit(s, config); break;
    case VisionKind::ModifiedResNet: addModifiedResNet(s, config); break;
    case VisionKind::ResNetD: addResNetD(s, config); break;
    }
    const TextConfig &t = config.text;
    s.add("token_embedding.weight", {t.vocabulary, t.width});
    if (t.kind != TextKind::Bag) {
        s.add("positional_embedding", {t.context, t.width});
        s.transformer("", t.layers, t.width, t.mlpWidth);
        s.norm("ln_final", t.width);
    }
    s.add("text_projection", {t.width, config.dim});
    if (t.hasProjectionBias)
        s.add("text_projection.bias", {config.dim});
    return std::move(s.list);
}

std::string canonicalText(const ModelConfig &c)
{
    nlohmann::json json = {{"dim", c.dim},
                           {"vision",
                            {{"kind", visionKindName(c.vision.kind)},
                             {"patch", c.vision.patch},
                             {"width", c.vision.width},
                             {"layers", c.vision.layers},
                             {"blocks", c.vision.blocks},
                             {"heads", c.vision.heads},
                             {"mlp", c.vision.mlpWidth},
                             {"activation", activationName(c.vision.activation)},
                             {"epsilon", c.vision.normEpsilon}}},
                           {"text",
                            {{"kind", textKindName(c.text.kind)},
                             {"width", c.text.width},
                             {"layers", c.text.layers},
                             {"heads", c.text.heads},
                             {"mlp", c.text.mlpWidth},
                             {"context", c.text.context},
                             {"vocabulary", c.text.vocabulary},
                             {"activation", activationName(c.text.activation)},
                             {"epsilon", c.text.normEpsilon},
                             {"padding", c.text.paddingId}}},
                           {"preprocess",
                            {{"size", c.preprocess.size},
                             {"squash", c.preprocess.squash},
                             {"interpolation", interpolationName(c.preprocess.interpolation)},
                             {"mean", c.preprocess.mean},
                             {"deviation", c.preprocess.deviation}}}};
    // Named only where it is unusual, so that the identity of a model stays what it was.
    if (c.preprocess.mirror)
        json["preprocess"]["mirror"] = true;
    if (c.vision.layeredStem)
        json["vision"]["stem"] = "layered";
    if (c.vision.attentionPool != (c.vision.kind == VisionKind::ModifiedResNet))
        json["vision"]["pool"] = c.vision.attentionPool ? "attention" : "mean";
    return json.dump();
}

} // namespace reminisce::clip
