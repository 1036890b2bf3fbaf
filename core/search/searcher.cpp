// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searcher.h"
#include "core/catalogue/libraryfiles.h"

#include <algorithm>
#include <array>
#include <chrono>
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

/// Whether a photo shows all of them.
Confidence confidenceOfThings(const std::vector<Embedding> &things, const std::uint16_t *photo,
                              const EverydayWords::Rivals &rivals)
{
    std::vector<float> cosines;
    for (const Embedding &thing : things)
        cosines.push_back(product(thing.data(), photo, thing.size()));
    // Things that are there alike have an equal part each, at most.
    return confidenceByShare(rivals.share(photo, cosines) * static_cast<double>(things.size()));
}

/// Of unit vectors, a unit vector again.
Embedding meanOf(const std::vector<Embedding> &vectors)
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

Confidence Searcher::confidenceOf(const Scored &scored, const Question &question, const EverydayWords::Rivals *rivals,
                                  const ScoreSpread &spread) const
{
    // Everyday words are no rivals of a name.
    if (question.likelyFrom)
        return scored.score >= *question.likelyFrom ? Confidence::Likely : Confidence::Rest;
    const std::uint16_t *row = m_index->row(scored.photo);
    if (!question.things.empty())
        return rivals == nullptr || row == nullptr ? Confidence::Rest
                                                   : confidenceOfThings(question.things, row, *rivals);
    if (rivals == nullptr || row == nullptr)
        return confidenceBySpread(scored.score, spread);
    return confidenceByShare(rivals->share(row, {&scored.score, 1}), scored.score, spread);
}

Answer Searcher::find(const Question &question) const
{
    Answer answer;
    if (!m_index || question.vector.size() != m_index->dim())
        return answer;
    const auto begin = std::chrono::steady_clock::now();
    const ScoreSpread spread = spreadOf(m_index->sampleScores(question.vector, spreadSample));
    std::optional<EverydayWords::Rivals> rivals;
    if (question.words != nullptr)
        rivals = question.words->rivalsOf(question.things.empty() ? std::vector<Embedding>{question.vector}
                                                                  : question.things);
    // A few more than wanted, since files may have gone.
    std::size_t wanted = question.limit + question.without.size() + 64;
    // Many that show one of the things may be nearer to the mean than those that show all.
    if (!question.things.empty())
        wanted = std::max(wanted, candidatesForThings);
    const std::vector<Scored> best =
        question.exact ? m_index->exact(question.vector, wanted) : m_index->nearest(question.vector, wanted);
    std::vector<PhotoId> photos(best.size());
    std::transform(best.begin(), best.end(), photos.begin(), [](const Scored &scored) { return scored.photo; });
    const std::vector<bool> haveFiles = m_catalogue.haveFiles(photos);
    std::array<std::vector<Match>, 3> byConfidence;
    std::size_t taken = 0;
    std::size_t unsure = 0; // in a row
    const std::size_t most = question.things.empty() ? question.limit : best.size();
    for (std::size_t i = 0; i < best.size() && taken < most; ++i) {
        const Scored &scored = best[i];
        if (!haveFiles[i] ||
            std::find(question.without.begin(), question.without.end(), scored.photo) != question.without.end())
            continue;
        // After so many that are not meant, nothing below is.
        const Confidence confidence = unsure > giveUpAfter && question.things.empty()
                                          ? Confidence::Rest
                                          : confidenceOf(scored, question, rivals ? &*rivals : nullptr, spread);
        unsure = confidence == Confidence::Rest ? unsure + 1 : 0;
        byConfidence[static_cast<std::size_t>(confidence)].push_back({scored.photo, scored.score, confidence});
        ++taken;
    }
    answer.sure = static_cast<int>(byConfidence[0].size());
    answer.likely = static_cast<int>(byConfidence[1].size());
    for (const auto &matches : byConfidence)
        answer.matches.insert(answer.matches.end(), matches.begin(), matches.end());
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

std::vector<std::string> QueryEncoder::thingsOf(const std::string &text) const
{
    // The map of own words is for a question as a whole.
    if (!m_checkpoint->config().text.oneThing || (m_ownWords && m_ownWords->areIn(text)))
        return {};
    const auto seen = look(text);
    return seen ? seen->things : std::vector<std::string>();
}

Result<Embedding> QueryEncoder::encodeOne(const std::string &text)
{
    std::vector<std::vector<std::int32_t>> ids;
    for (const std::string &frame : framesFor(text))
        ids.push_back(m_checkpoint->tokenizer().encode(frame, clip::SpecialTokens::Escape));
    const auto vectors = m_encoder->encode(ids);
    if (!vectors)
        return vectors.error();
    return meanOf(*vectors);
}

Result<Embedding> QueryEncoder::encodeQuery(const std::string &text)
{
    if (const auto known = m_remembered.find(text); known != m_remembered.end())
        return known->second;
    std::vector<std::string> parts = thingsOf(text);
    if (parts.empty()) {
        const auto seen = look(text);
        parts.push_back(seen ? seen->text : text);
    }
    std::vector<Embedding> vectors;
    for (const std::string &part : parts) {
        // Each of several is remembered by itself, also for encodeThings().
        auto vector = parts.size() > 1 ? encodeQuery(part) : encodeOne(part);
        if (!vector)
            return vector.error();
        vectors.push_back(*std::move(vector));
    }
    Embedding mean = meanOf(vectors);
    if (m_ownWords && m_ownWords->areIn(text))
        mean = m_ownWords->apply(mean);
    if (m_remembered.size() >= rememberedQueries)
        m_remembered.clear();
    m_remembered.emplace(text, mean);
    return mean;
}

Result<std::vector<Embedding>> QueryEncoder::encodeThings(const std::string &text)
{
    const std::vector<std::string> things = thingsOf(text);
    std::vector<Embedding> vectors;
    for (std::size_t i = 0; i < things.size() && things.size() > 1; ++i) {
        auto vector = encodeQuery(things[i]);
        if (!vector)
            return vector.error();
        vectors.push_back(*std::move(vector));
    }
    return vectors;
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
