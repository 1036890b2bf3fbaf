// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace reminisce::clip {

/// Named and numeric character references as Python's html.unescape resolves them: with or without semicolon,
/// the longest known name first.
std::u32string unescapeHtml(const std::u32string &text);

/// ftfy's more careful version: only references that end in a semicolon, and names that were upper-cased.
std::u32string unescapeHtmlStrictly(const std::u32string &text);

} // namespace reminisce::clip
