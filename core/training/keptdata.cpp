// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/keptdata.h"

#include "core/base/paths.h"

#include <nlohmann/json.hpp>

namespace reminisce::training {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

fs::path pixelsFile(const fs::path &place)
{
    return place.string() + ".rgb";
}

fs::path listFile(const fs::path &place)
{
    return place.string() + ".json";
}

std::optional<Dataset> fromJson(const Json &json, MappedFile pixels)
{
    Dataset data;
    data.size = json.at("size").get<int>();
    const std::size_t each = static_cast<std::size_t>(data.size) * static_cast<std::size_t>(data.size) * 3;
    if (data.size < 1 || data.size > 4096)
        return {};
    for (const Json &entry : json.at("pictures")) {
        const auto row = entry.at("row").get<std::uint32_t>();
        auto captions = entry.at("captions").get<std::vector<std::string>>();
        if (captions.empty() || (row + std::uint64_t{1}) * each > pixels.bytes().size())
            return {};
        data.examples.push_back({0, entry.at("held_back").get<bool>() ? Split::Validation : Split::Train});
        data.rows.push_back(row);
        data.captions.push_back(std::move(captions));
        data.files.push_back(entry.value("file", ""));
    }
    data.pixels = std::move(pixels);
    return data;
}

} // namespace

Result<void> keepData(const Dataset &data, const fs::path &cacheFile, const fs::path &place)
{
    Json pictures = Json::array();
    for (std::size_t i = 0; i < data.examples.size(); ++i)
        pictures.push_back({{"row", data.rows.empty() ? i : data.rows[i]},
                            {"held_back", data.examples[i].split == Split::Validation},
                            {"captions", data.captions[i]},
                            {"file", i < data.files.size() ? data.files[i] : std::string()}});
    forgetData(place);
    std::error_code code;
    // A cache is replaced, never written again, so that a link keeps what it was.
    fs::create_hard_link(cacheFile, pixelsFile(place), code);
    if (code && !fs::copy_file(cacheFile, pixelsFile(place), code)) {
        forgetData(place);
        return unavailable("Cannot write " + pixelsFile(place).string() + "; is the disk full?");
    }
    const Json list = {{"size", data.size}, {"pictures", pictures}};
    auto written = paths::writeAtomically(listFile(place), list.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!written)
        forgetData(place);
    return written;
}

std::optional<Dataset> keptData(const fs::path &place)
{
    constexpr std::size_t largestList = std::size_t{1} << 30U;
    const Result<std::string> text = paths::readFile(listFile(place), largestList);
    Result<MappedFile> pixels = MappedFile::open(pixelsFile(place));
    if (!text || !pixels)
        return {};
    try {
        return fromJson(Json::parse(*text), std::move(*pixels));
    } catch (const Json::exception &) {
        return {};
    }
}

void forgetData(const fs::path &place)
{
    std::error_code code;
    fs::remove(listFile(place), code);
    fs::remove(pixelsFile(place), code);
}

} // namespace reminisce::training
