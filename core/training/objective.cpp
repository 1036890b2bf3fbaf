// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/objective.h"

#include "core/training/concepts.h"

namespace reminisce::training {

at::Tensor unitRows(const at::Tensor &x)
{
    return x / x.norm(2, {-1}, true).clamp_min(1e-12);
}

namespace {

/// Mean cross-entropy of the rows of `logits` against the true entries of each row.
at::Tensor rowLoss(const at::Tensor &logits, const at::Tensor &isTrue, const at::Tensor &known, double smoothing)
{
    const at::Tensor target = isTrue / isTrue.sum(1, true) * (1 - smoothing) + known / known.sum(1, true) * smoothing;
    const at::Tensor logProbability = at::log_softmax(logits.masked_fill(known == 0, -1e4), 1);
    return -(target * logProbability).sum(1).mean();
}

} // namespace

ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const at::Tensor &truth, double smoothing)
{
    const at::Tensor logits = at::matmul(unitRows(images), unitRows(texts).t()) * scale; // [N, N]
    const at::Tensor isTrue = (truth == static_cast<int>(Truth::Yes)).to(at::kFloat);
    const at::Tensor known = (truth != static_cast<int>(Truth::Unknown)).to(at::kFloat);
    const at::Tensor rows = rowLoss(logits, isTrue, known, smoothing);
    const at::Tensor columns = rowLoss(logits.t(), isTrue.t(), known.t(), smoothing);
    return {(rows + columns) * 0.5, rows, columns};
}

} // namespace reminisce::training
