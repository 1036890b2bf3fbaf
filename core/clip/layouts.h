// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/checkpoint.h"

namespace reminisce::clip {

/// Decides by the names of the tensors which layout a weight file has, or says what it is instead.
Result<Layout> detectLayout(const TensorFile &file);

/// Reads the configuration files beside the weights (or derives the sizes from the tensors where there are none).
Result<ModelConfig> readConfig(Layout layout, const TensorFile &file, const std::filesystem::path &weightFile);

/// The file's tensors behind one of ours.
TensorSource sourceOf(Layout layout, const TensorFile &file, const std::string &name);

/// Tensors that carry nothing: obsolete position ids, masks, counters, the scalars that readConfig has read.
bool isIgnorable(const std::string &name);

} // namespace reminisce::clip
