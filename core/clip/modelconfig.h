// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reminisce::clip {

enum class Layout { OpenAi, HuggingFaceClip, OpenClip, HuggingFaceSiglip, Reminisce };
enum class VisionKind { Vit, SiglipVit, ModifiedResNet, ResNetD };
/// Bidirectional: SigLIP's, read at the last place. ClassToken: BERT-like, read at the first. Bag: the mean of the
/// words (CBOW, arXiv 1301.3781), blind to their order.
enum class TextKind { Causal, Bidirectional, ClassToken, Bag };
enum class Activation { QuickGelu, Gelu, GeluTanh };
enum class Interpolation { Bicubic, Bilinear };

const char *layoutName(Layout layout);
const char *visionKindName(VisionKind kind);
const char *textKindName(TextKind kind);
const char *activationName(Activation activation);
const char *interpolationName(Interpolation interpolation);

/// How a picture becomes a tower's input.
struct Preprocess {
    int size = 224;      ///< pixels, both sides
    bool squash = false; ///< scale both sides alike (false: short side, then the middle)
    Interpolation interpolation = Interpolation::Bicubic;
    std::array<float, 3> mean = {0.48145466F, 0.4578275F, 0.40821073F}; ///< of samples scaled to 0…1
    std::array<float, 3> deviation = {0.26862954F, 0.26130258F, 0.27577711F};
    bool mirror = false; ///< the mirrored picture is looked at, too, and the mean of both unit vectors counts
};

struct VisionConfig {
    VisionKind kind = VisionKind::Vit;
    int patch = 32;          ///< pixels; transformers only
    int width = 768;         ///< channels of the tokens, or of the first residual stage
    int layers = 12;         ///< transformers only
    std::vector<int> blocks; ///< residual networks: blocks of the four stages
    int heads = 12;          ///< of the blocks, or of the attention pool
    int mlpWidth = 3072;
    Activation activation = Activation::QuickGelu;
    double normEpsilon = 1e-5;
    bool hasPreNorm = true;
    bool attentionPool = false; ///< residual networks: else the mean over positions and a linear projection
    bool layeredStem = false;   ///< transformers: convolutions of stride 2 in place of patches, see layeredStem()
};

struct TextConfig {
    TextKind kind = TextKind::Causal;
    int width = 512;
    int layers = 12;
    int heads = 8;
    int mlpWidth = 2048;
    int context = 77;
    bool oneThing = false; ///< the captions of its last training were made from labels and named one thing each: of
                           ///< sentences about several it makes little
    int vocabulary = 49408;
    Activation activation = Activation::QuickGelu;
    double normEpsilon = 1e-5;
    bool hasProjectionBias = false;
    std::int32_t paddingId = 0;
};

/// Everything but the weights.
struct ModelConfig {
    Layout layout = Layout::OpenAi;
    std::string name; ///< what the person calls it
    int dim = 512;    ///< of the shared space
    VisionConfig vision;
    TextConfig text;
    Preprocess preprocess;
    double logitScale = 100;         ///< factor, already exp()
    std::optional<double> logitBias; ///< SigLIP's sigmoid scoring where present
};

/// A tensor that a tower of this configuration needs, by the name that openai/CLIP gives it.
struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// Channels behind each convolution of a layered stem (arXiv 2106.14881), which halves the picture as often as `patch`,
/// a power of two, says; a 1×1 convolution to `width` follows.
std::vector<int> layeredStem(const VisionConfig &vision);

/// All tensors of both towers. Refuses impossible or absurd sizes.
Result<std::vector<TensorSpec>> tensorSpecs(const ModelConfig &config);

/// The configuration in one line that always looks the same; part of a model's identity.
std::string canonicalText(const ModelConfig &config);

} // namespace reminisce::clip
