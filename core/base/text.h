// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace reminisce {

bool isUtf8(std::string_view bytes);
std::string base64(std::string_view bytes);
/// Without blanks, tabs and line ends around.
std::string trimmed(std::string_view text);

} // namespace reminisce
