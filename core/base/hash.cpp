// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <new>
#include <openssl/evp.h>

namespace reminisce {

namespace {
EVP_MD_CTX *context(void *p)
{
    return static_cast<EVP_MD_CTX *>(p);
}
} // namespace

void Sha256::Free::operator()(void *p) const
{
    EVP_MD_CTX_free(context(p));
}

Sha256::Sha256() : m_context(EVP_MD_CTX_new())
{
    if (!m_context || EVP_DigestInit_ex(context(m_context.get()), EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

void Sha256::add(Bytes bytes)
{
    EVP_DigestUpdate(context(m_context.get()), bytes.data(), bytes.size());
}

void Sha256::add(std::string_view text)
{
    EVP_DigestUpdate(context(m_context.get()), text.data(), text.size());
}

Digest Sha256::finish()
{
    Digest digest{};
    EVP_DigestFinal_ex(context(m_context.get()), digest.data(), nullptr);
    return digest;
}

Digest sha256(Bytes bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

std::string toHex(Bytes bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

} // namespace reminisce
