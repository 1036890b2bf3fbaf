// SPDX-License-Identifier: GPL-3.0-or-later
//
// Weight files: safetensors, PyTorch's zip archives and pickles; the content decides which.
#include "core/clip/tensorfile.h"
#include "tests/fuzz/fuzz.h"

using namespace reminisce;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::int64_t mostElements = 1 << 16;
    const fuzz::BytesAsFile bytes(data, size);
    const auto file = clip::TensorFile::open(bytes.path());
    if (!file)
        return 0;
    for (const auto &[name, view] : file->tensors()) {
        std::int64_t count = 1;
        for (const std::int64_t side : view.shape)
            count = count > mostElements ? count : count * side;
        if (count <= mostElements) {
            view.toFloats();
            view.toContiguousBytes();
        }
    }
    return 0;
}
