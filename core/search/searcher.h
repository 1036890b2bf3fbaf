// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/clip/encoder.h"
#include "core/search/confidence.h"
#include "core/search/vectorindex.h"

#include <map>
#include <string>
#include <vector>

namespace reminisce::search {

struct Match {
    catalogue::PhotoId photo{};
    float score = 0;
    Confidence confidence = Confidence::Rest;
};

struct Answer {
    std::vector<Match> matches; ///< best first
    int sure = 0;               ///< how many of them
    int likely = 0;
    double textMs = 0;
    double searchMs = 0;
};

/// Turns questions into ranked photos. Has its own read-only connection, so that it never waits for indexing. One
/// thread.
class Searcher {
public:
    static Result<Searcher> open(const std::filesystem::path &cataloguePath, const std::string &modelIdentity);

    /// Takes in what was indexed since; cheap where nothing was.
    void refresh();
    std::size_t size() const { return m_index ? m_index->size() : 0; }

    /// The best `limit` matches for a unit vector. Photos in `without` are left out (the photo that the question came
    /// from).
    Answer find(const Embedding &query, std::size_t limit, bool exact = false,
                const std::vector<catalogue::PhotoId> &without = {}) const;

    std::optional<Embedding> vectorOf(catalogue::PhotoId photo) const;
    const catalogue::Catalogue &catalogue() const { return m_catalogue; }

private:
    Searcher(catalogue::Catalogue catalogue, std::string identity);

    catalogue::Catalogue m_catalogue;
    std::string m_identity;
    std::optional<catalogue::ModelId> m_model;
    std::optional<VectorIndex> m_index;
    std::int64_t m_since = 0;
};

/// Texts to unit vectors with a model's tokenizer and text tower; remembers the last ones. One thread.
class QueryEncoder {
public:
    QueryEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint, std::unique_ptr<clip::TextEncoder> encoder);

    /// Short queries are meant as things to be seen: they are averaged over a few sentence frames (CLIP paper, section
    /// 3.1.4); longer ones are taken as they are.
    Result<Embedding> encodeQuery(const std::string &text);

private:
    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    std::unique_ptr<clip::TextEncoder> m_encoder;
    std::map<std::string, Embedding> m_remembered;
};

} // namespace reminisce::search
