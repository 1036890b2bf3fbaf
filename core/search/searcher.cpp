// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searcher.h"

#include "core/catalogue/libraryfiles.h"
#include "core/search/judge.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <sstream>

namespace reminisce::search {

using catalogue::PhotoId;

namespace {

double millisecondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

constexpr std::size_t wordsOfShortQuery = 3;
constexpr std::size_t rememberedQueries = 500;
constexpr std::size_t spreadSample = 4096;
constexpr std::size_t giveUpAfter = 200;
constexpr std::size_t candidatesForThings = 2000;

std::vector<std::string> framesFor(const std::string &text)
{
    const auto words = static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
    if (words > wordsOfShortQuery)
        return {text};
    return {text, "a photo of " + text, "a photo of a " + text, "a picture of " + text};
}

/// Of unit vectors, a unit vector again.
Embedding meanOf(std::span<const Embedding> vectors)
{
    Embedding mean(vectors[0].size(), 0.0F);
    for (const Embedding &vector : vectors) {
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += vector[i];
    }
    normalise(mean);
    return mean;
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

std::string Searcher::stamp() const
{
    return m_identity + " " + std::to_string(catalogue::raw(*m_model)) + " " + std::to_string(m_since) + " " +
           m_generation;
}

void Searcher::loadIndex()
{
    auto loaded = VectorIndex::load(catalogue::indexPathFor(m_catalogue.path()));
    if (!loaded)
        return;
    std::istringstream stamp(loaded->stamp);
    std::string identity;
    std::int64_t model = 0;
    std::int64_t since = 0;
    std::string generation;
    stamp >> identity >> model >> since;
    std::getline(stamp >> std::ws, generation);
    if (generation != m_generation || identity != m_identity || model != catalogue::raw(*m_model) ||
        m_catalogue.vectorCountUpTo(*m_model, since) != static_cast<std::int64_t>(loaded->index.size()))
        return;
    m_since = since;
    m_index = std::make_unique<VectorIndex>(std::move(loaded->index));
}

bool Searcher::isSaving() const
{
    return m_saving.valid() && m_saving.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
}

bool Searcher::refresh()
{
    if (isSaving())
        return false;
    if (const std::string generation = m_catalogue.generation(); generation != m_generation) {
        m_generation = generation;
        m_model.reset();
        m_index.reset();
        m_since = 0;
        m_growing = false;
    }
    if (!m_model) {
        m_model = m_catalogue.findModel(m_identity);
        if (!m_model)
            return true;
        loadIndex();
    }
    m_since = m_catalogue.vectorsSince(*m_model, m_since, [this](PhotoId photo, const Embedding &vector) {
        if (!m_index)
            m_index = std::make_unique<VectorIndex>(vector.size());
        m_index->set(photo, vector);
    });
    return true;
}

bool Searcher::tendIndex()
{
    constexpr std::size_t vectorsPerCall = 40;
    if (!m_index || isSaving() || !(m_growing || m_index->graphIsBehind()))
        return false;
    m_growing = m_index->growGraph(vectorsPerCall);
    if (!m_growing)
        m_saving = std::async(std::launch::async, [index = m_index.get(), stamp = stamp(),
                                                   path = catalogue::indexPathFor(m_catalogue.path())] {
            // Only a cache: where it cannot be written, the graph is built again next time.
            static_cast<void>(index->save(path, stamp));
        });
    return m_growing;
}

std::vector<Scored> Searcher::nearestWithFiles(const Question &question, std::size_t wanted) const
{
    for (;; wanted *= 4) {
        std::vector<Scored> best =
            question.exact ? m_index->exact(question.vector, wanted) : m_index->nearest(question.vector, wanted);
        const bool areAll = best.size() < wanted || wanted >= m_index->size();
        std::vector<PhotoId> photos(best.size());
        std::transform(best.begin(), best.end(), photos.begin(), [](const Scored &scored) { return scored.photo; });
        const std::vector<bool> haveFiles = m_catalogue.haveFiles(photos);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < best.size(); ++i) {
            if (haveFiles[i])
                best[kept++] = best[i];
        }
        best.resize(kept);
        // Those of a folder that was taken out may be the nearest of all.
        if (areAll || kept >= question.limit + question.without.size())
            return best;
    }
}

Answer Searcher::find(const Question &question) const
{
    Answer answer;
    if (!m_index || question.vector.size() != m_index->dim())
        return answer;
    const auto begin = std::chrono::steady_clock::now();
    const Judge judge(question, spreadOf(m_index->sampleScores(question.vector, spreadSample)));
    // A few more than wanted, since files may have gone.
    std::size_t wanted = question.limit + question.without.size() + 64;
    // Many that show one of the things may be nearer to the mean than those that show all, and a kind of a thing may
    // be far from the word for all kinds.
    if (!question.things.empty())
        wanted = std::max(wanted, candidatesForThings);
    const std::vector<Scored> best = nearestWithFiles(question, wanted);
    std::array<std::vector<Match>, 3> byConfidence;
    std::size_t taken = 0;
    std::size_t unsure = 0; // in a row
    const std::size_t most = question.things.empty() ? question.limit : best.size();
    for (std::size_t i = 0; i < best.size() && taken < most; ++i) {
        const Scored &scored = best[i];
        if (std::find(question.without.begin(), question.without.end(), scored.photo) != question.without.end())
            continue;
        // After so many that are not meant, nothing below is.
        const bool isFarBelow = unsure > giveUpAfter && question.things.empty();
        const Judge::Verdict verdict = isFarBelow ? Judge::Verdict{scored.score, Confidence::Rest}
                                                  : judge.of(m_index->row(scored.photo), scored.score);
        unsure = verdict.confidence == Confidence::Rest ? unsure + 1 : 0;
        byConfidence[static_cast<std::size_t>(verdict.confidence)].push_back(
            {scored.photo, verdict.score, verdict.confidence});
        ++taken;
    }
    answer.sure = static_cast<int>(byConfidence[0].size());
    answer.likely = static_cast<int>(byConfidence[1].size());
    for (auto &matches : byConfidence) {
        std::stable_sort(matches.begin(), matches.end(),
                         [](const Match &a, const Match &b) { return a.score > b.score; });
        answer.matches.insert(answer.matches.end(), matches.begin(), matches.end());
    }
    answer.matches.resize(std::min(answer.matches.size(), question.limit));
    answer.sure = std::min(answer.sure, static_cast<int>(answer.matches.size()));
    answer.likely = std::min(answer.likely, static_cast<int>(answer.matches.size()) - answer.sure);
    answer.searchMs = millisecondsSince(begin);
    return answer;
}

std::optional<Embedding> Searcher::vectorOf(PhotoId photo) const
{
    return m_model ? m_catalogue.vector(photo, *m_model) : std::nullopt;
}

QueryEncoder::QueryEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint,
                           std::unique_ptr<clip::TextEncoder> encoder)
    : m_checkpoint(std::move(checkpoint)), m_encoder(std::move(encoder)),
      m_vocabulary(Vocabulary::of(m_checkpoint->path().parent_path(), words::WordNet::system()))
{
}

std::optional<Vocabulary::Look> QueryEncoder::look(const std::string &text) const
{
    if (!m_vocabulary)
        return {};
    return m_vocabulary->look(text, m_ownWords ? m_ownWords->words() : std::vector<std::string>());
}

void QueryEncoder::setOwnWords(std::optional<OwnWords> words)
{
    m_ownWords = std::move(words);
    m_remembered.clear();
}

std::vector<Vocabulary::Thing> QueryEncoder::thingsOf(const std::string &text) const
{
    // The map of own words is for a question as a whole.
    if (!m_checkpoint->config().text.oneThing || (m_ownWords && m_ownWords->areIn(text)))
        return {};
    const auto seen = look(text);
    return seen ? seen->things : std::vector<Vocabulary::Thing>();
}

Result<std::vector<Embedding>> QueryEncoder::encodeEach(const std::vector<std::string> &texts)
{
    std::vector<Embedding> vectors(texts.size());
    std::vector<std::size_t> missing;
    std::vector<std::vector<std::int32_t>> ids;
    std::vector<std::size_t> framesOf;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (const auto known = m_remembered.find(texts[i]); known != m_remembered.end()) {
            vectors[i] = known->second;
            continue;
        }
        const std::vector<std::string> frames = framesFor(texts[i]);
        for (const std::string &frame : frames)
            ids.push_back(m_checkpoint->tokenizer().encode(frame, clip::SpecialTokens::Escape));
        missing.push_back(i);
        framesOf.push_back(frames.size());
    }
    if (missing.empty())
        return vectors;
    const auto encoded = m_encoder->encode(ids);
    if (!encoded)
        return encoded.error();
    if (m_remembered.size() + missing.size() > rememberedQueries)
        m_remembered.clear();
    std::size_t row = 0;
    for (std::size_t i = 0; i < missing.size(); ++i) {
        vectors[missing[i]] = meanOf(std::span(*encoded).subspan(row, framesOf[i]));
        row += framesOf[i];
        m_remembered[texts[missing[i]]] = vectors[missing[i]];
    }
    return vectors;
}

Result<Embedding> QueryEncoder::encodeQuery(const std::string &text)
{
    const std::vector<Vocabulary::Thing> things = thingsOf(text);
    if (things.empty()) {
        const auto seen = look(text);
        const auto vectors = encodeEach({seen ? seen->text : text});
        if (!vectors)
            return vectors.error();
        return m_ownWords && m_ownWords->areIn(text) ? m_ownWords->apply((*vectors)[0]) : (*vectors)[0];
    }
    std::vector<std::string> phrases;
    for (const Vocabulary::Thing &thing : things)
        phrases.push_back(thing.phrase);
    const auto vectors = encodeEach(phrases);
    if (!vectors)
        return vectors.error();
    return meanOf(*vectors);
}

Result<AskedThings> QueryEncoder::encodeThings(const std::string &text)
{
    const std::vector<Vocabulary::Thing> things = thingsOf(text);
    AskedThings asked{{}, m_checkpoint->config().logitScale};
    if (things.empty() || (things.size() == 1 && things[0].kinds.empty()))
        return asked;
    for (const Vocabulary::Thing &thing : things) {
        // Kinds that were not taught are nearer to the word for all than to another kind.
        std::vector<std::string> phrases = thing.kinds;
        phrases.push_back(thing.phrase);
        auto kinds = encodeEach(phrases);
        if (!kinds)
            return kinds.error();
        asked.things.push_back(*std::move(kinds));
    }
    return asked;
}

Result<void> QueryEncoder::prepareWords(const std::function<bool()> &goOn)
{
    if (m_words)
        return {};
    auto words = EverydayWords::prepare(*m_checkpoint, *m_encoder, goOn);
    if (!words)
        return words.error();
    m_words.emplace(*std::move(words));
    return {};
}

} // namespace reminisce::search
