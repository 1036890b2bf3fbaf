// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"
#include "core/image/facts.h"

#include "core/base/result.h"

namespace reminisce::image {

enum class Format { Unknown, Jpeg, Png, WebP, Tiff, Bmp, Pnm, Gif, Jpeg2000, Heif, Avif };

/// By the first bytes, whatever the file is called.
Format detectFormat(Bytes file);
const char *formatName(Format format);

/// Pixels; a picture with a longer side is refused as too large.
inline constexpr int longestSide = 1'000'000;

struct DecodeRequest {
    /// 0: full size. Else a JPEG may be decoded at a reduced scale as long as its short side keeps this many pixels.
    int shortSideAtLeast = 0;
    std::int64_t maxPixels = 200'000'000; ///< larger pictures are refused, since they are bombs or need too much memory
};

struct PictureFacts {
    int width = 0; ///< of the whole picture, upright
    int height = 0;
    Facts facts;
    Format format = Format::Unknown;
    bool incomplete = false; ///< the file ends too early; what is missing is grey
};

/// A decoded picture: upright, in sRGB, 3 channels or 4 with alpha.
struct Picture : PictureFacts {
    Pixels pixels;
};

/// One whose samples lie elsewhere.
struct PictureView : PictureFacts {
    PixelView pixels;
};

/// Bytes of a file to a picture. Thread-safe. The first frame of an animation. An error says in a sentence why the file
/// is no picture that can be shown.
Result<Picture> decode(Bytes file, const DecodeRequest &request = {});

/// The error of a file that is none of these.
Error unknownFormat();
/// The error of a picture with more than maxPixels or a side beyond longestSide.
Error tooLarge();
bool isTooLarge(const Error &error);

/// Loads the parts that decoders load when they are first needed, for a process that soon can open no file.
void loadDecoders();

/// Turns and mirrors as EXIF orientation 1…8 says.
Pixels applyOrientation(Pixels pixels, int orientation);

} // namespace reminisce::image
