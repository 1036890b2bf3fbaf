// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/normstatistics.h"

#include <c10/core/GradMode.h>

namespace reminisce::training {

void settleNorms(Model &model, const BatchMaker &batches, int size)
{
    if (model.parameters().buffers.empty())
        return;
    const c10::AutoGradMode noGradient(false);
    // A tenth of the statistics is new with each batch: less than a hundredth of the old ones is left after so many.
    constexpr std::uint64_t count = 48;
    for (std::uint64_t i = 0; i < count; ++i)
        model.encodePictures(batches.make(i, size).pixels, size, true);
}

} // namespace reminisce::training
