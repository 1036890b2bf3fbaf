// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/catalogue/catalogue.h"
#include "core/search/vectorrows.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace reminisce::search {

struct Scored {
    catalogue::PhotoId photo{};
    float score = 0; ///< cosine
};

/// The vectors of one model in memory. Small sets and filtered questions are scanned exactly; most of a large set lies
/// in an HNSW graph (Malkov and Yashunin, arXiv 1603.09320; hnswlib), what came since is scanned beside it. Not
/// thread-safe.
class VectorIndex {
public:
    static constexpr std::size_t exactLimit = 50'000; ///< vectors up to which the exact scan is fast enough

    explicit VectorIndex(std::size_t dim, std::size_t graphFrom = exactLimit);
    VectorIndex(VectorIndex &&) noexcept;
    VectorIndex &operator=(VectorIndex &&) noexcept;
    ~VectorIndex();

    /// A photo's vector; replaces the one that was there. Unit length.
    void set(catalogue::PhotoId photo, const Embedding &vector);

    std::size_t size() const { return m_rowOf.size(); }
    std::size_t dim() const { return m_rows->dim(); }

    /// The cosines of about `count` photos, evenly chosen; of all where there are no more.
    std::vector<float> sampleScores(const Embedding &query, std::size_t count) const;

    /// The best `count`, best first, exactly; only photos that `accept` lets pass where given.
    std::vector<Scored> exact(const Embedding &query, std::size_t count,
                              const std::function<bool(catalogue::PhotoId)> &accept = {}) const;

    /// The best `count`, best first; through the graph where there is one.
    std::vector<Scored> nearest(const Embedding &query, std::size_t count) const;

    /// The halves of a photo's vector; none for an unknown photo.
    const std::uint16_t *row(catalogue::PhotoId photo) const;

    /// Whether so much lies outside the graph that it is worth growing.
    bool graphIsBehind() const;
    /// Takes up to `count` more vectors into the graph, on `threads` threads; about half a millisecond each. Returns
    /// whether more are waiting. Meant to be called again and again between other work.
    bool growGraph(std::size_t count, int threads = 1);
    std::size_t inGraph() const; ///< vectors in the graph

    /// Writes the vectors to `path` and the graph beside it, as a cache. `stamp` says what it was made from.
    Result<void> save(const std::filesystem::path &path, const std::string &stamp) const;
    struct Loaded;
    /// Nothing where the file is absent, damaged or of another kind.
    static std::optional<Loaded> load(const std::filesystem::path &path, std::size_t graphFrom = exactLimit);

private:
    class Graph;

    void scan(const Embedding &query, std::size_t from, const std::function<bool(catalogue::PhotoId)> &accept,
              std::vector<Scored> &out) const;

    std::size_t m_graphFrom;
    std::unique_ptr<VectorRows> m_rows;       ///< at a place that the graph may remember
    std::vector<catalogue::PhotoId> m_photos; ///< of each row; 0 where the row was replaced
    std::unordered_map<std::int64_t, std::uint32_t> m_rowOf;
    std::unique_ptr<Graph> m_graph; ///< over the first rows
};

struct VectorIndex::Loaded {
    VectorIndex index;
    std::string stamp;
};

} // namespace reminisce::search
