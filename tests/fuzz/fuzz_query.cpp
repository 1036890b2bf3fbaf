// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person may type or paste: cleaning of the text, then the tokenizer of the starter's kind.
#include "core/clip/bytepair.h"
#include "core/clip/cliptokenizer.h"
#include "core/clip/textcleaning.h"
#include "tests/fuzz/fuzz.h"

using namespace reminisce;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const clip::ClipTokenizer tokenizer(
        clip::BytePairVocabulary::fromMerges({{"a", "b"}, {"c", "d</w>"}, {"ab", "cd</w>"}}), 77);
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto ids = tokenizer.encode(text, clip::SpecialTokens::Keep);
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= tokenizer.vocabularySize())
            std::abort();
    }
    return 0;
}
