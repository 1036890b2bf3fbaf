// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"
#include "core/clip/safetensors.h"

#include <ATen/ATen.h>

#include <vector>

namespace reminisce::training {

// Between LibTorch's tensors, on any device, and files.

clip::TensorData halfTensor(const std::string &name, const at::Tensor &value);
clip::TensorData fullTensor(const std::string &name, const at::Tensor &value);

/// Copies the tensor `name` into `target`; an error where it is not there or has another shape.
Result<void> copyInto(at::Tensor target, const clip::TensorFile &file, const std::string &name);

/// Rows of [n, d].
std::vector<Embedding> rowsOf(const at::Tensor &matrix);

} // namespace reminisce::training
