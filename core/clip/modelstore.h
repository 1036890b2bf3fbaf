// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/checkpoint.h"

#include <filesystem>
#include <string>
#include <vector>

namespace reminisce::clip {

inline constexpr const char *starterName = "starter";

struct InstalledModel {
    std::string name;
    std::filesystem::path path;
    bool isStarter = false;
};

/// The checkpoints that the person installed, each in a folder of its own below dataHome()/models, and the shipped
/// starter.
namespace modelstore {

std::vector<InstalledModel> installed();

/// A folder or file as it is, an installed name, "starter"; empty: `chosen`, else the starter.
Result<std::filesystem::path> resolve(const std::string &nameOrPath, const std::string &chosen);

/// Checks the checkpoint, then copies its weights, configuration and tokenizer files. Returns the installed name. A
/// copy that does not finish leaves nothing behind. One that is installed under this name is refused or replaced.
enum class Existing { Refuse, Replace };
Result<std::string> install(const std::filesystem::path &path, const std::string &name = {},
                            Existing existing = Existing::Refuse);

/// Deletes an installed model's folder.
Result<void> remove(const std::string &name);

} // namespace modelstore

} // namespace reminisce::clip
