// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/training/config.h"
#include "core/training/dataset.h"
#include "core/training/validation.h"

#include <functional>

namespace reminisce::training {

/// The state of a run, told about once a second.
struct TrainingProgress {
    std::int64_t step = 0;
    double share = 0;       ///< of the run that is done, 0…1
    double minutesLeft = 0; ///< at the pace so far
    double loss = 0;        ///< mean of the two halves, or the sigmoid loss
    double imageToText = 0, textToImage = 0;
    double scale = 0;
    double recall1 = 0; ///< share of the batch's pictures whose own caption is the nearest, and chance
    double chance1 = 0;
    double picturesPerSecond = 0;
    double learningRate = 0;
    /// Cosines of the batch's first pictures (rows) and their captions, each of another text: side × side.
    std::vector<float> matrix;
    int side = 0;
    std::vector<std::string> captions; ///< of the columns
};

struct TrainingReport {
    std::int64_t steps = 0;
    double minutes = 0; ///< of training, all parts of an interrupted run together
    bool finished = false;
    bool stoppedEarly = false; ///< by `patience`
    Validation validation;     ///< of the weights that this part of the run wrote; empty where it wrote none
};

struct TrainingEvents {
    std::function<void(const TrainingProgress &)> progress;
    std::function<void(const Validation &)> validated;
    CancelToken cancel; ///< stops after the current step; the run can go on later
};

/// The file in which an unfinished run of this output folder is kept.
std::filesystem::path runStateFile(const std::filesystem::path &output);

/// Trains two towers from `config` on `data` and writes a checkpoint folder that clip::Checkpoint opens, at each
/// validation and at the end. The state of the run is kept beside it every half a minute and when it is cancelled, so
/// that the same call with the same settings, captions and splits goes on with it, on one thread bit by bit as if
/// nothing had happened. Blocks; run it on a thread of its own. Provided by the torch plug-in, see loadTrainer().
class Trainer {
public:
    virtual ~Trainer() = default;
    virtual Result<TrainingReport> train(const TrainingConfig &config, const Dataset &data,
                                         const TrainingEvents &events) const = 0;

    /// What the encoders alone reach: pictures a second through both towers and the loss, forward and backward, over
    /// one batch that is there already, without optimiser. For benches.
    virtual Result<double> bareRate(const TrainingConfig &config, const Dataset &data, double seconds) const = 0;
};

/// Loads the torch plug-in when first called. The trainer lives as long as the program.
Result<const Trainer *> loadTrainer();

} // namespace reminisce::training
