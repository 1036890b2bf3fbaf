// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/indexing/scanner.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fnmatch.h>
#include <memory>
#include <set>
#include <sys/stat.h>

namespace reminisce::indexing {

namespace {

struct CloseFolder {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

bool isExcluded(const std::string &name, const std::vector<std::string> &excluded)
{
    return std::any_of(excluded.begin(), excluded.end(), [&](const std::string &pattern) {
        return ::fnmatch(pattern.c_str(), name.c_str(), FNM_CASEFOLD) == 0;
    });
}

} // namespace

ScanResult scan(const std::filesystem::path &root, const std::vector<std::string> &excluded, const CancelToken &cancel)
{
    ScanResult result;
    std::vector<std::string> open = {root.native()};
    std::set<std::pair<dev_t, ino_t>> visited;
    while (!open.empty() && !cancel.isCancelled()) {
        const std::string folder = std::move(open.back());
        open.pop_back();
        const std::unique_ptr<DIR, CloseFolder> handle(::opendir(folder.c_str()));
        struct stat info = {};
        if (!handle || ::fstat(::dirfd(handle.get()), &info) != 0) {
            result.unreadable.emplace_back(folder);
            continue;
        }
        if (!visited.emplace(info.st_dev, info.st_ino).second)
            continue;
        const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
        const auto next = [&handle] {
            errno = 0; // tells an error from the end
            return ::readdir(handle.get());
        };
        while (const dirent *entry = next()) {
            const std::string name = entry->d_name;
            result.isEmpty = result.isEmpty && (name == "." || name == "..");
            if (name.starts_with('.') || isExcluded(name, excluded))
                continue;
            if (entry->d_type == DT_DIR) {
                open.push_back(prefix + name);
                continue;
            }
            // Only links and unknown types may still be folders; pipes and sockets are of no interest.
            if (entry->d_type != DT_REG && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
                continue;
            if (::fstatat(::dirfd(handle.get()), entry->d_name, &info, 0) != 0) {
                // A link may lead to a disk that is away; a name that is gone since it was listed is gone.
                if (errno != ENOENT || entry->d_type == DT_LNK)
                    result.unreadable.emplace_back(prefix + name);
                continue;
            }
            if (S_ISDIR(info.st_mode))
                open.push_back(prefix + name);
            else if (S_ISREG(info.st_mode))
                result.files.push_back({prefix + name, info.st_size,
                                        std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec});
        }
        if (errno != 0)
            result.unreadable.emplace_back(folder);
    }
    return result;
}

} // namespace reminisce::indexing
