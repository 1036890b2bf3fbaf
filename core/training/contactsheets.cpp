// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/dataset.h"

#include "core/base/hash.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/training/resample.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

namespace reminisce::training {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

struct Page {
    std::string file;
    int tile = 0;
    int columns = 0;
    int count = 0;
    std::uint32_t label = 0;
    Split split = Split::Train;
};

std::vector<std::string> wordsOf(const std::string &label, const Json &names)
{
    std::string text = label;
    if (names.contains(label) && names[label].is_string())
        text = names[label].get<std::string>();
    else
        std::replace(text.begin(), text.end(), '-', ' ');
    std::vector<std::string> words = split(text, ',');
    std::erase(words, std::string());
    return words;
}

/// Equal first names become one label; its synonyms are united.
std::uint32_t labelIndex(std::vector<Label> &labels, const std::vector<std::string> &words)
{
    auto found = std::find_if(labels.begin(), labels.end(), [&](const Label &l) { return l.name == words[0]; });
    if (found == labels.end()) {
        labels.push_back({words[0], {}});
        found = labels.end() - 1;
    }
    for (const std::string &word : words) {
        if (std::find(found->names.begin(), found->names.end(), word) == found->names.end())
            found->names.push_back(word);
    }
    return static_cast<std::uint32_t>(found - labels.begin());
}

Result<Page> readPage(const Json &entry, const Json &names, std::vector<Label> &labels)
{
    Page page;
    page.file = entry.value("file", "");
    page.tile = entry.value("tile", 0);
    page.columns = entry.value("columns", 0);
    page.count = entry.value("count", 0);
    const std::string split = entry.value("split", "");
    if (page.file.empty() || page.tile < 1 || page.columns < 1 || page.count < 1 ||
        (split != "train" && split != "val"))
        return badInput("pages.json is damaged.");
    page.split = split == "train" ? Split::Train : Split::Validation;
    const std::vector<std::string> words = wordsOf(entry.value("label", ""), names);
    if (words.empty())
        return badInput("pages.json has a sheet without a label: " + page.file);
    page.label = labelIndex(labels, words);
    return page;
}

Result<std::vector<Page>> readPages(const Json &root, std::vector<Label> &labels)
{
    std::vector<Page> pages;
    const Json names = root.value("names", Json::object());
    try {
        for (const Json &entry : root.value("pages", Json::array())) {
            auto page = readPage(entry, names, labels);
            if (!page)
                return page.error();
            pages.push_back(*std::move(page));
        }
    } catch (const Json::exception &) {
        return badInput("pages.json is damaged: a value is of the wrong kind.");
    }
    if (pages.empty())
        return badInput("pages.json names no sheets.");
    return pages;
}

Pixels tileOf(const Pixels &sheet, const Page &page, int index)
{
    Pixels tile(page.tile, page.tile, 3);
    const int x = index % page.columns * page.tile;
    const int y = index / page.columns * page.tile;
    for (int row = 0; row < page.tile; ++row)
        std::memcpy(tile.row(row), sheet.row(y + row) + static_cast<std::ptrdiff_t>(x) * 3, tile.stride());
    return tile;
}

Result<void> writeTiles(const fs::path &folder, const std::vector<Page> &pages, int size, const fs::path &file,
                        const PictureReader &read)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (const Page &page : pages) {
        const Result<Pixels> sheet = read(folder / page.file);
        if (!sheet)
            return sheet.error();
        const int rows = (page.count + page.columns - 1) / page.columns;
        if (sheet->channels != 3 || sheet->width < page.tile * std::min(page.columns, page.count) ||
            sheet->height < page.tile * rows)
            return badInput(page.file + " is smaller than pages.json says.");
        for (int i = 0; i < page.count; ++i) {
            const Pixels tile = resample(tileOf(*sheet, page, i), size);
            out.write(reinterpret_cast<const char *>(tile.samples.data()),
                      static_cast<std::streamsize>(tile.samples.size()));
        }
        if (!out)
            break;
    }
    out.close();
    if (!out)
        return unavailable("Cannot write " + file.string() + "; is the disk full?");
    return {};
}

Result<void> writeCache(const fs::path &folder, const std::vector<Page> &pages, int size, const fs::path &cacheFile,
                        const PictureReader &read)
{
    const fs::path temporary = cacheFile.string() + ".new";
    const Result<void> written = writeTiles(folder, pages, size, temporary, read);
    if (written)
        return paths::putInPlace(temporary, cacheFile);
    std::error_code code;
    fs::remove(temporary, code);
    return written;
}

/// All tiles, decoded anew where the cache was made from another `description` or for another size.
Result<MappedFile> cachedTiles(const fs::path &folder, const std::vector<Page> &pages, const std::string &description,
                               int size, const fs::path &cacheFile, const PictureReader &read)
{
    // A note beside the cache says what it was made from.
    Sha256 hash;
    hash.add(description);
    hash.add("size " + std::to_string(size));
    const std::string stamp = toHex(hash.finish());
    const fs::path stampFile = cacheFile.string() + ".stamp";
    const Result<std::string> oldStamp = paths::readFile(stampFile, 1024);
    std::error_code code;
    if (!oldStamp || *oldStamp != stamp || !fs::exists(cacheFile, code)) {
        fs::create_directories(cacheFile.parent_path(), code);
        fs::remove(stampFile, code);
        if (auto written = writeCache(folder, pages, size, cacheFile, read); !written)
            return written.error();
        if (auto written = paths::writeAtomically(stampFile, stamp); !written)
            return written.error();
    }
    return MappedFile::open(cacheFile);
}

/// Drops labels without a picture.
void keepOwnLabels(Dataset &data)
{
    std::vector<bool> isUsed(data.labels.size());
    for (const Example &example : data.examples)
        isUsed[example.label] = true;
    std::vector<Label> labels;
    std::vector<std::uint32_t> newIndex(data.labels.size());
    for (std::size_t i = 0; i < data.labels.size(); ++i) {
        newIndex[i] = static_cast<std::uint32_t>(labels.size());
        if (isUsed[i])
            labels.push_back(std::move(data.labels[i]));
    }
    data.labels = std::move(labels);
    for (Example &example : data.examples)
        example.label = newIndex[example.label];
}

} // namespace

Result<Dataset> openContactSheets(const fs::path &folder, int size, const fs::path &cacheFile,
                                  const PictureReader &read, const std::string &part)
{
    const Result<std::string> text = paths::readFile(folder / "pages.json", 64U << 20U);
    if (!text)
        return text.error();
    Dataset data;
    data.size = size;
    const Json root = Json::parse(*text, nullptr, false);
    if (!root.is_object())
        return badInput("pages.json is damaged.");
    const Result<std::vector<Page>> pages = readPages(root, data.labels);
    if (!pages)
        return pages.error();
    // With one slash at its end, however it was written.
    std::string folderOfPart = part;
    while (folderOfPart.ends_with('/'))
        folderOfPart.pop_back();
    folderOfPart += folderOfPart.empty() ? "" : "/";
    std::uint32_t tiles = 0;
    for (const Page &page : *pages) {
        const auto count = static_cast<std::size_t>(page.count);
        if (page.file.starts_with(folderOfPart)) {
            data.examples.insert(data.examples.end(), count, {page.label, page.split});
            data.rows.resize(data.examples.size());
            std::iota(data.rows.end() - page.count, data.rows.end(), tiles);
        }
        tiles += static_cast<std::uint32_t>(count);
    }
    if (data.examples.empty())
        return badInput("pages.json names no sheets in a folder \"" + part + "\".");
    keepOwnLabels(data);

    Result<MappedFile> mapped = cachedTiles(folder, *pages, *text, size, cacheFile, read);
    if (!mapped)
        return mapped.error();
    const std::size_t each = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    if (mapped->bytes().size() != tiles * each)
        return unavailable(cacheFile.string() + " is damaged; delete it and start again.");
    data.pixels = std::move(*mapped);
    return data;
}

} // namespace reminisce::training
