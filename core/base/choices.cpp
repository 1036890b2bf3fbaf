// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/choices.h"

#include "core/base/paths.h"

#include <nlohmann/json.hpp>

namespace reminisce {

namespace {

std::filesystem::path choicesFile()
{
    return paths::configHome() / "choices.json";
}

} // namespace

Choices Choices::load()
{
    Choices choices;
    const auto text = paths::readFile(choicesFile(), 1U << 20U);
    if (!text)
        return choices;
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object())
        return choices;
    try {
        choices.model = json.value("model", "");
        choices.library = json.value("library", "");
        for (const auto &library : json.value("libraries", nlohmann::json::array()))
            choices.libraries.emplace_back(library.get<std::string>());
    } catch (const nlohmann::json::exception &) {
        return {};
    }
    return choices;
}

Result<void> Choices::save() const
{
    std::error_code code;
    std::filesystem::create_directories(paths::configHome(), code);
    nlohmann::json json = {{"model", model}, {"library", library.string()}, {"libraries", nlohmann::json::array()}};
    for (const auto &entry : libraries)
        json["libraries"].push_back(entry.string());
    return paths::writeAtomically(choicesFile(),
                                  json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::filesystem::path Choices::currentLibrary() const
{
    return library.empty() ? paths::dataHome() / "Photos.reminisce" : library;
}

} // namespace reminisce
