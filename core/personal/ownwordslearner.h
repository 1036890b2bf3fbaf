// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/search/ownwords.h"
#include "core/search/searcher.h"
#include "core/training/evaluation.h"

#include <cstdint>
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

struct Outcome {
    std::optional<search::OwnWords> learnt; ///< only where it is accepted
    /// Share of the words with a photo of theirs among the first five, in the photos held back and all others together.
    training::Figure before, after;
    std::size_t heldBack = 0; ///< photos
    std::string reason;       ///< a sentence, where nothing was learnt
};

/// Learns the map W of the text side: W·t should point from the mean of all photos to the mean of the word's photos,
/// stay t for everyday words, and be the identity where neither says anything (ridge regression, solved exactly).
/// Judged on photos held back; accepted only if own words are found better there. A map of the picture side was tried,
/// too: on thirty invented names it found not one photo more and moved other answers.
Outcome learn(const OwnPhotos &photos, std::uint64_t seed);

/// Words that are the person's own: texts of at most three words that at least three photos carry, and single words of
/// longer texts; both only where the model was not taught them. Each with its photos.
std::map<std::string, std::vector<catalogue::PhotoId>>
ownWordsIn(const std::vector<std::pair<catalogue::PhotoId, std::string>> &texts,
           const std::optional<search::Vocabulary> &vocabulary);

/// The same for a whole library: words and vectors from its catalogue. Where it is accepted, it is saved beside the
/// catalogue, and `encoder` knows it; else what was learnt before stays. Seconds; reads no picture. `goOn` is asked for
/// each word; once it says no, an error comes back.
Result<Outcome> learnFromLibrary(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                                 search::QueryEncoder &encoder, const std::function<bool()> &goOn = {});

} // namespace reminisce::personal
