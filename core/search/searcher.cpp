// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searcher.h"

#include <algorithm>
#include <chrono>

namespace reminisce::search {

using catalogue::PhotoId;

namespace {

double millisecondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

constexpr std::size_t wordsOfShortQuery = 3;
constexpr std::size_t rememberedQueries = 500;

std::vector<std::string> framesFor(const std::string &text)
{
    const auto words = static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
    if (words > wordsOfShortQuery)
        return {text};
    return {text, "a photo of " + text, "a photo of a " + text, "a picture of " + text};
}

} // namespace

Searcher::Searcher(catalogue::Catalogue catalogue, std::string identity)
    : m_catalogue(std::move(catalogue)), m_identity(std::move(identity))
{
}

Result<Searcher> Searcher::open(const std::filesystem::path &cataloguePath, const std::string &modelIdentity)
{
    auto catalogue = catalogue::Catalogue::open(cataloguePath, catalogue::Catalogue::Mode::ReadOnly);
    if (!catalogue)
        return catalogue.error();
    Searcher searcher(std::move(*catalogue), modelIdentity);
    searcher.refresh();
    return searcher;
}

void Searcher::refresh()
{
    if (!m_model)
        m_model = m_catalogue.findModel(m_identity);
    if (!m_model)
        return;
    m_since = m_catalogue.vectorsSince(*m_model, m_since, [this](PhotoId photo, const Embedding &vector) {
        if (!m_index)
            m_index.emplace(vector.size());
        m_index->set(photo, vector);
    });
}

Answer Searcher::find(const Embedding &query, std::size_t limit, bool exact, const std::vector<PhotoId> &without) const
{
    Answer answer;
    if (!m_index || query.size() != m_index->dim())
        return answer;
    const auto begin = std::chrono::steady_clock::now();
    const ScoreSpread spread = spreadOf(m_index->allScores(query));
    const std::size_t wanted = limit + without.size();
    const std::vector<Scored> best = exact ? m_index->exact(query, wanted) : m_index->nearest(query, wanted);
    for (const Scored &scored : best) {
        if (std::find(without.begin(), without.end(), scored.photo) != without.end() || answer.matches.size() >= limit)
            continue;
        const Confidence confidence = confidenceOf(scored.score, spread);
        answer.sure += confidence == Confidence::Sure ? 1 : 0;
        answer.likely += confidence == Confidence::Likely ? 1 : 0;
        answer.matches.push_back({scored.photo, scored.score, confidence});
    }
    answer.searchMs = millisecondsSince(begin);
    return answer;
}

std::optional<Embedding> Searcher::vectorOf(PhotoId photo) const
{
    return m_model ? m_catalogue.vector(photo, *m_model) : std::nullopt;
}

QueryEncoder::QueryEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint,
                           std::unique_ptr<clip::TextEncoder> encoder)
    : m_checkpoint(std::move(checkpoint)), m_encoder(std::move(encoder))
{
}

Result<Embedding> QueryEncoder::encodeQuery(const std::string &text)
{
    if (const auto known = m_remembered.find(text); known != m_remembered.end())
        return known->second;
    std::vector<std::vector<std::int32_t>> ids;
    for (const std::string &frame : framesFor(text))
        ids.push_back(m_checkpoint->tokenizer().encode(frame, clip::SpecialTokens::Escape));
    const auto vectors = m_encoder->encode(ids);
    if (!vectors)
        return vectors.error();
    Embedding mean((*vectors)[0].size(), 0.0F);
    for (const Embedding &vector : *vectors) {
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += vector[i];
    }
    normalise(mean);
    if (m_remembered.size() >= rememberedQueries)
        m_remembered.clear();
    m_remembered.emplace(text, mean);
    return mean;
}

} // namespace reminisce::search
