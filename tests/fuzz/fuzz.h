// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace reminisce::fuzz {

/// The fuzzer's bytes as a file, for parsers that take a path.
class BytesAsFile {
public:
    BytesAsFile(const std::uint8_t *data, std::size_t size) : m_fd(::memfd_create("fuzz", MFD_CLOEXEC))
    {
        if (m_fd < 0 || ::write(m_fd, data, size) != static_cast<ssize_t>(size))
            std::abort();
    }
    ~BytesAsFile() { ::close(m_fd); }
    BytesAsFile(const BytesAsFile &) = delete;
    BytesAsFile &operator=(const BytesAsFile &) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_fd); }

private:
    int m_fd;
};

} // namespace reminisce::fuzz
