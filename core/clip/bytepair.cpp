// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/bytepair.h"

#include "core/base/hash.h"
#include "core/base/paths.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <zlib.h>

namespace reminisce::clip {

namespace {

using Json = nlohmann::json;
using Merge = BytePairVocabulary::Merge;

constexpr std::string_view endOfWord = "</w>";
constexpr const char *startToken = "<|startoftext|>";
constexpr const char *endToken = "<|endoftext|>";
constexpr std::size_t openAiMerges = 49'152 - 256 - 2;

std::string utf8(unsigned code)
{
    if (code < 0x80)
        return {static_cast<char>(code)};
    return {static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
}

/// Bytes in the order in which openai/CLIP numbers them: the printable ones first.
std::vector<unsigned> byteOrder()
{
    std::vector<unsigned> order;
    const auto add = [&order](unsigned from, unsigned to) {
        for (unsigned b = from; b <= to; ++b)
            order.push_back(b);
    };
    add('!', '~');
    add(0xA1, 0xAC);
    add(0xAE, 0xFF);
    add(0x00, 0x20);
    add(0x7F, 0xA0);
    add(0xAD, 0xAD);
    return order;
}

constexpr std::size_t printableBytes = 94 + 12 + 82;

std::uint64_t pairKey(std::int32_t left, std::int32_t right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U) | static_cast<std::uint32_t>(right);
}

std::vector<Merge> parseMerges(std::istream &lines, std::size_t limit)
{
    std::vector<Merge> merges;
    std::string line;
    std::getline(lines, line); // "#version …"
    while (merges.size() < limit && std::getline(lines, line)) {
        const std::size_t space = line.find(' ');
        if (space == std::string::npos)
            continue;
        std::string right = line.substr(space + 1);
        while (!right.empty() && (right.back() == '\r' || right.back() == '\n'))
            right.pop_back();
        merges.emplace_back(line.substr(0, space), std::move(right));
    }
    return merges;
}

Result<std::string> readMaybeGzip(const std::filesystem::path &path)
{
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr)
        return badInput("Cannot open " + path.string() + ".");
    std::string content;
    std::array<char, 65536> buffer = {};
    int n = 0;
    while ((n = gzread(file, buffer.data(), buffer.size())) > 0 && content.size() < (64U << 20U))
        content.append(buffer.data(), static_cast<std::size_t>(n));
    gzclose(file);
    if (n < 0)
        return badInput(path.string() + " is damaged.");
    return content;
}

Result<std::unordered_map<std::string, std::int32_t>> idsFromJson(const Json &object, const std::string &where)
{
    std::unordered_map<std::string, std::int32_t> ids;
    if (!object.is_object())
        return badInput(where + " holds no vocabulary.");
    for (const auto &[token, id] : object.items()) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() > 10'000'000)
            return badInput(where + " is damaged.");
        ids.emplace(token, id.get<std::int32_t>());
    }
    return ids;
}

} // namespace

const std::array<std::string, 256> &byteSymbols()
{
    static const std::array<std::string, 256> symbols = [] {
        std::array<std::string, 256> result;
        const std::vector<unsigned> order = byteOrder();
        for (std::size_t i = 0; i < order.size(); ++i) {
            const unsigned code = i < printableBytes ? order[i] : 256U + static_cast<unsigned>(i - printableBytes);
            result[order[i]] = utf8(code);
        }
        return result;
    }();
    return symbols;
}

BytePairVocabulary BytePairVocabulary::fromMerges(const std::vector<Merge> &merges)
{
    std::unordered_map<std::string, std::int32_t> ids;
    std::int32_t next = 0;
    for (const std::string_view suffix : {std::string_view(), endOfWord}) {
        for (const unsigned byte : byteOrder())
            ids.emplace(byteSymbols()[byte] + std::string(suffix), next++);
    }
    for (const Merge &merge : merges)
        ids.emplace(merge.first + merge.second, next++);
    ids.emplace(startToken, next++);
    ids.emplace(endToken, next);
    return build(std::move(ids), merges).value();
}

Result<BytePairVocabulary> BytePairVocabulary::fromOpenAiFile(const std::filesystem::path &path)
{
    const Result<std::string> content = readMaybeGzip(path);
    if (!content)
        return content.error();
    std::istringstream lines(*content);
    const std::vector<Merge> merges = parseMerges(lines, openAiMerges);
    if (merges.size() != openAiMerges)
        return badInput(path.string() + " is not CLIP's vocabulary.");
    return fromMerges(merges);
}

Result<std::vector<BytePairVocabulary::Merge>> BytePairVocabulary::readMerges(const std::filesystem::path &path)
{
    const Result<std::string> text = paths::readFile(path, 64U << 20U);
    if (!text)
        return text.error();
    std::istringstream lines(*text);
    return parseMerges(lines, 10'000'000);
}

Result<BytePairVocabulary> BytePairVocabulary::fromVocabAndMerges(const std::filesystem::path &vocab,
                                                                  const std::filesystem::path &merges)
{
    const Result<std::string> vocabText = paths::readFile(vocab, 64U << 20U);
    if (!vocabText)
        return vocabText.error();
    const auto pairs = readMerges(merges);
    if (!pairs)
        return pairs.error();
    auto ids = idsFromJson(Json::parse(*vocabText, nullptr, false), vocab.string());
    if (!ids)
        return ids.error();
    return build(std::move(*ids), *pairs);
}

Result<BytePairVocabulary> BytePairVocabulary::fromTokenizerJson(const std::filesystem::path &path)
{
    const Result<std::string> text = paths::readFile(path, 128U << 20U);
    if (!text)
        return text.error();
    const Json root = Json::parse(*text, nullptr, false);
    if (!root.is_object() || !root.contains("model") || !root["model"].is_object())
        return badInput(path.string() + " is damaged.");
    const Json &model = root["model"];
    auto ids = idsFromJson(model.value("vocab", Json()), path.string());
    if (!ids)
        return ids.error();
    for (const Json &added : root.value("added_tokens", Json::array())) {
        if (added.is_object() && added.value("content", Json()).is_string() &&
            added.value("id", Json()).is_number_integer())
            ids->emplace(added["content"].get<std::string>(), added["id"].get<std::int32_t>());
    }
    std::vector<Merge> merges;
    for (const Json &merge : model.value("merges", Json::array())) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
        } else if (merge.is_string()) {
            const auto &line = merge.get_ref<const std::string &>();
            const std::size_t space = line.find(' ');
            if (space == std::string::npos)
                return badInput(path.string() + " is damaged.");
            merges.emplace_back(line.substr(0, space), line.substr(space + 1));
        } else {
            return badInput(path.string() + " is damaged.");
        }
    }
    return build(std::move(*ids), merges);
}

Result<BytePairVocabulary> BytePairVocabulary::build(std::unordered_map<std::string, std::int32_t> ids,
                                                     const std::vector<Merge> &merges)
{
    BytePairVocabulary vocabulary;
    const auto id = [&ids](const std::string &token) {
        const auto found = ids.find(token);
        return found == ids.end() ? -1 : found->second;
    };
    for (unsigned byte = 0; byte < 256; ++byte) {
        vocabulary.m_byte[byte] = id(byteSymbols()[byte]);
        vocabulary.m_byteAtEnd[byte] = id(byteSymbols()[byte] + std::string(endOfWord));
        if (vocabulary.m_byte[byte] < 0 || vocabulary.m_byteAtEnd[byte] < 0)
            return badInput("The vocabulary is not a byte-level one.");
    }
    std::int32_t rank = 0;
    for (const Merge &merge : merges) {
        const std::int32_t left = id(merge.first);
        const std::int32_t right = id(merge.second);
        const std::int32_t merged = id(merge.first + merge.second);
        if (left < 0 || right < 0 || merged < 0)
            return badInput("The vocabulary and its merges do not belong together.");
        vocabulary.m_rules.emplace(pairKey(left, right), Rule{rank++, merged});
    }
    vocabulary.m_start = id(startToken);
    vocabulary.m_end = id(endToken);
    if (vocabulary.m_start < 0 || vocabulary.m_end < 0)
        return badInput("The vocabulary has no start and end of text.");
    vocabulary.m_ids = std::move(ids);
    return vocabulary;
}

void BytePairVocabulary::encodeWord(std::string_view word, std::vector<std::int32_t> &ids) const
{
    if (word.empty())
        return;
    std::vector<std::int32_t> symbols;
    symbols.reserve(word.size());
    for (const char c : word)
        symbols.push_back(m_byte[static_cast<unsigned char>(c)]);
    symbols.back() = m_byteAtEnd[static_cast<unsigned char>(word.back())];

    // Merge the pair of lowest rank everywhere, left to right, until no pair has a rule.
    while (symbols.size() > 1) {
        const Rule *best = nullptr;
        std::uint64_t bestKey = 0;
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
            const std::uint64_t key = pairKey(symbols[i], symbols[i + 1]);
            const auto rule = m_rules.find(key);
            if (rule != m_rules.end() && (best == nullptr || rule->second.rank < best->rank)) {
                best = &rule->second;
                bestKey = key;
            }
        }
        if (best == nullptr)
            break;
        std::size_t out = 0;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            if (i + 1 < symbols.size() && pairKey(symbols[i], symbols[i + 1]) == bestKey) {
                symbols[out++] = best->merged;
                ++i;
            } else {
                symbols[out++] = symbols[i];
            }
        }
        symbols.resize(out);
    }
    ids.insert(ids.end(), symbols.begin(), symbols.end());
}

std::string BytePairVocabulary::fingerprint() const
{
    Sha256 hash;
    const std::map<std::string, std::int32_t> sortedIds(m_ids.begin(), m_ids.end());
    for (const auto &[token, id] : sortedIds)
        hash.add(token + "\t" + std::to_string(id) + "\n");
    std::map<std::int32_t, std::uint64_t> sortedRules;
    for (const auto &[key, rule] : m_rules)
        sortedRules[rule.rank] = key;
    for (const auto &[rank, key] : sortedRules)
        hash.add(std::to_string(key) + "\n");
    return toHex(hash.finish());
}

} // namespace reminisce::clip
