// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/tensorfile.h"

#include <filesystem>

namespace reminisce::clip {

/// Reads the format that https://github.com/huggingface/safetensors describes: an 8-byte
/// little-endian length, a JSON header, then the tensors row-major without gaps.
Result<TensorTable> readSafetensors(Bytes file);

/// One tensor to be written; `bytes` are row-major.
struct TensorData {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::uint8_t> bytes;
};

/// A float32 tensor from values.
TensorData floatTensor(std::string name, std::vector<std::int64_t> shape, const std::vector<float> &values);

/// Writes atomically; tensors in the order given.
Result<void> writeSafetensors(const std::filesystem::path &path, const std::vector<TensorData> &tensors,
                              const std::map<std::string, std::string> &metadata = {});

} // namespace reminisce::clip
