// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/cliptokenizer.h"

#include "core/clip/textcleaning.h"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace reminisce::clip {

namespace {

enum class Class { Space, Letter, Number, Other };

struct Symbol {
    Class kind = Class::Other;
    std::size_t begin = 0;
    std::size_t end = 0;
};

Class classOf(UChar32 c)
{
    const std::uint32_t mask = U_MASK(u_charType(c));
    if ((mask & U_GC_L_MASK) != 0)
        return Class::Letter;
    if ((mask & U_GC_N_MASK) != 0)
        return Class::Number;
    return isSpace(static_cast<char32_t>(c)) ? Class::Space : Class::Other;
}

std::vector<Symbol> symbolsOf(std::string_view text)
{
    std::vector<Symbol> symbols;
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        const std::int32_t begin = i;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, length, c);
        symbols.push_back({classOf(c), static_cast<std::size_t>(begin), static_cast<std::size_t>(i)});
    }
    return symbols;
}

constexpr std::string_view startMark = "<|startoftext|>";
constexpr std::string_view endMark = "<|endoftext|>";

/// Bytes of the contraction at the start of `rest`, or 0. The pattern ignores case, and the long s
/// is the one letter that lower-casing leaves and case folding makes an s.
std::size_t contraction(std::string_view rest)
{
    for (const std::string_view ending : {"'s", "'\u017F", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
        if (rest.starts_with(ending))
            return ending.size();
    }
    return 0;
}

} // namespace

std::vector<std::string> splitWords(std::string_view cleaned, SpecialTokens special)
{
    const std::vector<Symbol> symbols = symbolsOf(cleaned);
    std::vector<std::string> words;
    std::size_t i = 0;
    const auto takeBytes = [&](std::size_t bytes) {
        const std::size_t begin = symbols[i].begin;
        while (i < symbols.size() && symbols[i].begin < begin + bytes)
            ++i;
        words.emplace_back(cleaned.substr(begin, bytes));
    };
    while (i < symbols.size()) {
        const std::string_view rest = cleaned.substr(symbols[i].begin);
        if (special == SpecialTokens::Keep && rest.starts_with(startMark)) {
            takeBytes(startMark.size());
        } else if (special == SpecialTokens::Keep && rest.starts_with(endMark)) {
            takeBytes(endMark.size());
        } else if (const std::size_t bytes = contraction(rest); bytes > 0) {
            takeBytes(bytes);
        } else if (symbols[i].kind == Class::Space) {
            ++i;
        } else if (symbols[i].kind == Class::Number) {
            takeBytes(symbols[i].end - symbols[i].begin);
        } else {
            std::size_t last = i;
            while (last + 1 < symbols.size() && symbols[last + 1].kind == symbols[i].kind)
                ++last;
            takeBytes(symbols[last].end - symbols[i].begin);
        }
    }
    return words;
}

ClipTokenizer::ClipTokenizer(BytePairVocabulary vocabulary, int contextLength)
    : m_vocabulary(std::move(vocabulary)), m_contextLength(contextLength)
{
}

std::vector<std::int32_t> ClipTokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<std::int32_t> ids = {m_vocabulary.startId()};
    for (const std::string &word : splitWords(cleanText(text), special)) {
        if (special == SpecialTokens::Keep && word == startMark)
            ids.push_back(m_vocabulary.startId());
        else if (special == SpecialTokens::Keep && word == endMark)
            ids.push_back(m_vocabulary.endId());
        else
            m_vocabulary.encodeWord(word, ids);
        if (ids.size() >= static_cast<std::size_t>(m_contextLength))
            break;
    }
    ids.push_back(m_vocabulary.endId());
    if (ids.size() > static_cast<std::size_t>(m_contextLength)) {
        ids.resize(static_cast<std::size_t>(m_contextLength));
        ids.back() = m_vocabulary.endId();
    }
    return ids;
}

std::string ClipTokenizer::fingerprint() const
{
    return "clip-bpe:" + std::to_string(m_contextLength) + ":" + m_vocabulary.fingerprint();
}

} // namespace reminisce::clip
