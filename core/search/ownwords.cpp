// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/ownwords.h"

#include "core/clip/safetensors.h"
#include "core/search/wordplaces.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace reminisce::search {

namespace {

std::filesystem::path fileFor(const std::filesystem::path &cataloguePath)
{
    return cataloguePath.native() + ".words";
}

} // namespace

std::string plainWords(const std::string &text)
{
    std::string plain = " ";
    for (const WordPlace &place : wordPlaces(text))
        plain += place.word + " ";
    return plain;
}

OwnWords::OwnWords(std::vector<std::string> words, std::vector<float> likelyFrom, std::vector<float> map)
    : m_words(std::move(words)), m_likelyFrom(std::move(likelyFrom)), m_map(std::move(map))
{
    m_likelyFrom.resize(m_words.size(), 2); // out of reach
    std::transform(m_words.begin(), m_words.end(), std::back_inserter(m_plain), plainWords);
}

std::optional<OwnWords> OwnWords::load(const std::filesystem::path &cataloguePath, const std::string &modelIdentity)
{
    const auto file = clip::TensorFile::open(fileFor(cataloguePath));
    if (!file)
        return {};
    const auto field = [&file](const char *key) {
        const auto found = file->metadata().find(key);
        return found == file->metadata().end() ? std::string() : found->second;
    };
    const clip::TensorView *map = file->find("text_map");
    if (field("model") != modelIdentity || map == nullptr || map->shape.size() != 2 || map->shape[0] != map->shape[1])
        return {};
    std::vector<std::string> words;
    std::istringstream lines(field("words"));
    for (std::string line; std::getline(lines, line);)
        words.push_back(line);
    const clip::TensorView *likely = file->find("likely_from");
    const std::vector<float> limits = likely != nullptr ? likely->toFloats() : std::vector<float>();
    const std::vector<float> values = map->toFloats();
    const auto isNumber = [](float value) { return std::isfinite(value); };
    const auto isWord = [](const std::string &word) { return plainWords(word).size() > 2; };
    if (limits.size() != words.size() || !std::all_of(words.begin(), words.end(), isWord) ||
        !std::all_of(values.begin(), values.end(), isNumber) || !std::all_of(limits.begin(), limits.end(), isNumber))
        return {};
    return OwnWords(std::move(words), limits, values);
}

Result<void> OwnWords::save(const std::filesystem::path &cataloguePath, const std::string &modelIdentity) const
{
    std::int64_t dim = 0;
    while (dim * dim < static_cast<std::int64_t>(m_map.size()))
        ++dim;
    std::string words;
    for (const std::string &word : m_words)
        words += word + "\n";
    return clip::writeSafetensors(
        fileFor(cataloguePath),
        {clip::floatTensor("text_map", {dim, dim}, m_map),
         clip::floatTensor("likely_from", {static_cast<std::int64_t>(m_likelyFrom.size())}, m_likelyFrom)},
        {{"model", modelIdentity}, {"words", words}});
}

Result<void> OwnWords::forget(const std::filesystem::path &cataloguePath)
{
    std::error_code code;
    std::filesystem::remove(fileFor(cataloguePath), code);
    if (code)
        return unavailable("Your words cannot be forgotten, since " + fileFor(cataloguePath).string() +
                           " cannot be deleted: " + code.message() + ".");
    return {};
}

bool OwnWords::areIn(const std::string &question) const
{
    const std::string plain = plainWords(question);
    return std::any_of(m_plain.begin(), m_plain.end(),
                       [&plain](const std::string &word) { return plain.find(word) != std::string::npos; });
}

std::optional<float> OwnWords::likelyFrom(const std::string &question) const
{
    const std::string plain = plainWords(question);
    std::optional<float> lowest;
    for (std::size_t i = 0; i < m_plain.size(); ++i) {
        if (m_likelyFrom[i] <= 1 && plain.find(m_plain[i]) != std::string::npos)
            lowest = std::min(lowest.value_or(m_likelyFrom[i]), m_likelyFrom[i]);
    }
    return lowest;
}

Embedding OwnWords::apply(const Embedding &text) const
{
    if (text.size() * text.size() != m_map.size())
        return text;
    Embedding moved(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const float *row = m_map.data() + i * text.size();
        for (std::size_t j = 0; j < text.size(); ++j)
            moved[i] += row[j] * text[j];
    }
    normalise(moved);
    return moved;
}

} // namespace reminisce::search
