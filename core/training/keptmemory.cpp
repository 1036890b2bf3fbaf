// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/keptmemory.h"

#include <limits>
#include <malloc.h>

namespace reminisce::training {

KeptMemory::KeptMemory()
{
    ::mallopt(M_MMAP_MAX, 0);
    ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

KeptMemory::~KeptMemory()
{
    constexpr int usual = 65536, usualThreshold = 128 * 1024; // glibc's own
    ::mallopt(M_MMAP_MAX, usual);
    ::mallopt(M_TRIM_THRESHOLD, usualThreshold);
    ::malloc_trim(0);
}

} // namespace reminisce::training
