// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/training/dataset.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace reminisce::training {

/// A picture file and what its owner says of it.
struct CaptionedFile {
    std::filesystem::path file; ///< absolute
    std::vector<std::string> captions;
    std::optional<Split> split; ///< where the source decides it
};

/// Reads captions of the pictures in `folder` from `captionFile`. By its ending and first line it is one of:
///   .csv .tsv .txt  a table with a header, separated by comma, semicolon, tab or |: a column of files (image, file,
///                   filename, file_name, path, filepath, image_name), one of captions (caption, captions, text, title,
///                   description, comment, sentence), and perhaps "split" with train, val or test, which is left out
///   .txt            Flickr8k's token file: NAME#NUMBER, tab, caption
///   .jsonl .ndjson  an object a line, with the same names; the caption may be a list
/// A file may have several rows. The pictures may lie in a folder "Images" and the like. That none of them exists is an
/// error, since then the wrong folder was chosen.
Result<std::vector<CaptionedFile>> readCaptionFile(const std::filesystem::path &folder,
                                                   const std::filesystem::path &captionFile);

/// The caption file in a folder, by the names that are usual (captions.csv, metadata.jsonl, Flickr8k.token.txt and the
/// like), or nothing.
std::optional<std::filesystem::path> findCaptionFile(const std::filesystem::path &folder);

/// All pictures below a folder, by their endings, with the text files beside them as captions: IMG.txt or IMG.jpg.txt.
/// Fails where not all of the folder can be read.
Result<std::vector<CaptionedFile>> readSidecars(const std::filesystem::path &folder);

/// "2019 Summer - beach_walk" → "summer beach walk"; empty where nothing but numbers is left, or a name that cameras
/// give.
std::string captionFromFolder(const std::filesystem::path &folder);

} // namespace reminisce::training
