// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/gemmatokenizer.h"

#include "core/base/hash.h"
#include "core/base/paths.h"
#include "core/clip/textcleaning.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

namespace reminisce::clip {

namespace {

using Json = nlohmann::json;

constexpr std::string_view spaceMark = "\xE2\x96\x81";

std::uint64_t pairKey(std::int32_t left, std::int32_t right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U) | static_cast<std::uint32_t>(right);
}

std::string byteToken(unsigned byte)
{
    std::array<char, 8> text = {};
    std::snprintf(text.data(), text.size(), "<0x%02X>", byte);
    return text.data();
}

/// The two halves of a merge, "a b" or ["a", "b"].
std::optional<std::pair<std::string, std::string>> halves(const Json &merge)
{
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
        return std::pair(merge[0].get<std::string>(), merge[1].get<std::string>());
    if (!merge.is_string())
        return std::nullopt;
    const auto &line = merge.get_ref<const std::string &>();
    const std::size_t space = line.find(' ');
    if (space == std::string::npos)
        return std::nullopt;
    return std::pair(line.substr(0, space), line.substr(space + 1));
}

} // namespace

Result<GemmaTokenizer> GemmaTokenizer::open(const std::filesystem::path &path, int contextLength,
                                            std::int32_t paddingId)
{
    const Result<std::string> text = paths::readFile(path, 128U << 20U);
    if (!text)
        return text.error();
    const Error damaged = badInput(path.string() + " is damaged.");
    const Json root = Json::parse(*text, nullptr, false);
    if (!root.is_object() || !root.contains("model") || !root["model"].is_object())
        return damaged;
    const Json &model = root["model"];
    if (model.value("type", "") != "BPE" || !model.value("byte_fallback", false) || !model.contains("vocab") ||
        !model["vocab"].is_object())
        return badInput(path.string() + " is a tokenizer of a kind that is not supported.");

    GemmaTokenizer tokenizer;
    tokenizer.m_contextLength = contextLength;
    tokenizer.m_paddingId = paddingId;
    for (const auto &[token, id] : model["vocab"].items()) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() > 10'000'000)
            return damaged;
        tokenizer.m_ids.emplace(token, id.get<std::int32_t>());
        tokenizer.m_size = std::max(tokenizer.m_size, id.get<std::int32_t>() + 1);
    }
    const auto idOf = [&](const std::string &token) {
        const auto found = tokenizer.m_ids.find(token);
        return found == tokenizer.m_ids.end() ? -1 : found->second;
    };
    for (unsigned byte = 0; byte < 256; ++byte) {
        tokenizer.m_bytes[byte] = idOf(byteToken(byte));
        if (tokenizer.m_bytes[byte] < 0)
            return damaged;
    }
    tokenizer.m_end = idOf("<eos>");
    if (tokenizer.m_end < 0)
        return damaged;
    std::int32_t rank = 0;
    for (const Json &merge : model.value("merges", Json::array())) {
        const auto pair = halves(merge);
        if (!pair)
            return damaged;
        const std::int32_t left = idOf(pair->first);
        const std::int32_t right = idOf(pair->second);
        const std::int32_t merged = idOf(pair->first + pair->second);
        if (left < 0 || right < 0 || merged < 0)
            return damaged;
        tokenizer.m_rules.emplace(pairKey(left, right), Rule{rank++, merged});
    }
    tokenizer.m_fingerprint = toHex(sha256({reinterpret_cast<const std::uint8_t *>(text->data()), text->size()}));
    return tokenizer;
}

std::vector<std::int32_t> GemmaTokenizer::encode(std::string_view text, SpecialTokens) const
{
    // Far more than the context can hold, and the search for pairs is quadratic.
    constexpr std::size_t longest = 2000;
    std::string plain;
    for (const char c : lowerCase(text.substr(0, longest))) {
        if (c == ' ')
            plain += spaceMark;
        else
            plain += c;
    }
    std::vector<std::int32_t> ids;
    for (std::size_t i = 0; i < plain.size();) {
        std::size_t end = i + 1;
        while (end < plain.size() && (static_cast<std::uint8_t>(plain[end]) & 0xC0U) == 0x80)
            ++end;
        if (const auto found = m_ids.find(plain.substr(i, end - i)); found != m_ids.end()) {
            ids.push_back(found->second);
        } else {
            for (std::size_t k = i; k < end; ++k)
                ids.push_back(m_bytes[static_cast<std::uint8_t>(plain[k])]);
        }
        i = end;
    }
    while (true) {
        std::size_t bestAt = 0;
        const Rule *best = nullptr;
        for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
            const auto rule = m_rules.find(pairKey(ids[i], ids[i + 1]));
            if (rule != m_rules.end() && (best == nullptr || rule->second.rank < best->rank)) {
                best = &rule->second;
                bestAt = i;
            }
        }
        if (best == nullptr)
            break;
        ids[bestAt] = best->merged;
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(bestAt) + 1);
    }
    const auto full = static_cast<std::size_t>(m_contextLength);
    if (ids.size() > full - 1)
        ids.resize(full - 1);
    ids.push_back(m_end);
    ids.resize(full, m_paddingId);
    return ids;
}

std::string GemmaTokenizer::fingerprint() const
{
    return "gemma:" + std::to_string(m_contextLength) + ":" + std::to_string(m_paddingId) + ":" + m_fingerprint;
}

} // namespace reminisce::clip
