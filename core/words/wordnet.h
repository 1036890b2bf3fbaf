// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reminisce::words {

/// A meaning in WordNet: the offset of its line in data.noun.
enum class Synset : std::uint32_t {};

/// The nouns of WordNet 3.x (Princeton University, https://wordnet.princeton.edu; format: its manual page wndb(5WN)),
/// as the Debian package wordnet-base installs them. Own code, since the library in wordnet-dev looks at one global
/// path, keeps global state and is written for one thread. The files are mapped, nothing is read before it is asked
/// for. Thread-safe.
class WordNet {
public:
    /// From a folder with index.noun, data.noun and noun.exc.
    static Result<std::shared_ptr<const WordNet>> open(const std::filesystem::path &folder);
    /// The one that this system has, or nothing. Looks at $WNSEARCHDIR and /usr/share/wordnet.
    static std::shared_ptr<const WordNet> system();

    /// The meanings of a word or phrase in any case, the most frequent first; plurals are those of their singular.
    std::vector<Synset> meanings(std::string_view word) const;
    /// The words of a meaning, the most frequent first, with spaces.
    std::vector<std::string> wordsOf(Synset synset) const;
    /// What it is a kind or a case of.
    std::vector<Synset> broader(Synset synset) const;

    /// The singular of a noun as the rules of morphy(7WN) and the list of exceptions give it; itself where it is one.
    std::string singular(std::string_view word) const;

private:
    std::vector<Synset> meaningsOfLemma(const std::string &lemma) const;
    std::string_view line(Synset synset) const;

    MappedFile m_index, m_data;
    std::map<std::string, std::string, std::less<>> m_exceptions;
};

} // namespace reminisce::words
