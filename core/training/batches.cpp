// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include "core/training/concepts.h"
#include "core/training/resample.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace reminisce::training {

namespace {

float uniform(std::mt19937_64 &random, float low, float high)
{
    return std::uniform_real_distribution<float>(low, high)(random);
}

CropBox randomCrop(int size, double smallest, std::mt19937_64 &random)
{
    const auto side = static_cast<float>(size);
    const float area = uniform(random, static_cast<float>(smallest), 1.0F);
    const float aspect = std::exp(uniform(random, -0.2231F, 0.2231F)); // 4:5 to 5:4
    const float width = std::min(side, side * std::sqrt(area * aspect));
    const float height = std::min(side, side * std::sqrt(area / aspect));
    return {uniform(random, 0, side - width), uniform(random, 0, side - height), width, height};
}

void jitterColour(float *rgb, std::size_t pixels, std::mt19937_64 &random)
{
    const float brightness = uniform(random, 0.7F, 1.3F);
    const float contrast = uniform(random, 0.7F, 1.3F);
    const float saturation = random() % 20 == 0 ? 0.0F : uniform(random, 0.7F, 1.3F);
    double sum = 0;
    for (std::size_t i = 0; i < pixels * 3; ++i)
        sum += rgb[i];
    const float mean = static_cast<float>(sum / static_cast<double>(pixels * 3)) * brightness;
    for (std::size_t i = 0; i < pixels; ++i) {
        float *p = rgb + i * 3;
        const float grey = 0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2];
        for (int c = 0; c < 3; ++c) {
            const float coloured = (grey + (p[c] - grey) * saturation) * brightness;
            p[c] = std::clamp(mean + (coloured - mean) * contrast, 0.0F, 255.0F);
        }
    }
}

/// Blur as a small camera shake or wrong focus makes it: three box passes of random radius.
void blur(float *rgb, int size, std::mt19937_64 &random)
{
    const float radius = uniform(random, 0.3F, 1.6F);
    const float side = radius / (1 + 2 * radius);
    const float centre = 1 - 2 * side;
    std::vector<float> copy(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    const auto at = [size](int x, int y) {
        return (static_cast<std::ptrdiff_t>(std::clamp(y, 0, size - 1)) * size + std::clamp(x, 0, size - 1)) * 3;
    };
    for (int pass = 0; pass < 2; ++pass) {
        const int dx = pass == 0 ? 1 : 0;
        const int dy = 1 - dx;
        std::copy(rgb, rgb + copy.size(), copy.begin());
        for (int y = 0; y < size; ++y) {
            for (int x = 0; x < size; ++x) {
                for (int c = 0; c < 3; ++c)
                    rgb[at(x, y) + c] = centre * copy[static_cast<std::size_t>(at(x, y) + c)] +
                                        side * (copy[static_cast<std::size_t>(at(x - dx, y - dy) + c)] +
                                                copy[static_cast<std::size_t>(at(x + dx, y + dy) + c)]);
            }
        }
    }
}

} // namespace

BatchMaker::BatchMaker(const Dataset &data, const Concepts &concepts, const clip::Tokenizer &tokenizer,
                       const BatchSettings &settings)
    : m_data(data), m_concepts(concepts), m_tokenizer(tokenizer), m_settings(settings), m_byLabel(data.labels.size())
{
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        if (data.examples[i].split == Split::Train)
            m_byLabel[data.examples[i].label].push_back(static_cast<std::uint32_t>(i));
    }
    for (const auto &examples : m_byLabel)
        m_weights.push_back(examples.empty() ? 0.0 : std::pow(static_cast<double>(examples.size()), settings.balance));
}

void BatchMaker::augment(const std::uint8_t *picture, int size, std::mt19937_64 &random, float *out) const
{
    const CropBox box = randomCrop(m_data.size, m_settings.smallestCrop, random);
    resampleBox(picture, m_data.size, m_data.size, box, random() % 2 == 0, size, out);
    if (uniform(random, 0, 1) < static_cast<float>(m_settings.degrade))
        blur(out, size, random);
    jitterColour(out, static_cast<std::size_t>(size) * static_cast<std::size_t>(size), random);
}

/// CutMix (arXiv 1905.04899): a rectangle of picture N − 1 − i replaces that of picture i; its area is uniform in 0…1.
void BatchMaker::cutIn(Batch &batch, std::mt19937_64 &random) const
{
    const int size = batch.pictureSize;
    const std::size_t each = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    const std::vector<float> originals = batch.pixels;
    const std::size_t n = batch.caption.size();
    for (std::size_t i = 0; i < n; ++i) {
        const float side = std::sqrt(uniform(random, 0, 1)) * static_cast<float>(size);
        const float centreX = uniform(random, 0, static_cast<float>(size));
        const float centreY = uniform(random, 0, static_cast<float>(size));
        const auto edge = [size](float at) { return std::clamp(static_cast<int>(std::lround(at)), 0, size); };
        const int left = edge(centreX - side / 2), right = edge(centreX + side / 2);
        const int top = edge(centreY - side / 2), bottom = edge(centreY + side / 2);
        const std::size_t partner = n - 1 - i;
        for (int y = top; y < bottom; ++y) {
            const std::size_t begin =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(size) + static_cast<std::size_t>(left)) * 3;
            std::copy_n(originals.data() + partner * each + begin, static_cast<std::size_t>(right - left) * 3,
                        batch.pixels.data() + i * each + begin);
        }
        batch.partner.push_back(static_cast<std::int64_t>(partner));
        batch.keep.push_back(1.0F -
                             static_cast<float>((right - left) * (bottom - top)) / static_cast<float>(size * size));
    }
}

Batch BatchMaker::make(std::uint64_t number, int pictureSize) const
{
    std::mt19937_64 random(m_settings.seed * 0x9E3779B97F4A7C15ULL + number);
    std::discrete_distribution<std::size_t> pickLabel(m_weights.begin(), m_weights.end());
    Batch batch;
    batch.pictureSize = pictureSize;
    const std::size_t each = static_cast<std::size_t>(pictureSize) * static_cast<std::size_t>(pictureSize) * 3;
    batch.pixels.resize(each * static_cast<std::size_t>(m_settings.batch));
    std::vector<std::size_t> labels, concepts;
    std::map<std::size_t, std::size_t> conceptOf;  // by label
    std::map<std::size_t, std::int64_t> captionOf; // by concept
    for (int i = 0; i < m_settings.batch; ++i) {
        const std::size_t label = pickLabel(random);
        const auto &examples = m_byLabel[label];
        const std::uint32_t example = examples[random() % examples.size()];
        augment(m_data.picture(example), pictureSize, random, batch.pixels.data() + each * static_cast<std::size_t>(i));
        if (!conceptOf.contains(label))
            conceptOf[label] = m_concepts.draw(label, random);
        const std::size_t concept_ = conceptOf[label];
        const auto [entry, isNew] = captionOf.emplace(concept_, static_cast<std::int64_t>(batch.texts.size()));
        if (isNew)
            batch.texts.push_back(
                m_tokenizer.encode(m_concepts.caption(concept_, random), clip::SpecialTokens::Escape));
        labels.push_back(label);
        concepts.push_back(concept_);
        batch.caption.push_back(entry->second);
    }
    if (uniform(random, 0, 1) < static_cast<float>(m_settings.mix))
        cutIn(batch, random);
    for (const std::size_t label : labels) {
        for (const std::size_t concept_ : concepts)
            batch.truth.push_back(static_cast<std::int8_t>(m_concepts.truth(label, concept_)));
    }
    return batch;
}

} // namespace reminisce::training
