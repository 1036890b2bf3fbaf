// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/search/searcher.h"

#include <functional>
#include <map>

namespace reminisce::personal {

/// What own words are learnt from: photos by the words that their owner gave them. All vectors are unit length and of
/// one model.
struct OwnPhotos {
    std::vector<std::string> words;
    std::vector<Embedding> wordVectors;            ///< of the same, as questions are encoded
    std::vector<Embedding> photos;                 ///< that carry a word or more
    std::vector<std::vector<std::size_t>> wordsOf; ///< of each photo
    std::vector<std::size_t> events;               ///< of each photo: those of one event are never split
    std::vector<Embedding> otherPhotos;            ///< without any of the words
    std::vector<Embedding> otherWords;             ///< everyday words, which shall keep their meaning
};

/// Words that are the person's own: texts of at most three words that at least three photos carry, and single words of
/// longer texts; both only where the model was not taught them. Each with its photos.
std::map<std::string, std::vector<catalogue::PhotoId>>
ownWordsIn(const std::vector<std::pair<catalogue::PhotoId, std::string>> &texts,
           const std::optional<search::Vocabulary> &vocabulary);

/// Of a whole library: words and vectors from its catalogue; reads no picture. `encoder` must know its everyday words;
/// afterwards it knows the own words, unmoved. `goOn` is asked now and then; once it says no, an error comes back.
Result<OwnPhotos> ownPhotosOf(const catalogue::Catalogue &catalogue, catalogue::ModelId model,
                              search::QueryEncoder &encoder, const std::function<bool()> &goOn);

} // namespace reminisce::personal
