// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reminisce::image {

/// What a picture file says about itself.
struct Facts {
    int orientation = 1;               ///< EXIF 1…8
    std::optional<std::int64_t> taken; ///< local time of capture, as seconds since 1970 of a clock without zone
    std::string camera;                ///< "Canon EOS 6D", make not repeated
    std::optional<double> latitude;    ///< degrees, north positive
    std::optional<double> longitude;   ///< degrees, east positive
    std::vector<std::uint8_t> iccProfile;
    std::vector<std::string> words; ///< descriptions first, then tags, each once; at most 32 of 400 bytes, UTF-8
};

/// Reads EXIF, XMP and IPTC (exiv2) of a whole file. Damaged metadata gives fewer facts, never an error.
Facts readFacts(Bytes file);

/// Sets up exiv2, for a process that soon can open no file.
void loadFacts();

/// The same from a bare EXIF block and an XMP packet, as HEIF files carry them; either may be empty.
Facts readFactBlocks(Bytes tiff, Bytes xmpPacket);

/// "2019:07:04 12:30:00" as EXIF writes it; nothing where it is not a date between 1826 and 9999.
std::optional<std::int64_t> parseExifDate(std::string_view text);

/// A date that a camera or phone wrote into a file name ("IMG_20190704_123000", "2019-07-04 12.30.00").
std::optional<std::int64_t> dateFromName(std::string_view name);

} // namespace reminisce::image
