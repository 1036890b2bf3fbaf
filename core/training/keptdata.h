// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset.h"

#include <optional>

namespace reminisce::training {

// A run that is paused goes on with the pictures and captions that it began with, also when photos came, went or got
// other words meanwhile: its dataset is kept until it has ended.

/// Keeps a dataset of captioned pictures whose pixels lie in `cacheFile`, under the name `place` (two files with
/// endings of their own; the pixels are linked, not copied, where the disk allows it). Bytes of captions that are no
/// UTF-8 are kept as U+FFFD.
Result<void> keepData(const Dataset &data, const std::filesystem::path &cacheFile, const std::filesystem::path &place);

/// What was kept there; nothing where there is none or it is damaged.
std::optional<Dataset> keptData(const std::filesystem::path &place);

void forgetData(const std::filesystem::path &place);

} // namespace reminisce::training
