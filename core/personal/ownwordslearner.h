// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/personal/ownphotos.h"
#include "core/training/evaluation.h"

#include <cstdint>

namespace reminisce::personal {

struct Outcome {
    std::optional<search::OwnWords> learnt; ///< only where it is accepted
    /// Share of the words with a photo of theirs among the first five, in the photos held back and all others together.
    training::Figure before, after;
    std::size_t heldBack = 0; ///< photos
    /// Share of everyday words that still find their photo where a question names an own word, too. All other
    /// questions are asked as ever.
    double everydayKept = 1;
    std::string reason; ///< a sentence, where nothing was learnt
};

/// Learns the map W of the text side: W·t should point from the mean of all photos to the mean of the word's photos,
/// stay t for everyday words, and be the identity where neither says anything (ridge regression, solved exactly).
/// Judged on photos held back: words that are not found better there keep their meaning, and the rest is accepted only
/// if it raises the recall and everyday words keep their photos. A map of the picture side was tried,
/// too: on thirty invented names it found not one photo more and moved other answers.
Outcome learn(const OwnPhotos &photos, std::uint64_t seed);

/// The same for a whole library: words and vectors from its catalogue. Where it is accepted, it is saved beside the
/// catalogue, and `encoder` knows it; else what was learnt before stays. Seconds; reads no picture. `goOn` is asked for
/// each word; once it says no, an error comes back.
Result<Outcome> learnFromLibrary(const std::filesystem::path &cataloguePath, const std::string &modelIdentity,
                                 search::QueryEncoder &encoder, const std::function<bool()> &goOn = {});

} // namespace reminisce::personal
