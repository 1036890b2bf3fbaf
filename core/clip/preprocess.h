// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"
#include "core/clip/modelconfig.h"

namespace reminisce::clip {

/// The size × size RGB picture that a tower sees: alpha dropped, scaled and cropped to the bit as Pillow and
/// torchvision do it (Pillow 9.4 Resample.c: two passes, integer weights of 22 bits, rounded to 8 bits between them;
/// crop at round-half-to-even). OpenCV and LibTorch scale differently, by up to 215 levels.
Pixels prepare(const PixelView &picture, const Preprocess &how);

} // namespace reminisce::clip
