// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace reminisce::clip {

/// True where the text holds sequences that are far likelier to be UTF-8 read in a wrong encoding than meant.
bool looksLikeMojibake(const std::u32string &text);

/// Undoes text that was read in a wrong encoding, as ftfy 6.3.1's fix_encoding does with its default settings.
std::u32string fixEncoding(std::u32string text);

/// C1 control characters read as Windows-1252.
std::u32string fixControls(const std::u32string &text);

} // namespace reminisce::clip
