// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/objective.h"

namespace reminisce::training {

at::Tensor unitRows(const at::Tensor &x)
{
    return x / x.norm(2, {-1}, true).clamp_min(1e-12);
}

ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const at::Tensor &groups, double smoothing)
{
    const at::Tensor logits = at::matmul(unitRows(images), unitRows(texts).t()) * scale; // [N, N]
    at::Tensor target = at::eq(groups.unsqueeze(1), groups.unsqueeze(0)).to(at::kFloat);
    target = target / target.sum(1, true);
    // "same group" is symmetric, so each row's target also serves its column.
    if (smoothing > 0)
        target = target * (1 - smoothing) + smoothing / static_cast<double>(groups.size(0));
    const at::Tensor rows = -(target * at::log_softmax(logits, 1)).sum(1).mean();
    const at::Tensor columns = -(target * at::log_softmax(logits.t(), 1)).sum(1).mean();
    return {(rows + columns) * 0.5, rows, columns};
}

} // namespace reminisce::training
