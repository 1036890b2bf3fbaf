// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/waiting.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace reminisce {

void letWaitingThreadsSleep(char **argv)
{
    constexpr const char *policy = "OMP_WAIT_POLICY";
    if (std::getenv(policy) != nullptr)
        return;
    std::error_code code;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", code);
    if (code || ::setenv(policy, "passive", 1) != 0)
        return;
    ::execv(self.c_str(), argv); // where it fails, the program goes on as it is
}

} // namespace reminisce
