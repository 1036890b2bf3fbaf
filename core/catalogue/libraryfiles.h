// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filedescriptor.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace reminisce::catalogue {

// What lies beside a library's catalogue.

/// The search's cache beside a catalogue; a second file ends in ".graph".
std::filesystem::path indexPathFor(const std::filesystem::path &cataloguePath);

/// Bytes of a library's file and of what lies beside it.
struct SizeOnDisk {
    std::int64_t catalogue = 0, copies = 0, index = 0, thumbnails = 0;
};
SizeOnDisk sizeOnDisk(const std::filesystem::path &cataloguePath);

/// A name beside the catalogue for a version of it that is kept: NAME.WHY-SECONDS.
std::filesystem::path asideName(const std::filesystem::path &cataloguePath, const std::string &why);

/// Held by whoever writes a library's index; dies with its process.
class IndexLock {
public:
    /// Refuses with a sentence that names the holder.
    static Result<IndexLock> take(const std::filesystem::path &cataloguePath);

private:
    explicit IndexLock(FileDescriptor file) : m_file(std::move(file)) {}
    FileDescriptor m_file;
};

} // namespace reminisce::catalogue
