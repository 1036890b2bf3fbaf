// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/pixels.h"
#include "core/base/result.h"

#include <vector>

namespace reminisce::image {

struct JpegRequest {
    /// 0: full size. Else the picture may be decoded at 1/2, 1/4 or 1/8 as long as its short side
    /// keeps at least this many pixels.
    int shortSideAtLeast = 0;
    std::int64_t maxPixels = 200'000'000; ///< larger pictures are refused
};

struct JpegPicture {
    Pixels pixels;     ///< RGB, as stored (not turned)
    int fullWidth = 0; ///< before scaling
    int fullHeight = 0;
    bool incomplete = false; ///< the file ends too early; the rest is grey
    std::vector<std::uint8_t> iccProfile;
    bool isCmyk = false; ///< converted without profile, as Pillow does
};

/// Decodes with libjpeg-turbo's accurate integer transform and smooth upsampling, which is what Pillow uses,
/// so that full-size pictures equal the reference's to the bit. Thread-safe.
Result<JpegPicture> decodeJpeg(Bytes file, const JpegRequest &request);

} // namespace reminisce::image
