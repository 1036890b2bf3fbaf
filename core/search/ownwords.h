// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"
#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace reminisce::search {

/// Words of the person's own ("Bello", "the old mill") that a model learnt from their captions and tags: a linear map
/// behind its text projection, for questions that contain one of them. All other questions are asked as ever, and the
/// vectors of photos stay what they are.
class OwnWords {
public:
    /// map: dim × dim, row by row; likelyFrom: of each word, the cosine from which a photo is likely meant.
    OwnWords(std::vector<std::string> words, std::vector<float> likelyFrom, std::vector<float> map);

    /// Of a library and a model; nothing where none were learnt or the file is of another model or damaged.
    static std::optional<OwnWords> load(const std::filesystem::path &cataloguePath, const std::string &modelIdentity);
    Result<void> save(const std::filesystem::path &cataloguePath, const std::string &modelIdentity) const;
    /// One click back; no error where there are none.
    static Result<void> forget(const std::filesystem::path &cataloguePath);

    const std::vector<std::string> &words() const { return m_words; }
    bool areIn(const std::string &question) const;
    /// The cosine from which an answer is likely meant, for a question with one of the words; nothing for others, and
    /// where no cosine tells it.
    std::optional<float> likelyFrom(const std::string &question) const;
    /// The vector of a question as the model gives it, moved; unit length.
    Embedding apply(const Embedding &text) const;

private:
    std::vector<std::string> m_words; ///< as typed
    std::vector<std::string> m_plain; ///< lower case, blanks around
    std::vector<float> m_likelyFrom;  ///< of each word
    std::vector<float> m_map;
};

/// Lower case with single blanks between the words and around, so that whole words can be looked for in it.
std::string plainWords(const std::string &text);

} // namespace reminisce::search
