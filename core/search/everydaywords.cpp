// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/everydaywords.h"

#include "core/base/hash.h"
#include "core/base/paths.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace reminisce::search {

namespace {

constexpr std::size_t batch = 32;

std::vector<std::string> wordList(const std::string &text)
{
    std::vector<std::string> words;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() != '#')
            words.push_back("a photo of " + line);
    }
    return words;
}

Embedding difference(const Embedding &a, const Embedding &b)
{
    Embedding result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i] = a[i] - b[i];
    normalise(result);
    return result;
}

} // namespace

Result<EverydayWords> EverydayWords::prepare(const clip::Checkpoint &checkpoint, clip::TextEncoder &encoder,
                                             const std::function<bool()> &goOn)
{
    const Result<std::filesystem::path> file = paths::resource("search/everyday-words.txt");
    if (!file)
        return file.error();
    const Result<std::string> text = paths::readFile(*file, 1U << 20U);
    if (!text)
        return text.error();
    const std::vector<std::string> words = wordList(*text);
    const std::size_t dim = static_cast<std::size_t>(checkpoint.config().dim);
    const double scale = checkpoint.config().logitScale;

    Sha256 hash;
    hash.add(*text);
    hash.add(checkpoint.identity());
    const std::filesystem::path cache = paths::cacheHome() / "words" / (toHex(hash.finish()).substr(0, 32) + ".halves");
    std::vector<Embedding> vectors;
    const Result<std::string> cached = paths::readFile(cache, 64U << 20U);
    const std::size_t each = dim * 2;
    if (cached && cached->size() == words.size() * each) {
        for (std::size_t i = 0; i < words.size(); ++i)
            vectors.push_back(fromHalves({reinterpret_cast<const std::uint8_t *>(cached->data()) + i * each, each}));
        return EverydayWords(vectors, scale);
    }
    for (std::size_t begin = 0; begin < words.size(); begin += batch) {
        if (goOn && !goOn())
            return unavailable("Interrupted.");
        std::vector<std::vector<std::int32_t>> ids;
        for (std::size_t i = begin; i < std::min(words.size(), begin + batch); ++i)
            ids.push_back(checkpoint.tokenizer().encode(words[i], clip::SpecialTokens::Escape));
        auto part = encoder.encode(ids);
        if (!part)
            return part.error();
        std::move(part->begin(), part->end(), std::back_inserter(vectors));
    }
    std::string halves;
    for (const Embedding &vector : vectors) {
        const std::vector<std::uint8_t> bytes = toHalves(vector);
        halves.append(bytes.begin(), bytes.end());
    }
    std::error_code ignored;
    std::filesystem::create_directories(cache.parent_path(), ignored);
    static_cast<void>(paths::writeAtomically(cache, halves)); // only a cache
    return EverydayWords(vectors, scale);
}

EverydayWords::EverydayWords(const std::vector<Embedding> &words, double scale)
    : m_words(words.empty() ? 0 : words[0].size()), m_mean(m_words.dim(), 0.0F), m_scale(scale)
{
    for (const Embedding &word : words) {
        m_words.append(word);
        for (std::size_t i = 0; i < word.size(); ++i)
            m_mean[i] += word[i] / static_cast<float>(words.size());
    }
    for (const Embedding &word : words)
        m_centred.push_back(difference(word, m_mean));
}

std::vector<Embedding> EverydayWords::vectors() const
{
    std::vector<Embedding> vectors;
    const std::size_t bytes = m_words.dim() * 2;
    for (std::size_t i = 0; i < m_words.size(); ++i)
        vectors.push_back(fromHalves({reinterpret_cast<const std::uint8_t *>(m_words.row(i)), bytes}));
    return vectors;
}

EverydayWords::Rivals EverydayWords::rivalsOf(const std::vector<Embedding> &things) const
{
    Rivals rivals;
    rivals.m_words = &m_words;
    rivals.m_scale = m_scale;
    std::vector<Embedding> centred;
    for (const Embedding &thing : things) {
        if (thing.size() != m_mean.size())
            return rivals;
        centred.push_back(difference(thing, m_mean));
    }
    for (std::size_t i = 0; i < m_centred.size(); ++i) {
        if (std::all_of(centred.begin(), centred.end(),
                        [&](const Embedding &thing) { return dot(thing, m_centred[i]) < sameMeaning; }))
            rivals.m_rows.push_back(i);
    }
    return rivals;
}

double EverydayWords::Rivals::share(const std::uint16_t *photo, std::span<const float> cosines) const
{
    // The least one's own term is e^0.
    const float least = *std::min_element(cosines.begin(), cosines.end());
    double sum = 0;
    for (const float cosine : cosines)
        sum += std::exp(m_scale * static_cast<double>(cosine - least));
    for (const std::size_t row : m_rows)
        sum += std::exp(m_scale * static_cast<double>(product(m_words->row(row), photo, m_words->dim()) - least));
    return 1 / sum;
}

} // namespace reminisce::search
