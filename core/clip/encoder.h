// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"
#include "core/base/pixels.h"
#include "core/clip/checkpoint.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace reminisce::clip {

enum class Precision { Auto, Fp32, Bf16, Fp16 };

struct EncoderOptions {
    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:N", "mps"
    Precision precision = Precision::Auto;
    int threads = 0; ///< 0: all
};

/// From the words that the command line and the settings use; unknown ones mean "auto".
EncoderOptions encoderOptions(const std::string &device, const std::string &precision, int threads = 0);

/// Values inside a tower, recorded for tests and explanations.
struct Trace {
    struct Values {
        std::vector<std::int64_t> shape;
        std::vector<float> values;
    };
    std::map<std::string, Values> tensors;
};

/// The picture tower of a checkpoint on one device. One thread at a time.
class ImageEncoder {
public:
    virtual ~ImageEncoder() = default;

    /// Unit vectors of pictures that prepare() made (RGB, all of the tower's size).
    virtual Result<std::vector<Embedding>> encode(const std::vector<Pixels> &pictures) = 0;

    /// The same for input that is already normalised: [n, 3, size, size] in row-major order. With a trace, records
    /// the tower's inner values ("vision.block.0" …) and "image_embeds_raw" before normalisation.
    virtual Result<std::vector<Embedding>> encodeValues(const std::vector<float> &values, int count, Trace *trace) = 0;
    virtual std::string description() const = 0; ///< device and precision, for people
};

/// The text tower of a checkpoint on one device. One thread at a time.
class TextEncoder {
public:
    virtual ~TextEncoder() = default;

    /// Unit vectors of texts given as the checkpoint's tokenizer encodes them. A causal tower stops after the end of
    /// each text, which is exact.
    virtual Result<std::vector<Embedding>> encode(const std::vector<std::vector<std::int32_t>> &texts,
                                                  Trace *trace = nullptr) = 0;
};

struct DeviceInfo {
    std::string name; ///< what `--device` takes
    std::string kind; ///< "cpu", "cuda", "mps"
    std::string description;
    double gflopsFp32 = 0; ///< of a matrix product, measured; 0 where not measured
    double gflopsHalf = 0; ///< bf16 on the CPU, fp16 elsewhere
};

/// What the torch plug-in offers. It is loaded when first needed, because LibTorch costs half a second of start-up and
/// 160 MB; whoever only looks at photos never pays for it.
class TowerFactory {
public:
    virtual ~TowerFactory() = default;
    virtual Result<std::unique_ptr<ImageEncoder>> imageEncoder(std::shared_ptr<const Checkpoint> checkpoint,
                                                               const EncoderOptions &options) const = 0;
    virtual Result<std::unique_ptr<TextEncoder>> textEncoder(std::shared_ptr<const Checkpoint> checkpoint,
                                                             const EncoderOptions &options) const = 0;
    /// The devices that work here; measures matrix products for about a second where asked.
    virtual std::vector<DeviceInfo> devices(bool measure) const = 0;
    virtual std::string version() const = 0;
    virtual std::string blas() const = 0; ///< the library behind fp32 products on the CPU
};

/// Thread-safe; the factory lives as long as the program.
Result<const TowerFactory *> loadTowers();

} // namespace reminisce::clip
