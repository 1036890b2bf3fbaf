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
/// images, texts [N, dim], any length; scale: scalar factor; truth [N, N] int8: `Truth` of text j for image i.
/// All true texts of an image share the target, and all true images of a text (as in SupCon, arXiv 2004.11362),
/// instead of being called wrong; what is unknown stays out of the sums. `smoothing` moves that share of each
/// target to all known columns.
ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const at::Tensor &truth, double smoothing = 0);

/// Rows scaled to length 1.
at::Tensor unitRows(const at::Tensor &x);

} // namespace reminisce::training
