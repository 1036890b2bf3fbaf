// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reminisce::paths {

/// XDG base directories with "reminisce" appended; not created here.
std::filesystem::path dataHome();   ///< libraries, installed models
std::filesystem::path configHome(); ///< the person's choices
std::filesystem::path cacheHome();  ///< may be deleted at any time

/// The folder of the running program.
std::filesystem::path programFolder();

/// A file or folder of resources/ ("models/starter"), from the build tree or the installation.
Result<std::filesystem::path> resource(std::string_view name);

/// The torch plug-in beside the program or in the installed library folder.
std::vector<std::filesystem::path> pluginCandidates(std::string_view fileName);

/// A helper program beside this one, in the build tree above it, or in the installation.
std::vector<std::filesystem::path> helperCandidates(std::string_view fileName);

/// Gives a complete new file its name: sync, rename, sync of the folder. A lost power leaves the old file or the new
/// one. The new one is removed where this fails.
Result<void> putInPlace(const std::filesystem::path &fresh, const std::filesystem::path &target);

/// Writes the whole file or leaves the old one.
Result<void> writeAtomically(const std::filesystem::path &path, std::string_view content);

/// The whole file. Refuses what is not a regular file or is larger than `limit` bytes.
Result<std::string> readFile(const std::filesystem::path &path, std::size_t limit = 1U << 30U);

} // namespace reminisce::paths
