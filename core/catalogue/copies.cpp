// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/copies.h"
#include "core/catalogue/libraryfiles.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace reminisce::catalogue {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kept = 3;
constexpr const char *extension = ".reminisce";

fs::path folderOf(const fs::path &cataloguePath)
{
    return cataloguePath.native() + ".copies";
}

bool isDay(const std::string &text)
{
    constexpr std::string_view shape = "dddd-dd-dd";
    return text.size() == shape.size() && std::equal(text.begin(), text.end(), shape.begin(), [](char c, char s) {
               return s == 'd' ? c >= '0' && c <= '9' : c == s;
           });
}

} // namespace

std::string today()
{
    const std::time_t now = std::time(nullptr);
    std::tm local = {};
    ::localtime_r(&now, &local);
    std::array<char, 16> text = {};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
    return text.data();
}

std::vector<LibraryCopy> copiesOf(const fs::path &cataloguePath)
{
    std::vector<LibraryCopy> copies;
    std::error_code code;
    for (const auto &entry : fs::directory_iterator(folderOf(cataloguePath), code)) {
        const std::string day = entry.path().stem().string();
        if (entry.path().extension() == extension && isDay(day))
            copies.push_back({entry.path(), day, static_cast<std::int64_t>(entry.file_size(code))});
    }
    std::sort(copies.begin(), copies.end(), [](const LibraryCopy &a, const LibraryCopy &b) { return a.day > b.day; });
    return copies;
}

Result<void> makeDailyCopy(Catalogue &catalogue, const std::string &day)
{
    const std::vector<LibraryCopy> copies = copiesOf(catalogue.path());
    const bool done =
        std::any_of(copies.begin(), copies.end(), [&day](const LibraryCopy &copy) { return copy.day == day; });
    if (done || catalogue.counts().photos == 0)
        return {};
    std::error_code code;
    const fs::path folder = folderOf(catalogue.path());
    fs::create_directories(folder, code);
    if (auto made = catalogue.copyTo(folder / (day + extension)); !made)
        return made;
    // The one just made stays, whatever the clock says about the others.
    for (std::size_t i = kept - 1; i < copies.size(); ++i)
        fs::remove(copies[i].path, code);
    return {};
}

Result<fs::path> restoreCopy(Catalogue &catalogue, const LibraryCopy &copy)
{
    const auto lock = IndexLock::take(catalogue.path());
    if (!lock)
        return lock.error();
    fs::path aside = asideName(catalogue.path(), "replaced");
    if (auto kept = catalogue.copyTo(aside); !kept)
        return kept.error();
    if (auto taken = catalogue.takeOver(copy.path); !taken) {
        std::error_code code;
        fs::remove(aside, code);
        return taken.error();
    }
    return aside;
}

} // namespace reminisce::catalogue
