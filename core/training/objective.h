// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace reminisce::training {

struct ContrastiveLoss {
    at::Tensor total; ///< mean of the two
    at::Tensor imageToText;
    at::Tensor textToImage;
};

/// CLIP's symmetric cross-entropy (arXiv 2103.00020, figure 3) over the N×N matrix of scaled cosines.
/// Pairs of equal `group` share the target (as in SupCon, arXiv 2004.11362) instead of being called wrong.
/// images, texts [N, dim], any length; scale: scalar factor; groups [N] int64. `smoothing` moves that share of each
/// target to all columns.
ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const at::Tensor &groups, double smoothing = 0);

/// Rows scaled to length 1.
at::Tensor unitRows(const at::Tensor &x);

} // namespace reminisce::training
