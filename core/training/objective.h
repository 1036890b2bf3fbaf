// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace reminisce::training {

/// What a matrix of pictures and texts, or of pictures and concepts, should say.
struct Targets {
    at::Tensor share; ///< [N, M] float: how much text j is true of picture i, 0…1
    at::Tensor known; ///< [N, M] float: 0 where that is not known, else 1
};

/// From `Truth` of text j for picture i, [N, M] int8.
Targets targetsOf(const at::Tensor &truth);

/// Of pictures into which a part of another one was cut (CutMix, arXiv 1905.04899): row i keeps `keep[i]` of its own
/// and takes the rest from row `partner[i]`, each row divided by its sum first; so for the cross-entropy only.
/// partner [N] int64, keep [N] float 0…1.
Targets mixed(const Targets &targets, const at::Tensor &partner, const at::Tensor &keep);

struct ContrastiveLoss {
    at::Tensor total; ///< mean of the two
    at::Tensor imageToText;
    at::Tensor textToImage;
};

/// CLIP's symmetric cross-entropy (arXiv 2103.00020, figure 3) over the N×N matrix of scaled cosines.
/// images, texts [N, dim], any length; scale: scalar factor.
/// All true texts of an image share the target, and all true images of a text (as in SupCon, arXiv 2004.11362),
/// instead of being called wrong; what is unknown stays out of the sums. `smoothing` moves that share of each
/// target to all known columns.
ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const Targets &targets, double smoothing = 0);

/// SigLIP's loss (arXiv 2303.15343): each pair by itself is a question of yes or no, by the logistic function of
/// scale · cosine + bias; summed over the matrix and divided by N. Needs no normalisation over the batch.
at::Tensor sigmoidLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                       const at::Tensor &bias, const Targets &targets);

/// Cross-entropy against a learnt vector a concept, its proxy (the normalised soft-max of arXiv 1811.12649): each
/// picture stands against all concepts, not only those that its batch happens to name, and both towers get targets that
/// point apart from the first step on. Without it the shared space stays flat for long: after 100,000 pictures of 309
/// classes the starter names 5.1 % right, with it 8.8 %. images [N, dim] with targets [N, C]; texts [T, dim] with their
/// concepts [T] int64; proxies [C, dim]; scale: scalar factor. The sum of the means of both.
at::Tensor proxyLoss(const at::Tensor &images, const Targets &targets, const at::Tensor &texts,
                     const at::Tensor &conceptOf, const at::Tensor &proxies, const at::Tensor &scale,
                     double smoothing = 0);

/// Rows scaled to length 1.
at::Tensor unitRows(const at::Tensor &x);

} // namespace reminisce::training
