// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace reminisce {

/// A vector in the space that pictures and texts share. Unit length unless said otherwise.
using Embedding = std::vector<float>;

/// Scalar product; both of the same length. For unit vectors this is the cosine.
float dot(const Embedding &a, const Embedding &b);

/// Scales to length 1; a vector shorter than 1e-12 is left as it is.
void normalise(Embedding &v);

/// As half-precision numbers in this machine's byte order, two bytes each, and back.
std::vector<std::uint8_t> toHalves(const Embedding &v);
Embedding fromHalves(std::span<const std::uint8_t> bytes);

} // namespace reminisce
