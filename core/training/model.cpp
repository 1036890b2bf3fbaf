// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model.h"

#include "core/base/half.h"
#include "core/base/paths.h"
#include "core/clip/safetensors.h"
#include "core/training/concepts.h"
#include "core/training/objective.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

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

at::ScalarType computeType(const std::string &precision)
{
    if (precision == "auto")
        return processorHasBfloat16() ? at::kBFloat16 : at::kFloat;
    return precision == "bf16" ? at::kBFloat16 : at::kFloat;
}

ResNetShape pictureShape(const TrainingConfig &config)
{
    return {config.width, config.blocks, config.dim};
}

TextShape textShape(const TrainingConfig &config, int vocabulary)
{
    return {vocabulary, config.textContext, config.textWidth, config.textLayers, config.textHeads, config.dim};
}

clip::TensorData halfTensor(const std::string &name, const at::Tensor &value)
{
    const at::Tensor half = value.detach().to(at::kHalf).contiguous();
    clip::TensorData data{name, clip::DType::F16, half.sizes().vec(), {}};
    data.bytes.resize(static_cast<std::size_t>(half.numel()) * 2);
    std::memcpy(data.bytes.data(), half.data_ptr(), data.bytes.size());
    return data;
}

clip::TensorData fullTensor(const std::string &name, const at::Tensor &value)
{
    const at::Tensor full = value.detach().to(at::kFloat).contiguous();
    const float *begin = full.data_ptr<float>();
    return clip::floatTensor(name, full.sizes().vec(), {begin, begin + full.numel()});
}

Result<void> copyInto(at::Tensor target, const clip::TensorFile &file, const std::string &name)
{
    const clip::TensorView *view = file.find(name);
    if (view == nullptr || at::IntArrayRef(view->shape) != target.sizes())
        return badInput("The checkpoint to go on from has another shape (tensor " + name + ").");
    const std::vector<float> values = view->toFloats();
    std::memcpy(target.data_ptr(), values.data(), values.size() * sizeof(float));
    return {};
}

} // namespace

Model::Model(const TrainingConfig &config, std::vector<clip::BytePairVocabulary::Merge> merges)
    : m_merges(std::move(merges)), m_tokenizer(clip::BytePairVocabulary::fromMerges(m_merges), config.textContext),
      m_pictures(pictureShape(config), m_set), m_texts(textShape(config, m_tokenizer.vocabularySize()), m_set),
      m_logScale(m_set.add("logit_scale", at::full({}, std::log(1 / 0.07), at::kFloat), false)),
      m_compute(computeType(config.precision))
{
}

at::Tensor Model::encodePictures(const std::vector<float> &pixels, int size, bool training) const
{
    const std::int64_t n = static_cast<std::int64_t>(pixels.size()) / (static_cast<std::int64_t>(size) * size * 3);
    // Interleaved bytes are what channels-last means: the permutation moves nothing.
    const at::Tensor input = at::from_blob(const_cast<float *>(pixels.data()), {n, size, size, 3}, at::kFloat)
                                 .sub(255.0F * pictureMean)
                                 .mul_(1.0F / (255.0F * pictureDeviation))
                                 .to(m_compute)
                                 .permute({0, 3, 1, 2});
    return m_pictures.forward(input, training);
}

at::Tensor Model::encodeTexts(const std::vector<std::vector<std::int32_t>> &texts) const
{
    std::size_t longest = 1;
    for (const auto &ids : texts)
        longest = std::max(longest, ids.size());
    at::Tensor ids =
        at::zeros({static_cast<std::int64_t>(texts.size()), static_cast<std::int64_t>(longest)}, at::kLong);
    at::Tensor ends = at::zeros({static_cast<std::int64_t>(texts.size())}, at::kLong);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto *row = ids.data_ptr<std::int64_t>() + i * longest;
        std::copy(texts[i].begin(), texts[i].end(), row);
        ends.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(texts[i].size()) - 1;
    }
    return m_texts.forward(ids, ends);
}

at::Tensor Model::scale() const
{
    return m_logScale.exp().clamp_max(100.0);
}

Result<void> Model::load(const std::filesystem::path &folder)
{
    const Result<clip::TensorFile> file = clip::TensorFile::open(folder / "model.safetensors");
    if (!file)
        return file.error();
    const c10::AutoGradMode noGradient(false);
    for (const Parameter &parameter : m_set.parameters) {
        if (auto copied = copyInto(parameter.value, *file, parameter.name); !copied)
            return copied;
    }
    for (const Buffer &buffer : m_set.buffers) {
        if (auto copied = copyInto(buffer.value, *file, buffer.name); !copied)
            return copied;
    }
    return {};
}

Result<void> Model::save(const std::filesystem::path &folder, const TrainingConfig &config)
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    std::vector<clip::TensorData> tensors;
    for (const Parameter &parameter : m_set.parameters)
        tensors.push_back(parameter.value.dim() >= 2 ? halfTensor(parameter.name, parameter.value)
                                                     : fullTensor(parameter.name, parameter.value));
    for (const Buffer &buffer : m_set.buffers)
        tensors.push_back(fullTensor(buffer.name, buffer.value));

    const nlohmann::ordered_json json = {{"model_type", "reminisce-clip"},
                                         {"name", config.name},
                                         {"embed_dim", config.dim},
                                         {"vision",
                                          {{"kind", "resnet-d"},
                                           {"image_size", config.pictureSize},
                                           {"width", config.width},
                                           {"blocks", config.blocks}}},
                                         {"text",
                                          {{"kind", "causal"},
                                           {"width", config.textWidth},
                                           {"layers", config.textLayers},
                                           {"heads", config.textHeads},
                                           {"context", config.textContext},
                                           {"vocabulary", m_tokenizer.vocabularySize()},
                                           {"activation", "quick_gelu"}}},
                                         {"preprocess",
                                          {{"interpolation", "bicubic"},
                                           {"mean", {pictureMean, pictureMean, pictureMean}},
                                           {"std", {pictureDeviation, pictureDeviation, pictureDeviation}}}}};

    std::string mergesText = "#version: 0.2\n";
    for (const auto &[left, right] : m_merges)
        mergesText += left + " " + right + "\n";
    const auto vocabulary = clip::BytePairVocabulary::fromMerges(m_merges);
    std::vector<std::pair<std::string, std::int32_t>> ids(vocabulary.ids().begin(), vocabulary.ids().end());
    std::sort(ids.begin(), ids.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    nlohmann::ordered_json vocab = nlohmann::ordered_json::object();
    for (const auto &[token, id] : ids)
        vocab[token] = id;

    for (auto written : {paths::writeAtomically(folder / "config.json", json.dump(1) + "\n"),
                         paths::writeAtomically(folder / "merges.txt", mergesText),
                         paths::writeAtomically(folder / "vocab.json", vocab.dump(0) + "\n"),
                         clip::writeSafetensors(folder / "model.safetensors", tensors)}) {
        if (!written)
            return written;
    }
    return {};
}

ZeroShot validate(const Model &model, const Dataset &data, int pictureSize)
{
    const c10::AutoGradMode noGradient(false);
    std::vector<std::vector<std::int32_t>> captions;
    for (const Label &label : data.labels)
        captions.push_back(model.tokenizer().encode(plainCaption(label), clip::SpecialTokens::Escape));
    const at::Tensor texts = unitRows(model.encodeTexts(captions)); // [C, dim]

    std::vector<std::size_t> pictures;
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        if (data.examples[i].split == Split::Validation)
            pictures.push_back(i);
    }
    struct Count {
        std::int64_t all = 0, first = 0, five = 0;
    };
    std::vector<Count> counts(data.labels.size());
    constexpr std::size_t batch = 256;
    const std::size_t each = static_cast<std::size_t>(data.size) * static_cast<std::size_t>(data.size) * 3;
    for (std::size_t begin = 0; begin < pictures.size(); begin += batch) {
        const std::size_t n = std::min(batch, pictures.size() - begin);
        std::vector<float> pixels(n * each);
        for (std::size_t i = 0; i < n; ++i)
            std::copy_n(data.picture(pictures[begin + i]), each, pixels.data() + i * each);
        const at::Tensor embeddings = unitRows(model.encodePictures(pixels, pictureSize, false));
        const at::Tensor best =
            std::get<1>(at::topk(at::matmul(embeddings, texts.t()), std::min<std::int64_t>(5, texts.size(0))))
                .contiguous();
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t label = data.examples[pictures[begin + i]].label;
            const auto *row = best.data_ptr<std::int64_t>() + static_cast<std::ptrdiff_t>(i) * best.size(1);
            Count &count = counts[label];
            ++count.all;
            count.first += row[0] == label ? 1 : 0;
            count.five += std::find(row, row + best.size(1), label) != row + best.size(1) ? 1 : 0;
        }
    }
    ZeroShot result;
    for (const Count &count : counts) {
        if (count.all == 0)
            continue;
        ++result.classes;
        result.pictures += count.all;
        result.top1 += static_cast<double>(count.first) / static_cast<double>(count.all);
        result.top5 += static_cast<double>(count.five) / static_cast<double>(count.all);
    }
    if (result.classes > 0) {
        result.top1 /= result.classes;
        result.top5 /= result.classes;
    }
    return result;
}

} // namespace reminisce::training
