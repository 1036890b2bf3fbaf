// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/scratch.h"

#include <new>

namespace reminisce::clip {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t worthKeeping = std::size_t{1} << 12U;
constexpr std::size_t mostUnused = std::size_t{1} << 30U;

} // namespace

Scratch::Block Scratch::take(Blocks &blocks, std::size_t &bytes)
{
    bytes = (std::max<std::size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
    {
        const std::lock_guard lock(blocks.mutex);
        const auto found = blocks.unused.lower_bound(bytes);
        if (found != blocks.unused.end() && found->first <= 2 * bytes) {
            Block block = std::move(found->second);
            bytes = found->first;
            blocks.unusedBytes -= bytes;
            blocks.unused.erase(found);
            return block;
        }
    }
    Block block(std::aligned_alloc(alignment, bytes)); // NOLINT(cppcoreguidelines-no-malloc)
    if (!block)
        throw std::bad_alloc();
    return block;
}

void Scratch::giveBack(Blocks &blocks, Block block, std::size_t bytes)
{
    if (bytes < worthKeeping)
        return;
    const std::lock_guard lock(blocks.mutex);
    if (blocks.unusedBytes + bytes > mostUnused) {
        blocks.unused.clear();
        blocks.unusedBytes = 0;
    }
    blocks.unused.emplace(bytes, std::move(block));
    blocks.unusedBytes += bytes;
}

at::Tensor Scratch::empty(at::IntArrayRef shape, const at::TensorOptions &options, at::MemoryFormat format)
{
    if (!options.device().is_cpu())
        return at::empty(shape, options, format);
    std::size_t bytes = options.dtype().itemsize();
    for (const std::int64_t size : shape)
        bytes *= static_cast<std::size_t>(size);
    Block block = take(*m_blocks, bytes);
    void *const data = block.release();
    const auto giveItBack = [blocks = m_blocks, bytes](void *memory) { giveBack(*blocks, Block(memory), bytes); };
    if (format != at::MemoryFormat::ChannelsLast)
        return at::from_blob(data, shape, giveItBack, options);
    const std::int64_t row = shape[1] * shape[3];
    return at::from_blob(data, shape, {row * shape[2], 1, row, shape[1]}, giveItBack, options);
}

} // namespace reminisce::clip
