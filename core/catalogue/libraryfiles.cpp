// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/libraryfiles.h"

#include "core/catalogue/copies.h"
#include "core/catalogue/thumbnailstore.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace reminisce::catalogue {

namespace fs = std::filesystem;

fs::path asideName(const fs::path &cataloguePath, const std::string &why)
{
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    return cataloguePath.native() + "." + why + "-" + std::to_string(now.count());
}

Result<IndexLock> IndexLock::take(const fs::path &cataloguePath)
{
    const std::string path = cataloguePath.string() + ".lock";
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (file.get() < 0)
        return unavailable("Cannot write " + path + ": " + std::strerror(errno) + ".");
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        char holder[32] = {};
        const ssize_t n = ::pread(file.get(), holder, sizeof holder - 1, 0);
        return unavailable("Another program (process " + std::string(holder, n > 0 ? static_cast<std::size_t>(n) : 0) +
                           ") is indexing this library already.");
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), pid.data(), pid.size(), 0) < 0)
        return unavailable("Cannot write " + path + ": " + std::strerror(errno) + ".");
    return IndexLock(std::move(file));
}

fs::path indexPathFor(const fs::path &cataloguePath)
{
    return cataloguePath.native() + ".index";
}

SizeOnDisk sizeOnDisk(const fs::path &cataloguePath)
{
    const auto sum = [](const fs::path &path, std::initializer_list<const char *> suffixes) {
        std::int64_t total = 0;
        for (const char *suffix : suffixes) {
            std::error_code code;
            const auto size = fs::file_size(path.native() + suffix, code);
            total += code ? 0 : static_cast<std::int64_t>(size);
        }
        return total;
    };
    std::int64_t copies = 0;
    for (const LibraryCopy &copy : copiesOf(cataloguePath))
        copies += copy.bytes;
    return {sum(cataloguePath, {"", "-wal", "-shm"}), copies, sum(indexPathFor(cataloguePath), {"", ".graph"}),
            sum(ThumbnailStore::pathFor(cataloguePath), {"", "-wal", "-shm"})};
}

} // namespace reminisce::catalogue
