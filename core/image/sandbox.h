// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace reminisce::image {

/// Takes from this process what a decoder never needs: more than `memoryLimit` bytes of memory beyond what it has,
/// files, connections, programs, the rest of the system. Threads may still be started. Cannot be undone; false where
/// the kernel refuses.
bool enterSandbox(std::int64_t memoryLimit);

} // namespace reminisce::image
