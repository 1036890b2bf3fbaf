// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>

#include <ATen/ATen.h>

namespace reminisce::clip {

/// Memory that a tower uses again for each batch. Without it most of a residual network's time goes into the kernel,
/// which hands out zeroed pages for every large tensor. On an accelerator LibTorch keeps memory itself. Thread-safe.
class Scratch {
public:
    /// An uninitialised tensor; its memory comes back here when the last copy of it goes.
    at::Tensor empty(at::IntArrayRef shape, const at::TensorOptions &options,
                     at::MemoryFormat format = at::MemoryFormat::Contiguous);

private:
    struct Free {
        void operator()(void *block) const { std::free(block); } // NOLINT(cppcoreguidelines-no-malloc)
    };
    using Block = std::unique_ptr<void, Free>;
    struct Blocks {
        std::mutex mutex;
        std::multimap<std::size_t, Block> unused; ///< by size in bytes
        std::size_t unusedBytes = 0;
    };
    static Block take(Blocks &blocks, std::size_t &bytes);
    static void giveBack(Blocks &blocks, Block block, std::size_t bytes);

    std::shared_ptr<Blocks> m_blocks = std::make_shared<Blocks>();
};

} // namespace reminisce::clip
