// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captionwords.h"

#include <cctype>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace reminisce::training {

namespace {

bool isColour(const std::string &word)
{
    static const std::set<std::string> colours = {"red",  "green",  "blue",  "yellow", "orange",    "purple",
                                                  "pink", "brown",  "black", "white",  "grey",      "gray",
                                                  "cyan", "violet", "beige", "golden", "colourful", "colorful"};
    return colours.contains(word);
}

} // namespace

CaptionCare careFor(std::string_view caption)
{
    CaptionCare care;
    std::string word;
    for (std::size_t i = 0; i <= caption.size(); ++i) {
        const unsigned char c = i < caption.size() ? static_cast<unsigned char>(caption[i]) : ' ';
        if (std::isalpha(c) != 0) {
            word += static_cast<char>(std::tolower(c));
            continue;
        }
        care.mayFlip = care.mayFlip && word != "left" && word != "right";
        care.mayRecolour = care.mayRecolour && !isColour(word);
        word.clear();
    }
    return care;
}

std::optional<std::string> withWordsExchanged(const std::string &caption)
{
    static const std::set<std::string> joints = {"and",  "on",     "in",   "above", "below", "under",
                                                 "over", "behind", "near", "with",  "beside"};
    std::vector<std::string> words;
    std::istringstream stream(caption);
    for (std::string word; stream >> word;)
        words.push_back(word);
    const auto exchanged = [&words](std::size_t a, std::size_t b) {
        std::swap(words[a], words[b]);
        std::string text;
        for (const std::string &word : words)
            text += (text.empty() ? "" : " ") + word;
        return text;
    };
    std::vector<std::size_t> coloured;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (isColour(words[i]))
            coloured.push_back(i);
    }
    if (coloured.size() >= 2 && words[coloured[0]] != words[coloured[1]])
        return exchanged(coloured[0], coloured[1]);
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (joints.contains(words[i]) && words[i - 1] != words.back())
            return exchanged(i - 1, words.size() - 1);
    }
    return {};
}

} // namespace reminisce::training
