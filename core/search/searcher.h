// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/clip/encoder.h"
#include "core/search/confidence.h"
#include "core/search/ownwords.h"
#include "core/search/question.h"
#include "core/search/vectorindex.h"
#include "core/search/vocabulary.h"

#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace reminisce::search {

struct Match {
    catalogue::PhotoId photo{};
    float score = 0;
    Confidence confidence = Confidence::Rest;
};

struct Answer {
    std::vector<Match> matches; ///< the sure ones, the likely ones, the rest; best first in each
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

    /// Takes in what was indexed since; cheap where nothing was. False: the index is being saved, ask again in a
    /// moment.
    bool refresh();
    std::size_t size() const { return m_index ? m_index->size() : 0; }

    /// Photos without a file are left out.
    Answer find(const Question &question) const;

    /// Takes more vectors into the graph of a large library and, when it is complete, saves it beside the catalogue in
    /// the background; returns whether more are waiting. A call takes some ten milliseconds.
    bool tendIndex();

    std::optional<Embedding> vectorOf(catalogue::PhotoId photo) const;
    const catalogue::Catalogue &catalogue() const { return m_catalogue; }

private:
    Searcher(catalogue::Catalogue catalogue, std::string identity);
    std::string stamp() const;
    void loadIndex();
    bool isSaving() const;
    /// At least as many as the question needs, where there are so many.
    std::vector<Scored> nearestWithFiles(const Question &question, std::size_t wanted) const;

    catalogue::Catalogue m_catalogue;
    std::string m_identity;
    std::optional<catalogue::ModelId> m_model;
    std::unique_ptr<VectorIndex> m_index; ///< only read while it is being saved
    std::future<void> m_saving;
    std::string m_generation;
    std::int64_t m_since = 0;
    bool m_growing = false;
};

/// Texts to unit vectors with a model's tokenizer and text tower; remembers the last ones. One thread.
class QueryEncoder {
public:
    QueryEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint, std::unique_ptr<clip::TextEncoder> encoder);

    /// Short queries are meant as things to be seen: they are averaged over a few sentence frames (CLIP paper, section
    /// 3.1.4); longer ones are taken as they are. Words that the model was not taught are replaced where look() can;
    /// a model whose captions named one thing each is asked for each thing of a question, and the mean counts.
    Result<Embedding> encodeQuery(const std::string &text);

    /// The things of a question that is asked thing by thing, where they are several or the word is a broader one;
    /// empty where encodeQuery() says it all, as of questions with own words.
    Result<AskedThings> encodeThings(const std::string &text);

    /// What the model knows of a question, and what encodeQuery() asks it instead; nothing where the model has no list.
    std::optional<Vocabulary::Look> look(const std::string &text) const;
    const std::optional<Vocabulary> &vocabulary() const { return m_vocabulary; }

    /// Words that the person taught this model; questions with one of them are moved as they say.
    void setOwnWords(std::optional<OwnWords> words);
    const std::optional<OwnWords> &ownWords() const { return m_ownWords; }
    std::optional<float> likelyFrom(const std::string &text) const
    {
        return m_ownWords ? m_ownWords->likelyFrom(text) : std::nullopt;
    }

    /// Makes words() available; a few seconds at the first time with a large model. See EverydayWords::prepare.
    Result<void> prepareWords(const std::function<bool()> &goOn = {});
    const EverydayWords *words() const { return m_words ? &*m_words : nullptr; }

private:
    /// The things of a question that is asked thing by thing.
    std::vector<Vocabulary::Thing> thingsOf(const std::string &text) const;
    Result<std::vector<Embedding>> encodeEach(const std::vector<std::string> &texts);

    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    std::unique_ptr<clip::TextEncoder> m_encoder;
    std::optional<Vocabulary> m_vocabulary;
    std::optional<OwnWords> m_ownWords;
    std::map<std::string, Embedding> m_remembered;
    std::optional<EverydayWords> m_words;
};

} // namespace reminisce::search
