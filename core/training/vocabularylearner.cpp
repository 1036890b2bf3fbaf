// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/vocabularylearner.h"

#include "core/clip/cliptokenizer.h"
#include "core/clip/textcleaning.h"

#include <map>

namespace reminisce::training {

namespace {

struct Word {
    std::vector<std::string> symbols;
    std::size_t count = 0;
};

std::vector<Word> countWords(const std::vector<std::string> &captions)
{
    std::map<std::string, std::size_t> counts;
    for (const std::string &caption : captions) {
        for (const std::string &word : clip::splitWords(clip::cleanText(caption), clip::SpecialTokens::Escape))
            ++counts[word];
    }
    std::vector<Word> words;
    for (const auto &[text, count] : counts) {
        Word word;
        word.count = count;
        for (const char c : text)
            word.symbols.push_back(clip::byteSymbols()[static_cast<unsigned char>(c)]);
        word.symbols.back() += "</w>";
        words.push_back(std::move(word));
    }
    return words;
}

void join(Word &word, const clip::BytePairVocabulary::Merge &merge)
{
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < word.symbols.size(); ++i) {
        if (i + 1 < word.symbols.size() && word.symbols[i] == merge.first && word.symbols[i + 1] == merge.second)
            joined.push_back(merge.first + word.symbols[++i]);
        else
            joined.push_back(word.symbols[i]);
    }
    word.symbols = std::move(joined);
}

} // namespace

std::vector<clip::BytePairVocabulary::Merge> learnMerges(const std::vector<std::string> &captions, std::size_t count)
{
    std::vector<Word> words = countWords(captions);
    std::vector<clip::BytePairVocabulary::Merge> merges;
    while (merges.size() < count) {
        std::map<clip::BytePairVocabulary::Merge, std::size_t> pairs;
        for (const Word &word : words) {
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
                pairs[{word.symbols[i], word.symbols[i + 1]}] += word.count;
        }
        const clip::BytePairVocabulary::Merge *best = nullptr;
        std::size_t bestCount = 1; // a pair seen once teaches nothing
        for (const auto &[pair, n] : pairs) {
            if (n > bestCount) {
                best = &pair;
                bestCount = n;
            }
        }
        if (best == nullptr)
            break;
        merges.push_back(*best);
        for (Word &word : words)
            join(word, merges.back());
    }
    return merges;
}

} // namespace reminisce::training
