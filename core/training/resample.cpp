// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reminisce::training {

namespace {

/// The source samples of one target sample along one axis; their weights are a run of Axis::weights.
struct Taps {
    int first = 0;
    int count = 0;
    std::size_t weights = 0;
};

struct Axis {
    std::vector<Taps> taps; ///< of each target sample
    std::vector<float> weights;
};

Axis axisFor(float begin, float length, int sourceSize, int targetSize, bool flip)
{
    const float scale = length / static_cast<float>(targetSize);
    const float reach = std::max(scale, 1.0F);
    Axis axis;
    axis.taps.resize(static_cast<std::size_t>(targetSize));
    for (int i = 0; i < targetSize; ++i) {
        const float centre = begin + (static_cast<float>(i) + 0.5F) * scale - 0.5F;
        Taps &tap = axis.taps[static_cast<std::size_t>(flip ? targetSize - 1 - i : i)];
        const int first = static_cast<int>(std::floor(centre - reach)) + 1;
        const int last = static_cast<int>(std::ceil(centre + reach)) - 1;
        tap.first = std::clamp(first, 0, sourceSize - 1);
        tap.weights = axis.weights.size();
        float sum = 0;
        for (int j = tap.first; j <= std::clamp(last, tap.first, sourceSize - 1); ++j) {
            axis.weights.push_back(std::max(1.0F - std::abs(static_cast<float>(j) - centre) / reach, 0.0F));
            sum += axis.weights.back();
        }
        // Beyond the edge no weight is left: the last sample counts.
        if (sum <= 0) {
            axis.weights.resize(tap.weights);
            axis.weights.push_back(1);
            sum = 1;
        }
        tap.count = static_cast<int>(axis.weights.size() - tap.weights);
        for (std::size_t k = tap.weights; k < axis.weights.size(); ++k)
            axis.weights[k] /= sum;
    }
    return axis;
}

} // namespace

void resampleBox(const std::uint8_t *rgb, int width, int height, const CropBox &box, bool flip, int size, float *out)
{
    const Axis columns = axisFor(box.x, box.width, width, size, flip);
    const Axis rows = axisFor(box.y, box.height, height, size, false);
    // Rows first: each needed source row is reduced once per target row it touches.
    std::vector<float> line(static_cast<std::size_t>(width) * 3);
    for (int y = 0; y < size; ++y) {
        const Taps &tap = rows.taps[static_cast<std::size_t>(y)];
        std::fill(line.begin(), line.end(), 0.0F);
        for (int k = 0; k < tap.count; ++k) {
            const std::uint8_t *source = rgb + static_cast<std::ptrdiff_t>(tap.first + k) * width * 3;
            const float weight = rows.weights[tap.weights + static_cast<std::size_t>(k)];
            for (std::size_t i = 0; i < line.size(); ++i)
                line[i] += weight * static_cast<float>(source[i]);
        }
        float *target = out + static_cast<std::ptrdiff_t>(y) * size * 3;
        for (int x = 0; x < size; ++x) {
            const Taps &column = columns.taps[static_cast<std::size_t>(x)];
            float sum[3] = {0, 0, 0};
            for (int k = 0; k < column.count; ++k) {
                const float *source = line.data() + static_cast<std::ptrdiff_t>(column.first + k) * 3;
                const float weight = columns.weights[column.weights + static_cast<std::size_t>(k)];
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
