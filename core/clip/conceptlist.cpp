// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/conceptlist.h"

#include "core/base/paths.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace reminisce::clip {

namespace {

constexpr std::size_t largestList = std::size_t{2} << 20U;
constexpr std::size_t mostKinds = 1000;

} // namespace

Result<std::vector<TaughtConcept>> readConcepts(const std::filesystem::path &modelFolder)
{
    const Result<std::string> text = paths::readFile(modelFolder / conceptFile, largestList);
    if (!text)
        return text.error();
    std::vector<TaughtConcept> concepts;
    try {
        for (const auto &entry : nlohmann::json::parse(*text)) {
            TaughtConcept taught{entry.at("names"), entry.value("kinds", std::vector<std::string>())};
            taught.kinds.resize(std::min(taught.kinds.size(), mostKinds));
            if (!taught.names.empty())
                concepts.push_back(std::move(taught));
        }
    } catch (const nlohmann::json::exception &) {
        return badInput(std::string(conceptFile) + " is damaged. Get the model again.");
    }
    return concepts;
}

Result<void> writeConcepts(const std::filesystem::path &modelFolder, const std::vector<TaughtConcept> &concepts)
{
    // A concept a line, so that people can read and compare lists.
    std::string text;
    for (const TaughtConcept &taught : concepts) {
        nlohmann::json entry = {{"names", taught.names}};
        if (!taught.kinds.empty())
            entry["kinds"] = taught.kinds;
        text += (text.empty() ? "[\n" : ",\n") + entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    return paths::writeAtomically(modelFolder / conceptFile, text.empty() ? "[]\n" : text + "\n]\n");
}

} // namespace reminisce::clip
