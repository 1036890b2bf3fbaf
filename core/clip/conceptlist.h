// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace reminisce::clip {

/// One of the things or words that a small model was taught.
struct TaughtConcept {
    std::vector<std::string> names; ///< the plainest first, at least one
    std::vector<std::string> kinds; ///< of a broader word: the plainest names of what it covers, maybe its own
};

/// What lies beside the weights of a model that was trained here, as concepts.json. Large models know nearly all words
/// and come without such a list.
inline constexpr const char *conceptFile = "concepts.json";

/// Fails where there is no list or where it is damaged.
Result<std::vector<TaughtConcept>> readConcepts(const std::filesystem::path &modelFolder);
Result<void> writeConcepts(const std::filesystem::path &modelFolder, const std::vector<TaughtConcept> &concepts);

} // namespace reminisce::clip
