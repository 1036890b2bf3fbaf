// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reminisce {

bool isUtf8(std::string_view bytes);
std::string base64(std::string_view bytes);
/// Without blanks, tabs and line ends around.
std::string trimmed(std::string_view text);
/// The parts between separators, trimmed; empty ones too.
std::vector<std::string> split(std::string_view text, char separator);

} // namespace reminisce
