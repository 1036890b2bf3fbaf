// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/dataset.h"

namespace reminisce::training {

std::vector<std::uint32_t> Dataset::examplesOf(Split split) const
{
    std::vector<std::uint32_t> chosen;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        if (examples[i].split == split)
            chosen.push_back(static_cast<std::uint32_t>(i));
    }
    return chosen;
}

} // namespace reminisce::training
