// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captionfiles.h"

#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/clip/textcleaning.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace reminisce::training {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;
constexpr std::size_t largestCaptionFile = std::size_t{512} << 20U;

const std::array fileKeys = {"image", "file", "filename", "file_name", "path", "image_name", "filepath"};
const std::array captionKeys = {"caption", "captions", "text", "title", "description", "comment", "sentence"};

/// Gathers the rows of one file; keeps the order in which files first appear.
class Gathered {
public:
    explicit Gathered(fs::path folder) : m_folder(std::move(folder)) {}

    void add(const std::string &file, const std::string &caption, const std::string &splitName = {})
    {
        const std::string split = clip::lowerCase(trimmed(splitName));
        if (file.empty() || split == "test")
            return;
        const fs::path path = (m_folder / file).lexically_normal();
        const auto [entry, isNew] = m_rows.emplace(path.native(), m_files.size());
        if (isNew)
            m_files.push_back({path, {}, {}});
        CaptionedFile &row = m_files[entry->second];
        if (const std::string text = trimmed(caption); !text.empty())
            row.captions.push_back(text);
        if (split == "train")
            row.split = Split::Train;
        else if (split == "val" || split == "valid" || split == "validation" || split == "dev")
            row.split = Split::Validation;
        else if (!split.empty())
            m_unknownSplit = trimmed(splitName);
    }

    Result<std::vector<CaptionedFile>> finish(const fs::path &source)
    {
        if (m_files.empty())
            return badInput(source.filename().string() + " holds no captions that Reminisce can read.");
        if (!m_unknownSplit.empty())
            return badInput(source.filename().string() + " has the split \"" + m_unknownSplit.substr(0, 40) +
                            "\"; train, val or test is expected.");
        // As downloaded, the pictures often lie in a folder of their own.
        std::error_code code;
        for (const char *inside : {"", "Images", "images", "Flicker8k_Dataset", "Flickr8k_Dataset"}) {
            const auto place = [&](const CaptionedFile &file) {
                return *inside == 0 ? file.file : m_folder / inside / fs::relative(file.file, m_folder, code);
            };
            if (std::none_of(m_files.begin(), m_files.end(),
                             [&](const CaptionedFile &file) { return fs::exists(place(file), code); }))
                continue;
            for (CaptionedFile &file : m_files)
                file.file = place(file);
            return std::move(m_files);
        }
        return badInput(source.filename().string() + " names " + m_files[0].file.filename().string() +
                        " and others, none of which is in " + m_folder.string() + ".");
    }

private:
    fs::path m_folder;
    std::map<std::string, std::size_t> m_rows;
    std::vector<CaptionedFile> m_files;
    std::string m_unknownSplit;
};

/// Rows of a table as RFC 4180 has them: quoted cells may hold separators, doubled quotes and newlines.
std::vector<std::vector<std::string>> tableRows(const std::string &text, char separator)
{
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"')
                row.back() += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                row.back() += text[++i];
            else
                quoted = false;
        } else if (c == '"' && trimmed(row.back()).empty()) {
            row.back().clear();
            quoted = true;
        } else if (c == separator) {
            row.emplace_back();
        } else if (c == '\n') {
            rows.push_back(std::move(row));
            row.assign(1, {});
        } else {
            row.back() += c;
        }
    }
    if (row.size() > 1 || !trimmed(row[0]).empty())
        rows.push_back(std::move(row));
    return rows;
}

template <typename Keys> std::optional<std::size_t> columnOf(const std::vector<std::string> &header, const Keys &keys)
{
    for (const char *key : keys) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (clip::lowerCase(trimmed(header[i])) == key)
                return i;
        }
    }
    return {};
}

/// The separator under which the first line is a header, or nothing.
std::optional<char> separatorOf(const std::string &text)
{
    const std::string line = text.substr(0, text.find('\n'));
    for (const char separator : {',', ';', '\t', '|'}) {
        const auto header = tableRows(line, separator);
        if (!header.empty() && columnOf(header[0], fileKeys) && columnOf(header[0], captionKeys))
            return separator;
    }
    return {};
}

void readTable(const std::string &text, char separator, Gathered &gathered)
{
    const auto rows = tableRows(text, separator);
    const std::size_t file = *columnOf(rows[0], fileKeys);
    const std::size_t caption = *columnOf(rows[0], captionKeys);
    const auto split = columnOf(rows[0], std::array{"split"});
    for (std::size_t i = 1; i < rows.size(); ++i) {
        // Captions with separators in them and without quotes are what Flickr8k has: the last column takes the rest.
        std::vector<std::string> row = rows[i];
        while (row.size() > rows[0].size()) {
            row[row.size() - 2] += separator + row.back();
            row.pop_back();
        }
        if (row.size() > std::max(file, caption))
            gathered.add(trimmed(row[file]), row[caption], split && row.size() > *split ? row[*split] : "");
    }
}

void readTokens(const std::string &text, Gathered &gathered)
{
    // Without quoting: captions begin and end with quotation marks as they like.
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        const std::size_t tab = line.find('\t');
        const std::size_t number = line.substr(0, tab).rfind('#');
        if (tab != std::string_view::npos && number != std::string_view::npos)
            gathered.add(trimmed(line.substr(0, number)), std::string(line.substr(tab + 1)));
    }
}

template <typename Keys> const Json *valueOf(const Json &object, const Keys &keys)
{
    for (const char *key : keys) {
        if (const auto found = object.find(key); found != object.end())
            return &*found;
    }
    return nullptr;
}

Result<void> readJsonLines(const std::string &text, const fs::path &source, Gathered &gathered)
{
    std::size_t begin = 0;
    for (int line = 1; begin < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string row = trimmed(std::string_view(text).substr(begin, end - begin));
        begin = end + 1;
        if (row.empty())
            continue;
        const Json object = Json::parse(row, nullptr, false);
        const Json *file = object.is_object() ? valueOf(object, fileKeys) : nullptr;
        const Json *caption = object.is_object() ? valueOf(object, captionKeys) : nullptr;
        if (file == nullptr || caption == nullptr || !file->is_string())
            return badInput(source.filename().string() + ", line " + std::to_string(line) +
                            ": an object with \"file\" and \"caption\" is expected.");
        const auto splitField = object.find("split");
        const std::string split =
            splitField != object.end() && splitField->is_string() ? splitField->get<std::string>() : "";
        for (const Json &each : caption->is_array() ? *caption : Json::array({*caption})) {
            if (each.is_string())
                gathered.add(file->get<std::string>(), each.get<std::string>(), split);
        }
    }
    return {};
}

bool isPicture(const fs::path &path)
{
    static const std::set<std::string> endings = {".jpg", ".jpeg", ".png",  ".webp", ".tif", ".tiff", ".bmp",
                                                  ".gif", ".heic", ".heif", ".avif", ".jp2", ".ppm",  ".pgm"};
    return endings.contains(clip::lowerCase(path.extension().string()));
}

} // namespace

Result<std::vector<CaptionedFile>> readCaptionFile(const fs::path &folder, const fs::path &captionFile)
{
    Result<std::string> text = paths::readFile(captionFile, largestCaptionFile);
    if (!text)
        return text.error();
    if (text->starts_with("\xEF\xBB\xBF"))
        text->erase(0, 3);
    Gathered gathered(folder);
    const std::string ending = clip::lowerCase(captionFile.extension().string());
    if (ending == ".jsonl" || ending == ".ndjson") {
        if (auto read = readJsonLines(*text, captionFile, gathered); !read)
            return read.error();
    } else if (const auto separator = separatorOf(*text)) {
        readTable(*text, *separator, gathered);
    } else {
        readTokens(*text, gathered);
    }
    return gathered.finish(captionFile);
}

std::optional<fs::path> findCaptionFile(const fs::path &folder)
{
    std::error_code code;
    for (const char *name : {"captions.csv", "captions.tsv", "captions.txt", "captions.jsonl", "captions.ndjson",
                             "metadata.jsonl", "metadata.csv", "results.csv", "Flickr8k.token.txt"}) {
        if (fs::is_regular_file(folder / name, code))
            return folder / name;
    }
    return {};
}

Result<std::vector<CaptionedFile>> readSidecars(const fs::path &folder)
{
    std::vector<CaptionedFile> files;
    std::error_code code;
    const auto options = fs::directory_options::skip_permission_denied;
    for (auto entry = fs::recursive_directory_iterator(folder, options, code);
         !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
        std::error_code ignored;
        if (!entry->is_regular_file(ignored) || !isPicture(entry->path()))
            continue;
        CaptionedFile file{entry->path(), {}, {}};
        for (const fs::path &sidecar :
             {fs::path(entry->path()).replace_extension(".txt"), fs::path(entry->path().native() + ".txt")}) {
            constexpr std::size_t largestSidecar = 65'536;
            const Result<std::string> text = fs::exists(sidecar, ignored) ? paths::readFile(sidecar, largestSidecar)
                                                                          : Result<std::string>(std::string());
            if (!text)
                continue;
            for (std::size_t begin = 0; begin < text->size();) {
                const std::size_t end = std::min(text->find('\n', begin), text->size());
                if (std::string line = trimmed(std::string_view(*text).substr(begin, end - begin)); !line.empty())
                    file.captions.push_back(std::move(line));
                begin = end + 1;
            }
        }
        files.push_back(std::move(file));
    }
    if (code)
        return unavailable("Not all of " + folder.string() + " can be read: " + code.message() + ".");
    // Folders list their files in any order; runs must not depend on it.
    std::sort(files.begin(), files.end(), [](const auto &a, const auto &b) { return a.file < b.file; });
    return files;
}

std::string captionFromFolder(const fs::path &folder)
{
    static const std::set<std::string> meaningless = {
        "dcim", "camera", "photos", "photo",   "pictures", "images", "img", "jpg",  "raw",     "export",   "new",
        "misc", "canon",  "apple",  "android", "whatsapp", "train",  "val", "test", "library", "download", "downloads"};
    std::vector<std::string> words(1);
    for (const char each : clip::lowerCase(folder.filename().string())) {
        const auto c = static_cast<unsigned char>(each);
        if (c >= 0x80 || std::isalnum(c) != 0 || c == '\'')
            words.back() += each;
        else if (!words.back().empty())
            words.emplace_back();
    }
    std::string caption;
    for (const std::string &word : words) {
        const bool hasDigit =
            std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
        if (!word.empty() && !hasDigit && !meaningless.contains(word))
            caption += (caption.empty() ? "" : " ") + word;
    }
    return caption;
}

} // namespace reminisce::training
