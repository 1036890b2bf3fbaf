// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/decoder.h"
#include "core/image/decoderpool.h"

#include <string>

namespace reminisce::image::protocol {

// What goes between DecoderPool and its helpers: a request by value, answered by a JSON text, over a packet socket. The
// file's bytes and the samples lie in one block of shared memory: the file first, the samples from `samplesAt`.

constexpr std::size_t samplesAt = (largestFile + 4095) / 4096 * 4096;
constexpr std::size_t mostSamples = std::size_t{200'000'000} * 4;
constexpr std::size_t sharedSize = samplesAt + mostSamples;
constexpr std::size_t largestAnswer = 16'384;

// File descriptors of the helper.
constexpr int socketFd = 3;
constexpr int memoryFd = 4;

struct Request {
    std::uint64_t size = 0;
    std::int32_t shortSideAtLeast = 0;
    std::int64_t maxPixels = 0;
};

/// An answer says everything but the samples, which the helper has put in place.
std::string writeAnswer(const Result<Picture> &picture);

/// Believes nothing: sizes are checked against the block, numbers against their ranges. The samples stay where they
/// are; the helper may still change their values, which is as good as any other foreign picture.
Result<PictureView> readAnswer(std::string_view answer, const std::uint8_t *samples);

} // namespace reminisce::image::protocol
