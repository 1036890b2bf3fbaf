// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reminisce::clip {

/// CLIP's byte-level byte-pair vocabulary (openai/CLIP simple_tokenizer.py): every byte is a symbol, written
/// as a printable character, and the last symbol of a word carries "</w>". Any text can be encoded.
class BytePairVocabulary {
public:
    using Merge = std::pair<std::string, std::string>;

    /// 256 bytes, 256 bytes with "</w>", the merges, start-of-text, end-of-text: ids in this order.
    static BytePairVocabulary fromMerges(const std::vector<Merge> &merges);

    /// The file that openai/CLIP ships: a title line, then merges of which the first 48,894 count. Gzip or plain.
    static Result<BytePairVocabulary> fromOpenAiFile(const std::filesystem::path &path);

    /// The pairs of a `merges.txt`.
    static Result<std::vector<Merge>> readMerges(const std::filesystem::path &path);

    /// `vocab.json` and `merges.txt`, as Hugging Face and the starter write them.
    static Result<BytePairVocabulary> fromVocabAndMerges(const std::filesystem::path &vocab,
                                                         const std::filesystem::path &merges);

    /// `tokenizer.json` of the Hugging Face tokenizers library, merges as "a b" or ["a", "b"].
    static Result<BytePairVocabulary> fromTokenizerJson(const std::filesystem::path &path);

    /// Appends the ids of one word, given as UTF-8 without white space.
    void encodeWord(std::string_view word, std::vector<std::int32_t> &ids) const;

    std::int32_t startId() const { return m_start; }
    std::int32_t endId() const { return m_end; }
    std::size_t size() const { return m_ids.size(); }
    const std::unordered_map<std::string, std::int32_t> &ids() const { return m_ids; }

    /// SHA-256 over tokens and merges, in hexadecimal.
    std::string fingerprint() const;

private:
    static Result<BytePairVocabulary> build(std::unordered_map<std::string, std::int32_t> ids,
                                            const std::vector<Merge> &merges);

    struct Rule {
        std::int32_t rank;
        std::int32_t merged;
    };
    std::unordered_map<std::string, std::int32_t> m_ids;
    std::unordered_map<std::uint64_t, Rule> m_rules; ///< (left id << 32 | right id) → rule
    std::array<std::int32_t, 256> m_byte = {};
    std::array<std::int32_t, 256> m_byteAtEnd = {};
    std::int32_t m_start = 0;
    std::int32_t m_end = 0;
};

/// The printable character (UTF-8) that stands for each byte in such vocabularies.
const std::array<std::string, 256> &byteSymbols();

} // namespace reminisce::clip
