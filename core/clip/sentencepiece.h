// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clip/tokenizer.h"

#include <filesystem>
#include <memory>
#include <unordered_map>

namespace reminisce::clip {

/// A SentencePiece unigram model (`spiece.model`; Kudo, arXiv 1804.10959), read and run by our own code:
/// libsentencepiece and LibTorch bring two versions of protobuf into one process, which crashes.
class SentencePieceModel {
public:
    static Result<SentencePieceModel> open(const std::filesystem::path &path);

    /// Ids of the best segmentation; runs of unknown characters become one unknown id.
    std::vector<std::int32_t> encode(std::string_view text) const;

    std::size_t size() const { return m_pieces.size(); }
    const std::string &fingerprint() const { return m_fingerprint; }

private:
    struct Piece {
        std::string text;
        float score = 0;
        int type = 1;
    };
    std::string normalise(std::string_view text) const;

    std::vector<Piece> m_pieces;
    std::unordered_map<std::string, std::int32_t> m_ids; ///< of the pieces that text may contain
    std::size_t m_longest = 0;                           ///< bytes of the longest piece
    std::int32_t m_unknown = 0;
    float m_unknownScore = 0;
    std::vector<std::uint32_t> m_trie; ///< normalisation rules, a double array (darts-clone)
    std::string m_replacements;
    bool m_dummyPrefix = true;
    bool m_removeExtraSpaces = true;
    std::string m_fingerprint;
};

/// SigLIP 1: lower case, ASCII punctuation deleted, single spaces, unigram ids, end of text, padded to the full
/// length with `paddingId`, since the tower reads the padding.
class SiglipTokenizer final : public Tokenizer {
public:
    SiglipTokenizer(SentencePieceModel model, int contextLength, std::int32_t paddingId);

    std::vector<std::int32_t> encode(std::string_view text, SpecialTokens special) const override;
    int contextLength() const override { return m_contextLength; }
    std::int32_t paddingId() const override { return m_paddingId; }
    int vocabularySize() const override { return static_cast<int>(m_model.size()); }
    std::string fingerprint() const override;

private:
    SentencePieceModel m_model;
    int m_contextLength;
    std::int32_t m_paddingId;
};

} // namespace reminisce::clip
