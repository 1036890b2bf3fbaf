// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"

#include <string>

namespace reminisce::catalogue {

// Copies of a library, made once a day beside it: NAME.reminisce.copies/2026-11-25.reminisce. Three are kept.

struct LibraryCopy {
    std::filesystem::path path;
    std::string day; ///< "2026-11-25"
    std::int64_t bytes = 0;
};

/// The newest first.
std::vector<LibraryCopy> copiesOf(const std::filesystem::path &cataloguePath);

/// Copies a library that has photos, unless it was copied on this day. `day` as in LibraryCopy.
Result<void> makeDailyCopy(Catalogue &catalogue, const std::string &day);
std::string today();

/// Makes a library what it was when the copy was made, all of it or nothing. What it was until now is kept as another
/// file; returns its name.
Result<std::filesystem::path> restoreCopy(Catalogue &catalogue, const LibraryCopy &copy);

} // namespace reminisce::catalogue
