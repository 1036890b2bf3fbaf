// SPDX-License-Identifier: GPL-3.0-or-later
//
// CLIP's reference tokenizer cleans text with ftfy, so equal ids need equal repairs. The character categories,
// the sequences that count as bad and the order of the attempts are those of ftfy 6.3.1 (Robyn Speer,
// Apache-2.0, https://github.com/rspeer/python-ftfy); the implementation is our own, since ftfy is Python.
#include "core/clip/mojibake.h"

#include "core/clip/codepages.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <unicode/regex.h>
#include <unicode/unistr.h>

namespace reminisce::clip {

namespace {

using ByteString = std::basic_string<std::uint8_t>;

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

// ---- what looks wrong ----

/// Categories of the characters that occur when UTF-8 is read in another encoding. One capital letter each,
/// which the rules below use in place of the characters.
const std::map<char16_t, std::u16string> &categories()
{
    static const std::map<char16_t, std::u16string> table = {
        {u'K', u"\\u00A0\\u00AD\\u00B7\\u00B4\\u2013\\u2014\\u2015\\u2026\\u2019"}, // common on its own
        {u'X', u"\\u0080-\\u009F"},                                                 // C1 controls
        {u'B', u"¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\\uFFFDªº"},                                      // rarely meant
        {u'J', u"¶§"},                                                              // law
        {u'C', u"¢£¥₧€"},                                                           // currency
        {u'S', u"¡«¿©΄΅‘‚“„•‹\\uF8FF"},                                             // opening punctuation
        {u'E', u"®»˝”›™"},                                                          // closing punctuation
        {u'N', u"²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№"},                                       // numeric
        {u'O', u"Ò-ÖÙ-Üò-öø-üŐŌŪŲ°"},                                               // parts of drawn faces
        {u'U', u"À-ÑØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ"},                     // accented capitals
        {u'L', u"ßà-ñăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґ\\uFB01\\uFB02"},               // accented small letters
        {u'G', u"ÞΑ-ΩΆΈΉΊΌΎΏΪΫЁ-Я"},                                                // Greek, Cyrillic capitals
        {u'g', u"α-ωάέήίΰа-џ"},                                                     // and small letters
        {u'D', u"│┌┐┘├┤┬┼═-╬▀▄█▌▐░▒▓"},                                             // drawing
    };
    return table;
}

/// Sequences that are unlikely to be meant. "<LU>" is one character of the categories L or U; the rest is a
/// regular expression.
const std::vector<std::u16string_view> &badSequences()
{
    static const std::vector<std::u16string_view> rules = {
        u"<X>",
        u"<BLUDSECNJ><B>",
        u"[a-zA-Z]<gG><B>",
        u"<B><LUDSECNJ>",
        u"<LgDECN><U>",
        u"<DECN><L>",
        u"<LDE><C>",
        u"\\s<U><C>",
        u"<UD><NJ>",
        u"<LUDCE><S><N>",
        u"<LUCNDJ><E><S>",
        u"<CND><S>",
        u"[a-z]<U><SC>",
        u"<D><O>",
        u"<LUCNSEJ><D>",
        u"<D><E>",
        u"<LU><SE>[\\p{L}\\p{N}_]",
        u"[Œœ][^A-Za-z]",
        u"<U>°",
        // two characters of Windows-1252 that the rules above leave out
        u"[ÂÃÎÐ][€œŠš¢£Ÿž\\u00A0\\u00AD®©°·»¡«¿©΄΅‘‚“„•‹\\uF8FF®»˝”›™–—´]",
        u"×[²³]",
        // Arabic read as Windows-1252: four characters, since they are common ones
        u"[ØÙ][\\u00A0\\u00AD\\u00B7\\u00B4\\u2013\\u2014\\u2015\\u2026\\u2019¢£¥₧€¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\\uFFFDªº"
        u"²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№¡«¿©΄΅‘‚“„•‹\\uF8FFŸŠ®°µ»]"
        u"[ØÙ][\\u00A0\\u00AD\\u00B7\\u00B4\\u2013\\u2014\\u2015\\u2026\\u2019¢£¥₧€¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\\uFFFDªº"
        u"²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№¡«¿©΄΅‘‚“„•‹\\uF8FFŸŠ®°µ»]",
        // South Asian alphabets
        u"à[²µ¹¼½¾]",
        // Mac OS Roman
        u"√[±∂†≠®™´≤≥¥µø]",
        u"≈[°¢]",
        u"‚Ä[ìîïòôúùû†°¢π]",
        u"‚[âó][àä°ê]",
        // Windows-1251
        u"вЂ",
        u"[ВГРС][\\u0080-\\u009F¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\\uFFFDªº¡«¿©΄΅‘‚“„•‹\\uF8FF®»˝”›™¢£¥₧€°µ][ВГРС]",
        u"ГўВЂВ.[A-Za-z ]",
        // a with grave and acute accent, and the no-break space
        u"Ã[\\u00A0¡]",
        u"[a-z]\\s?[ÃÂ][ ]",
        u"^[ÃÂ][ ]",
        u"[a-z.,?!®»˝”›™]Â[ ¡«¿©΄΅‘‚“„•‹\\uF8FF®»˝”›™]",
        // Windows-1253
        u"β€[™\\u00A0Ά\\u00AD®°]",
        u"[ΒΓΞΟ][\\u0080-\\u009F¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\\uFFFDªº¡«¿©΄΅‘‚“„•‹\\uF8FF®»˝”›™¢£¥₧€°][ΒΓΞΟ]",
        // Windows-1257
        u"ā€",
    };
    return rules;
}

std::u16string expand(std::u16string_view rule)
{
    std::u16string pattern;
    for (std::size_t i = 0; i < rule.size(); ++i) {
        if (rule[i] != u'<') {
            pattern += rule[i];
            continue;
        }
        pattern += u'[';
        for (++i; rule[i] != u'>'; ++i)
            pattern += categories().at(rule[i]);
        pattern += u']';
    }
    return pattern;
}

std::unique_ptr<icu::RegexPattern> compile(const std::u16string &pattern)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString source(pattern.data(), static_cast<std::int32_t>(pattern.size()));
    return std::unique_ptr<icu::RegexPattern>(icu::RegexPattern::compile(source, 0, status));
}

const icu::RegexPattern &badPattern()
{
    static const std::unique_ptr<icu::RegexPattern> pattern = [] {
        std::u16string all;
        for (const std::u16string_view rule : badSequences())
            all += (all.empty() ? u"" : u"|") + expand(rule);
        return compile(all);
    }();
    return *pattern;
}

std::unique_ptr<icu::RegexMatcher> matcher(const icu::RegexPattern &pattern, const icu::UnicodeString &text)
{
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::RegexMatcher>(pattern.matcher(text, status));
}

/// Runs of characters that look like UTF-8 whatever single-byte encoding they were read in, not preceded by one
/// that could be the middle of a longer garble.
const icu::RegexPattern &utf8Pattern()
{
    static const std::unique_ptr<icu::RegexPattern> pattern = [] {
        const std::u16string firstOf2 =
            u"ĂÂÄĀÅÃÆĆČÇĎĐÉĚÊËĖÈĒĘÐĞĢÍÎÏİÌĪĶĹĻŁŃŇŅÑÓÔÖŐÒŌØÕŘŚŠŞŢÞÚÛÜŰÙŪŲŮÝŹŽŻß×ΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήί"
            u"ВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ";
        const std::u16string firstOf3 = u"áăâäàāąåãæćčçďéěêëėèēęęģíîïìīįķĺļŕźΰαβγδεζηθικλμνξοабвгдежзийклмноп";
        const std::u16string firstOf4 = u"đðğóšπσру";
        const std::u16string strict =
            u"\\u0080-\\u00BFĄÆĽŁØŖŚŠŞŤŸŹŽŻŒąæƒľłøŗśšşťźžżœˆˇ˘˛˜˝΄΅ΆΈΉΊΌΎΏЁЂЃЄЅІЇЈЉЊЋЌЎЏёђѓєѕіїјљњћќўџҐґ†‡‰‹›€№™";
        const std::u16string continuation = strict + u" –—―‘’‚“”„•…";
        return compile(u"(?<![" + strict + u"])([" + firstOf2 + u"][" + continuation + u"]|[" + firstOf3 + u"][" +
                       continuation + u"]{2}|[" + firstOf4 + u"][" + continuation + u"]{3})+");
    }();
    return *pattern;
}

// ---- single-byte encodings ----

std::optional<ByteString> encode(const std::u32string &text, const CodePage &page)
{
    ByteString bytes;
    for (const char32_t c : text) {
        if (page.sloppy && c == U'\uFFFD') {
            bytes += std::uint8_t{0x1A};
        } else if (c < 0x80 && !(page.sloppy && c == 0x1A)) {
            bytes += static_cast<std::uint8_t>(c);
        } else {
            const std::size_t at = c <= 0xFFFF ? page.upper.find(static_cast<char16_t>(c)) : std::u16string_view::npos;
            if (at == std::u16string_view::npos)
                return std::nullopt;
            bytes += static_cast<std::uint8_t>(0x80 + at);
        }
    }
    return bytes;
}

// ---- repairs on bytes ----

bool isContinuation(std::uint8_t b)
{
    return b >= 0x80 && b <= 0xBF;
}

/// Length of a UTF-8 sequence at `i` in which exactly one byte 0xA0 became a space, or 0.
std::size_t alteredSequence(const ByteString &b, std::size_t i)
{
    const auto at = [&](std::size_t k) { return i + k < b.size() ? b[i + k] : std::uint8_t{0}; };
    const std::uint8_t first = b[i];
    const auto strict = [](std::uint8_t c) {
        return (c >= 0x80 && c <= 0x84) || (c >= 0x86 && c <= 0x9F) || (c >= 0xA1 && c <= 0xBF);
    };
    if ((first == 0xC2 || first == 0xC3 || first == 0xC5 || first == 0xCE || first == 0xD0 || first == 0xD9) &&
        at(1) == ' ')
        return 2;
    if ((first == 0xE2 || first == 0xE3) && at(1) == ' ' && strict(at(2)))
        return 3;
    if (first >= 0xE0 && first <= 0xE3 && strict(at(1)) && at(2) == ' ')
        return 3;
    if (first == 0xF0) {
        const int spaces = (at(1) == ' ' ? 1 : 0) + (at(2) == ' ' ? 1 : 0) + (at(3) == ' ' ? 1 : 0);
        const int others =
            (isContinuation(at(1)) ? 1 : 0) + (isContinuation(at(2)) ? 1 : 0) + (isContinuation(at(3)) ? 1 : 0);
        if (spaces == 1 && others == 2)
            return 4;
    }
    return 0;
}

bool hasAlteredSequence(const ByteString &b)
{
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (alteredSequence(b, i) > 0)
            return true;
    }
    return false;
}

/// "Ã la" is "à la", two words; but Portuguese "às", "àquele" and the like are one.
ByteString separateGraveA(const ByteString &b)
{
    ByteString result;
    for (std::size_t i = 0; i < b.size(); ++i) {
        result += b[i];
        if (b[i] != 0xC3 || i + 1 >= b.size() || b[i + 1] != ' ')
            continue;
        std::size_t end = i + 2;
        while (end < b.size() && b[end] != ' ')
            ++end;
        if (end < b.size())
            ++end;
        const std::string word(b.begin() + static_cast<std::ptrdiff_t>(i + 2),
                               b.begin() + static_cast<std::ptrdiff_t>(end));
        const bool contracted = word.starts_with(' ') || word.starts_with("quele") || word.starts_with("quela") ||
                                word.starts_with("quilo") || word.starts_with("s ");
        if (contracted)
            result += b[i + 1];
        else
            result += {std::uint8_t{0xA0}, std::uint8_t{' '}};
        for (const char c : word)
            result += static_cast<std::uint8_t>(c);
        i = end - 1;
    }
    return result;
}

ByteString restoreNoBreakSpaces(const ByteString &original)
{
    ByteString b = separateGraveA(original);
    for (std::size_t i = 0; i < b.size();) {
        const std::size_t length = alteredSequence(b, i);
        for (std::size_t k = 0; k < length; ++k) {
            if (b[i + k] == ' ')
                b[i + k] = 0xA0;
        }
        i += std::max<std::size_t>(length, 1);
    }
    return b;
}

/// Length of a UTF-8 or CESU-8 sequence at `i` in which a continuation byte was lost (0x1A, once also '?'), or 0.
std::size_t lossySequence(const ByteString &b, std::size_t i)
{
    const auto at = [&](std::size_t k) { return i + k < b.size() ? b[i + k] : std::uint8_t{0}; };
    const auto lost = [](std::uint8_t c) { return c == 0x1A || c == '?'; };
    const auto kept = [](std::uint8_t c) { return c == 0x1A || isContinuation(c); };
    const std::uint8_t first = b[i];
    if (first >= 0xC2 && first <= 0xDF && at(1) == 0x1A)
        return 2;
    if ((first == 0xC2 || first == 0xC3) && at(1) == '?')
        return 2;
    if (first == 0xED && at(1) >= 0xA0 && at(1) <= 0xAF && at(3) == 0xED && at(4) >= 0xB0 && at(4) <= 0xBF) {
        const auto either = [&](std::uint8_t c) { return lost(c) || isContinuation(c); };
        if ((lost(at(2)) && either(at(5))) || (either(at(2)) && lost(at(5))))
            return 6;
    }
    if (first >= 0xE0 && first <= 0xEF && ((lost(at(1)) && kept(at(2))) || (kept(at(1)) && lost(at(2)))))
        return 3;
    if (first >= 0xF0 && first <= 0xF4 &&
        ((lost(at(1)) && kept(at(2)) && kept(at(3))) || (kept(at(1)) && lost(at(2)) && kept(at(3))) ||
         (kept(at(1)) && kept(at(2)) && lost(at(3)))))
        return 4;
    return first == 0x1A ? 1 : 0;
}

ByteString replaceLossySequences(const ByteString &b)
{
    ByteString result;
    for (std::size_t i = 0; i < b.size();) {
        const std::size_t length = lossySequence(b, i);
        if (length > 0)
            result += {std::uint8_t{0xEF}, std::uint8_t{0xBF}, std::uint8_t{0xBD}};
        else
            result += b[i];
        i += std::max<std::size_t>(length, 1);
    }
    return result;
}

/// UTF-8, with CESU-8 surrogate pairs and Java's two-byte null where `variants`.
std::optional<std::u32string> decodeUtf8(const ByteString &b, bool variants)
{
    std::u32string text;
    for (std::size_t i = 0; i < b.size();) {
        const auto at = [&](std::size_t k) { return i + k < b.size() ? b[i + k] : std::uint8_t{0}; };
        const std::uint8_t first = b[i];
        if (variants && first == 0xC0 && at(1) == 0x80) {
            text += U'\0';
            i += 2;
            continue;
        }
        if (variants && first == 0xED && at(1) >= 0xA0 && at(1) <= 0xAF && isContinuation(at(2)) && at(3) == 0xED &&
            at(4) >= 0xB0 && at(4) <= 0xBF && isContinuation(at(5))) {
            text += static_cast<char32_t>(((at(1) & 0x0FU) << 16U) + ((at(2) & 0x3FU) << 10U) +
                                          ((at(4) & 0x0FU) << 6U) + (at(5) & 0x3FU) + 0x10000U);
            i += 6;
            continue;
        }
        std::size_t length = 1;
        char32_t code = first;
        if (first >= 0xC2 && first <= 0xDF) {
            length = 2;
            code = first & 0x1FU;
        } else if (first >= 0xE0 && first <= 0xEF) {
            length = 3;
            code = first & 0x0FU;
        } else if (first >= 0xF0 && first <= 0xF4) {
            length = 4;
            code = first & 0x07U;
        } else if (first >= 0x80) {
            return std::nullopt;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if (!isContinuation(at(k)))
                return std::nullopt;
            code = (code << 6U) | (at(k) & 0x3FU);
        }
        const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
        if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            return std::nullopt;
        text += code;
        i += length;
    }
    return text;
}

std::u32string decodeInconsistent(const std::u32string &text)
{
    const icu::UnicodeString source = toIcu(text);
    const auto found = matcher(utf8Pattern(), source);
    icu::UnicodeString result;
    std::int32_t last = 0;
    UErrorCode status = U_ZERO_ERROR;
    while (found->find()) {
        const std::int32_t begin = found->start(status);
        const std::int32_t end = found->end(status);
        result.append(source, last, begin - last);
        const icu::UnicodeString part(source, begin, end - begin);
        if (part.length() < source.length() && looksLikeMojibake(fromIcu(part)))
            result.append(toIcu(fixEncoding(fromIcu(part))));
        else
            result.append(part);
        last = end;
    }
    result.append(source, last, source.length() - last);
    return fromIcu(result);
}

std::optional<std::u32string> decodeAs(const std::u32string &text, const CodePage &page)
{
    auto bytes = encode(text, page);
    if (!bytes)
        return std::nullopt;
    if (std::string_view(page.name) != "macRoman" && hasAlteredSequence(*bytes))
        bytes = restoreNoBreakSpaces(*bytes);
    if (page.sloppy)
        bytes = replaceLossySequences(*bytes);
    const bool variants = bytes->find(0xED) != ByteString::npos || bytes->find(0xC0) != ByteString::npos;
    return decodeUtf8(*bytes, variants);
}

bool hasControls(const std::u32string &text)
{
    return std::any_of(text.begin(), text.end(), [](char32_t c) { return c >= 0x80 && c <= 0x9F; });
}

std::u32string fixOneStep(const std::u32string &text)
{
    const bool ascii = std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x80; });
    if (ascii || !looksLikeMojibake(text))
        return text;
    for (const CodePage &page : codePages()) {
        if (auto decoded = decodeAs(text, page))
            return *decoded;
    }
    if (std::u32string fixed = decodeInconsistent(text); fixed != text)
        return fixed;
    if (hasControls(text))
        return fixControls(text);
    return text;
}

} // namespace

bool looksLikeMojibake(const std::u32string &text)
{
    const icu::UnicodeString source = toIcu(text);
    return matcher(badPattern(), source)->find();
}

std::u32string fixEncoding(std::u32string text)
{
    // Each step decodes and so shortens; the bound only guards against a cycle.
    for (int i = 0; i < 64; ++i) {
        std::u32string next = fixOneStep(text);
        if (next == text)
            break;
        text = std::move(next);
    }
    return text;
}

std::u32string fixControls(const std::u32string &text)
{
    const auto windows = std::find_if(codePages().begin(), codePages().end(), [](const CodePage &page) {
        return std::string_view(page.name) == "windows1252";
    });
    std::u32string result = text;
    for (char32_t &c : result) {
        if (c >= 0x80 && c <= 0x9F)
            c = windows->upper[c - 0x80];
    }
    return result;
}

} // namespace reminisce::clip
