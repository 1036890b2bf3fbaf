// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include "core/training/captionwords.h"
#include "core/training/resample.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgcodecs.hpp>

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
    const float aspect = std::exp(uniform(random, -0.4055F, 0.4055F)); // 2:3 to 3:2, as photos are pressed to squares
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

/// Three samples along each axis; those beside the middle weigh `side`.
void smooth(float *rgb, int size, float side)
{
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

/// Blur as a small camera shake or wrong focus makes it.
void blur(float *rgb, int size, std::mt19937_64 &random)
{
    const float radius = uniform(random, 0.3F, 1.6F);
    smooth(rgb, size, radius / (1 + 2 * radius));
}

/// From as soft as a photo that was scaled down well to as sharp as one whose details were left to alias. Otherwise a
/// model may tell the sources of its pictures by that.
void jitterSharpness(float *rgb, int size, std::mt19937_64 &random)
{
    const std::size_t values = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    std::vector<float> soft(rgb, rgb + values);
    smooth(soft.data(), size, 0.25F);
    const float detail = uniform(random, 0, 1.5F);
    for (std::size_t i = 0; i < values; ++i)
        rgb[i] = std::clamp(soft[i] + (rgb[i] - soft[i]) * detail, 0.0F, 255.0F);
}

std::vector<float> scaled(const float *rgb, int size, int newSize)
{
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    std::transform(rgb, rgb + bytes.size(), bytes.begin(), [](float x) { return static_cast<std::uint8_t>(x + 0.5F); });
    std::vector<float> result(static_cast<std::size_t>(newSize) * static_cast<std::size_t>(newSize) * 3);
    const auto side = static_cast<float>(size);
    resampleBox(bytes.data(), size, size, {0, 0, side, side}, false, newSize, result.data());
    return result;
}

/// Scaled down and up again, as a small copy of a photo that was made large.
void coarsen(float *rgb, int size, std::mt19937_64 &random)
{
    const int small = std::max(8, static_cast<int>(uniform(random, 0.35F, 0.8F) * static_cast<float>(size)));
    const std::vector<float> large = scaled(scaled(rgb, size, small).data(), small, size);
    std::copy(large.begin(), large.end(), rgb);
}

/// Grain of a sensor in the dark.
void addNoise(float *rgb, int size, std::mt19937_64 &random)
{
    std::normal_distribution<float> grain(0, uniform(random, 4, 20));
    for (std::size_t i = 0; i < static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3; ++i)
        rgb[i] = std::clamp(rgb[i] + grain(random), 0.0F, 255.0F);
}

/// Compressed as strongly as messengers do it.
void addBlocks(float *rgb, int size, std::mt19937_64 &random)
{
    cv::Mat picture;
    cv::Mat(size, size, CV_32FC3, rgb).convertTo(picture, CV_8UC3);
    std::vector<std::uint8_t> file;
    const int quality = 10 + static_cast<int>(random() % 40);
    // The order of the channels does not matter to the damage.
    if (cv::imencode(".jpg", picture, file, {cv::IMWRITE_JPEG_QUALITY, quality}))
        cv::imdecode(file, cv::IMREAD_COLOR).convertTo(cv::Mat(size, size, CV_32FC3, rgb), CV_32FC3);
}

void degrade(float *rgb, int size, std::mt19937_64 &random)
{
    switch (random() % 5) {
    case 0: return coarsen(rgb, size, random);
    case 1: return addNoise(rgb, size, random);
    case 2: return addBlocks(rgb, size, random);
    default: return blur(rgb, size, random); // what photos suffer from most
    }
}

/// CutMix (arXiv 1905.04899): a rectangle of picture N − 1 − i replaces that of picture i; its area is uniform in 0…1
/// before the border cuts it.
void cutIn(Batch &batch, std::mt19937_64 &random)
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

/// ResizeMix (arXiv 2012.11101): picture N − 1 − i is laid small, but whole, upon picture i, as things stand small in
/// photos.
void layUpon(Batch &batch, std::mt19937_64 &random)
{
    const int size = batch.pictureSize;
    const std::size_t each = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    const std::vector<float> originals = batch.pixels;
    const std::size_t n = batch.caption.size();
    for (std::size_t i = 0; i < n; ++i) {
        const int side = static_cast<int>(uniform(random, 0.3F, 0.8F) * static_cast<float>(size));
        const auto room = static_cast<unsigned>(size - side + 1);
        const auto left = static_cast<std::size_t>(random() % room), top = static_cast<std::size_t>(random() % room);
        const std::size_t partner = n - 1 - i;
        const std::vector<float> small = scaled(originals.data() + partner * each, size, side);
        const std::size_t row = static_cast<std::size_t>(side) * 3;
        for (std::size_t y = 0; y < static_cast<std::size_t>(side); ++y)
            std::copy_n(small.data() + y * row, row,
                        batch.pixels.data() + i * each + ((top + y) * static_cast<std::size_t>(size) + left) * 3);
        batch.partner.push_back(static_cast<std::int64_t>(partner));
        batch.keep.push_back(1.0F - static_cast<float>(side * side) / static_cast<float>(size * size));
    }
}

} // namespace

BatchMaker::BatchMaker(const Dataset &data, const CaptionSource &captions, const clip::Tokenizer &tokenizer,
                       const BatchSettings &settings)
    : m_data(data), m_captions(captions), m_tokenizer(tokenizer), m_settings(settings)
{
}

void BatchMaker::augment(const std::uint8_t *picture, int size, const CaptionCare &care, std::mt19937_64 &random,
                         float *out) const
{
    const CropBox box = randomCrop(m_data.size, m_settings.smallestCrop, random);
    resampleBox(picture, m_data.size, m_data.size, box, care.mayFlip && random() % 2 == 0, size, out);
    if (uniform(random, 0, 1) < static_cast<float>(m_settings.degrade))
        degrade(out, size, random);
    if (uniform(random, 0, 1) < static_cast<float>(m_settings.sharpness))
        jitterSharpness(out, size, random);
    if (care.mayRecolour)
        jitterColour(out, static_cast<std::size_t>(size) * static_cast<std::size_t>(size), random);
}

Batch BatchMaker::make(std::uint64_t number, int pictureSize) const
{
    std::mt19937_64 random(m_settings.seed * 0x9E3779B97F4A7C15ULL + number);
    const std::vector<std::uint32_t> examples = m_captions.choose(m_settings.batch, random);
    BatchCaptions captions = m_captions.caption(examples, random);
    Batch batch;
    batch.pictureSize = pictureSize;
    batch.truth = std::move(captions.truth);
    batch.caption = std::move(captions.caption);
    batch.conceptOf = std::move(captions.conceptOf);
    batch.concepts = std::move(captions.concepts);
    batch.captions = captions.texts;
    std::vector<CaptionCare> cares;
    for (const std::string &text : captions.texts) {
        batch.texts.push_back(m_tokenizer.encode(text, clip::SpecialTokens::Escape));
        cares.push_back(careFor(text));
    }
    const std::size_t each = static_cast<std::size_t>(pictureSize) * static_cast<std::size_t>(pictureSize) * 3;
    batch.pixels.resize(each * examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i)
        augment(m_data.picture(examples[i]), pictureSize, cares[static_cast<std::size_t>(batch.caption[i])], random,
                batch.pixels.data() + each * i);
    if (uniform(random, 0, 1) < static_cast<float>(m_settings.mix))
        random() % 2 == 0 ? cutIn(batch, random) : layUpon(batch, random);
    return batch;
}

} // namespace reminisce::training
