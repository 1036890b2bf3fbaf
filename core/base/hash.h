// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace reminisce {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256, fed in pieces. OpenSSL's, because it uses the processor's SHA instructions.
class Sha256 {
public:
    Sha256();
    void add(Bytes bytes);
    void add(std::string_view text);
    Digest finish();

private:
    struct Free {
        void operator()(void *context) const;
    };
    std::unique_ptr<void, Free> m_context;
};

Digest sha256(Bytes bytes);
std::string toHex(Bytes bytes);

} // namespace reminisce
