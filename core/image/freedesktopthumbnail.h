// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace reminisce::image {

/// The PNG file of the thumbnail that the desktop made of a file (freedesktop Thumbnail Managing Standard 0.9), if
/// there is one of at least 256 pixels that belongs to the file as it is now.
std::optional<std::filesystem::path> freedesktopThumbnail(const std::filesystem::path &file);

} // namespace reminisce::image
