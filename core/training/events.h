// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/groups.h"

#include <cstdint>
#include <vector>

namespace reminisce::training {

struct DatedPhoto {
    std::int64_t taken = 0; ///< seconds
    std::size_t index = 0;  ///< in the groups
};

/// Joins photos of one occasion: taken within two hours of each other, one after another.
void joinEvents(std::vector<DatedPhoto> photos, Groups &groups);

} // namespace reminisce::training
