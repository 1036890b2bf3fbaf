// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files that lie beside a library and may be damaged, by the first byte: the index, its graph, the thumbnails. The
// second byte says whether the rest is the file itself or changes to a good one: its new length, then places and
// values.
#include "core/catalogue/thumbnailstore.h"
#include "core/search/vectorindex.h"
#include "tests/fuzz/fuzz.h"

#include <fstream>

using namespace reminisce;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t dim = 8;

void write(const fs::path &path, const std::string &bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string read(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct GoodFiles {
    fs::path folder = fs::temp_directory_path() / ("reminisce-fuzz-" + std::to_string(::getpid()));
    std::string index, graph, thumbnails;

    fs::path indexPath() const { return folder / "l.index"; }
    fs::path graphPath() const { return folder / "l.index.graph"; }
    fs::path library() const { return folder / "l.reminisce"; }

    GoodFiles()
    {
        fs::create_directories(folder);
        search::VectorIndex vectors(dim, 4);
        for (int i = 0; i < 40; ++i) {
            Embedding v(dim, 0.3F);
            v[static_cast<std::size_t>(i) % dim] += 0.1F * static_cast<float>(i);
            vectors.set(static_cast<catalogue::PhotoId>(i + 1), v);
        }
        vectors.growGraph(100);
        if (!vectors.save(indexPath(), "fuzz"))
            std::abort();
        {
            auto store = catalogue::ThumbnailStore::open(library(), catalogue::Catalogue::Mode::ReadWrite);
            if (!store || !store->transaction([&] { store->put(Digest{}, {1, 2, 3}); }))
                std::abort();
        }
        index = read(indexPath());
        graph = read(graphPath());
        thumbnails = read(catalogue::ThumbnailStore::pathFor(library()));
    }
};

std::string changed(std::string good, const std::uint8_t *data, std::size_t size)
{
    const auto number = [&](std::size_t at) { return static_cast<std::size_t>(data[at] | (data[at + 1] << 8)); };
    if (size >= 2 && number(0) % 4 == 0)
        good.resize(number(0) / 4 % (good.size() + 1));
    for (std::size_t at = 2; at + 3 <= size && !good.empty(); at += 3)
        good[number(at) % good.size()] = static_cast<char>(data[at + 2]);
    return good;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const GoodFiles good;
    if (size < 2)
        return 0;
    const auto bytes = [&](const std::string &file) {
        return data[1] % 2 == 0 ? changed(file, data + 2, size - 2)
                                : std::string(reinterpret_cast<const char *>(data + 2), size - 2);
    };
    const int kind = data[0] % 3;
    if (kind < 2) {
        write(good.indexPath(), kind == 0 ? bytes(good.index) : good.index);
        write(good.graphPath(), kind == 1 ? bytes(good.graph) : good.graph);
        if (const auto loaded = search::VectorIndex::load(good.indexPath(), 4))
            loaded->index.nearest(Embedding(loaded->index.dim(), 0.1F), 5);
    } else {
        write(catalogue::ThumbnailStore::pathFor(good.library()), bytes(good.thumbnails));
        if (const auto store = catalogue::ThumbnailStore::open(good.library(), catalogue::Catalogue::Mode::ReadOnly))
            store->get(Digest{});
    }
    return 0;
}
