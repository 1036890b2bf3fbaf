// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/vectorrows.h"

#include "core/base/half.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reminisce::search {

namespace {

inline float single(float x)
{
    return x;
}
inline float single(std::uint16_t x)
{
    return halfToFloat(x);
}

template <typename A> float plainProduct(const A *a, const std::uint16_t *b, std::size_t dim)
{
    float sum = 0;
    for (std::size_t i = 0; i < dim; ++i)
        sum += single(a[i]) * single(b[i]);
    return sum;
}

#if defined(__x86_64__)
#define REMINISCE_VECTOR __attribute__((target("avx2,fma,f16c"))) inline

REMINISCE_VECTOR __m256 eight(const float *x)
{
    return _mm256_loadu_ps(x);
}
REMINISCE_VECTOR __m256 eight(const std::uint16_t *x)
{
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(x)));
}

template <typename A>
__attribute__((target("avx2,fma,f16c"))) float vectorProduct(const A *a, const std::uint16_t *b, std::size_t dim)
{
    // Four sums hide the latency of the additions.
    __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
    std::size_t i = 0;
    for (; i + 32 <= dim; i += 32) {
        for (std::size_t k = 0; k < 4; ++k)
            sums[k] = _mm256_fmadd_ps(eight(a + i + k * 8), eight(b + i + k * 8), sums[k]);
    }
    const __m256 all = _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3]));
    alignas(32) float parts[8];
    _mm256_store_ps(parts, all);
    float sum = ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]));
    for (; i < dim; ++i)
        sum += single(a[i]) * single(b[i]);
    return sum;
}

bool hasVectors()
{
    // Every processor with AVX2 converts halves (F16C), too.
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return has;
}
#endif

template <typename A> float anyProduct(const A *a, const std::uint16_t *b, std::size_t dim)
{
#if defined(__x86_64__)
    if (hasVectors())
        return vectorProduct(a, b, dim);
#endif
    return plainProduct(a, b, dim);
}

} // namespace

std::uint16_t *VectorRows::appendUninitialised()
{
    if (m_size % rowsPerBlock == 0)
        m_blocks.push_back(std::make_unique_for_overwrite<std::uint16_t[]>(rowsPerBlock * m_dim));
    ++m_size;
    return m_blocks.back().get() + (m_size - 1) % rowsPerBlock * m_dim;
}

void VectorRows::append(const Embedding &vector)
{
    std::transform(vector.begin(), vector.end(), appendUninitialised(), floatToHalf);
}

float product(const float *a, const std::uint16_t *halves, std::size_t dim)
{
    return anyProduct(a, halves, dim);
}

float product(const std::uint16_t *halvesA, const std::uint16_t *halvesB, std::size_t dim)
{
    return anyProduct(halvesA, halvesB, dim);
}

} // namespace reminisce::search
