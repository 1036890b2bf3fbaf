// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/conceptlist.h"
#include "core/training/trainer.h"

#include <optional>
#include <set>

namespace reminisce::training {

/// Writes what stands beside the weights in config.output: the list of what was taught, the settings (training.json),
/// which files were held back (held-back.json; of captioned pictures),
/// and for people a card (card.md): what the model is, what it learnt from, how long, and what it can do, with chance
/// and intervals. parameters: how many numbers were learnt.
Result<void> writePapers(const TrainingConfig &config, const Dataset &data,
                         const std::vector<clip::TaughtConcept> &concepts, const TrainingReport &report,
                         std::int64_t parameters);

/// The files that the run of this model held back, or nothing where that is not known.
std::optional<std::set<std::string>> heldBackBy(const std::filesystem::path &modelFolder);

} // namespace reminisce::training
