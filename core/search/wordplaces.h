// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace reminisce::search {

/// A word of a question and where it stands.
struct WordPlace {
    std::string word; ///< lower case, with ' for any apostrophe
    std::size_t begin = 0, end = 0;
};

/// The words of a text in UTF-8: letters and digits of any script, joined by apostrophes and hyphens.
std::vector<WordPlace> wordPlaces(const std::string &text);

} // namespace reminisce::search
