// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"

#include <cstdint>
#include <vector>

namespace reminisce::image {

inline constexpr int thumbnailSide = 400; ///< pixels of the longer side

struct Thumbnail {
    std::vector<std::uint8_t> bytes; ///< JPEG, or WebP where the picture has transparent parts
    int width = 0;
    int height = 0;
    std::uint32_t meanColour = 0; ///< 0xRRGGBB, shown until the thumbnail is there
};

/// Scales to thumbnailSide (area average) and compresses, some 20 kB.
Thumbnail makeThumbnail(const PixelView &picture);

/// A picture as PNG bytes, not interlaced.
std::vector<std::uint8_t> encodePng(const Pixels &picture);

} // namespace reminisce::image
