// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace reminisce::clip {

/// A single-byte character set whose lower half is ASCII.
struct CodePage {
    const char *name;
    /// Windows code pages as browsers read them: every byte has a character, and U+FFFD goes to byte 0x1A.
    bool sloppy;
    std::u16string_view upper; ///< the characters of the bytes 0x80 to 0xFF
};

/// In the order in which ftfy tries them.
const std::vector<CodePage> &codePages();

} // namespace reminisce::clip
