// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clip/modelconfig.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace reminisce::training {

enum class Loss { CrossEntropy, Sigmoid };

/// What a person chooses about a run. The JSON keys of a CONFIG file are the names of the fields; `pictures` and
/// `texts` are each the name of a preset, or an object with "preset" and what differs from it, where "pictures" also
/// holds "size", "mirror" and "fit", and "texts" holds "merges". All keys are told in
/// docs/guide/training-configuration.md.
struct TrainingConfig {
    std::string name = "model";
    std::filesystem::path data;        ///< folder with pages.json or with captioned pictures, or a *.reminisce library
    std::filesystem::path captions;    ///< file with the captions of the pictures in `data`; empty: looked for
    bool folderNames = false;          ///< a picture without caption is described by the name of its folder
    double validation = 0.1;           ///< share of captioned pictures that is held back
    std::filesystem::path words;       ///< synonyms and broader words of labels, see Concepts; may be empty
    std::filesystem::path output;      ///< becomes a checkpoint folder
    std::filesystem::path from;        ///< a checkpoint of the same shape to go on from; empty: random weights
    std::filesystem::path averageWith; ///< a relative of `from`: the run begins at the mean of both; may be empty
    double minutes = 0;                ///< time budget; 0: `steps` decides
    std::int64_t steps = 1000;
    int patience = 0; ///< ends after so many validations without progress, keeping the best weights; 0: never
    std::uint64_t seed = 1;
    int batch = 256;
    Loss loss = Loss::CrossEntropy; ///< "cross-entropy", "sigmoid"
    double sigmoidBias = -10;       ///< at the beginning of the sigmoid loss
    double temperature = 0;         ///< fixed: cosines are divided by it; 0: the scale is learnt
    double learningRate = 2e-3;
    double weightDecay = 0.05;
    double muon = 6;           ///< rate of Muon for matrices and kernels, times learningRate; 0: AdamW for all
    std::int64_t warmup = 300; ///< steps
    double decay = 1;          ///< share of the run, its end, over which the learning rate falls to 0 along a cosine
    double smoothing = 0.1;    ///< of the targets of the cross-entropy
    double proxies = 1;        ///< weight of proxyLoss() beside the other, where pictures have labels; 0: without
    double balance = 0.5;      ///< exponent of the class frequencies, see captionsFromLabels()
    double degrade = 0.15;     ///< these four: see BatchSettings
    double sharpness = 0;
    double smallestCrop = 0.4;
    double mix = 0;
    double averaging = 0.999;                  ///< of the weights, see Optimiser
    clip::VisionConfig pictures;               ///< kinds ResNetD, ModifiedResNet, Vit
    clip::TextConfig texts;                    ///< kinds Causal, ClassToken, Bag; the vocabulary is learnt
    int pictureSize = 64;                      ///< of the finished model, pixels
    bool squash = true;                        ///< photos are pressed to squares whole; else their middle is taken
    bool mirror = false;                       ///< the finished model looks at mirrored pictures, too
    std::vector<std::pair<double, int>> sizes; ///< (share of the run at which it ends, size): progressive resolution
    int dim = 256;                             ///< of the shared space
    int merges = 1500;                         ///< most pairs of the byte-pair vocabulary
    int threads = 0;                           ///< 0: all cores
    std::string device = "auto";               ///< "auto", "cpu", "cuda"
    std::string precision = "auto";            ///< "auto", "fp32", "bf16"
    double saveEveryMinutes = 10;              ///< validation and checkpoint
    std::int64_t saveEverySteps = 0;           ///< the same by steps, which makes runs repeatable; 0: by time

    TrainingConfig();
};

/// Names of the presets, from small to large.
const std::vector<std::string> &picturePresets();
const std::vector<std::string> &textPresets();
/// Sets what the preset says; false where there is none of that name.
bool applyPicturePreset(const std::string &name, TrainingConfig &config);
bool applyTextPreset(const std::string &name, TrainingConfig &config);

/// Relative paths count from the file's folder.
Result<TrainingConfig> readConfig(const std::filesystem::path &path);

/// A CONFIG file that readConfig() reads to the same values. What it is made of decides whether an interrupted run goes
/// on.
std::string configText(const TrainingConfig &config);

/// What the trained checkpoint will be.
clip::ModelConfig modelConfig(const TrainingConfig &config, int vocabulary);

} // namespace reminisce::training
