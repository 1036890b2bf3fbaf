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
    std::uint32_t label = 0; ///< of a set with labels
    Split split = Split::Train;
};

/// Pictures of one size with labels or with captions, decoded once and mapped from a cache file, so that an epoch costs
/// no decoding.
struct Dataset {
    int size = 64;             ///< width and height in pixels
    std::vector<Label> labels; ///< empty where the pictures have captions
    std::vector<Example> examples;
    std::vector<std::vector<std::string>> captions; ///< of each example, at least one; empty where they have labels
    std::vector<std::string> files;                 ///< of each example with captions
    MappedFile pixels;                              ///< row r: size * size * 3 bytes, RGB, at r * size * size * 3
    std::vector<std::uint32_t> rows;                ///< of each example; empty where example i is row i

    bool hasLabels() const { return !labels.empty(); }
    std::vector<std::uint32_t> examplesOf(Split split) const;

    const std::uint8_t *picture(std::size_t example) const
    {
        const std::size_t row = rows.empty() ? example : rows[example];
        return pixels.bytes().data() + row * static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    }
};

/// Reads a picture file into RGB; given by the program, since training knows no decoders.
using PictureReader = std::function<Result<Pixels>(const std::filesystem::path &)>;

/// Opens a folder of contact sheets described by its `pages.json` (tile size, columns, count, label, split;
/// `names` gives the words of labels that are ids). Tiles are scaled to `size`. The decoded pictures are
/// kept in `cacheFile`, which is made anew where it does not belong to this folder and size. `part`: only the sheets in
/// this folder inside, and only their labels; empty: all.
Result<Dataset> openContactSheets(const std::filesystem::path &folder, int size, const std::filesystem::path &cacheFile,
                                  const PictureReader &read, const std::string &part = {});

} // namespace reminisce::training
