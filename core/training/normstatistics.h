// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/batches.h"
#include "core/training/model.h"

namespace reminisce::training {

/// Takes the running means and variances of batch norms again, for the weights as they are and pictures of `size`
/// pixels: those of averaged weights are neither the average of those before nor the same for another size (Izmailov
/// et al., arXiv 1803.05407, section 3.2; Touvron et al., arXiv 1906.06423). Nothing where there are no such norms.
void settleNorms(Model &model, const BatchMaker &batches, int size);

} // namespace reminisce::training
