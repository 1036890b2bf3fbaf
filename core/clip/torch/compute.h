// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/encoder.h"
#include "core/clip/torch/scratch.h"

#include <ATen/ATen.h>

namespace reminisce::clip {

/// Where a tower runs and in which type its products are computed. The residual stream and the norms stay in fp32.
struct Compute {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    int threads = 1;
    std::shared_ptr<Scratch> scratch = std::make_shared<Scratch>(); ///< copies share it

    /// Makes the calling thread use as many cores as wanted; LibTorch's default is one.
    void enter() const;
    std::string description() const;
};

/// Threads that computations may use.
int allCores();

/// Chooses device and type: what the options say, else the best that works here, by measurement.
Result<Compute> chooseCompute(const EncoderOptions &options);

/// Multiply-adds count twice. Measured once a process, in about 0.1 s.
double measureGflops(const at::Device &device, at::ScalarType type, int threads);

/// fp32 copy of one of the checkpoint's tensors, on the CPU.
at::Tensor loadTensor(const Checkpoint &checkpoint, const std::string &name);

/// Names a value inside a tower; does nothing without a trace.
void record(Trace *trace, const std::string &name, const at::Tensor &value);

/// Rows of [n, d] as unit vectors.
std::vector<Embedding> unitEmbeddings(const at::Tensor &raw);

} // namespace reminisce::clip
