// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/training/captionfiles.h"
#include "core/training/dataset.h"

#include <optional>
#include <set>

namespace reminisce::training {

/// A picture with what its file says of it.
struct PictureWithWords {
    Pixels pixels;                     ///< RGB
    std::vector<std::string> words;    ///< captions and tags in the file
    std::optional<std::int64_t> taken; ///< seconds, see image::Facts
};

/// Given by the program, since training knows no decoders. Called by several threads.
using CaptionedReader = std::function<Result<PictureWithWords>(const std::filesystem::path &)>;

struct CaptionedOptions {
    int size = 64;           ///< pixels of the dataset's pictures
    bool squash = true;      ///< they are whole, both sides scaled alike; else the middle square is taken
    double validation = 0.1; ///< share that is held back where the source does not decide it
    /// Files that an earlier run held back: these and no others are held back now.
    std::optional<std::set<std::string>> heldBack = {};
    bool folderNames = false;
    int threads = 2;
    std::function<void(std::size_t done, std::size_t all)> progress; ///< called by any thread, one at a time
    CancelToken cancel;
};

/// What became of the files.
struct CaptionedReport {
    std::size_t unreadable = 0;
    std::size_t withoutCaption = 0;
    std::string firstProblem; ///< a sentence about one unreadable file
};

/// Decodes the pictures into `cacheFile`, which is used again where it was made of the same files, and splits them, see
/// assignSplits(). Pictures that cannot be read or have no caption are left out.
Result<Dataset> openCaptionedPictures(std::vector<CaptionedFile> files, const CaptionedOptions &options,
                                      const std::filesystem::path &cacheFile, const CaptionedReader &read,
                                      CaptionedReport *report = nullptr);

} // namespace reminisce::training
