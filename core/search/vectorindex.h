// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"
#include "core/catalogue/catalogue.h"

#include <functional>
#include <memory>
#include <vector>

namespace reminisce::search {

struct Scored {
    catalogue::PhotoId photo{};
    float score = 0; ///< cosine
};

/// The vectors of one model in memory. Small sets and filtered questions are scanned exactly; a large set gets an HNSW
/// graph (Malkov and Yashunin, arXiv 1603.09320; hnswlib) for the rest. Not thread-safe.
class VectorIndex {
public:
    static constexpr std::size_t exactLimit = 50'000; ///< vectors up to which the exact scan is fast enough

    explicit VectorIndex(std::size_t dim, std::size_t approximateFrom = exactLimit);
    VectorIndex(VectorIndex &&) noexcept;
    VectorIndex &operator=(VectorIndex &&) noexcept;
    ~VectorIndex();

    /// A photo's vector; replaces the one that was there. Unit length.
    void set(catalogue::PhotoId photo, const Embedding &vector);

    std::size_t size() const { return m_photos.size(); }
    std::size_t dim() const { return m_dim; }
    const std::vector<catalogue::PhotoId> &photos() const { return m_photos; }

    /// The cosines of all photos, in the order of photos().
    std::vector<float> allScores(const Embedding &query) const;

    /// The best `count`, best first, exactly; only photos that `accept` lets pass where given.
    std::vector<Scored> exact(const Embedding &query, std::size_t count,
                              const std::function<bool(catalogue::PhotoId)> &accept = {}) const;

    /// The best `count`, best first; through the graph where there is one.
    std::vector<Scored> nearest(const Embedding &query, std::size_t count) const;

private:
    class Graph;

    std::size_t m_dim;
    std::size_t m_approximateFrom;
    std::vector<float> m_values; ///< rows of m_dim
    std::vector<catalogue::PhotoId> m_photos;
    std::vector<std::pair<std::int64_t, std::size_t>> m_rows; ///< photo → row, sorted
    std::unique_ptr<Graph> m_graph;

    std::size_t rowOf(catalogue::PhotoId photo, bool &isNew);
};

} // namespace reminisce::search
