// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/torch/operators.h"

namespace reminisce::clip {

/// On the processor, through oneDNN itself. LibTorch uses the same library, but packs the weights anew for each call
/// and cannot fuse what follows a product; tests/bench/encoder shows what that costs.
const Operators &oneDnnOperators();

} // namespace reminisce::clip
