// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/tensors.h"

#include <cstring>

namespace reminisce::training {

clip::TensorData halfTensor(const std::string &name, const at::Tensor &value)
{
    const at::Tensor half = value.detach().to(at::kCPU, at::kHalf).contiguous();
    clip::TensorData data{name, clip::DType::F16, half.sizes().vec(), {}};
    data.bytes.resize(static_cast<std::size_t>(half.numel()) * 2);
    std::memcpy(data.bytes.data(), half.data_ptr(), data.bytes.size());
    return data;
}

clip::TensorData fullTensor(const std::string &name, const at::Tensor &value)
{
    const at::Tensor full = value.detach().to(at::kCPU, at::kFloat).contiguous();
    const float *begin = full.data_ptr<float>();
    return clip::floatTensor(name, full.sizes().vec(), {begin, begin + full.numel()});
}

Result<void> copyInto(at::Tensor target, const clip::TensorFile &file, const std::string &name)
{
    const clip::TensorView *view = file.find(name);
    if (view == nullptr || at::IntArrayRef(view->shape) != target.sizes())
        return badInput("The weights to go on from have another shape (tensor " + name + ").");
    std::vector<float> values = view->toFloats();
    target.copy_(at::from_blob(values.data(), target.sizes(), at::kFloat));
    return {};
}

std::vector<Embedding> rowsOf(const at::Tensor &matrix)
{
    const at::Tensor rows = matrix.detach().to(at::kCPU, at::kFloat).contiguous();
    std::vector<Embedding> result;
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
        const float *begin = rows.data_ptr<float>() + i * rows.size(1);
        result.emplace_back(begin, begin + rows.size(1));
    }
    return result;
}

} // namespace reminisce::training
