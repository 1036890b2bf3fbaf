// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/objective.h"

#include "core/training/concepts.h"

namespace reminisce::training {

at::Tensor unitRows(const at::Tensor &x)
{
    return x / x.norm(2, {-1}, true).clamp_min(1e-12);
}

Targets targetsOf(const at::Tensor &truth)
{
    return {(truth == static_cast<int>(Truth::Yes)).to(at::kFloat),
            (truth != static_cast<int>(Truth::Unknown)).to(at::kFloat)};
}

Targets mixed(const Targets &targets, const at::Tensor &partner, const at::Tensor &keep)
{
    const at::Tensor own = keep.unsqueeze(1);
    const at::Tensor share = targets.share / targets.share.sum(1, true).clamp_min(1e-12);
    return {share * own + share.index_select(0, partner) * (1 - own),
            targets.known * targets.known.index_select(0, partner)};
}

namespace {

/// Mean cross-entropy of the rows of `logits` against the true entries of each row.
at::Tensor rowLoss(const at::Tensor &logits, const at::Tensor &share, const at::Tensor &known, double smoothing)
{
    const at::Tensor target = share / share.sum(1, true).clamp_min(1e-12) * (1 - smoothing) +
                              known / known.sum(1, true).clamp_min(1) * smoothing;
    const at::Tensor logProbability = at::log_softmax(logits.masked_fill(known == 0, -1e4), 1);
    return -(target * logProbability).sum(1).mean();
}

} // namespace

ContrastiveLoss contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                                const Targets &targets, double smoothing)
{
    const at::Tensor logits = at::matmul(unitRows(images), unitRows(texts).t()) * scale; // [N, N]
    const at::Tensor share = targets.share * targets.known;
    const at::Tensor rows = rowLoss(logits, share, targets.known, smoothing);
    const at::Tensor columns = rowLoss(logits.t(), share.t(), targets.known.t(), smoothing);
    return {(rows + columns) * 0.5, rows, columns};
}

at::Tensor proxyLoss(const at::Tensor &images, const Targets &targets, const at::Tensor &texts,
                     const at::Tensor &conceptOf, const at::Tensor &proxies, const at::Tensor &scale, double smoothing)
{
    const at::Tensor directions = unitRows(proxies).t() * scale; // [dim, C]
    const at::Tensor own = at::one_hot(conceptOf, proxies.size(0)).to(at::kFloat);
    return rowLoss(at::matmul(unitRows(images), directions), targets.share * targets.known, targets.known, smoothing) +
           rowLoss(at::matmul(unitRows(texts), directions), own, at::ones_like(own), smoothing);
}

at::Tensor sigmoidLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &scale,
                       const at::Tensor &bias, const Targets &targets)
{
    const at::Tensor logits = at::matmul(unitRows(images), unitRows(texts).t()) * scale + bias; // [N, N]
    const at::Tensor yes = targets.share * at::log_sigmoid(logits);
    const at::Tensor no = (1 - targets.share) * at::log_sigmoid(-logits);
    return -((yes + no) * targets.known).sum() / logits.size(0);
}

} // namespace reminisce::training
