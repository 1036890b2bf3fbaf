// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/modelstore.h"

#include "core/base/paths.h"
#include "core/clip/conceptlist.h"

#include <algorithm>

namespace reminisce::clip::modelstore {

namespace fs = std::filesystem;

namespace {

fs::path storeFolder()
{
    return paths::dataHome() / "models";
}

bool isPlainName(const std::string &name)
{
    return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos && name != starterName;
}

/// Files that belong to a checkpoint besides its weights.
constexpr const char *companions[] = {"config.json",
                                      "open_clip_config.json",
                                      "preprocessor_config.json",
                                      "vocab.json",
                                      "merges.txt",
                                      "tokenizer.json",
                                      "tokenizer_config.json",
                                      "special_tokens_map.json",
                                      conceptFile,
                                      "spiece.model",
                                      "README.md",
                                      "LICENSE",
                                      "card.md"};

} // namespace

std::vector<InstalledModel> installed()
{
    std::vector<InstalledModel> models;
    if (const auto starter = paths::resource("models/starter"))
        models.push_back({starterName, *starter, true});
    std::error_code code;
    for (const auto &entry : fs::directory_iterator(storeFolder(), code)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory(code) && isPlainName(name))
            models.push_back({name, entry.path(), false});
    }
    std::sort(models.begin() + (models.empty() || !models[0].isStarter ? 0 : 1), models.end(),
              [](const InstalledModel &a, const InstalledModel &b) { return a.name < b.name; });
    return models;
}

Result<fs::path> resolve(const std::string &nameOrPath, const std::string &chosen)
{
    std::error_code code;
    const std::string wanted = !nameOrPath.empty() ? nameOrPath : !chosen.empty() ? chosen : starterName;
    for (const InstalledModel &model : installed()) {
        if (model.name == wanted)
            return model.path;
    }
    if (!nameOrPath.empty() && fs::exists(nameOrPath, code))
        return fs::path(nameOrPath);
    if (wanted == starterName)
        return paths::resource("models/starter");
    return badInput("There is no model \"" + wanted + "\": neither installed nor a file or folder of that name.");
}

Result<std::string> install(const fs::path &path, const std::string &name, Existing existing)
{
    const auto checkpoint = Checkpoint::open(path);
    if (!checkpoint)
        return checkpoint.error();
    const std::string chosen = name.empty() ? (*checkpoint)->config().name : name;
    if (!isPlainName(chosen))
        return badInput("A model cannot be called \"" + chosen + "\".");
    const fs::path target = storeFolder() / chosen;
    std::error_code code;
    if (existing == Existing::Refuse && fs::exists(target, code))
        return badInput("A model called \"" + chosen + "\" is installed already. Remove it first.");

    const fs::path temporary = storeFolder() / ("." + chosen + ".new");
    fs::remove_all(temporary, code);
    fs::create_directories(temporary, code);
    const fs::path weights = (*checkpoint)->path();
    // The name of a weight file can tell its activation, so it is kept.
    fs::copy_file(weights, temporary / weights.filename(), code);
    for (const char *companion : companions) {
        if (!code && fs::exists(weights.parent_path() / companion))
            fs::copy_file(weights.parent_path() / companion, temporary / companion, code);
    }
    const fs::path before = storeFolder() / ("." + chosen + ".old");
    std::error_code none;
    fs::remove_all(before, none);
    if (!code && fs::exists(target, none))
        fs::rename(target, before, code);
    if (!code)
        fs::rename(temporary, target, code);
    if (code && !fs::exists(target, none))
        fs::rename(before, target, none);
    fs::remove_all(before, none);
    if (code) {
        const std::string reason = code.message();
        fs::remove_all(temporary, code);
        return unavailable("The model cannot be copied to " + target.string() + ": " + reason + ".");
    }
    return chosen;
}

Result<void> remove(const std::string &name)
{
    if (name == starterName)
        return badInput("The starter belongs to the program and cannot be removed.");
    std::error_code code;
    const fs::path target = storeFolder() / name;
    if (!isPlainName(name) || !fs::exists(target, code))
        return badInput("There is no installed model \"" + name + "\".");
    fs::remove_all(target, code);
    if (code)
        return unavailable("The model cannot be removed: " + code.message() + ".");
    return {};
}

} // namespace reminisce::clip::modelstore
