// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/vectorindex.h"

#include <algorithm>

#include <hnswlib/hnswlib.h>

namespace reminisce::search {

using catalogue::PhotoId;

namespace {

constexpr std::size_t linksPerNode = 16;
constexpr std::size_t buildBreadth = 200;
constexpr std::size_t searchBreadth = 256;

/// Eight sums at once, which compilers turn into vector instructions.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
float product(const float *a, const float *b, std::size_t n)
{
    float sums[16] = {};
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        for (std::size_t k = 0; k < 16; ++k)
            sums[k] += a[i + k] * b[i + k];
    }
    float sum = 0;
    for (const float s : sums)
        sum += s;
    for (; i < n; ++i)
        sum += a[i] * b[i];
    return sum;
}

bool better(const Scored &a, const Scored &b)
{
    return a.score != b.score ? a.score > b.score : catalogue::raw(a.photo) > catalogue::raw(b.photo);
}

void keepBest(std::vector<Scored> &scored, std::size_t count)
{
    count = std::min(count, scored.size());
    std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(count), scored.end(), better);
    scored.resize(count);
}

} // namespace

class VectorIndex::Graph {
public:
    Graph(std::size_t dim, std::size_t capacity) : m_space(dim), m_graph(&m_space, capacity, linksPerNode, buildBreadth)
    {
        m_graph.setEf(searchBreadth);
    }

    void add(const float *vector, std::size_t row)
    {
        if (row >= m_graph.max_elements_)
            m_graph.resizeIndex(std::max(row + 1, m_graph.max_elements_ * 3 / 2));
        m_graph.addPoint(vector, row);
    }

    std::vector<std::size_t> nearest(const float *query, std::size_t count)
    {
        m_graph.setEf(std::max(searchBreadth, count));
        auto found = m_graph.searchKnn(query, count);
        std::vector<std::size_t> rows(found.size());
        for (; !found.empty(); found.pop())
            rows[found.size() - 1] = found.top().second;
        return rows;
    }

private:
    hnswlib::InnerProductSpace m_space;
    hnswlib::HierarchicalNSW<float> m_graph;
};

VectorIndex::VectorIndex(std::size_t dim, std::size_t approximateFrom) : m_dim(dim), m_approximateFrom(approximateFrom)
{
}
VectorIndex::VectorIndex(VectorIndex &&) noexcept = default;
VectorIndex &VectorIndex::operator=(VectorIndex &&) noexcept = default;
VectorIndex::~VectorIndex() = default;

std::size_t VectorIndex::rowOf(PhotoId photo, bool &isNew)
{
    const std::pair<std::int64_t, std::size_t> wanted(catalogue::raw(photo), 0);
    // Photos mostly come in the order of their ids, so this is an append.
    auto at = std::lower_bound(m_rows.begin(), m_rows.end(), wanted);
    isNew = at == m_rows.end() || at->first != wanted.first;
    if (isNew) {
        at = m_rows.insert(at, {wanted.first, m_photos.size()});
        m_photos.push_back(photo);
        m_values.resize(m_values.size() + m_dim);
    }
    return at->second;
}

void VectorIndex::set(PhotoId photo, const Embedding &vector)
{
    if (vector.size() != m_dim)
        return;
    bool isNew = false;
    const std::size_t row = rowOf(photo, isNew);
    std::copy(vector.begin(), vector.end(), m_values.begin() + static_cast<std::ptrdiff_t>(row * m_dim));
    if (m_photos.size() < m_approximateFrom)
        return;
    if (m_graph) {
        m_graph->add(m_values.data() + row * m_dim, row);
        return;
    }
    m_graph = std::make_unique<Graph>(m_dim, m_photos.size() * 3 / 2);
    for (std::size_t i = 0; i < m_photos.size(); ++i)
        m_graph->add(m_values.data() + i * m_dim, i);
}

std::vector<float> VectorIndex::allScores(const Embedding &query) const
{
    std::vector<float> scores(m_photos.size());
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = product(query.data(), m_values.data() + i * m_dim, m_dim);
    return scores;
}

std::vector<Scored> VectorIndex::exact(const Embedding &query, std::size_t count,
                                       const std::function<bool(PhotoId)> &accept) const
{
    if (query.size() != m_dim)
        return {};
    std::vector<Scored> scored;
    scored.reserve(m_photos.size());
    for (std::size_t i = 0; i < m_photos.size(); ++i) {
        if (!accept || accept(m_photos[i]))
            scored.push_back({m_photos[i], product(query.data(), m_values.data() + i * m_dim, m_dim)});
    }
    keepBest(scored, count);
    return scored;
}

std::vector<Scored> VectorIndex::nearest(const Embedding &query, std::size_t count) const
{
    if (!m_graph || query.size() != m_dim || count * 4 > m_photos.size())
        return exact(query, count);
    std::vector<Scored> scored;
    for (const std::size_t row : m_graph->nearest(query.data(), count))
        scored.push_back({m_photos[row], product(query.data(), m_values.data() + row * m_dim, m_dim)});
    keepBest(scored, count);
    return scored;
}

} // namespace reminisce::search
