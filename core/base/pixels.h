// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reminisce {

/// An 8-bit picture: rows from the top, samples interleaved, no padding between rows.
/// Three channels are R G B, four are R G B A with alpha *not* multiplied in.
struct Pixels {
    int width = 0;
    int height = 0;
    int channels = 3;
    std::vector<std::uint8_t> samples; ///< size = width * height * channels

    Pixels() = default;
    Pixels(int w, int h, int c)
        : width(w), height(h), channels(c),
          samples(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * static_cast<std::size_t>(c))
    {
    }

    bool empty() const { return samples.empty(); }
    std::size_t stride() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels); }
    std::uint8_t *row(int y) { return samples.data() + static_cast<std::size_t>(y) * stride(); }
    const std::uint8_t *row(int y) const { return samples.data() + static_cast<std::size_t>(y) * stride(); }
};

/// The same without owning the samples.
struct PixelView {
    int width = 0;
    int height = 0;
    int channels = 3;
    const std::uint8_t *samples = nullptr;

    PixelView() = default;
    PixelView(const Pixels &p) // NOLINT(google-explicit-constructor): like string and string_view
        : width(p.width), height(p.height), channels(p.channels), samples(p.samples.data())
    {
    }

    std::size_t stride() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels); }
    std::size_t size() const { return stride() * static_cast<std::size_t>(height); }
    const std::uint8_t *row(int y) const { return samples + static_cast<std::size_t>(y) * stride(); }
    Pixels copy() const
    {
        Pixels pixels;
        pixels.width = width;
        pixels.height = height;
        pixels.channels = channels;
        pixels.samples.assign(samples, samples + size());
        return pixels;
    }
};

} // namespace reminisce
