// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mappedfile.h"

#include "core/base/filedescriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace reminisce {

Result<MappedFile> MappedFile::open(const std::filesystem::path &path)
{
    const FileDescriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (opened.get() < 0)
        return Error{errno == ENOENT ? ErrorKind::BadInput : ErrorKind::Unavailable,
                     "Cannot open " + path.string() + ": " + std::strerror(errno) + "."};
    struct stat info = {};
    if (::fstat(opened.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return badInput(path.string() + " is not a regular file.");
    MappedFile file;
    file.m_size = static_cast<std::size_t>(info.st_size);
    if (file.m_size > 0) {
        void *address = ::mmap(nullptr, file.m_size, PROT_READ, MAP_PRIVATE, opened.get(), 0);
        if (address == MAP_FAILED)
            return unavailable("Cannot read " + path.string() + ": " + std::strerror(errno) + ".");
        const std::size_t size = file.m_size;
        file.m_data = std::shared_ptr<const std::uint8_t>(
            static_cast<const std::uint8_t *>(address),
            [size](const std::uint8_t *p) { ::munmap(const_cast<std::uint8_t *>(p), size); });
    }
    return file;
}

} // namespace reminisce
