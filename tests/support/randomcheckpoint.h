// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/paths.h"
#include "core/clip/modelconfig.h"
#include "core/clip/safetensors.h"

#include <random>

namespace reminisce::test {

/// Writes an OpenCLIP checkpoint of the given shape with random weights in half precision: reads like a real one.
inline void writeRandomOpenClip(const std::filesystem::path &folder, const clip::ModelConfig &config,
                                unsigned seed = 42)
{
    std::filesystem::create_directories(folder);
    std::mt19937_64 random(seed);
    std::vector<clip::TensorData> tensors;
    for (const clip::TensorSpec &spec : *clip::tensorSpecs(config)) {
        clip::TensorData tensor{spec.name, clip::DType::F16, spec.shape, {}};
        std::size_t count = 1;
        for (const std::int64_t size : spec.shape)
            count *= static_cast<std::size_t>(size);
        const bool isOne =
            (spec.shape.size() == 1 && spec.name.ends_with("weight")) || spec.name.ends_with("running_var");
        tensor.bytes.reserve(count * 2);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < count; ++i) {
            bits = i % 4 == 0 ? random() : bits >> 16U;
            // 1 for what scales; otherwise ±0.016 to ±0.03
            const auto half = static_cast<std::uint16_t>(isOne ? 0x3C00U : (bits & 0x83FFU) | 0x2400U);
            tensor.bytes.push_back(static_cast<std::uint8_t>(half & 0xFFU));
            tensor.bytes.push_back(static_cast<std::uint8_t>(half >> 8U));
        }
        tensors.push_back(std::move(tensor));
    }
    tensors.push_back(clip::floatTensor("logit_scale", {}, {4.6F}));
    const auto written = clip::writeSafetensors(folder / "open_clip_model.safetensors", tensors);
    std::string layers = std::to_string(config.vision.layers);
    if (config.vision.kind == clip::VisionKind::ModifiedResNet) {
        layers.clear();
        for (const int blocks : config.vision.blocks)
            layers += (layers.empty() ? "[" : ", ") + std::to_string(blocks);
        layers += "]";
    }
    const std::string json = R"({"model_cfg": {"embed_dim": )" + std::to_string(config.dim) + R"(, "quick_gelu": )" +
                             (config.vision.activation == clip::Activation::QuickGelu ? "true" : "false") +
                             R"(, "vision_cfg": {"image_size": )" + std::to_string(config.preprocess.size) +
                             R"(, "layers": )" + layers + R"(, "width": )" + std::to_string(config.vision.width) +
                             R"(, "patch_size": )" + std::to_string(config.vision.patch) +
                             R"(}, "text_cfg": {"width": )" + std::to_string(config.text.width) + R"(, "heads": )" +
                             std::to_string(config.text.heads) + R"(, "layers": )" +
                             std::to_string(config.text.layers) + "}}}";
    const auto described = paths::writeAtomically(folder / "open_clip_config.json", json);
    if (!written || !described)
        std::abort();
}

} // namespace reminisce::test
