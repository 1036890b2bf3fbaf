// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokenizer files, by the first byte: merges, tokenizer.json, SentencePiece model, Gemma's tokenizer.json. What opens
// has to encode, too.
#include "core/clip/bytepair.h"
#include "core/clip/gemmatokenizer.h"
#include "core/clip/sentencepiece.h"
#include "tests/fuzz/fuzz.h"

using namespace reminisce;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const fuzz::BytesAsFile bytes(data + 1, size - 1);
    const char *const text = "a photo of \xC3\xA4 dog \xF0\x9F\x90\x95\xFF";
    switch (data[0] % 4) {
    case 0: static_cast<void>(clip::BytePairVocabulary::readMerges(bytes.path())); break;
    case 1: static_cast<void>(clip::BytePairVocabulary::fromTokenizerJson(bytes.path())); break;
    case 2:
        if (const auto model = clip::SentencePieceModel::open(bytes.path()))
            model->encode(text);
        break;
    default:
        if (const auto tokenizer = clip::GemmaTokenizer::open(bytes.path(), 16, 0))
            tokenizer->encode(text, clip::SpecialTokens::Keep);
        break;
    }
    return 0;
}
