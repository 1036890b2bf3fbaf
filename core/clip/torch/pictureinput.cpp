// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/pictureinput.h"

#include <ATen/Parallel.h>

namespace reminisce::clip {

PictureInput::PictureInput(const Preprocess &preprocess, const Compute &compute)
    : m_size(preprocess.size), m_compute(compute)
{
    const auto row = [](const std::array<float, 3> &values) {
        return at::tensor(at::ArrayRef<float>(values.data(), 3));
    };
    const at::Tensor samples = at::arange(256, at::kFloat).div_(255).unsqueeze(1);
    m_values = ((samples - row(preprocess.mean)) / row(preprocess.deviation)).to(compute.type).contiguous();
}

at::Tensor PictureInput::operator()(const std::vector<Pixels> &pictures) const
{
    const auto count = static_cast<std::int64_t>(pictures.size());
    for (const Pixels &picture : pictures)
        TORCH_CHECK(picture.width == m_size && picture.height == m_size && picture.channels == 3,
                    "a picture of another size");
    at::Tensor input = m_compute.scratch->empty({count, m_size, m_size, 3}, m_compute.type);
    // Both types are only moved, so their bits are all that matters.
    if (m_compute.type == at::kFloat)
        lookUp<std::uint32_t>(pictures, input);
    else
        lookUp<std::uint16_t>(pictures, input);
    return input.to(m_compute.device).permute({0, 3, 1, 2});
}

template <typename Bits> void PictureInput::lookUp(const std::vector<Pixels> &pictures, at::Tensor &input) const
{
    const auto *const table = static_cast<const Bits *>(m_values.data_ptr());
    auto *const target = static_cast<Bits *>(input.data_ptr());
    const std::int64_t each = m_size * m_size * 3;
    at::parallel_for(0, input.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::uint8_t *in = pictures[static_cast<std::size_t>(i)].samples.data();
            Bits *out = target + i * each;
            for (std::int64_t pixel = 0; pixel < each; pixel += 3) {
                for (std::int64_t channel = 0; channel < 3; ++channel)
                    out[pixel + channel] = table[in[pixel + channel] * 3 + channel];
            }
        }
    });
}

} // namespace reminisce::clip
