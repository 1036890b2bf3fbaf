// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace reminisce::bench {

using Clock = std::chrono::steady_clock;

inline void must(const Result<void> &result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
}

/// The value, or the end of the program with the reason.
template <typename T> T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

inline double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// A line of the table that packaging/bench prints: ours beside a reference of the same run, or beside a goal.
inline void tabulate(const std::string &what, double ours, const std::string &beside, double reference,
                     const std::string &unit)
{
    const char *table = std::getenv("REMINISCE_BENCH_TABLE");
    if (table == nullptr)
        return;
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.*f", value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4, value);
        return std::string(text);
    };
    std::ofstream(table, std::ios::app) << "| " << what << " | " << number(ours) << " " << unit << " | " << beside
                                        << " | " << number(reference) << " " << unit << " | "
                                        << number(ours / reference) << " |\n";
}

/// This process and every process below it: shared pages are counted once in all.
inline double megabytesTogether()
{
    std::map<int, std::vector<int>> children;
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream stat(entry.path() / "stat");
        std::string name;
        int pid = 0;
        char state = 0;
        int parent = 0;
        if (stat >> pid && std::getline(stat, name, ')') && stat >> state >> parent)
            children[parent].push_back(pid);
    }
    std::vector<int> open = {::getpid()};
    double kilobytes = 0;
    while (!open.empty()) {
        const int pid = open.back();
        open.pop_back();
        open.insert(open.end(), children[pid].begin(), children[pid].end());
        std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
        for (std::string word; rollup >> word;) {
            double value = 0;
            if (word == "Pss:" && rollup >> value)
                kilobytes += value;
        }
    }
    return kilobytes / 1000;
}

/// Memory of this process's own, without mapped files.
inline double ownMegabytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0;
        if (word == "RssAnon:" && status >> kilobytes)
            return kilobytes / 1000;
    }
    return 0;
}

inline double residentMegabytes()
{
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    statm >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace reminisce::bench
