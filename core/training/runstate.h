// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/model.h"
#include "core/training/optimiser.h"

namespace reminisce::training {

/// Where a run stands, besides its tensors.
struct RunPlace {
    std::int64_t step = 0;
    double seconds = 0;           ///< of training so far
    double best = -1;             ///< score of the best validation
    int withoutProgress = 0;      ///< validations since
    bool validationIsDue = false; ///< after the last step
};

/// Writes all that the next step depends on, in fp32, in one file and atomically: who goes on from it makes the same
/// steps as if nothing had happened. `settings` says what the run is made of, data included.
Result<void> saveRun(const std::filesystem::path &output, const std::string &settings, const RunPlace &place,
                     Model &model, const Optimiser &optimiser);

/// Restores what saveRun() wrote. An error where the settings are others.
Result<RunPlace> restoreRun(const std::filesystem::path &output, const std::string &settings, Model &model,
                            Optimiser &optimiser);

} // namespace reminisce::training
