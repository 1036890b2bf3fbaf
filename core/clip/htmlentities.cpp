// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/htmlentities.h"

#include "core/base/paths.h"
#include "core/clip/codepages.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <sstream>
#include <unordered_map>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace reminisce::clip {

namespace {

using Names = std::unordered_map<std::u32string, std::u32string>;

std::u32string ascii(std::string_view text)
{
    return {text.begin(), text.end()};
}

/// All names of the standard, with and without semicolon. Without the file (a broken installation) none is known.
const Names &namedReferences()
{
    static const Names names = [] {
        Names result;
        const auto path = paths::resource("tokenizer/html-entities.txt");
        const auto content = path ? paths::readFile(*path) : Result<std::string>(path.error());
        if (!content)
            return result;
        std::istringstream lines(*content);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t tab = line.find('\t');
            if (line.starts_with('#') || tab == std::string::npos)
                continue;
            std::u32string value;
            std::istringstream codes(line.substr(tab + 1));
            for (std::uint32_t code = 0; codes >> std::hex >> code;)
                value += static_cast<char32_t>(code);
            result.emplace(ascii(std::string_view(line).substr(0, tab)), value);
        }
        return result;
    }();
    return names;
}

std::optional<std::u32string> lookUp(const std::u32string &name)
{
    const auto found = namedReferences().find(name);
    return found == namedReferences().end() ? std::nullopt : std::optional(found->second);
}

std::u32string upperCase(const std::u32string &text)
{
    icu::UnicodeString copy = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32 *>(text.data()),
                                                            static_cast<std::int32_t>(text.size()));
    copy.toUpper();
    std::u32string result;
    for (std::int32_t i = 0; i < copy.length(); i = copy.moveIndex32(i, 1))
        result += static_cast<char32_t>(copy.char32At(i));
    return result;
}

bool isLowerName(const std::u32string &name)
{
    return std::none_of(name.begin(), name.end(), [](char32_t c) { return c >= U'A' && c <= U'Z'; });
}

/// Names like "&EACUTE;" that no standard knows but databases hold.
const Names &upperCasedReferences()
{
    static const Names names = [] {
        Names result;
        for (const auto &[name, value] : namedReferences()) {
            if (!name.ends_with(U';') || !isLowerName(name))
                continue;
            const std::u32string upper = upperCase(name);
            // Where the upper-cased name or a beginning of it means something already, it stays as it is.
            const std::u32string reference = U"&" + upper;
            if (unescapeHtml(reference) == reference)
                result.emplace(upper, upperCase(value));
        }
        return result;
    }();
    return names;
}

bool isInvalidCode(std::uint32_t code)
{
    return (code >= 0x1 && code <= 0x8) || code == 0xB || (code >= 0xE && code <= 0x1F) ||
           (code >= 0x7F && code <= 0x9F) || (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEU) == 0xFFFE;
}

std::u32string fromCode(std::uint64_t code)
{
    if (code == 0 || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
        return U"\uFFFD";
    if (code == 0x0D)
        return U"\r";
    if (code >= 0x80 && code <= 0x9F) {
        const auto windows = std::find_if(codePages().begin(), codePages().end(), [](const CodePage &page) {
            return std::strcmp(page.name, "windows1252") == 0;
        });
        return {static_cast<char32_t>(windows->upper[code - 0x80])};
    }
    if (isInvalidCode(static_cast<std::uint32_t>(code)))
        return {};
    return {static_cast<char32_t>(code)};
}

int digitOf(char32_t c, int base)
{
    const int value = c < 128 ? u_digit(static_cast<UChar32>(c), static_cast<std::int8_t>(base)) : -1;
    return value;
}

/// "#123;" or "#x1F" at `at`; moves behind it.
std::optional<std::u32string> numericReference(const std::u32string &text, std::size_t &at)
{
    std::size_t i = at + 1;
    int base = 10;
    if (i < text.size() && (text[i] == U'x' || text[i] == U'X')) {
        base = 16;
        ++i;
    }
    const std::size_t first = i;
    std::uint64_t code = 0;
    for (; i < text.size() && digitOf(text[i], base) >= 0; ++i)
        code = std::min<std::uint64_t>(
            code * static_cast<unsigned>(base) + static_cast<unsigned>(digitOf(text[i], base)), 0x110000);
    if (i == first)
        return std::nullopt;
    if (i < text.size() && text[i] == U';')
        ++i;
    at = i;
    return fromCode(code);
}

std::optional<std::u32string> namedReference(const std::u32string &text, std::size_t &at)
{
    constexpr std::u32string_view stops = U"\t\n\f <&#;";
    std::size_t end = at;
    while (end < text.size() && end - at < 32 && stops.find(text[end]) == std::u32string_view::npos)
        ++end;
    if (end == at)
        return std::nullopt;
    if (end < text.size() && text[end] == U';')
        ++end;
    const std::u32string whole = text.substr(at, end - at);
    if (auto value = lookUp(whole)) {
        at = end;
        return value;
    }
    for (std::size_t length = whole.size() - 1; length > 1; --length) {
        if (auto value = lookUp(whole.substr(0, length))) {
            at = end;
            return *value + whole.substr(length);
        }
    }
    return std::nullopt;
}

} // namespace

std::u32string unescapeHtml(const std::u32string &text)
{
    std::u32string result;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == U'&' && i + 1 < text.size()) {
            std::size_t at = i + 1;
            const auto value = text[at] == U'#' ? numericReference(text, at) : namedReference(text, at);
            if (value) {
                result += *value;
                i = at;
                continue;
            }
        }
        result += text[i++];
    }
    return result;
}

std::u32string unescapeHtmlStrictly(const std::u32string &text)
{
    const auto isNameCharacter = [](char32_t c) {
        return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
    };
    std::u32string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = i + 1;
        if (text[i] == U'&') {
            end += end < text.size() && text[end] == U'#' ? 1 : 0;
            const std::size_t first = end;
            while (end < text.size() && end - first < 24 && isNameCharacter(text[end]))
                ++end;
            if (end > first && end < text.size() && text[end] == U';') {
                const std::u32string whole = text.substr(i, end + 1 - i);
                const std::u32string name = whole.substr(1);
                std::u32string value = whole;
                if (const auto known = lookUp(name))
                    value = *known;
                else if (const auto upper = upperCasedReferences().find(name); upper != upperCasedReferences().end())
                    value = upper->second;
                else if (name[0] == U'#' && unescapeHtml(whole).find(U';') == std::u32string::npos)
                    value = unescapeHtml(whole);
                result += value;
                i = end;
                continue;
            }
        }
        result += text[i];
    }
    return result;
}

} // namespace reminisce::clip
