// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace reminisce {

/// What the person chose and both programs share: a small JSON file below configHome().
struct Choices {
    std::string model;                            ///< name of an installed model; empty: the starter
    std::filesystem::path library;                ///< current catalogue; empty: the default one
    std::vector<std::filesystem::path> libraries; ///< all that were made here

    static Choices load(); ///< a missing or damaged file gives the defaults
    Result<void> save() const;

    /// The current catalogue file.
    std::filesystem::path currentLibrary() const;
};

} // namespace reminisce
