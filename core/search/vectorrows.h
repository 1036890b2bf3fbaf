// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace reminisce::search {

/// A growing table of vectors in half precision, as the catalogue keeps them: nothing is lost and a photo costs
/// 2 × dim bytes. Rows never move.
class VectorRows {
public:
    static constexpr std::size_t rowsPerBlock = 4096;

    explicit VectorRows(std::size_t dim) : m_dim(dim) {}

    std::size_t dim() const { return m_dim; }
    std::size_t size() const { return m_size; }

    void append(const Embedding &vector); ///< of length dim
    std::uint16_t *appendUninitialised(); ///< the new row, to be filled with halves
    const std::uint16_t *row(std::size_t index) const
    {
        return m_blocks[index / rowsPerBlock].get() + index % rowsPerBlock * m_dim;
    }

private:
    std::size_t m_dim;
    std::size_t m_size = 0;
    std::vector<std::unique_ptr<std::uint16_t[]>> m_blocks;
};

/// Scalar products over `dim` numbers, with the processor's vector instructions where it has them (chosen at run time).
float product(const float *a, const std::uint16_t *halves, std::size_t dim);
float product(const std::uint16_t *halvesA, const std::uint16_t *halvesB, std::size_t dim);

} // namespace reminisce::search
