// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/modelvalidation.h"

#include "core/training/objective.h"
#include "core/training/resample.h"
#include "core/training/tensors.h"

#include <algorithm>

#include <c10/core/GradMode.h>

namespace reminisce::training {

namespace {

/// Pairs of a validation; more would take longer and change nothing that one can see.
constexpr std::size_t mostValidationPairs = 2000;

std::vector<Embedding> unitRowsOf(const at::Tensor &raw)
{
    return rowsOf(unitRows(raw));
}

std::vector<Embedding> encodeTexts(const Model &model, const std::vector<std::string> &texts)
{
    constexpr std::size_t batch = 256;
    std::vector<Embedding> vectors;
    for (std::size_t begin = 0; begin < texts.size(); begin += batch) {
        std::vector<std::vector<std::int32_t>> ids;
        for (std::size_t i = begin; i < std::min(texts.size(), begin + batch); ++i)
            ids.push_back(model.tokenizer().encode(texts[i], clip::SpecialTokens::Escape));
        for (Embedding &vector : unitRowsOf(model.encodeTexts(ids)))
            vectors.push_back(std::move(vector));
    }
    return vectors;
}

std::vector<Embedding> encodePictures(const Model &model, const Dataset &data,
                                      const std::vector<std::uint32_t> &examples)
{
    constexpr std::size_t batch = 256;
    const int size = model.config().preprocess.size;
    const std::size_t each = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    const CropBox whole{0, 0, static_cast<float>(data.size), static_cast<float>(data.size)};
    std::vector<Embedding> vectors;
    for (std::size_t begin = 0; begin < examples.size(); begin += batch) {
        const std::size_t n = std::min(batch, examples.size() - begin);
        std::vector<float> pixels(n * each);
        for (std::size_t i = 0; i < n; ++i)
            resampleBox(data.picture(examples[begin + i]), data.size, data.size, whole, false, size,
                        pixels.data() + i * each);
        at::Tensor raw = model.encodePictures(pixels, size, false);
        if (model.config().preprocess.mirror) {
            for (std::size_t i = 0; i < n; ++i)
                resampleBox(data.picture(examples[begin + i]), data.size, data.size, whole, true, size,
                            pixels.data() + i * each);
            raw = unitRows(raw) + unitRows(model.encodePictures(pixels, size, false));
        }
        for (Embedding &vector : unitRowsOf(raw))
            vectors.push_back(std::move(vector));
    }
    return vectors;
}

} // namespace

Validation validate(const Model &model, const Dataset &data)
{
    const c10::AutoGradMode noGradient(false);
    std::vector<std::uint32_t> examples = data.examplesOf(Split::Validation);
    if (!data.hasLabels())
        examples.resize(std::min(examples.size(), mostValidationPairs));
    return figuresOf(
        data, examples, encodePictures(model, data, examples),
        [&model](const std::vector<std::string> &texts) { return encodeTexts(model, texts); },
        model.scale().item<double>());
}

} // namespace reminisce::training
