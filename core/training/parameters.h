// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace reminisce::training {

/// A learnt tensor (fp32, a leaf of the gradient graph) with the name it has in a checkpoint.
struct Parameter {
    std::string name;
    at::Tensor value;
    bool decays = true; ///< a matrix or a kernel: weight decay and Muon apply; not to norms, biases, embeddings, scales
    bool isKept = true; ///< part of the checkpoint; else of the run only
};

/// A tensor that training updates without gradient (running mean and variance).
struct Buffer {
    std::string name;
    at::Tensor value;
};

/// The learnt state of a model, in the order of creation, on one device. Towers keep handles of the same tensors.
class ParameterSet {
public:
    explicit ParameterSet(const at::Device &device = at::kCPU) : m_device(device) {}

    at::Tensor add(const std::string &name, const at::Tensor &initial, bool decays, bool isKept = true)
    {
        at::Tensor value = initial.to(m_device);
        value.requires_grad_(true);
        parameters.push_back({name, value, decays, isKept});
        return value;
    }
    at::Tensor addBuffer(const std::string &name, const at::Tensor &initial)
    {
        buffers.push_back({name, initial.to(m_device)});
        return buffers.back().value;
    }

    std::vector<Parameter> parameters;
    std::vector<Buffer> buffers;

private:
    at::Device m_device;
};

/// Normal with standard deviation `deviation`.
at::Tensor randomNormal(at::IntArrayRef shape, double deviation);

} // namespace reminisce::training
