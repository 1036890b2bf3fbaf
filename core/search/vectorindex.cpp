// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/vectorindex.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <fstream>
#include <thread>

// Its prefetching reads one link behind the last.
#define NO_MANUAL_VECTORIZATION
#include <hnswlib/hnswlib.h>

namespace reminisce::search {

using catalogue::PhotoId;
namespace fs = std::filesystem;

namespace {

// Chosen with tests/bench/search on vectors like the starter's: recall@50 above 0.99 in a few milliseconds.
constexpr std::size_t linksPerNode = 24;
constexpr std::size_t buildBreadth = 150;
constexpr std::size_t searchBreadth = 512;
constexpr std::array<char, 8> fileMagic = {'R', 'M', 'I', 'N', 'D', 'E', 'X', '3'};

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

template <typename T> void write(std::ostream &out, const T &value)
{
    out.write(reinterpret_cast<const char *>(&value), sizeof value);
}

template <typename T> bool read(std::istream &in, T &value)
{
    in.read(reinterpret_cast<char *>(&value), sizeof value);
    return in.good();
}

/// hnswlib sees a row's number only, so that the vectors are not kept twice.
class RowSpace final : public hnswlib::SpaceInterface<float> {
public:
    static constexpr std::uint32_t queryRow = UINT32_MAX;

    explicit RowSpace(const VectorRows &rows) : m_context{&rows, nullptr} {}

    void setQuery(const float *query) { m_context.query = query; }

    std::size_t get_data_size() override { return sizeof(std::uint32_t); }
    hnswlib::DISTFUNC<float> get_dist_func() override { return &distance; }
    void *get_dist_func_param() override { return &m_context; }

private:
    struct Context {
        const VectorRows *rows;
        const float *query;
    };

    static float distance(const void *a, const void *b, const void *parameter)
    {
        const auto &context = *static_cast<const Context *>(parameter);
        std::uint32_t rowA = 0;
        std::uint32_t rowB = 0;
        std::memcpy(&rowA, a, sizeof rowA);
        std::memcpy(&rowB, b, sizeof rowB);
        const std::size_t dim = context.rows->dim();
        if (rowA == queryRow)
            return 1 - product(context.query, context.rows->row(rowB), dim);
        return 1 - product(context.rows->row(rowA), context.rows->row(rowB), dim);
    }

    Context m_context;
};

} // namespace

class VectorIndex::Graph {
public:
    Graph(const VectorRows &rows, std::size_t capacity)
        : m_space(rows), m_graph(&m_space, capacity, linksPerNode, buildBreadth)
    {
    }
    Graph(const VectorRows &rows, const std::string &file) : m_space(rows), m_graph(&m_space, file) {}

    std::size_t size() const { return m_graph.cur_element_count; }

    /// Rows size() to `end`.
    void add(std::size_t end, int threads)
    {
        if (end > m_graph.max_elements_)
            m_graph.resizeIndex(end * 5 / 4);
        std::atomic<std::size_t> next = size();
        const auto work = [&] {
            for (std::size_t row = next++; row < end; row = next++) {
                const auto data = static_cast<std::uint32_t>(row);
                m_graph.addPoint(&data, row);
            }
        };
        std::vector<std::jthread> helpers;
        for (int i = 1; i < threads; ++i)
            helpers.emplace_back(work);
        work();
    }

    std::vector<std::size_t> nearest(const float *query, std::size_t count)
    {
        m_graph.setEf(std::max(searchBreadth, count * 3 / 2));
        m_space.setQuery(query);
        const std::uint32_t data = RowSpace::queryRow;
        auto found = m_graph.searchKnn(&data, count);
        std::vector<std::size_t> rows(found.size());
        for (; !found.empty(); found.pop())
            rows[found.size() - 1] = found.top().second;
        return rows;
    }

    void save(const std::string &file) { m_graph.saveIndex(file); }

private:
    RowSpace m_space;
    hnswlib::HierarchicalNSW<float> m_graph;
};

VectorIndex::VectorIndex(std::size_t dim, std::size_t graphFrom)
    : m_graphFrom(graphFrom), m_rows(std::make_unique<VectorRows>(dim))
{
}
VectorIndex::VectorIndex(VectorIndex &&) noexcept = default;
VectorIndex &VectorIndex::operator=(VectorIndex &&) noexcept = default;
VectorIndex::~VectorIndex() = default;

void VectorIndex::set(PhotoId photo, const Embedding &vector)
{
    if (vector.size() != dim())
        return;
    const auto row = static_cast<std::uint32_t>(m_rows->size());
    const auto [entry, isNew] = m_rowOf.try_emplace(catalogue::raw(photo), row);
    if (!isNew) {
        m_photos[entry->second] = PhotoId{};
        entry->second = row;
    }
    m_rows->append(vector);
    m_photos.push_back(photo);
}

const std::uint16_t *VectorIndex::row(PhotoId photo) const
{
    const auto found = m_rowOf.find(catalogue::raw(photo));
    return found == m_rowOf.end() ? nullptr : m_rows->row(found->second);
}

std::vector<float> VectorIndex::sampleScores(const Embedding &query, std::size_t count) const
{
    std::vector<float> scores;
    if (query.size() != dim())
        return scores;
    const std::size_t step = std::max<std::size_t>(1, m_rows->size() / std::max<std::size_t>(1, count));
    for (std::size_t row = 0; row < m_rows->size(); row += step) {
        if (m_photos[row] != PhotoId{})
            scores.push_back(product(query.data(), m_rows->row(row), dim()));
    }
    return scores;
}

void VectorIndex::scan(const Embedding &query, std::size_t from, const std::function<bool(PhotoId)> &accept,
                       std::vector<Scored> &out) const
{
    for (std::size_t row = from; row < m_rows->size(); ++row) {
        const PhotoId photo = m_photos[row];
        if (photo != PhotoId{} && (!accept || accept(photo)))
            out.push_back({photo, product(query.data(), m_rows->row(row), dim())});
    }
}

std::vector<Scored> VectorIndex::exact(const Embedding &query, std::size_t count,
                                       const std::function<bool(PhotoId)> &accept) const
{
    std::vector<Scored> scored;
    if (query.size() != dim())
        return scored;
    scored.reserve(m_rows->size());
    scan(query, 0, accept, scored);
    keepBest(scored, count);
    return scored;
}

std::vector<Scored> VectorIndex::nearest(const Embedding &query, std::size_t count) const
{
    if (!m_graph || query.size() != dim() || count * 8 > inGraph())
        return exact(query, count);
    std::vector<Scored> scored;
    for (const std::size_t row : m_graph->nearest(query.data(), count)) {
        if (m_photos[row] != PhotoId{})
            scored.push_back({m_photos[row], product(query.data(), m_rows->row(row), dim())});
    }
    scan(query, inGraph(), {}, scored);
    keepBest(scored, count);
    return scored;
}

std::size_t VectorIndex::inGraph() const
{
    return m_graph ? m_graph->size() : 0;
}

bool VectorIndex::graphIsBehind() const
{
    return m_rows->size() >= m_graphFrom && m_rows->size() - inGraph() > m_graphFrom / 4;
}

bool VectorIndex::growGraph(std::size_t count, int threads)
{
    if (m_rows->size() < m_graphFrom)
        return false;
    if (!m_graph)
        m_graph = std::make_unique<Graph>(*m_rows, m_rows->size() * 5 / 4);
    m_graph->add(std::min(m_rows->size(), inGraph() + count), threads);
    return inGraph() < m_rows->size();
}

namespace {

fs::path graphFile(const fs::path &path)
{
    return path.native() + ".graph";
}

struct FileHead {
    std::array<char, 8> magic = fileMagic;
    std::uint64_t dim = 0, rows = 0, inGraph = 0, stampBytes = 0;
    Digest contentHash{}; ///< of what follows
    Digest graphHash{};   ///< hnswlib believes every link that it reads
};

Digest hashOf(const fs::path &file)
{
    const auto mapped = MappedFile::open(file);
    return mapped ? sha256(mapped->bytes()) : Digest{};
}

/// Reads or writes as the stream does, and hashes what passes.
template <typename Stream> class Hashed {
public:
    explicit Hashed(Stream &stream) : m_stream(stream) {}

    void write(const void *bytes, std::size_t size)
    {
        m_stream.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(size));
        m_hash.add(Bytes(static_cast<const std::uint8_t *>(bytes), size));
    }
    void read(void *bytes, std::size_t size)
    {
        m_stream.read(static_cast<char *>(bytes), static_cast<std::streamsize>(size));
        m_hash.add(Bytes(static_cast<const std::uint8_t *>(bytes), size));
    }
    Digest finish() { return m_hash.finish(); }

private:
    Stream &m_stream;
    Sha256 m_hash;
};

} // namespace

Result<void> VectorIndex::save(const fs::path &path, const std::string &stamp) const
{
    const fs::path fresh = path.native() + ".new";
    const fs::path freshGraph = graphFile(fresh);
    const auto failed = [&] {
        std::error_code ignored;
        fs::remove(fresh, ignored);
        fs::remove(freshGraph, ignored);
        return unavailable("Cannot write " + path.string() + "; is the disk full?");
    };
    std::error_code code;
    FileHead head;
    head.dim = dim();
    head.rows = m_rows->size();
    head.inGraph = inGraph();
    head.stampBytes = stamp.size();
    if (m_graph) {
        m_graph->save(freshGraph);
        head.graphHash = hashOf(freshGraph);
    }
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    write(out, head);
    Hashed content(out);
    content.write(stamp.data(), stamp.size());
    content.write(m_photos.data(), m_photos.size() * sizeof(PhotoId));
    for (std::size_t row = 0; row < m_rows->size(); ++row)
        content.write(m_rows->row(row), dim() * sizeof(std::uint16_t));
    head.contentHash = content.finish();
    out.seekp(0);
    write(out, head);
    out.close();
    if (!out)
        return failed();
    // A crash between the two leaves a graph that the first file does not mean, and it is built anew.
    if (m_graph)
        fs::rename(freshGraph, graphFile(path), code);
    if (!code)
        fs::rename(fresh, path, code);
    return code ? Result<void>(failed()) : Result<void>();
}

std::optional<VectorIndex::Loaded> VectorIndex::load(const fs::path &path, std::size_t graphFrom)
{
    std::ifstream in(path, std::ios::binary);
    FileHead head;
    if (!in || !read(in, head) || head.magic != fileMagic)
        return std::nullopt;
    std::error_code code;
    const std::uint64_t bytes = fs::file_size(path, code);
    constexpr std::uint64_t most = 1ULL << 32U;
    if (code || head.dim == 0 || head.dim > most || head.rows > most || head.stampBytes > most ||
        bytes != sizeof head + head.stampBytes + head.rows * (sizeof(std::int64_t) + head.dim * sizeof(std::uint16_t)))
        return std::nullopt;
    Loaded loaded{VectorIndex(head.dim, graphFrom), std::string(head.stampBytes, 0)};
    VectorIndex &index = loaded.index;
    Hashed content(in);
    content.read(loaded.stamp.data(), head.stampBytes);
    index.m_photos.resize(head.rows);
    content.read(index.m_photos.data(), head.rows * sizeof(PhotoId));
    for (std::size_t row = 0; row < head.rows; ++row)
        content.read(index.m_rows->appendUninitialised(), head.dim * sizeof(std::uint16_t));
    if (!in || content.finish() != head.contentHash)
        return std::nullopt;
    index.m_rowOf.reserve(head.rows);
    for (std::size_t row = 0; row < head.rows; ++row) {
        if (const std::int64_t photo = catalogue::raw(index.m_photos[row]); photo != 0)
            index.m_rowOf[photo] = static_cast<std::uint32_t>(row);
    }
    if (head.inGraph > 0 && head.inGraph <= head.rows && hashOf(graphFile(path)) == head.graphHash) {
        try {
            index.m_graph = std::make_unique<Graph>(*index.m_rows, graphFile(path).string());
        } catch (const std::exception &) {
            index.m_graph.reset();
        }
        if (index.m_graph && index.m_graph->size() != head.inGraph)
            index.m_graph.reset();
    }
    return loaded;
}

} // namespace reminisce::search
