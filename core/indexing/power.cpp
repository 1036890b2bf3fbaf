// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/indexing/power.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace reminisce::indexing {

namespace {

std::string firstWord(const std::filesystem::path &path)
{
    std::ifstream stream(path);
    std::string word;
    stream >> word;
    return word;
}

} // namespace

bool isOnBattery()
{
    std::error_code code;
    bool mains = false;
    bool battery = false;
    for (const auto &supply : std::filesystem::directory_iterator("/sys/class/power_supply", code)) {
        if (firstWord(supply.path() / "scope") == "Device")
            continue; // of a mouse or a keyboard
        const std::string type = firstWord(supply.path() / "type");
        if (type == "Mains")
            mains = mains || firstWord(supply.path() / "online") == "1";
        else if (type == "Battery")
            battery = battery || firstWord(supply.path() / "status") == "Discharging";
    }
    return battery && !mains;
}

void lowerThreadPriority()
{
    // On Linux a nice value belongs to a thread.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
}

} // namespace reminisce::indexing
