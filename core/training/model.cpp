// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model.h"

#include "core/base/paths.h"
#include "core/clip/safetensors.h"
#include "core/training/batches.h"
#include "core/training/tensors.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include <ATen/Context.h>
#include <c10/core/GradMode.h>

namespace reminisce::training {

namespace {

bool processorHasBfloat16()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("flags"))
            return line.find("avx512_bf16") != std::string::npos || line.find("amx_bf16") != std::string::npos;
    }
    return false;
}

at::Device deviceFor(const std::string &name)
{
    const bool hasCuda = at::globalContext().hasCUDA();
    if (name == "cuda" && !hasCuda)
        throw std::runtime_error("there is no graphics card that LibTorch can use");
    return name == "cuda" || (name == "auto" && hasCuda) ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
}

at::ScalarType computeType(const std::string &precision, const at::Device &device)
{
    const bool half = precision == "bf16" || (precision == "auto" && (device.is_cuda() || processorHasBfloat16()));
    return half ? at::kBFloat16 : at::kFloat;
}

nlohmann::ordered_json visionJson(const clip::ModelConfig &config)
{
    const clip::VisionConfig &v = config.vision;
    nlohmann::ordered_json json = {
        {"kind", visionKindName(v.kind)}, {"image_size", config.preprocess.size}, {"width", v.width}};
    if (v.kind == clip::VisionKind::Vit) {
        json["patch"] = v.patch;
        json["layers"] = v.layers;
        json["heads"] = v.heads;
        json["stem"] = v.layeredStem ? "layered" : "patch";
        return json;
    }
    json["blocks"] = v.blocks;
    json["pool"] = v.attentionPool ? "attention" : "mean";
    if (v.attentionPool)
        json["heads"] = v.heads;
    return json;
}

nlohmann::ordered_json configJson(const clip::ModelConfig &config)
{
    return {{"model_type", "reminisce-clip"},
            {"name", config.name},
            {"embed_dim", config.dim},
            {"vision", visionJson(config)},
            {"text",
             {{"kind", textKindName(config.text.kind)},
              {"width", config.text.width},
              {"layers", config.text.layers},
              {"heads", config.text.heads},
              {"context", config.text.context},
              {"vocabulary", config.text.vocabulary},
              {"activation", "quick_gelu"},
              {"one_thing", config.text.oneThing}}},
            {"preprocess",
             {{"interpolation", "bicubic"},
              {"mean", {pictureMean, pictureMean, pictureMean}},
              {"std", {pictureDeviation, pictureDeviation, pictureDeviation}},
              {"resize_mode", config.preprocess.squash ? "squash" : "shortest"},
              {"mirror", config.preprocess.mirror}}}};
}

// CLIP's and SigLIP's beginnings (arXiv 2103.00020, 2303.15343).
constexpr double clipScale = 1 / 0.07, siglipScale = 10;
constexpr double mostScale = 100;

at::Tensor initialLogScale(const TrainingConfig &config)
{
    const double scale = config.temperature > 0         ? 1 / config.temperature
                         : config.loss == Loss::Sigmoid ? siglipScale
                                                        : clipScale;
    return at::full({}, std::log(scale), at::kFloat);
}

} // namespace

Model::Model(const TrainingConfig &config, std::vector<clip::BytePairVocabulary::Merge> merges, std::size_t concepts)
    : m_device(deviceFor(config.device)), m_compute(computeType(config.precision, m_device)), m_set(m_device),
      m_merges(std::move(merges)), m_tokenizer(clip::BytePairVocabulary::fromMerges(m_merges), config.texts.context),
      m_config(modelConfig(config, m_tokenizer.vocabularySize())),
      m_pictures(makePictureTower(m_config, m_compute, m_set)), m_texts(makeTextTower(m_config, m_compute, m_set))
{
    if (config.temperature > 0)
        m_logScale = m_set.addBuffer("logit_scale", initialLogScale(config));
    else
        m_logScale = m_set.add("logit_scale", initialLogScale(config), false);
    if (config.loss == Loss::Sigmoid)
        m_bias = m_set.add("logit_bias", at::full({}, config.sigmoidBias, at::kFloat), false);
    m_config.text.oneThing = concepts > 0;
    if (concepts > 0 && config.proxies > 0) {
        m_proxies = m_set.add(
            "proxies", randomNormal({static_cast<std::int64_t>(concepts), config.dim}, 1 / std::sqrt(config.dim)),
            false, false);
        m_proxyLogScale = m_set.add("proxy_scale", at::full({}, std::log(clipScale), at::kFloat), false, false);
    }
}

at::Tensor Model::encodePictures(const std::vector<float> &pixels, int size, bool training) const
{
    const std::int64_t n = static_cast<std::int64_t>(pixels.size()) / (static_cast<std::int64_t>(size) * size * 3);
    // Interleaved bytes are what channels-last means: the permutation moves nothing.
    const at::Tensor input = at::from_blob(const_cast<float *>(pixels.data()), {n, size, size, 3}, at::kFloat)
                                 .to(m_device)
                                 .sub(255.0F * pictureMean)
                                 .mul_(1.0F / (255.0F * pictureDeviation))
                                 .to(m_compute)
                                 .permute({0, 3, 1, 2});
    return m_pictures->forward(input, training);
}

at::Tensor Model::encodeTexts(const std::vector<std::vector<std::int32_t>> &texts) const
{
    std::size_t longest = 1;
    for (const auto &ids : texts)
        longest = std::max(longest, ids.size());
    const auto count = static_cast<std::int64_t>(texts.size());
    PaddedTexts padded{at::zeros({count, static_cast<std::int64_t>(longest)}, at::kLong),
                       at::zeros({count}, at::kLong)};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::copy(texts[i].begin(), texts[i].end(), padded.ids.data_ptr<std::int64_t>() + i * longest);
        padded.lengths.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(texts[i].size());
    }
    return m_texts->forward({padded.ids.to(m_device), padded.lengths.to(m_device)});
}

at::Tensor Model::scale() const
{
    return m_logScale.exp();
}

at::Tensor Model::proxyScale() const
{
    return m_proxyLogScale.exp();
}

void Model::limitScales()
{
    const c10::AutoGradMode noGradient(false);
    for (at::Tensor *scale : {&m_logScale, &m_proxyLogScale}) {
        if (scale->defined())
            scale->clamp_max_(std::log(mostScale));
    }
}

Result<void> Model::load(const std::filesystem::path &folder)
{
    const Result<clip::TensorFile> file = clip::TensorFile::open(folder / "model.safetensors");
    if (!file)
        return file.error();
    const c10::AutoGradMode noGradient(false);
    for (const Parameter &parameter : m_set.parameters) {
        if (!parameter.isKept)
            continue;
        if (auto copied = copyInto(parameter.value, *file, parameter.name); !copied)
            return copied;
    }
    for (const Buffer &buffer : m_set.buffers) {
        if (buffer.value.is_same(m_logScale)) // fixed by the configuration
            continue;
        if (auto copied = copyInto(buffer.value, *file, buffer.name); !copied)
            return copied;
    }
    limitScales();
    return {};
}

Result<void> Model::averageWith(const std::filesystem::path &folder)
{
    const auto merges = clip::BytePairVocabulary::readMerges(folder / "merges.txt");
    if (!merges)
        return merges.error();
    if (*merges != m_merges)
        return badInput("The model to average with has another vocabulary.");
    const c10::AutoGradMode noGradient(false);
    std::vector<at::Tensor> own;
    for (const Parameter &parameter : m_set.parameters)
        own.push_back(parameter.value.clone());
    for (const Buffer &buffer : m_set.buffers)
        own.push_back(buffer.value.clone());
    if (auto loaded = load(folder); !loaded)
        return loaded;
    auto each = own.begin();
    for (const Parameter &parameter : m_set.parameters)
        parameter.value.lerp_(*each++, 0.5);
    for (const Buffer &buffer : m_set.buffers)
        buffer.value.lerp_(*each++, 0.5);
    return {};
}

Result<void> Model::save(const std::filesystem::path &folder) const
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    std::vector<clip::TensorData> tensors;
    for (const Parameter &parameter : m_set.parameters) {
        if (parameter.isKept)
            tensors.push_back(parameter.value.dim() >= 2 ? halfTensor(parameter.name, parameter.value)
                                                         : fullTensor(parameter.name, parameter.value));
    }
    for (const Buffer &buffer : m_set.buffers)
        tensors.push_back(fullTensor(buffer.name, buffer.value));

    std::string mergesText = "#version: 0.2\n";
    for (const auto &[left, right] : m_merges)
        mergesText += left + " " + right + "\n";
    const auto vocabulary = clip::BytePairVocabulary::fromMerges(m_merges);
    std::vector<std::pair<std::string, std::int32_t>> ids(vocabulary.ids().begin(), vocabulary.ids().end());
    std::sort(ids.begin(), ids.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    nlohmann::ordered_json vocab = nlohmann::ordered_json::object();
    for (const auto &[token, id] : ids)
        vocab[token] = id;

    // The weights last: a folder with weights is complete.
    for (const auto &[name, text] : {std::pair<const char *, std::string>("config.json", configJson(m_config).dump(1)),
                                     {"merges.txt", std::move(mergesText)},
                                     {"vocab.json", vocab.dump(0)}}) {
        if (auto written = paths::writeAtomically(folder / name, text.ends_with('\n') ? text : text + "\n"); !written)
            return written;
    }
    return clip::writeSafetensors(folder / "model.safetensors", tensors,
                                  {{"layout", clip::layoutName(clip::Layout::Reminisce)}, {"format", "pt"}});
}

} // namespace reminisce::training
