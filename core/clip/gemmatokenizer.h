// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clip/tokenizer.h"

#include <array>
#include <filesystem>
#include <unordered_map>

namespace reminisce::clip {

/// SigLIP 2's tokenizer (`tokenizer.json` of the Gemma family): lower case, spaces written as U+2581, byte pairs
/// over characters, unknown characters as bytes; end of text, padded to the full length.
class GemmaTokenizer final : public Tokenizer {
public:
    static Result<GemmaTokenizer> open(const std::filesystem::path &path, int contextLength, std::int32_t paddingId);

    std::vector<std::int32_t> encode(std::string_view text, SpecialTokens special) const override;
    int contextLength() const override { return m_contextLength; }
    std::int32_t paddingId() const override { return m_paddingId; }
    int vocabularySize() const override { return m_size; }
    std::string fingerprint() const override;

private:
    struct Rule {
        std::int32_t rank;
        std::int32_t merged;
    };
    std::unordered_map<std::string, std::int32_t> m_ids;
    std::unordered_map<std::uint64_t, Rule> m_rules;
    std::array<std::int32_t, 256> m_bytes = {};
    std::int32_t m_end = 1;
    int m_size = 0;
    int m_contextLength = 64;
    std::int32_t m_paddingId = 0;
    std::string m_fingerprint;
};

} // namespace reminisce::clip
