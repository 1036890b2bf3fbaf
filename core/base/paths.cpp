// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include "core/base/filedescriptor.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reminisce::paths {

namespace fs = std::filesystem;

namespace {

fs::path xdg(const char *variable, const char *fallback)
{
    const char *value = std::getenv(variable);
    // The specification: a relative path is invalid and ignored.
    if (value != nullptr && value[0] == '/')
        return fs::path(value) / "reminisce";
    const char *home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/") / fallback / "reminisce";
}

Error failed(const char *what, const fs::path &path, int reason)
{
    return Error{reason == ENOENT ? ErrorKind::BadInput : ErrorKind::Unavailable,
                 std::string("Cannot ") + what + " " + path.string() + ": " + std::strerror(reason) + "."};
}

bool writeAll(int fd, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t n = ::write(fd, content.data(), content.size());
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

} // namespace

fs::path dataHome()
{
    return xdg("XDG_DATA_HOME", ".local/share");
}
fs::path configHome()
{
    return xdg("XDG_CONFIG_HOME", ".config");
}
fs::path cacheHome()
{
    return xdg("XDG_CACHE_HOME", ".cache");
}

fs::path programFolder()
{
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    return code ? fs::current_path() : self.parent_path();
}

Result<fs::path> resource(std::string_view name)
{
    const fs::path here = programFolder();
    // Build tree: <build>/resources is a link to the sources; tests run one or more folders deeper.
    std::vector<fs::path> roots = {here / "resources", here / "../share/reminisce"};
    for (fs::path up = here.parent_path(); up.has_relative_path(); up = up.parent_path())
        roots.push_back(up / "resources");
    for (const fs::path &root : roots) {
        std::error_code code;
        if (fs::exists(root / name, code))
            return fs::weakly_canonical(root / name);
    }
    return unavailable("The program's file " + std::string(name) + " is missing. Please install Reminisce again.");
}

namespace {

/// Here, in the installation, or in the build tree above a test.
std::vector<fs::path> candidates(std::string_view fileName, const char *installed)
{
    const fs::path here = programFolder();
    std::vector<fs::path> found = {here / fileName, here / installed / fileName};
    for (fs::path up = here.parent_path(); up.has_relative_path(); up = up.parent_path())
        found.push_back(up / fileName);
    return found;
}

} // namespace

std::vector<fs::path> pluginCandidates(std::string_view fileName)
{
    return candidates(fileName, "../lib/reminisce");
}

std::vector<fs::path> helperCandidates(std::string_view fileName)
{
    return candidates(fileName, "../libexec/reminisce");
}

Result<void> putInPlace(const fs::path &fresh, const fs::path &target)
{
    const FileDescriptor file(::open(fresh.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 || ::fsync(file.get()) != 0 || ::rename(fresh.c_str(), target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(fresh.c_str());
        return failed("write", target, reason);
    }
    const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
    const FileDescriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ::fsync(folder.get()); // some file systems cannot; the file itself is safe
    return {};
}

Result<void> writeAtomically(const fs::path &path, std::string_view content)
{
    fs::path temporary = path;
    temporary += ".new";
    {
        const FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.get() < 0)
            return failed("write", temporary, errno);
        if (!writeAll(file.get(), content)) {
            const int reason = errno;
            ::unlink(temporary.c_str());
            return failed("write", path, reason);
        }
    }
    return putInPlace(temporary, path);
}

Result<std::string> readFile(const fs::path &path, std::size_t limit)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat info = {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
        return failed("open", path, errno);
    if (!S_ISREG(info.st_mode))
        return badInput(path.string() + " is not a regular file.");
    if (static_cast<std::size_t>(info.st_size) > limit)
        return badInput(path.string() + " is too large.");
    std::string content(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t n = ::read(file.get(), content.data() + done, content.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed("read", path, errno);
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    content.resize(done);
    return content;
}

} // namespace reminisce::paths
