// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/choices.h"

#include "core/base/filedescriptor.h"
#include "core/base/paths.h"

#include <algorithm>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>

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
        for (const auto &entry : json.value("libraries", nlohmann::json::array()))
            choices.libraries.push_back({entry.value("path", ""), entry.value("name", "")});
        choices.device = json.value("device", "auto");
        choices.precision = json.value("precision", "auto");
        choices.appearance = json.value("appearance", "system");
        choices.excluded = json.value("excluded", std::vector<std::string>());
    } catch (const nlohmann::json::exception &) {
        return {};
    }
    return choices;
}

Result<void> Choices::change(const std::function<void(Choices &)> &edit)
{
    std::error_code code;
    std::filesystem::create_directories(paths::configHome(), code);
    const FileDescriptor folder(::open(paths::configHome().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ::flock(folder.get(), LOCK_EX); // some file systems cannot
    Choices choices = load();
    const std::string before = choices.toJson();
    edit(choices);
    const std::string after = choices.toJson();
    return after == before ? Result<void>() : paths::writeAtomically(choicesFile(), after);
}

std::string Choices::toJson() const
{
    nlohmann::json json = {{"model", model},      {"library", library.string()}, {"libraries", nlohmann::json::array()},
                           {"device", device},    {"precision", precision},      {"appearance", appearance},
                           {"excluded", excluded}};
    for (const LibraryEntry &entry : libraries)
        json["libraries"].push_back({{"path", entry.path.string()}, {"name", entry.name}});
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::filesystem::path Choices::currentLibrary() const
{
    return library.empty() ? paths::dataHome() / "Photos.reminisce" : library;
}

std::vector<LibraryEntry> Choices::allLibraries() const
{
    std::vector<LibraryEntry> all = libraries;
    const auto known = [&all](const std::filesystem::path &path) {
        return std::any_of(all.begin(), all.end(), [&](const LibraryEntry &entry) { return entry.path == path; });
    };
    if (!known(currentLibrary()))
        all.insert(all.begin(), {currentLibrary(), {}});
    const std::filesystem::path usual = Choices().currentLibrary();
    if (!known(usual))
        all.insert(all.begin(), {usual, {}});
    for (LibraryEntry &entry : all) {
        if (entry.name.empty())
            entry.name = entry.path.stem().string();
    }
    return all;
}

} // namespace reminisce
