// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/layernorm.h"

#include <cmath>
#include <cstring>

#include <ATen/Parallel.h>

// One binary for all processors; GCC on x86-64 compiles the loops for each.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&               \
    !defined(__SANITIZE_THREAD__)
#define REMINISCE_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define REMINISCE_FOR_EACH_PROCESSOR
#endif

namespace reminisce::clip {

namespace {

/// Rounds to the nearest, ties to even; the top half of an fp32 number is a bf16 number.
inline std::uint16_t toBf16(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

/// (x − mean)·scale is the normalised row.
struct Moments {
    float mean, scale;
};

REMINISCE_FOR_EACH_PROCESSOR Moments momentsOf(const float *x, std::int64_t width, float epsilon)
{
    float sum = 0;
    for (std::int64_t i = 0; i < width; ++i)
        sum += x[i];
    const float mean = sum / static_cast<float>(width);
    float squares = 0;
    for (std::int64_t i = 0; i < width; ++i)
        squares += (x[i] - mean) * (x[i] - mean);
    return {mean, 1.0F / std::sqrt(squares / static_cast<float>(width) + epsilon)};
}

REMINISCE_FOR_EACH_PROCESSOR void writeFp32(const float *x, Moments m, const float *weight, const float *bias,
                                            std::int64_t width, float *out)
{
    for (std::int64_t i = 0; i < width; ++i)
        out[i] = (x[i] - m.mean) * m.scale * weight[i] + bias[i];
}

REMINISCE_FOR_EACH_PROCESSOR void writeBf16(const float *x, Moments m, const float *weight, const float *bias,
                                            std::int64_t width, std::uint16_t *out)
{
    for (std::int64_t i = 0; i < width; ++i)
        out[i] = toBf16((x[i] - m.mean) * m.scale * weight[i] + bias[i]);
}

} // namespace

LayerNorm::LayerNorm(const Checkpoint &checkpoint, const std::string &name, double epsilon, const Compute &compute)
    : m_weight(loadTensor(checkpoint, name + ".weight").contiguous().to(compute.device)),
      m_bias(loadTensor(checkpoint, name + ".bias").contiguous().to(compute.device)), m_scratch(compute.scratch),
      m_epsilon(epsilon)
{
}

at::Tensor LayerNorm::forward(const at::Tensor &x, at::ScalarType type) const
{
    if (!x.is_cpu() || (type != at::kFloat && type != at::kBFloat16))
        return at::layer_norm(x, m_weight.sizes(), m_weight, m_bias, m_epsilon).to(type);
    constexpr std::int64_t valuesWorthAThread = 32768;
    const at::Tensor in = x.contiguous();
    const std::int64_t width = m_weight.size(0);
    const std::int64_t rows = in.numel() / width;
    at::Tensor out = m_scratch->empty(in.sizes(), in.options().dtype(type));
    const float *const values = in.data_ptr<float>();
    const float *const weight = m_weight.data_ptr<float>();
    const float *const bias = m_bias.data_ptr<float>();
    void *const target = out.data_ptr();
    const auto epsilon = static_cast<float>(m_epsilon);
    at::parallel_for(
        0, rows, std::max<std::int64_t>(1, valuesWorthAThread / width), [=](std::int64_t begin, std::int64_t end) {
            for (std::int64_t row = begin; row < end; ++row) {
                const std::int64_t at = row * width;
                const Moments moments = momentsOf(values + at, width, epsilon);
                if (type == at::kFloat)
                    writeFp32(values + at, moments, weight, bias, width, static_cast<float *>(target) + at);
                else
                    writeBf16(values + at, moments, weight, bias, width, static_cast<std::uint16_t *>(target) + at);
            }
        });
    return out;
}

} // namespace reminisce::clip
