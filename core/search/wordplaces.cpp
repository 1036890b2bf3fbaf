// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/wordplaces.h"

#include "core/clip/textcleaning.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace reminisce::search {

namespace {

constexpr UChar32 apostrophe = 0x2019;

bool isOfWord(UChar32 c)
{
    return c == '\'' || c == '-' || c == apostrophe || u_isalnum(c) != 0 ||
           (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; // marks belong to the letter before
}

} // namespace

std::vector<WordPlace> wordPlaces(const std::string &text)
{
    std::vector<WordPlace> places;
    std::string word;
    std::int32_t begin = 0;
    const auto finish = [&](std::int32_t end) {
        if (!word.empty())
            places.push_back({clip::lowerCase(word), static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
        word.clear();
    };
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        const std::int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(text.data(), i, length, c);
        if (c < 0 || !isOfWord(c)) {
            finish(start);
            continue;
        }
        if (word.empty())
            begin = start;
        if (c == apostrophe)
            word += '\'';
        else
            word.append(text, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
    finish(length);
    return places;
}

} // namespace reminisce::search
