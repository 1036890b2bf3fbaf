// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/decoder.h"

namespace reminisce::image {

// Each gives the picture as stored, with its facts, before colour conversion; only libheif turns it.

/// PNG, WebP, BMP, PNM and GIF through Qt's plug-ins.
Result<Picture> decodeWithQt(Bytes file, Format format, const DecodeRequest &request);

/// TIFF through libtiff: more kinds than Qt's plug-in reads.
Result<Picture> decodeTiff(Bytes file, const DecodeRequest &request);

/// JPEG 2000 through OpenCV (OpenJPEG).
Result<Picture> decodeJpeg2000(Bytes file, const DecodeRequest &request);

/// HEIC, HEIF and AVIF through libheif, turned and mirrored as the container says.
Result<Picture> decodeHeif(Bytes file, const DecodeRequest &request);

// See loadDecoders().
void loadQtDecoders();
void loadHeifDecoders();

} // namespace reminisce::image
