// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reminisce::training {

namespace {

/// The source samples of one target sample along one axis, with their weights.
struct Taps {
    int first = 0;
    int count = 0;
    std::array<float, 16> weights = {};
};

std::vector<Taps> tapsFor(float begin, float length, int sourceSize, int targetSize, bool flip)
{
    const float scale = length / static_cast<float>(targetSize);
    const float reach = std::clamp(scale, 1.0F, 7.0F);
    std::vector<Taps> taps(static_cast<std::size_t>(targetSize));
    for (int i = 0; i < targetSize; ++i) {
        const float centre = begin + (static_cast<float>(i) + 0.5F) * scale - 0.5F;
        Taps &tap = taps[static_cast<std::size_t>(flip ? targetSize - 1 - i : i)];
        const int first = static_cast<int>(std::floor(centre - reach)) + 1;
        const int last = static_cast<int>(std::ceil(centre + reach)) - 1;
        tap.first = std::clamp(first, 0, sourceSize - 1);
        float sum = 0;
        for (int j = tap.first; j <= std::clamp(last, tap.first, sourceSize - 1) && tap.count < 16; ++j) {
            const float weight = std::max(1.0F - std::abs(static_cast<float>(j) - centre) / reach, 0.0F);
            tap.weights[static_cast<std::size_t>(tap.count++)] = weight;
            sum += weight;
        }
        if (sum <= 0) {
            tap.weights[0] = 1;
            tap.count = 1;
            sum = 1;
        }
        for (int k = 0; k < tap.count; ++k)
            tap.weights[static_cast<std::size_t>(k)] /= sum;
    }
    return taps;
}

} // namespace

void resampleBox(const std::uint8_t *rgb, int width, int height, const CropBox &box, bool flip, int size, float *out)
{
    const std::vector<Taps> columns = tapsFor(box.x, box.width, width, size, flip);
    const std::vector<Taps> rows = tapsFor(box.y, box.height, height, size, false);
    // Rows first: each needed source row is reduced once per target row it touches.
    std::vector<float> line(static_cast<std::size_t>(width) * 3);
    for (int y = 0; y < size; ++y) {
        const Taps &tap = rows[static_cast<std::size_t>(y)];
        std::fill(line.begin(), line.end(), 0.0F);
        for (int k = 0; k < tap.count; ++k) {
            const std::uint8_t *source = rgb + static_cast<std::ptrdiff_t>(tap.first + k) * width * 3;
            const float weight = tap.weights[static_cast<std::size_t>(k)];
            for (std::size_t i = 0; i < line.size(); ++i)
                line[i] += weight * static_cast<float>(source[i]);
        }
        float *target = out + static_cast<std::ptrdiff_t>(y) * size * 3;
        for (int x = 0; x < size; ++x) {
            const Taps &column = columns[static_cast<std::size_t>(x)];
            float sum[3] = {0, 0, 0};
            for (int k = 0; k < column.count; ++k) {
                const float *source = line.data() + static_cast<std::ptrdiff_t>(column.first + k) * 3;
                const float weight = column.weights[static_cast<std::size_t>(k)];
                sum[0] += weight * source[0];
                sum[1] += weight * source[1];
                sum[2] += weight * source[2];
            }
            target[x * 3] = sum[0];
            target[x * 3 + 1] = sum[1];
            target[x * 3 + 2] = sum[2];
        }
    }
}

Pixels resample(const Pixels &picture, int size)
{
    if (picture.width == size && picture.height == size)
        return picture;
    std::vector<float> values(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    resampleBox(picture.samples.data(), picture.width, picture.height,
                {0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height)}, false, size,
                values.data());
    Pixels result(size, size, 3);
    std::transform(values.begin(), values.end(), result.samples.begin(),
                   [](float v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L)); });
    return result;
}

} // namespace reminisce::training
