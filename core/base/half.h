// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

namespace reminisce {

/// IEEE 754 half precision to single, exact.
inline float halfToFloat(std::uint16_t h)
{
    const std::uint32_t sign = (h & 0x8000U) << 16U;
    const std::uint32_t exponent = (h >> 10U) & 0x1FU;
    std::uint32_t mantissa = h & 0x3FFU;
    if (exponent == 31)
        return std::bit_cast<float>(sign | 0x7F800000U | (mantissa << 13U));
    if (exponent != 0)
        return std::bit_cast<float>(sign | ((exponent + 112U) << 23U) | (mantissa << 13U));
    if (mantissa == 0)
        return std::bit_cast<float>(sign);
    std::uint32_t shift = 0;
    while ((mantissa & 0x400U) == 0) {
        mantissa <<= 1U;
        ++shift;
    }
    return std::bit_cast<float>(sign | ((113U - shift) << 23U) | ((mantissa & 0x3FFU) << 13U));
}

/// Single precision to half, rounded to nearest even; too large becomes infinity.
inline std::uint16_t floatToHalf(float f)
{
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(f);
    const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
        return sign | 0x7E00U;
    if (magnitude >= 0x477FF000U)
        return sign | 0x7C00U;
    if (magnitude < 0x38800000U) {
        // Subnormal: let the float adder do the rounding at the right bit.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return sign | static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U);
    }
    const std::uint32_t odd = (magnitude >> 13U) & 1U;
    return sign | static_cast<std::uint16_t>((magnitude - 0x38000000U + 0xFFFU + odd) >> 13U);
}

/// bfloat16 to single, exact.
inline float bfloatToFloat(std::uint16_t b)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(b) << 16U);
}

} // namespace reminisce
