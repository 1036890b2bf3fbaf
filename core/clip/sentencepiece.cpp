// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/sentencepiece.h"

#include "core/base/hash.h"
#include "core/base/paths.h"
#include "core/clip/textcleaning.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

namespace reminisce::clip {

namespace {

constexpr std::string_view spaceMark = "\xE2\x96\x81"; // U+2581
constexpr std::int32_t endOfText = 1;
enum PieceType { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

/// The few kinds of field of the protobuf wire format that the model file uses.
class Message {
public:
    explicit Message(std::string_view bytes) : m_rest(bytes) {}

    struct Field {
        int number = 0;
        std::uint64_t value = 0; ///< varint or fixed
        std::string_view bytes;  ///< length-delimited
    };

    /// The next field, or nothing at the end; `damaged` tells why it ended.
    std::optional<Field> next()
    {
        if (m_rest.empty())
            return std::nullopt;
        const std::uint64_t key = varint();
        Field field;
        field.number = static_cast<int>(key >> 3U);
        switch (key & 7U) {
        case 0: field.value = varint(); break;
        case 1: field.value = fixed(8); break;
        case 2: field.bytes = take(varint()); break;
        case 5: field.value = fixed(4); break;
        default: damaged = true;
        }
        return damaged ? std::nullopt : std::optional(field);
    }

    bool damaged = false;

private:
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_rest.empty()) {
                damaged = true;
                return 0;
            }
            const auto byte = static_cast<std::uint8_t>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        damaged = true;
        return 0;
    }

    std::string_view take(std::uint64_t size)
    {
        if (size > m_rest.size()) {
            damaged = true;
            return {};
        }
        const std::string_view part = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return part;
    }

    std::uint64_t fixed(std::size_t size)
    {
        std::uint64_t value = 0;
        const std::string_view part = take(size);
        std::copy(part.begin(), part.end(), reinterpret_cast<char *>(&value));
        return value;
    }

    std::string_view m_rest;
};

float floatFrom(std::uint64_t bits)
{
    const auto low = static_cast<std::uint32_t>(bits);
    float value = 0;
    std::memcpy(&value, &low, sizeof value);
    return value;
}

std::size_t utf8Length(std::string_view text, std::size_t at)
{
    const auto first = static_cast<std::uint8_t>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    return std::min(length, text.size() - at);
}

/// The longest rule that `text` begins with: its length in bytes and the position of its replacement.
struct RuleMatch {
    std::size_t length = 0;
    std::uint32_t value = 0;
};

RuleMatch longestRule(const std::vector<std::uint32_t> &trie, std::string_view text)
{
    RuleMatch best;
    if (trie.empty())
        return best;
    const auto offset = [](std::uint32_t unit) { return (unit >> 10U) << ((unit & (1U << 9U)) >> 6U); };
    std::size_t node = offset(trie[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        node ^= byte;
        if (node >= trie.size() || (trie[node] & 0x800000FFU) != byte)
            break;
        const std::uint32_t unit = trie[node];
        node ^= offset(unit);
        if (node >= trie.size())
            break;
        if (((unit >> 8U) & 1U) != 0)
            best = {i + 1, trie[node] & 0x7FFFFFFFU};
    }
    return best;
}

} // namespace

Result<SentencePieceModel> SentencePieceModel::open(const std::filesystem::path &path)
{
    const Result<std::string> content = paths::readFile(path, 64U << 20U);
    if (!content)
        return content.error();
    const Error damaged = badInput(path.string() + " is damaged.");
    SentencePieceModel model;
    std::string_view rules;
    std::uint64_t modelType = 1;
    Message file(*content);
    while (const auto field = file.next()) {
        Message inner(field->bytes);
        if (field->number == 1) {
            Piece piece;
            while (const auto part = inner.next()) {
                if (part->number == 1)
                    piece.text = std::string(part->bytes);
                else if (part->number == 2)
                    piece.score = floatFrom(part->value);
                else if (part->number == 3)
                    piece.type = static_cast<int>(part->value);
            }
            model.m_pieces.push_back(std::move(piece));
        } else if (field->number == 2) {
            while (const auto part = inner.next()) {
                if (part->number == 3)
                    modelType = part->value;
            }
        } else if (field->number == 3) {
            while (const auto part = inner.next()) {
                if (part->number == 2)
                    rules = part->bytes;
                else if (part->number == 3)
                    model.m_dummyPrefix = part->value != 0;
                else if (part->number == 4)
                    model.m_removeExtraSpaces = part->value != 0;
            }
        }
        if (inner.damaged)
            return damaged;
    }
    if (file.damaged || model.m_pieces.empty() || model.m_pieces.size() > 2'000'000)
        return damaged;
    if (modelType != 1)
        return badInput(path.string() + " is a SentencePiece model of a kind that is not supported (only unigram is).");

    if (!rules.empty()) {
        std::uint32_t trieBytes = 0;
        if (rules.size() < sizeof trieBytes)
            return damaged;
        std::memcpy(&trieBytes, rules.data(), sizeof trieBytes);
        if (trieBytes > rules.size() - sizeof trieBytes)
            return damaged;
        model.m_trie.resize(trieBytes / 4);
        std::memcpy(model.m_trie.data(), rules.data() + sizeof trieBytes, model.m_trie.size() * 4);
        model.m_replacements = std::string(rules.substr(sizeof trieBytes + trieBytes));
    }
    float lowest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < model.m_pieces.size(); ++i) {
        const Piece &piece = model.m_pieces[i];
        if (piece.type == Unknown)
            model.m_unknown = static_cast<std::int32_t>(i);
        if (piece.type == Normal || piece.type == UserDefined) {
            model.m_ids.emplace(piece.text, static_cast<std::int32_t>(i));
            model.m_longest = std::max(model.m_longest, piece.text.size());
        }
        if (piece.type == Normal)
            lowest = std::min(lowest, piece.score);
    }
    model.m_unknownScore = lowest - 10.0F; // SentencePiece's kUnkPenalty
    model.m_fingerprint = toHex(sha256({reinterpret_cast<const std::uint8_t *>(content->data()), content->size()}));
    return model;
}

std::string SentencePieceModel::normalise(std::string_view text) const
{
    std::string mapped;
    for (std::size_t i = 0; i < text.size();) {
        const RuleMatch rule = longestRule(m_trie, text.substr(i));
        if (rule.length > 0 && rule.value < m_replacements.size()) {
            mapped += m_replacements.c_str() + rule.value;
            i += rule.length;
        } else {
            const std::size_t length = utf8Length(text, i);
            mapped += text.substr(i, length);
            i += length;
        }
    }
    std::string result;
    bool afterSpace = m_removeExtraSpaces; // at the start, spaces are dropped
    for (const char c : mapped) {
        if (c == ' ') {
            if (!afterSpace || !m_removeExtraSpaces)
                result += spaceMark;
            afterSpace = true;
        } else {
            result += c;
            afterSpace = false;
        }
    }
    while (m_removeExtraSpaces && result.ends_with(spaceMark))
        result.resize(result.size() - spaceMark.size());
    if (m_dummyPrefix && !result.empty())
        result = std::string(spaceMark) + result;
    return result;
}

std::vector<std::int32_t> SentencePieceModel::encode(std::string_view text) const
{
    const std::string input = normalise(text);
    struct Node {
        float score = -std::numeric_limits<float>::infinity();
        std::size_t begin = 0;
        std::int32_t id = -1;
    };
    std::vector<Node> ends(input.size() + 1);
    ends[0].score = 0;
    for (std::size_t begin = 0; begin < input.size();) {
        const std::size_t character = utf8Length(input, begin);
        bool hasSingle = false;
        for (std::size_t length = character; length <= std::min(m_longest, input.size() - begin);) {
            const auto found = m_ids.find(input.substr(begin, length));
            if (found != m_ids.end()) {
                const float score = ends[begin].score + m_pieces[static_cast<std::size_t>(found->second)].score;
                if (score > ends[begin + length].score)
                    ends[begin + length] = {score, begin, found->second};
                hasSingle = hasSingle || length == character;
            }
            if (begin + length >= input.size())
                break;
            length += utf8Length(input, begin + length);
        }
        if (!hasSingle) {
            const float score = ends[begin].score + m_unknownScore;
            if (score > ends[begin + character].score)
                ends[begin + character] = {score, begin, m_unknown};
        }
        begin += character;
    }
    std::vector<std::int32_t> ids;
    for (std::size_t end = input.size(); end > 0; end = ends[end].begin) {
        const bool repeatedUnknown = !ids.empty() && ids.back() == m_unknown && ends[end].id == m_unknown;
        if (!repeatedUnknown)
            ids.push_back(ends[end].id);
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
}

SiglipTokenizer::SiglipTokenizer(SentencePieceModel model, int contextLength, std::int32_t paddingId)
    : m_model(std::move(model)), m_contextLength(contextLength), m_paddingId(paddingId)
{
}

std::vector<std::int32_t> SiglipTokenizer::encode(std::string_view text, SpecialTokens) const
{
    std::string plain = lowerCase(text);
    std::erase_if(plain,
                  [](char c) { return std::strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c) != nullptr && c != '\0'; });
    std::vector<std::int32_t> ids = m_model.encode(squeezeSpaces(plain));
    const auto full = static_cast<std::size_t>(m_contextLength);
    if (ids.size() > full - 1)
        ids.resize(full - 1);
    ids.push_back(endOfText);
    ids.resize(full, m_paddingId);
    return ids;
}

std::string SiglipTokenizer::fingerprint() const
{
    return "siglip:" + std::to_string(m_contextLength) + ":" + std::to_string(m_paddingId) + ":" +
           m_model.fingerprint();
}

} // namespace reminisce::clip
