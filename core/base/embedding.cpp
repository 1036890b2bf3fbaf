// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/embedding.h"

#include <cmath>
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

} // namespace reminisce
