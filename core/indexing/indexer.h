// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/catalogue/catalogue.h"
#include "core/catalogue/thumbnailstore.h"
#include "core/clip/encoder.h"
#include "core/image/decoderpool.h"

#include <functional>
#include <memory>
#include <vector>

namespace reminisce::indexing {

struct Skip {
    std::filesystem::path path;
    std::string reason;
};

enum class Phase { Scanning, Indexing, Done };

struct Progress {
    Phase phase = Phase::Scanning;
    std::int64_t done = 0; ///< photos of this run
    std::int64_t total = 0;
    double picturesPerSecond = 0;
    bool paused = false;
};

struct Report {
    std::int64_t photos = 0;    ///< in the library after the run
    std::int64_t files = 0;     ///< that hold them
    std::int64_t embedded = 0;  ///< vectors made in this run
    std::int64_t unchanged = 0; ///< files that cost one stat
    std::int64_t moved = 0;     ///< files that were found again under another name
    std::int64_t removed = 0;   ///< files that are gone
    std::vector<Skip> skipped;  ///< everything that cannot be read now
    double seconds = 0;
    double picturesPerSecond = 0;
    std::string copyFailure; ///< why the day's copy of the library was not made; empty: it was
};

/// The person's wishes while a run goes on. Copies refer to the same wishes. Thread-safe.
class Control {
public:
    void setPaused(bool paused) const { m_paused->store(paused); }
    bool isPaused() const { return m_paused->load(); }
    const CancelToken &cancel() const { return m_cancel; }

private:
    CancelToken m_cancel;
    std::shared_ptr<std::atomic<bool>> m_paused = std::make_shared<std::atomic<bool>>(false);
};

/// The model whose vectors the library shall have. The encoder is made when the first picture needs it.
struct IndexModel {
    std::string identity;
    std::string name;
    int dim = 0;
    clip::Preprocess preprocess;
    std::function<Result<std::shared_ptr<clip::ImageEncoder>>()> encoder;
};

struct Options {
    int decodeThreads = 0; ///< 0: one a core
    int batch = 32;        ///< pictures that the encoder takes at once
    bool lowPriority = true;
    image::DecoderPool::Options decoders; ///< their priority follows lowPriority
    std::vector<std::string> excluded;    ///< shell patterns of file and folder names
};

struct Events {
    std::function<void(const Progress &)> progress; ///< at most ten times a second, on the calling thread
    std::function<void()> batchStored;              ///< new photos can be found now
};

/// Brings a library up to date with its folders: scan, then decode pool → bounded queue → encoder → catalogue, newest
/// files first. Each batch is one transaction, so whatever moment ends the run, what was stored stays and the next run
/// goes on. Files whose bytes are known (moved, renamed, copied) cost no encoding. Runs on the calling thread, which
/// must own `catalogue` and `thumbnails`. Ends with the day's copy of the library (catalogue/copies.h).
Result<Report> bringUpToDate(catalogue::Catalogue &catalogue, catalogue::ThumbnailStore &thumbnails,
                             const IndexModel &model, const Options &options, const Control &control,
                             const Events &events);

} // namespace reminisce::indexing
