// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/conceptlist.h"
#include "core/words/wordnet.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reminisce::search {

/// What a small model was taught, see clip::readConcepts(). Asked for anything else, a text tower still gives some
/// vector, and the answer would be noise that looks like an answer. Thread-safe.
class Vocabulary {
public:
    /// Of the model in this folder, or nothing where it has no list.
    static std::optional<Vocabulary> of(const std::filesystem::path &modelFolder,
                                        std::shared_ptr<const words::WordNet> wordNet);
    Vocabulary(const std::vector<clip::TaughtConcept> &concepts, std::shared_ptr<const words::WordNet> wordNet);

    /// A word that a model does not know, and what stands for it.
    struct Substitute {
        std::string word;
        std::string known;
    };
    /// Something that a question names.
    struct Thing {
        std::string phrase;
        std::vector<std::string> kinds; ///< of a broader word: the other things that it covers
        bool operator==(const Thing &) const = default;
    };
    struct Look {
        std::string
            text; ///< what the model is asked: with the substitutes, and without unknown words where others are left
        std::vector<Substitute> substitutes;
        std::vector<std::string> unknown; ///< nothing stands for them
        std::vector<Thing> things;        ///< what is known, and the substitutes, each once
    };
    /// Looks at the words of a question; little words ("a", "on", "photo of") count as known, and those of `alsoKnown`.
    Look look(const std::string &question, const std::vector<std::string> &alsoKnown = {}) const;

    /// How a word or phrase hangs together with what the model knows.
    struct Relation {
        std::string known;
        int steps = 0; ///< 0: known, or another word for it; else how many levels broader it is
    };
    /// Over WordNet's synonyms and broader words, at most `mostSteps` up; nothing where it leads nowhere.
    std::optional<Relation> relate(const std::string &phrase) const;

    static constexpr int mostSteps = 4;

private:
    std::string plain(const std::string &phrase) const;
    bool isKnown(const std::string &phrase) const;
    std::optional<std::string> knownWordOf(words::Synset meaning) const;
    std::vector<std::string> kindsOf(const std::string &phrase) const;

    std::set<std::string> m_known;                           ///< lower case, singular
    std::map<std::string, std::vector<std::string>> m_kinds; ///< of broader words
    std::shared_ptr<const words::WordNet> m_wordNet;         ///< may be none
    std::size_t m_longest = 1;                               ///< words of a phrase
};

} // namespace reminisce::search
