// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/training/dataset.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace reminisce::training {

/// What a person chooses about a run; the JSON keys of a CONFIG file are the names of the fields.
struct TrainingConfig {
    std::string name = "model";
    std::filesystem::path data;   ///< folder with pages.json
    std::filesystem::path words;  ///< synonyms and broader words of the labels, see Concepts; may be empty
    std::filesystem::path output; ///< becomes a checkpoint folder
    std::filesystem::path from;   ///< a checkpoint of the same shape to go on from; empty: random weights
    double minutes = 0;           ///< time budget; 0: `steps` decides
    std::int64_t steps = 1000;
    std::uint64_t seed = 1;
    int batch = 256;
    double learningRate = 2e-3;
    double weightDecay = 0.05;
    std::int64_t warmup = 300; ///< steps
    double smoothing = 0.1;    ///< of the targets
    double balance = 0.5;      ///< exponent of the class frequencies, see BatchSettings
    double degrade = 0.15;
    double smallestCrop = 0.4;
    double mix = 0;   ///< share of batches with parts of other pictures cut in, see BatchSettings
    double decay = 1; ///< share of the run, its end, over which the learning rate falls to 0 along a cosine
    double averaging = 0.999;
    int pictureSize = 64;                      ///< of the finished model
    std::vector<std::pair<double, int>> sizes; ///< (share of the run at which it ends, size): progressive resolution
    int width = 32;                            ///< of the picture tower
    std::vector<int> blocks = {2, 2, 2, 2};
    int dim = 256;
    int textWidth = 192;
    int textLayers = 2;
    int textHeads = 3;
    int textContext = 16;
    int merges = 1500; ///< of the byte-pair vocabulary
    int threads = 2;
    std::string precision = "auto"; ///< "auto", "fp32", "bf16"
    double saveEveryMinutes = 10;
};

Result<TrainingConfig> readConfig(const std::filesystem::path &path);

/// The state of a run, told after every tenth step or so.
struct TrainingProgress {
    std::int64_t step = 0;
    double share = 0; ///< of the run that is done, 0…1
    double loss = 0, imageToText = 0, textToImage = 0;
    double scale = 0;
    double picturesPerSecond = 0;
    double learningRate = 0;
};

/// Zero-shot figures through the text tower on pictures that were not trained on.
struct ZeroShot {
    double top1 = 0; ///< mean over classes of the share of right first answers
    double top5 = 0;
    int classes = 0;
    std::int64_t pictures = 0;
    double chance1() const { return classes > 0 ? 1.0 / classes : 0; }
};

struct TrainingReport {
    std::int64_t steps = 0;
    double minutes = 0;
    ZeroShot validation;
};

struct TrainingEvents {
    std::function<void(const TrainingProgress &)> progress;
    std::function<void(const ZeroShot &)> validated;
    CancelToken cancel;
};

/// Trains two towers from `config` on `data` and writes a checkpoint folder (safetensors in fp16, config.json,
/// vocab.json, merges.txt), every `saveEveryMinutes` and at the end. Blocks; run it on a thread of its own.
/// Provided by the torch plug-in, see loadTrainer().
class Trainer {
public:
    virtual ~Trainer() = default;
    virtual Result<TrainingReport> train(const TrainingConfig &config, const Dataset &data,
                                         const TrainingEvents &events) const = 0;
};

/// Loads the torch plug-in when first called. The trainer lives as long as the program.
Result<const Trainer *> loadTrainer();

} // namespace reminisce::training
