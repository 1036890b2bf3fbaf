// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/choices.h"
#include "core/base/result.h"
#include "core/catalogue/catalogue.h"
#include "core/clip/encoder.h"
#include "core/image/decoderpool.h"
#include "core/indexing/indexer.h"
#include "core/search/searcher.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace reminisce::cli {

using Json = nlohmann::ordered_json;

/// Thrown by a command that cannot go on; main() prints it and turns it into an exit code.
struct Failure {
    Error error;
};

/// The value, or Failure.
template <typename T> T must(Result<T> result)
{
    if (!result)
        throw Failure{result.error()};
    return std::move(*result);
}
inline void must(const Result<void> &result)
{
    if (!result)
        throw Failure{result.error()};
}

/// Common options and what the commands share.
class Context {
public:
    bool json = false;
    bool nul = false; ///< -0
    std::string model;
    std::string library;
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;
    int exitCode = 0;

    std::filesystem::path libraryPath() const;
    std::shared_ptr<const clip::Checkpoint> checkpoint() const;
    clip::EncoderOptions encoderOptions() const;
    std::unique_ptr<clip::ImageEncoder> imageEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint) const;
    std::unique_ptr<clip::TextEncoder> textEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint) const;

    void print(const Json &document) const;
    void printLine(const std::string &line) const; ///< ended by newline, or NUL after -0
};

/// A path as JSON: absolute, readable, and whole in `path_base64` where it is not UTF-8.
void putPath(Json &object, const std::filesystem::path &path);
std::filesystem::path absolutePath(const std::filesystem::path &path);

/// Reads and decodes a whole picture file.
Result<image::Picture> readPicture(image::DecoderPool &decoders, const std::filesystem::path &path,
                                   const image::DecodeRequest &request = {});

void addModelCommands(CLI::App &app, Context &context);
void addLibraryCommands(CLI::App &app, Context &context);
void addSearchCommands(CLI::App &app, Context &context);
void addTrainingCommands(CLI::App &app, Context &context);

/// Cancelled by Ctrl-C, which ends commands at once that never ask for it.
const indexing::Control &interruptControl();

} // namespace reminisce::cli
