// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/plugin.h"

#include "core/base/paths.h"

#include <dlfcn.h>
#include <filesystem>

namespace reminisce {

Result<void *> pluginSymbol(const std::string &fileName, const std::string &symbol)
{
    for (const std::filesystem::path &candidate : paths::pluginCandidates(fileName)) {
        std::error_code code;
        if (!std::filesystem::exists(candidate, code))
            continue;
        void *library = ::dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr)
            return unavailable("The part of the program that runs models cannot start: " + std::string(::dlerror()));
        void *address = ::dlsym(library, symbol.c_str());
        if (address == nullptr)
            return unavailable(candidate.string() + " belongs to another version. Please install Reminisce again.");
        return address;
    }
    return unavailable("The part of the program that runs models (" + fileName +
                       ") is missing. Please install Reminisce again.");
}

} // namespace reminisce
