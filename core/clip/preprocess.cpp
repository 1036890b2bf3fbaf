// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/preprocess.h"

#include <algorithm>
#include <cmath>

namespace reminisce::clip {

namespace {

constexpr int weightBits = 22;

double kernel(double x, Interpolation interpolation)
{
    x = std::abs(x);
    if (interpolation == Interpolation::Bilinear)
        return x < 1 ? 1 - x : 0;
    constexpr double a = -0.5;
    if (x < 1)
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2)
        return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

/// The source samples of one target sample, with integer weights.
struct Taps {
    int first = 0;
    std::vector<int> weights;
};

/// Taps of the target samples [begin, end) when `from` samples become `to`.
std::vector<Taps> tapsFor(int from, int to, int begin, int end, Interpolation interpolation)
{
    const double scale = static_cast<double>(from) / to;
    const double stretch = std::max(scale, 1.0);
    const double support = (interpolation == Interpolation::Bicubic ? 2.0 : 1.0) * stretch;
    std::vector<Taps> taps;
    taps.reserve(static_cast<std::size_t>(end - begin));
    for (int i = begin; i < end; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int last = std::min(from, static_cast<int>(centre + support + 0.5));
        std::vector<double> exact;
        double sum = 0;
        for (int j = first; j < last; ++j) {
            exact.push_back(kernel((j - centre + 0.5) / stretch, interpolation));
            sum += exact.back();
        }
        Taps tap{first, {}};
        for (const double weight : exact) {
            const double scaled = (sum != 0 ? weight / sum : weight) * (1 << weightBits);
            tap.weights.push_back(static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5));
        }
        taps.push_back(std::move(tap));
    }
    return taps;
}

std::uint8_t clip8(int sum)
{
    return static_cast<std::uint8_t>(std::clamp(sum >> weightBits, 0, 255));
}

/// The columns [left, left + columns) of `picture` scaled to `width`; RGB out.
Pixels scaleColumns(const PixelView &picture, int width, int left, int columns, Interpolation interpolation)
{
    Pixels result(columns, picture.height, 3);
    const bool same = width == picture.width;
    const std::vector<Taps> taps =
        same ? std::vector<Taps>() : tapsFor(picture.width, width, left, left + columns, interpolation);
    const int step = picture.channels;
    for (int y = 0; y < picture.height; ++y) {
        const std::uint8_t *row = picture.row(y);
        std::uint8_t *out = result.row(y);
        for (int x = 0; x < columns; ++x, out += 3) {
            if (same) {
                std::copy_n(row + static_cast<std::ptrdiff_t>(left + x) * step, 3, out);
                continue;
            }
            const Taps &tap = taps[static_cast<std::size_t>(x)];
            const std::uint8_t *in = row + static_cast<std::ptrdiff_t>(tap.first) * step;
            int red = 1 << (weightBits - 1);
            int green = red;
            int blue = red;
            for (const int weight : tap.weights) {
                red += weight * in[0];
                green += weight * in[1];
                blue += weight * in[2];
                in += step;
            }
            out[0] = clip8(red);
            out[1] = clip8(green);
            out[2] = clip8(blue);
        }
    }
    return result;
}

/// The rows [top, top + rows) of an RGB picture scaled to `height`.
Pixels scaleRows(const Pixels &picture, int height, int top, int rows, Interpolation interpolation)
{
    Pixels result(picture.width, rows, 3);
    if (height == picture.height) {
        for (int y = 0; y < rows; ++y)
            std::copy_n(picture.row(top + y), picture.stride(), result.row(y));
        return result;
    }
    const std::vector<Taps> taps = tapsFor(picture.height, height, top, top + rows, interpolation);
    std::vector<int> sums(picture.stride());
    for (int y = 0; y < rows; ++y) {
        const Taps &tap = taps[static_cast<std::size_t>(y)];
        std::fill(sums.begin(), sums.end(), 1 << (weightBits - 1));
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
            const std::uint8_t *in = picture.row(tap.first + static_cast<int>(k));
            const int weight = tap.weights[k];
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] += weight * in[i];
        }
        std::transform(sums.begin(), sums.end(), result.row(y), clip8);
    }
    return result;
}

int halfToEven(int doubled)
{
    return static_cast<int>(std::nearbyint(doubled / 2.0));
}

} // namespace

Pixels prepare(const PixelView &picture, const Preprocess &how)
{
    const int size = how.size;
    int width = size;
    int height = size;
    if (!how.squash) {
        const std::int64_t longSide = static_cast<std::int64_t>(size) * std::max(picture.width, picture.height) /
                                      std::max(1, std::min(picture.width, picture.height));
        (picture.width <= picture.height ? height : width) = static_cast<int>(longSide);
    }
    const int left = halfToEven(width - size);
    const int top = halfToEven(height - size);
    return scaleRows(scaleColumns(picture, width, left, size, how.interpolation), height, top, size, how.interpolation);
}

} // namespace reminisce::clip
