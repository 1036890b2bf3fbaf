// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/modelconfig.h"
#include "core/clip/tensorfile.h"
#include "core/clip/tokenizer.h"

#include <filesystem>
#include <memory>

namespace reminisce::clip {

/// Where a tensor of ours comes from: one or more tensors of the file, joined along the first dimension,
/// then transposed where the file stores a matrix the other way round.
struct TensorSource {
    std::vector<std::string> names;
    bool transposed = false;
};

/// A CLIP model on disk: configuration, tokenizer and mapped weights, checked against each other so that the towers
/// need no further tests. Immutable; share it between threads.
class Checkpoint {
public:
    /// `path` is a folder as downloaded (also a Hugging Face cache folder) or one weight file; then the
    /// configuration and tokenizer files beside it count. What is not supported is refused with a sentence that
    /// names it; a tensor that no tower reads is an error, since it means that the model is not what it seems.
    static Result<std::shared_ptr<const Checkpoint>> open(const std::filesystem::path &path);

    const ModelConfig &config() const { return m_config; }
    const Tokenizer &tokenizer() const { return *m_tokenizer; }
    const TensorFile &file() const { return m_file; }
    const std::filesystem::path &path() const { return m_path; }
    std::int64_t parameterCount() const;

    /// The source of a tensor by openai/CLIP's name; it exists for every entry of tensorSpecs(config()).
    const TensorSource &source(const std::string &name) const { return m_sources.at(name); }

    /// SHA-256, hexadecimal, over the tensors by name, then configuration, preprocessing and tokenizer. Not over
    /// precision, device or file names. Reads all weights, about a second a gigabyte.
    std::string identity() const;

private:
    ModelConfig m_config;
    std::filesystem::path m_path;
    TensorFile m_file;
    std::map<std::string, TensorSource> m_sources;
    std::shared_ptr<const Tokenizer> m_tokenizer;
};

/// The weight file that `path` names: itself, or the one inside a folder.
Result<std::filesystem::path> findWeightFile(const std::filesystem::path &path);

} // namespace reminisce::clip
