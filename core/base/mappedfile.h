// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace reminisce {

using Bytes = std::span<const std::uint8_t>;

/// A file mapped read-only into memory. Movable; the bytes live as long as the object.
/// A file that another process cuts while it is mapped raises SIGBUS on access: use it for
/// checkpoints and caches of our own, not for photos.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path &path);

    MappedFile() = default;
    Bytes bytes() const { return {m_data.get(), m_size}; }

private:
    std::shared_ptr<const std::uint8_t> m_data;
    std::size_t m_size = 0;
};

} // namespace reminisce
