// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/bytepair.h"
#include "core/clip/tokenizer.h"

#include <memory>

namespace reminisce::clip {

/// openai/CLIP's tokenizer: its text cleaning, its word pattern, byte-level pairs. The starter uses it
/// with a vocabulary of its own.
class ClipTokenizer final : public Tokenizer {
public:
    ClipTokenizer(BytePairVocabulary vocabulary, int contextLength);

    std::vector<std::int32_t> encode(std::string_view text, SpecialTokens special) const override;
    int contextLength() const override { return m_contextLength; }
    std::int32_t paddingId() const override { return 0; }
    int vocabularySize() const override { return static_cast<int>(m_vocabulary.size()); }
    std::string fingerprint() const override;

private:
    BytePairVocabulary m_vocabulary;
    int m_contextLength;
};

/// Splits cleaned text as CLIP's pattern does: contractions, runs of letters, single numerals, runs of
/// anything else but white space; with `special`, the two special tokens stay whole.
std::vector<std::string> splitWords(std::string_view cleaned, SpecialTokens special);

} // namespace reminisce::clip
