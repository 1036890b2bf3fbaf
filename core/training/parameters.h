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
    bool decays = true; ///< weight decay applies: matrices and kernels yes; norms, biases and the scale no
};

/// A tensor that training updates without gradient (running mean and variance).
struct Buffer {
    std::string name;
    at::Tensor value;
};

/// The learnt state of a model, in the order of creation.
class ParameterSet {
public:
    at::Tensor add(const std::string &name, at::Tensor initial, bool decays)
    {
        initial.requires_grad_(true);
        parameters.push_back({name, initial, decays});
        return initial;
    }
    at::Tensor addBuffer(const std::string &name, at::Tensor initial)
    {
        buffers.push_back({name, initial});
        return initial;
    }

    std::vector<Parameter> parameters;
    std::vector<Buffer> buffers;
};

/// Normal with standard deviation `deviation`.
at::Tensor randomNormal(at::IntArrayRef shape, double deviation);

} // namespace reminisce::training
