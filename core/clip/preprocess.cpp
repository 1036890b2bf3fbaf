// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/preprocess.h"

#include <algorithm>
#include <cmath>

namespace reminisce::clip {

namespace {

constexpr int weightBits = 22;
constexpr int half = 1 << (weightBits - 1);

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

/// Scales one row of a picture; RGB out.
void scaleRow(const std::uint8_t *row, int step, const std::vector<Taps> &columns, std::uint8_t *out)
{
    for (const Taps &tap : columns) {
        const std::uint8_t *in = row + static_cast<std::ptrdiff_t>(tap.first) * step;
        int red = half;
        int green = half;
        int blue = half;
        for (const int weight : tap.weights) {
            red += weight * in[0];
            green += weight * in[1];
            blue += weight * in[2];
            in += step;
        }
        *out++ = clip8(red);
        *out++ = clip8(green);
        *out++ = clip8(blue);
    }
}

/// The target pixels that the taps stand for. Holds one scaled row at a time, however high the picture is.
Pixels scale(const PixelView &picture, const std::vector<Taps> &columns, const std::vector<Taps> &rows)
{
    Pixels result(static_cast<int>(columns.size()), static_cast<int>(rows.size()), 3);
    const std::size_t stride = result.stride();
    std::vector<std::uint8_t> line(stride);
    std::vector<int> sums(stride * rows.size(), half);
    std::size_t open = 0; // target rows before it are complete
    for (int y = rows.front().first; open < rows.size(); ++y) {
        scaleRow(picture.row(y), picture.channels, columns, line.data());
        for (std::size_t i = open; i < rows.size() && rows[i].first <= y; ++i) {
            const auto k = static_cast<std::size_t>(y - rows[i].first);
            if (k >= rows[i].weights.size())
                continue;
            const int weight = rows[i].weights[k];
            int *sum = sums.data() + i * stride;
            for (std::size_t x = 0; x < stride; ++x)
                sum[x] += weight * line[x];
        }
        while (open < rows.size() && y + 1 >= rows[open].first + static_cast<int>(rows[open].weights.size()))
            ++open;
    }
    std::transform(sums.begin(), sums.end(), result.samples.begin(), clip8);
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
    return scale(picture, tapsFor(picture.width, width, left, left + size, how.interpolation),
                 tapsFor(picture.height, height, top, top + size, how.interpolation));
}

} // namespace reminisce::clip
