// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a helper process that a file has taken over might answer.
#include "core/image/decoderprotocol.h"
#include "tests/fuzz/fuzz.h"

using namespace reminisce;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // As large as the block that the helper shares, but none of it touched.
    static const auto *const samples = static_cast<const std::uint8_t *>(
        ::mmap(nullptr, image::protocol::mostSamples, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    const std::string_view answer(reinterpret_cast<const char *>(data), size);
    // Pictures of ordinary size only; copying large ones finds nothing new.
    if (answer.find("000000") == std::string_view::npos)
        static_cast<void>(image::protocol::readAnswer(answer, samples));
    return 0;
}
