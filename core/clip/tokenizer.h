// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reminisce::clip {

/// What "<|endoftext|>" typed inside a text means.
enum class SpecialTokens {
    Keep,  ///< the special token, as the reference implementation does
    Escape ///< plain characters, as a person means them
};

/// Text to the ids that a text tower reads. Immutable after construction, so usable from any thread.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// Start and end included where the model uses them; cut to contextLength(); no padding.
    virtual std::vector<std::int32_t> encode(std::string_view text, SpecialTokens special) const = 0;

    virtual int contextLength() const = 0;
    virtual std::int32_t paddingId() const = 0;
    virtual int vocabularySize() const = 0;

    /// Hexadecimal SHA-256 over everything that decides the ids; part of a model's identity.
    virtual std::string fingerprint() const = 0;
};

} // namespace reminisce::clip
