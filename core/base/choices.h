// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace reminisce {

/// A library as the person knows it.
struct LibraryEntry {
    std::filesystem::path path; ///< the catalogue file
    std::string name;
};

/// What the person chose and both programs share: a small JSON file below configHome().
struct Choices {
    std::string model;                   ///< name of an installed model; empty: the starter
    std::filesystem::path library;       ///< current catalogue; empty: the default one
    std::vector<LibraryEntry> libraries; ///< all that were made here
    std::string device = "auto";         ///< what `--device` takes
    std::string precision = "auto";      ///< what `--precision` takes
    std::string appearance = "system";   ///< "system", "light", "dark"
    std::vector<std::string> excluded;   ///< shell patterns of file and folder names to leave out

    static Choices load(); ///< a missing or damaged file gives the defaults
    /// Loads, edits and saves what differs. Threads and programs that change something at once wait for each other.
    static Result<void> change(const std::function<void(Choices &)> &edit);

    /// The current catalogue file.
    std::filesystem::path currentLibrary() const;
    /// All libraries, the current one among them; a library that was never named is called after its file.
    std::vector<LibraryEntry> allLibraries() const;

private:
    std::string toJson() const;
};

} // namespace reminisce
