// SPDX-License-Identifier: GPL-3.0-or-later
//
// The repairs and their order are those of ftfy 6.3.1's fix_text with default settings, which openai/CLIP calls
// first; see mojibake.cpp.
#include "core/clip/textcleaning.h"

#include "core/clip/htmlentities.h"
#include "core/clip/mojibake.h"

#include <algorithm>
#include <map>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace reminisce::clip {

bool isSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

namespace {

icu::UnicodeString toIcu(const std::u32string &text)
{
    return icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32 *>(text.data()),
                                         static_cast<std::int32_t>(text.size()));
}

std::u32string fromIcu(const icu::UnicodeString &text)
{
    std::u32string result;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        result += static_cast<char32_t>(text.char32At(i));
    return result;
}

std::u32string fromUtf8(std::string_view text)
{
    return fromIcu(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
}

std::string toUtf8(const icu::UnicodeString &text)
{
    std::string result;
    text.toUTF8String(result);
    return result;
}

const std::map<char32_t, std::u32string_view> &ligatures()
{
    static const std::map<char32_t, std::u32string_view> table = {
        {U'Ĳ', U"IJ"},      {U'ĳ', U"ij"},      {U'ŉ', U"ʼn"},      {U'Ǳ', U"DZ"},       {U'ǲ', U"Dz"},
        {U'ǳ', U"dz"},      {U'Ǆ', U"DŽ"},      {U'ǅ', U"Dž"},      {U'ǆ', U"dž"},       {U'Ǉ', U"LJ"},
        {U'ǈ', U"Lj"},      {U'ǉ', U"lj"},      {U'Ǌ', U"NJ"},      {U'ǋ', U"Nj"},       {U'ǌ', U"nj"},
        {U'\uFB00', U"ff"}, {U'\uFB01', U"fi"}, {U'\uFB02', U"fl"}, {U'\uFB03', U"ffi"}, {U'\uFB04', U"ffl"},
        {U'\uFB05', U"ſt"}, {U'\uFB06', U"st"}};
    return table;
}

std::u32string breakLigatures(const std::u32string &text)
{
    std::u32string result;
    for (const char32_t c : text) {
        const auto found = ligatures().find(c);
        if (found == ligatures().end())
            result += c;
        else
            result += found->second;
    }
    return result;
}

/// Full-width and half-width forms to the usual ones.
std::u32string fixWidth(const std::u32string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *compatible = icu::Normalizer2::getNFKCInstance(status);
    std::u32string result;
    for (const char32_t c : text) {
        if (c == 0x3000)
            result += U' ';
        else if (c >= 0xFF01 && c < 0xFFF0)
            result += fromIcu(compatible->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status));
        else
            result += c;
    }
    return result;
}

std::u32string straightenQuotes(std::u32string text)
{
    for (char32_t &c : text) {
        if (c == 0x02BC || (c >= 0x2018 && c <= 0x201B))
            c = U'\'';
        else if (c >= 0x201C && c <= 0x201F)
            c = U'"';
    }
    return text;
}

std::u32string unifyLineBreaks(const std::u32string &text)
{
    std::u32string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == U'\r' && i + 1 < text.size() && text[i + 1] == U'\n')
            continue;
        result += c == U'\r' || c == 0x2028 || c == 0x2029 || c == 0x85 ? U'\n' : c;
    }
    return result;
}

/// "ESC [ 3 1 m" and the like.
std::u32string removeTerminalEscapes(const std::u32string &text)
{
    const auto isDigit = [](char32_t c) { return u_isdigit(static_cast<UChar32>(c)) != 0; };
    std::u32string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == 0x1B && i + 1 < text.size() && text[i + 1] == U'[') {
            std::size_t end = i + 2;
            while (end < text.size() && (isDigit(text[end]) || text[end] == U';'))
                ++end;
            if (end < text.size() &&
                ((text[end] >= U'A' && text[end] <= U'Z') || (text[end] >= U'a' && text[end] <= U'z'))) {
                i = end;
                continue;
            }
        }
        result += text[i];
    }
    return result;
}

std::u32string removeControls(std::u32string text)
{
    std::erase_if(text, [](char32_t c) {
        return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || (c >= 0x206A && c <= 0x206F) ||
               c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
    });
    return text;
}

std::u32string compose(const std::u32string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    return fromIcu(icu::Normalizer2::getNFCInstance(status)->normalize(toIcu(text), status));
}

std::u32string fixSegment(std::u32string text, bool unescape)
{
    for (int i = 0; i < 64; ++i) {
        const std::u32string before = text;
        if (unescape)
            text = unescapeHtmlStrictly(text);
        text = fixEncoding(std::move(text));
        text = fixControls(text);
        text = breakLigatures(text);
        text = fixWidth(text);
        text = straightenQuotes(std::move(text));
        text = unifyLineBreaks(text);
        text = removeTerminalEscapes(text);
        text = removeControls(std::move(text));
        text = compose(text);
        if (text == before)
            break;
    }
    return text;
}

/// Line by line, since each line may come from another source. A "<" means real HTML, whose entities are meant.
std::u32string fixText(const std::u32string &text)
{
    std::u32string result;
    bool unescape = true;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t line = text.find(U'\n', begin);
        const std::size_t end = line == std::u32string::npos ? text.size() : line + 1;
        std::u32string segment = text.substr(begin, end - begin);
        unescape = unescape && segment.find(U'<') == std::u32string::npos;
        result += fixSegment(std::move(segment), unescape);
        begin = end;
    }
    return result;
}

std::u32string squeeze(const std::u32string &text)
{
    std::u32string result;
    bool pending = false;
    for (const char32_t c : text) {
        if (isSpace(c)) {
            pending = true;
            continue;
        }
        if (pending && !result.empty())
            result += U' ';
        pending = false;
        result += c;
    }
    return result;
}

} // namespace

std::string lowerCase(std::string_view text)
{
    return toUtf8(toIcu(fromUtf8(text)).toLower(icu::Locale::getRoot()));
}

std::string squeezeSpaces(std::string_view text)
{
    return toUtf8(toIcu(squeeze(fromUtf8(text))));
}

std::string cleanText(std::string_view text)
{
    // Nobody types this much; the repairs are not linear in the worst case.
    constexpr std::size_t longest = 100'000;
    const std::u32string fixed = fixText(fromUtf8(text.substr(0, longest)));
    return toUtf8(toIcu(squeeze(unescapeHtml(unescapeHtml(fixed)))).toLower(icu::Locale::getRoot()));
}

} // namespace reminisce::clip
