// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace reminisce::clip {

/// White space as Python's str.isspace() sees it.
bool isSpace(char32_t c);

/// Text as openai/CLIP's tokenizer prepares it: ftfy's repairs, HTML entities twice, single spaces, lower case.
/// Takes and gives UTF-8; invalid bytes become U+FFFD.
std::string cleanText(std::string_view text);

/// Full Unicode lower-casing, independent of the language.
std::string lowerCase(std::string_view text);

/// Trims, and turns each run of white space into one space.
std::string squeezeSpaces(std::string_view text);

} // namespace reminisce::clip
