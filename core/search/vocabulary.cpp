// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/vocabulary.h"

#include "core/search/wordplaces.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <set>

namespace reminisce::search {

namespace {

/// What sentences are joined by, and what people call their pictures.
const std::set<std::string> littleWords = {
    "a",           "an",    "the",    "this",    "that",     "these",  "those",  "my",       "our",       "your",
    "his",         "her",   "their",  "its",     "i",        "we",     "you",    "he",       "she",       "they",
    "it",          "me",    "us",     "of",      "in",       "on",     "at",     "by",       "to",        "from",
    "with",        "and",   "or",     "for",     "is",       "are",    "was",    "were",     "some",      "one",
    "two",         "three", "many",   "show",    "find",     "all",    "there",  "near",     "under",     "over",
    "next",        "photo", "photos", "picture", "pictures", "image",  "images", "snapshot", "snapshots", "photograph",
    "photographs", "as",    "into",   "behind",  "beside",   "between"};

std::string joined(const std::vector<WordPlace> &places, std::size_t first, std::size_t count)
{
    std::string text;
    for (std::size_t i = first; i < first + count; ++i)
        text += (text.empty() ? "" : " ") + places[i].word;
    return text;
}

/// "t-shirt" → "t shirt", "mother's" → "mother": what such words are made of.
std::string withoutJoints(std::string phrase)
{
    std::replace(phrase.begin(), phrase.end(), '-', ' ');
    if (phrase.ends_with("'s"))
        phrase.resize(phrase.size() - 2);
    return phrase;
}

/// Also a date, "2023-05-31", or a lone dash.
bool isNumber(const std::string &word)
{
    return std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '-'; });
}

} // namespace

std::optional<Vocabulary> Vocabulary::of(const std::filesystem::path &modelFolder,
                                         std::shared_ptr<const words::WordNet> wordNet)
{
    std::error_code code;
    if (!std::filesystem::exists(modelFolder / clip::conceptFile, code))
        return {};
    // Of a model with a damaged list nothing is known to be known; it says so for each word.
    const auto concepts = clip::readConcepts(modelFolder);
    return Vocabulary(concepts ? *concepts : std::vector<clip::TaughtConcept>(), std::move(wordNet));
}

Vocabulary::Vocabulary(const std::vector<clip::TaughtConcept> &concepts, std::shared_ptr<const words::WordNet> wordNet)
    : m_wordNet(std::move(wordNet))
{
    for (const clip::TaughtConcept &taught : concepts) {
        for (const std::string &name : taught.names) {
            m_known.insert(plain(name));
            m_longest = std::max(m_longest, wordPlaces(name).size());
        }
        if (taught.kinds.empty())
            continue;
        for (const std::string &name : taught.names) {
            auto &kinds = m_kinds[plain(name)];
            // A label that covers others is among its own kinds.
            std::copy_if(taught.kinds.begin(), taught.kinds.end(), std::back_inserter(kinds),
                         [&](const std::string &kind) { return plain(kind) != plain(name); });
        }
    }
}

std::vector<std::string> Vocabulary::kindsOf(const std::string &phrase) const
{
    for (const std::string &form : {phrase, withoutJoints(phrase)}) {
        if (const auto kinds = m_kinds.find(plain(form)); kinds != m_kinds.end())
            return kinds->second;
    }
    return {};
}

std::string Vocabulary::plain(const std::string &phrase) const
{
    const std::vector<WordPlace> places = wordPlaces(phrase);
    std::string text = joined(places, 0, places.size());
    if (m_wordNet)
        return m_wordNet->singular(text);
    if (text.size() > 3 && text.ends_with('s') && !text.ends_with("ss"))
        text.pop_back();
    return text;
}

bool Vocabulary::isKnown(const std::string &phrase) const
{
    if (m_known.contains(plain(phrase)))
        return true;
    const std::string loose = withoutJoints(phrase);
    if (loose == phrase)
        return false;
    if (m_known.contains(plain(loose)))
        return true;
    std::size_t known = 0, little = 0;
    const std::vector<WordPlace> parts = wordPlaces(loose);
    for (const WordPlace &part : parts) {
        if (m_known.contains(plain(part.word)))
            ++known;
        else if (littleWords.contains(part.word) || isNumber(part.word))
            ++little;
    }
    return known > 0 && known + little == parts.size();
}

std::optional<std::string> Vocabulary::knownWordOf(words::Synset meaning) const
{
    for (const std::string &word : m_wordNet->wordsOf(meaning)) {
        if (std::string known = plain(word); m_known.contains(known))
            return known;
    }
    return {};
}

std::optional<Vocabulary::Relation> Vocabulary::relate(const std::string &phrase) const
{
    if (const std::string own = plain(phrase); m_known.contains(own))
        return Relation{own, 0};
    if (!m_wordNet)
        return {};
    // The usual meaning decides: a rare one would find a way from nearly any word to nearly any other.
    std::vector<words::Synset> level = m_wordNet->meanings(phrase);
    if (level.size() > 2)
        level.resize(2);
    for (const words::Synset meaning : level) {
        if (const auto known = knownWordOf(meaning))
            return Relation{*known, 0};
    }
    level.resize(std::min<std::size_t>(level.size(), 1));
    for (int steps = 1; steps <= mostSteps && !level.empty(); ++steps) {
        std::vector<words::Synset> above;
        for (const words::Synset meaning : level) {
            for (const words::Synset broader : m_wordNet->broader(meaning)) {
                if (const auto known = knownWordOf(broader))
                    return Relation{*known, steps};
                above.push_back(broader);
            }
        }
        level = std::move(above);
    }
    return {};
}

Vocabulary::Look Vocabulary::look(const std::string &question, const std::vector<std::string> &alsoKnown) const
{
    const std::vector<WordPlace> places = wordPlaces(question);
    std::set<std::string> also;
    std::size_t longest = m_longest;
    for (const std::string &phrase : alsoKnown) {
        const std::vector<WordPlace> words = wordPlaces(phrase);
        also.insert(joined(words, 0, words.size()));
        longest = std::max(longest, words.size());
    }
    Look look;
    struct Replacement {
        std::size_t begin = 0, end = 0;
        std::string with; ///< empty: a word that is unknown
    };
    std::vector<Replacement> replacements;
    const auto addThing = [&](const std::string &phrase) {
        const bool isNew = std::none_of(look.things.begin(), look.things.end(),
                                        [&](const Thing &other) { return plain(other.phrase) == plain(phrase); });
        if (isNew)
            look.things.push_back({phrase, kindsOf(phrase)});
    };
    for (std::size_t i = 0; i < places.size();) {
        // The longest known phrase first: "fire engine" is no fire.
        std::size_t length = 0;
        const bool beginsLittle = littleWords.contains(places[i].word);
        for (std::size_t n = std::min(longest, places.size() - i); n > 0 && length == 0; --n) {
            const std::string phrase = joined(places, i, n);
            if (also.contains(phrase) || (beginsLittle ? m_known.contains(plain(phrase)) : isKnown(phrase))) {
                length = n;
                addThing(phrase);
            }
        }
        if (length == 0 && (beginsLittle || isNumber(places[i].word)))
            length = 1;
        if (length > 0) {
            i += length;
            continue;
        }
        constexpr std::size_t longestInWordNet = 3;
        std::optional<Relation> relation;
        for (std::size_t n = std::min(longestInWordNet, places.size() - i); n > 0 && !relation; --n) {
            length = n;
            relation = relate(joined(places, i, n));
        }
        const WordPlace &first = places[i], &last = places[i + length - 1];
        const std::string word = question.substr(first.begin, last.end - first.begin);
        replacements.push_back({first.begin, last.end, relation ? relation->known : ""});
        if (relation) {
            look.substitutes.push_back({word, relation->known});
            addThing(relation->known);
        } else {
            look.unknown.push_back(word);
        }
        i += length;
    }
    // Beside words that mean something to the model, one that does not would only blur the question.
    std::size_t copied = 0;
    for (const Replacement &replacement : replacements) {
        if (replacement.with.empty() && look.things.empty())
            continue;
        look.text += question.substr(copied, replacement.begin - copied) + replacement.with;
        copied = replacement.end;
    }
    look.text += question.substr(copied);
    return look;
}

} // namespace reminisce::search
