// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/pixels.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace reminisce::training {

enum class Split : std::uint8_t { Train, Validation };

/// What pictures can show: one class, with the words that name it, the plainest first.
struct Label {
    std::string name;               ///< names[0]; equal names are one class
    std::vector<std::string> names; ///< synonyms
};

struct Example {
    std::uint32_t label = 0;
    Split split = Split::Train;
};

/// Labelled pictures of one size, decoded once and mapped from a cache file, so that an epoch costs no decoding.
struct Dataset {
    int size = 64; ///< width and height in pixels
    std::vector<Label> labels;
    std::vector<Example> examples;
    MappedFile pixels; ///< example i: size * size * 3 bytes, RGB, at i * size * size * 3

    const std::uint8_t *picture(std::size_t example) const
    {
        return pixels.bytes().data() + example * static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    }
};

/// Reads a picture file into RGB; given by the program, since training knows no decoders.
using PictureReader = std::function<Result<Pixels>(const std::filesystem::path &)>;

/// Opens a folder of contact sheets described by its `pages.json` (tile size, columns, count, label, split;
/// `names` gives the words of labels that are ids). Tiles are scaled to `size`. The decoded pictures are
/// kept in `cacheFile`, which is made anew where it does not belong to this folder and size.
Result<Dataset> openContactSheets(const std::filesystem::path &folder, int size, const std::filesystem::path &cacheFile,
                                  const PictureReader &read);

} // namespace reminisce::training
