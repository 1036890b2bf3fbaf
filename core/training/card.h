// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/trainer.h"

namespace reminisce::training {

/// What stands beside a trained model for people (card.md): what it is, what it learnt from, how long, and what it can
/// do, with chance and intervals.
std::string cardText(const TrainingConfig &config, const Dataset &data, const TrainingReport &report,
                     std::int64_t parameters);

} // namespace reminisce::training
