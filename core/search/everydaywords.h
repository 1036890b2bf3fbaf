// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/encoder.h"
#include "core/search/vectorrows.h"

#include <functional>
#include <span>
#include <vector>

namespace reminisce::search {

/// What a photo could show instead: some 300 everyday words as a model's text tower sees them. A cosine says little by
/// itself; that a photo fits the query better than these words says a lot.
class EverydayWords {
public:
    /// From the cache of this model, else encoded (a few seconds for a large tower) and cached. `goOn` is asked between
    /// batches; once it says no, an error comes back.
    static Result<EverydayWords> prepare(const clip::Checkpoint &checkpoint, clip::TextEncoder &encoder,
                                         const std::function<bool()> &goOn = {});

    /// words: unit vectors; scale: the factor before the model's soft-max.
    EverydayWords(const std::vector<Embedding> &words, double scale);

    /// The words' unit vectors, to the precision of halves.
    std::vector<Embedding> vectors() const;

    /// The words that mean something else than a query.
    class Rivals {
    public:
        /// Share in the soft-max of the query and its rivals, scaled as the model was trained: 0…1. Of a query that
        /// names several things, the share of the least, beside the others and the rivals. photo: a row of halves;
        /// cosines: of each thing (or the query itself) and the photo, at least one, see AskedThings.
        double share(const std::uint16_t *photo, std::span<const float> cosines) const;

    private:
        friend class EverydayWords;
        const VectorRows *m_words = nullptr;
        std::vector<std::size_t> m_rows;
        double m_scale = 1;
    };

    /// Leaves out what means nearly the same as one of the things (and their kinds) that a query names: cosine above
    /// `sameMeaning` when the mean of all words is taken off. Valid as long as this object.
    Rivals rivalsOf(const std::vector<Embedding> &things) const;

private:
    static constexpr float sameMeaning = 0.7F;

    VectorRows m_words;
    std::vector<Embedding> m_centred; ///< m_words without their mean, unit length
    Embedding m_mean;
    double m_scale;
};

} // namespace reminisce::search
