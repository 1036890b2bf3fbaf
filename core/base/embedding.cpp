// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/embedding.h"

#include "core/base/half.h"

#include <cmath>
#include <cstring>
#include <numeric>

namespace reminisce {

float dot(const Embedding &a, const Embedding &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

void normalise(Embedding &v)
{
    const float length = std::sqrt(dot(v, v));
    if (length < 1e-12F)
        return;
    for (float &x : v)
        x /= length;
}

std::vector<std::uint8_t> toHalves(const Embedding &v)
{
    std::vector<std::uint8_t> bytes(v.size() * 2);
    for (std::size_t i = 0; i < v.size(); ++i) {
        const std::uint16_t half = floatToHalf(v[i]);
        std::memcpy(bytes.data() + i * 2, &half, 2);
    }
    return bytes;
}

Embedding fromHalves(std::span<const std::uint8_t> bytes)
{
    Embedding v(bytes.size() / 2);
    for (std::size_t i = 0; i < v.size(); ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, bytes.data() + i * 2, 2);
        v[i] = halfToFloat(half);
    }
    return v;
}

} // namespace reminisce
