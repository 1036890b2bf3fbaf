// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"

#include <cstdint>
#include <vector>

namespace reminisce::image {

/// Converts from the embedded profile to sRGB (lcms2, relative colorimetric); a profile that is damaged or not for RGB
/// changes nothing.
void convertToSrgb(Pixels &pixels, const std::vector<std::uint8_t> &iccProfile);

/// Converts 8-bit CIELAB as TIFF keeps it (L 0…255, a and b signed, D50) to sRGB; three channels.
void labToSrgb(Pixels &pixels);

} // namespace reminisce::image
