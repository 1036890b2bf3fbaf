// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"

namespace reminisce::training {

/// A rectangle of a picture, in pixels with fractions.
struct CropBox {
    float x = 0;
    float y = 0;
    float width = 0;
    float height = 0;
};

/// Samples `box` of an RGB picture into size × size floats 0..255 (interleaved RGB): linear, widened
/// when it shrinks, so that small targets do not alias. `flip` mirrors left and right.
void resampleBox(const std::uint8_t *rgb, int width, int height, const CropBox &box, bool flip, int size, float *out);

/// The whole picture scaled to size × size.
Pixels resample(const Pixels &picture, int size);

} // namespace reminisce::training
