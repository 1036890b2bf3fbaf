// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace reminisce::indexing {

/// A regular file below a folder, with what one `stat` tells.
struct FoundFile {
    std::string path; ///< bytes; not taken apart, since there may be very many
    std::int64_t size = 0;
    std::int64_t mtime = 0; ///< nanoseconds since 1970
};

struct ScanResult {
    std::vector<FoundFile> files;
    /// Folders, and links that may lead to some, that could not be read to their end; whatever is known below them
    /// stays.
    std::vector<std::filesystem::path> unreadable;
    bool isEmpty = true; ///< the root holds nothing at all, as where a disk is not mounted
};

/// Lists the regular files below `root`. Links are followed, each folder once, so that loops end. Hidden names (a
/// leading dot) and names that match one of the shell patterns in `excluded` are left out.
ScanResult scan(const std::filesystem::path &root, const std::vector<std::string> &excluded, const CancelToken &cancel);

} // namespace reminisce::indexing
