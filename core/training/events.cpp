// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/events.h"

#include <algorithm>

namespace reminisce::training {

void joinEvents(std::vector<DatedPhoto> photos, Groups &groups)
{
    constexpr std::int64_t eventSeconds = 2 * 60 * 60;
    std::sort(photos.begin(), photos.end(), [](const DatedPhoto &a, const DatedPhoto &b) { return a.taken < b.taken; });
    for (std::size_t i = 1; i < photos.size(); ++i) {
        if (photos[i].taken - photos[i - 1].taken <= eventSeconds)
            groups.join(photos[i - 1].index, photos[i].index);
    }
}

} // namespace reminisce::training
