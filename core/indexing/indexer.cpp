// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/indexing/indexer.h"

#include "core/base/boundedqueue.h"
#include "core/base/filedescriptor.h"
#include "core/catalogue/copies.h"
#include "core/clip/preprocess.h"
#include "core/image/thumbnail.h"
#include "core/indexing/power.h"
#include "core/indexing/scanner.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <deque>
#include <fcntl.h>
#include <map>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>

namespace reminisce::indexing {

namespace fs = std::filesystem;
using catalogue::FolderId;
using catalogue::PhotoId;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto flushAfter = std::chrono::milliseconds(300);

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Candidate {
    FolderId folder{};
    FoundFile file;
};

/// What a decode worker makes of a candidate.
struct Decoded {
    Candidate candidate;
    std::string skipReason; ///< set: no photo
    bool mayPass = false;   ///< the reason lies outside the file: it is read again the next time
    Digest hash{};
    std::optional<PhotoId> known; ///< the photo that is in the catalogue with its vector
    bool isRepeated = false;      ///< a file of the same bytes was met before in this run
    catalogue::Photo photo;
    std::vector<std::string> words; ///< of its owner, in the file
    std::vector<std::uint8_t> thumbnail;
    Pixels crop;
};

bool hasExtension(const fs::path &path, std::initializer_list<std::string_view> extensions)
{
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

/// A reason by the name alone, for files that are certainly no pictures.
std::string reasonByName(const fs::path &path)
{
    if (hasExtension(path, {".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".3gp", ".mts", ".mpg", ".wmv"}))
        return "Videos are not searched yet.";
    if (hasExtension(path, {".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf", ".pef", ".srw"}))
        return "Camera raw files are not read yet.";
    return {};
}

/// By its first bytes, so that large files of other kinds are not read.
bool looksLikePicture(int fd)
{
    std::array<std::uint8_t, 256> head = {};
    const ssize_t n = ::pread(fd, head.data(), head.size(), 0);
    // What cannot be read is told by the reading that follows.
    return n < 0 || image::detectFormat(Bytes(head).first(static_cast<std::size_t>(n))) != image::Format::Unknown;
}

/// Reads a file into the memory that the decoder works on.
Result<Bytes> readInto(image::DecoderPool::Loan &loan, const fs::path &path)
{
    const FileDescriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const int fd = opened.get();
    if (fd < 0)
        return unavailable(errno == EACCES ? "The file may not be read (permission denied)."
                                           : std::string("The file cannot be opened: ") + std::strerror(errno) + ".");
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return unavailable("This is not a regular file.");
    if (!looksLikePicture(fd))
        return image::unknownFormat();
    const auto buffer = loan.buffer(static_cast<std::size_t>(info.st_size));
    if (!buffer)
        return buffer.error();
    std::size_t done = 0;
    while (done < buffer->size()) {
        const ssize_t n = ::read(fd, buffer->data() + done, buffer->size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return unavailable(std::string("The file cannot be read: ") + std::strerror(errno) + ".");
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return Bytes(*buffer).first(done);
}

/// Seconds since 1970 in UTC to those of a clock without zone, as cameras write them.
std::int64_t clockTime(std::time_t seconds)
{
    std::tm local = {};
    return ::localtime_r(&seconds, &local) != nullptr ? std::int64_t{::timegm(&local)} : seconds;
}

void dateOf(catalogue::Photo &photo, const image::Facts &facts, const FoundFile &file)
{
    if (facts.taken) {
        photo.taken = *facts.taken;
        photo.dateSource = catalogue::DateSource::Exif;
    } else if (const auto named = image::dateFromName(fs::path(file.path).filename().string())) {
        photo.taken = *named;
        photo.dateSource = catalogue::DateSource::Name;
    } else {
        photo.taken = clockTime(file.mtime / 1'000'000'000);
        photo.dateSource = catalogue::DateSource::FileTime;
    }
}

class Run {
public:
    Run(catalogue::Catalogue &catalogue, catalogue::ThumbnailStore &thumbnails, const IndexModel &model,
        const Options &options, const Control &control, const Events &events)
        : m_catalogue(catalogue), m_thumbnails(thumbnails), m_model(model), m_options(options), m_control(control),
          m_events(events), m_decoders(decoderOptions(options)),
          m_results(static_cast<std::size_t>(std::max(8, 2 * options.batch)))
    {
    }

    Result<Report> run()
    {
        const auto begin = Clock::now();
        tell(Phase::Scanning, true);
        if (auto found = m_catalogue.transaction(
                [&] { m_modelId = m_catalogue.model(m_model.identity, m_model.name, m_model.dim); });
            !found)
            return found.error();
        if (auto compared = compareWithDisk(); !compared)
            return compared.error();
        if (m_control.cancel().isCancelled())
            return cancelled();
        if (auto indexed = index(); !indexed)
            return indexed.error();
        return finish(begin);
    }

private:
    static image::DecoderPool::Options decoderOptions(const Options &options)
    {
        image::DecoderPool::Options decoders = options.decoders;
        decoders.lowPriority = options.lowPriority;
        return decoders;
    }

    struct HashOfDigest {
        std::size_t operator()(const Digest &digest) const
        {
            std::size_t value = 0;
            std::memcpy(&value, digest.data(), sizeof value);
            return value;
        }
    };

    Result<void> compareWithDisk()
    {
        std::vector<catalogue::KnownFile> files = m_catalogue.knownFiles(m_modelId);
        Known known;
        known.reserve(files.size());
        for (const catalogue::KnownFile &file : files)
            known.emplace(file.path, Compared{&file});
        std::vector<Unreachable> unreachable;
        std::unordered_set<std::string> unknown;
        for (const catalogue::Folder &folder : m_catalogue.folders()) {
            ScanResult found = scan(folder.path, m_options.excluded, m_control.cancel());
            for (const fs::path &path : found.unreadable)
                unreachable.push_back({path, "The folder cannot be read; its photos are kept."});
            if (found.isEmpty && found.unreadable.empty() && folder.files > 0)
                unreachable.push_back({folder.path, "The folder is empty, as if its disk were away; its photos are "
                                                    "kept until you take the folder out of the library."});
            for (FoundFile &file : found.files)
                sortIn(folder.id, std::move(file), known, unknown);
        }
        // Whoever stopped the scan has not seen everything; nothing may count as gone then.
        if (m_control.cancel().isCancelled())
            return {};
        return removeVanished(known, std::move(unreachable));
    }

    /// A place about whose files nothing can be said now.
    struct Unreachable {
        fs::path path;
        std::string reason;
        bool keepsFiles = false;
        bool holds(std::string_view file) const
        {
            const std::string &folder = path.native();
            return file.starts_with(folder) && (folder.ends_with('/') || file.substr(folder.size()).starts_with('/'));
        }
    };

    struct Compared {
        const catalogue::KnownFile *file = nullptr;
        bool seen = false;
    };
    using Known = std::unordered_map<std::string_view, Compared>; ///< by path

    /// A folder inside another one lists its files twice; the first time counts.
    void sortIn(FolderId folder, FoundFile file, Known &known, std::unordered_set<std::string> &unknown)
    {
        const auto old = known.find(file.path);
        if (old == known.end()) {
            if (unknown.insert(file.path).second)
                m_candidates.push_back({folder, std::move(file)});
            return;
        }
        if (old->second.seen)
            return;
        old->second.seen = true;
        const catalogue::KnownFile &before = *old->second.file;
        if (before.settled && before.size == file.size && before.mtime == file.mtime)
            ++m_report.unchanged;
        else
            m_candidates.push_back({folder, std::move(file)});
    }

    Result<void> removeVanished(const Known &known, std::vector<Unreachable> unreachable)
    {
        std::vector<std::int64_t> gone;
        for (const auto &[path, compared] : known) {
            if (compared.seen)
                continue;
            const auto place = std::find_if(unreachable.begin(), unreachable.end(),
                                            [&path = path](const Unreachable &each) { return each.holds(path); });
            if (place != unreachable.end()) {
                place->keepsFiles = true;
                continue;
            }
            gone.push_back(compared.file->id);
            if (compared.file->photo) {
                ++m_report.removed;
                m_vanished[catalogue::raw(*compared.file->photo)]++;
            }
        }
        for (Unreachable &each : unreachable) {
            // A link that leads nowhere is of no interest, unless photos lay behind it.
            if (each.keepsFiles || !fs::is_symlink(each.path))
                m_report.skipped.push_back({std::move(each.path), std::move(each.reason)});
        }
        if (gone.empty())
            return {};
        return m_catalogue.transaction([&] {
            for (const std::int64_t id : gone)
                m_catalogue.removeFile(id);
        });
    }

    // ---- decoding, on the pool ----

    void decodeAll()
    {
        if (m_options.lowPriority)
            lowerThreadPriority();
        while (!m_control.cancel().isCancelled() && !m_stopped.load()) {
            if (m_control.isPaused()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                continue;
            }
            const std::size_t next = m_next.fetch_add(1);
            if (next >= m_candidates.size())
                return;
            Result<Decoded> decoded = decodeSafely(m_candidates[next]);
            if (!decoded && decoded.error().kind == ErrorKind::Internal) {
                fail(decoded.error());
                return;
            }
            if (decoded && !m_results.push(std::move(*decoded)))
                return;
        }
    }

    Result<Decoded> decodeSafely(const Candidate &candidate)
    {
        try {
            return decodeOne(candidate);
        } catch (const std::bad_alloc &) {
            Decoded decoded;
            decoded.candidate = candidate;
            return skipped(std::move(decoded), unavailable("There is too little memory for this picture."));
        }
    }

    /// An error: there is no decoder, or the person stopped.
    Result<Decoded> decodeOne(const Candidate &candidate)
    {
        Decoded decoded;
        decoded.candidate = candidate;
        decoded.skipReason = reasonByName(candidate.file.path);
        if (!decoded.skipReason.empty())
            return decoded;
        image::DecoderPool::Loan loan = m_decoders.borrow();
        const auto bytes = readInto(loan, candidate.file.path);
        if (!bytes)
            return skipped(std::move(decoded), bytes.error());
        decoded.hash = sha256(*bytes);
        if (const auto known = m_known.find(decoded.hash); known != m_known.end()) {
            decoded.known = known->second;
            return decoded;
        }
        if (!meet(decoded.hash)) {
            decoded.isRepeated = true;
            return decoded;
        }
        image::DecodeRequest request;
        // Twice what the encoder sees: measured to leave its vectors at cosine ≥ 0.99, see tests/core/indexing.
        request.shortSideAtLeast = std::max(2 * m_model.preprocess.size, image::thumbnailSide);
        const auto picture = loan.decode(bytes->size(), request, m_control.cancel());
        if (!picture)
            return skipped(std::move(decoded), picture.error());
        fill(decoded, *picture);
        return decoded;
    }

    /// False where a file of these bytes was met before.
    bool meet(const Digest &hash)
    {
        const std::lock_guard lock(m_metMutex);
        return m_met.insert(hash).second;
    }

    static Result<Decoded> skipped(Decoded decoded, const Error &error)
    {
        if (error.kind == ErrorKind::Internal || error.kind == ErrorKind::Cancelled)
            return error;
        decoded.skipReason = error.message;
        decoded.mayPass = error.kind == ErrorKind::Unavailable;
        return decoded;
    }

    void fail(const Error &error)
    {
        const std::lock_guard lock(m_errorMutex);
        m_error = error;
        m_stopped = true;
    }

    void fill(Decoded &decoded, const image::PictureView &picture) const
    {
        image::Thumbnail thumbnail = image::makeThumbnail(picture.pixels);
        decoded.crop = clip::prepare(picture.pixels, m_model.preprocess);
        decoded.thumbnail = std::move(thumbnail.bytes);
        decoded.photo.hash = decoded.hash;
        decoded.photo.width = picture.width;
        decoded.photo.height = picture.height;
        decoded.photo.camera = picture.facts.camera;
        decoded.photo.latitude = picture.facts.latitude;
        decoded.photo.longitude = picture.facts.longitude;
        decoded.photo.meanColour = thumbnail.meanColour;
        decoded.words = picture.facts.words;
        dateOf(decoded.photo, picture.facts, decoded.candidate.file);
    }

    // ---- encoding and storing, on the calling thread ----

    Result<void> index()
    {
        if (m_candidates.empty())
            return {};
        for (const auto &[photo, hash] : m_catalogue.photosWithVector(m_modelId))
            m_known.emplace(hash, photo);
        // Newest first: what a person looks for first is there first.
        std::sort(m_candidates.begin(), m_candidates.end(),
                  [](const Candidate &a, const Candidate &b) { return a.file.mtime > b.file.mtime; });
        m_indexingBegan = Clock::now();
        tell(Phase::Indexing, true);
        const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        const int workers = std::min<int>(m_options.decodeThreads > 0 ? m_options.decodeThreads : cores,
                                          static_cast<int>(std::max<std::size_t>(1, m_candidates.size())));
        std::vector<std::thread> pool;
        for (int i = 0; i < workers; ++i)
            pool.emplace_back([this] { decodeAll(); });
        Result<void> result = takeResults();
        m_stopped = true;
        m_results.close();
        for (std::thread &thread : pool)
            thread.join();
        return result;
    }

    Result<void> takeResults()
    {
        std::size_t taken = 0;
        auto lastFlush = Clock::now();
        while (taken < m_candidates.size() && !m_control.cancel().isCancelled() && !m_stopped.load()) {
            if (auto decoded = m_results.pop(std::chrono::milliseconds(50))) {
                ++taken;
                (decoded->isRepeated ? m_repeated : m_batch).push_back(std::move(*decoded));
            }
            const bool full = m_batch.size() >= static_cast<std::size_t>(m_options.batch);
            if (full || (!m_batch.empty() && Clock::now() - lastFlush > flushAfter)) {
                if (auto flushed = flush(); !flushed)
                    return flushed;
                lastFlush = Clock::now();
            }
            tell(Phase::Indexing, false);
        }
        if (auto flushed = flush(); !flushed)
            return flushed;
        if (auto stored = storeRepeated(); !stored)
            return stored;
        const std::lock_guard lock(m_errorMutex);
        return m_error ? Result<void>(*m_error) : Result<void>();
    }

    /// By now it is known what became of the files that they repeat.
    Result<void> storeRepeated()
    {
        for (Decoded &decoded : m_repeated) {
            if (const auto refused = m_refused.find(decoded.hash); refused != m_refused.end()) {
                decoded.skipReason = refused->second.reason;
                decoded.mayPass = refused->second.mayPass;
            } else if (const auto photo = m_catalogue.photoByHash(decoded.hash)) {
                decoded.known = photo;
            } else {
                continue; // the person stopped before
            }
            m_batch.push_back(std::move(decoded));
        }
        m_repeated.clear();
        return flush();
    }

    Result<void> flush()
    {
        if (m_batch.empty())
            return {};
        const auto begin = Clock::now();
        std::vector<Pixels> crops;
        for (Decoded &decoded : m_batch) {
            if (!decoded.crop.empty())
                crops.push_back(std::move(decoded.crop));
        }
        std::vector<Embedding> vectors;
        if (!crops.empty()) {
            if (auto ready = prepareEncoder(); !ready)
                return ready;
            auto encoded = m_encoder->encode(crops);
            if (!encoded)
                return encoded.error();
            vectors = std::move(*encoded);
        }
        if (auto stored = store(vectors); !stored)
            return stored;
        m_done += static_cast<std::int64_t>(m_batch.size());
        m_report.embedded += static_cast<std::int64_t>(vectors.size());
        m_batch.clear();
        if (m_events.batchStored)
            m_events.batchStored();
        if (m_options.lowPriority && isOnBattery())
            std::this_thread::sleep_for(Clock::now() - begin); // half speed
        return {};
    }

    Result<void> prepareEncoder()
    {
        if (m_encoder)
            return {};
        auto encoder = m_model.encoder();
        if (!encoder)
            return encoder.error();
        m_encoder = std::move(*encoder);
        return {};
    }

    Result<void> store(const std::vector<Embedding> &vectors)
    {
        // Thumbnails first: they are a cache, and a photo in the catalogue should have one.
        auto kept = m_thumbnails.transaction([&] {
            for (const Decoded &decoded : m_batch) {
                if (!decoded.thumbnail.empty())
                    m_thumbnails.put(decoded.hash, decoded.thumbnail);
            }
        });
        if (!kept)
            return kept;
        return m_catalogue.transaction([&] {
            std::size_t vector = 0;
            for (const Decoded &decoded : m_batch) {
                const FoundFile &file = decoded.candidate.file;
                if (!decoded.skipReason.empty())
                    m_refused[decoded.hash] = {decoded.skipReason, decoded.mayPass};
                if (decoded.mayPass) {
                    m_catalogue.setUnread(decoded.candidate.folder, file.path, decoded.skipReason);
                    continue;
                }
                std::optional<PhotoId> photo = decoded.known;
                if (photo) {
                    countMove(*photo);
                } else if (decoded.skipReason.empty()) {
                    photo = m_catalogue.addPhoto(decoded.photo);
                    m_catalogue.setWords(*photo, decoded.words);
                    m_catalogue.setVector(*photo, m_modelId, vectors.at(vector++));
                }
                m_catalogue.setFile(decoded.candidate.folder, file.path, file.size, file.mtime, photo,
                                    decoded.skipReason);
            }
        });
    }

    void countMove(PhotoId photo)
    {
        const auto gone = m_vanished.find(catalogue::raw(photo));
        if (gone == m_vanished.end() || gone->second == 0)
            return;
        --gone->second;
        ++m_report.moved;
        --m_report.removed;
    }

    void tell(Phase phase, bool now)
    {
        if (!m_events.progress || (!now && Clock::now() - m_lastTold < std::chrono::milliseconds(100)))
            return;
        m_lastTold = Clock::now();
        const double seconds = secondsSince(m_indexingBegan);
        m_events.progress({phase, m_done, static_cast<std::int64_t>(m_candidates.size()),
                           phase == Phase::Indexing && seconds > 0.5 ? static_cast<double>(m_done) / seconds : 0.0,
                           m_control.isPaused()});
    }

    Result<Report> finish(Clock::time_point begin)
    {
        const double indexing = secondsSince(m_indexingBegan);
        const catalogue::Counts counts = m_catalogue.counts();
        m_report.photos = counts.photos;
        m_report.files = counts.files;
        for (const catalogue::File &file : m_catalogue.skippedFiles())
            m_report.skipped.push_back({file.path, file.skipReason});
        if (!m_control.cancel().isCancelled()) {
            if (const auto copied = catalogue::makeDailyCopy(m_catalogue, catalogue::today()); !copied)
                m_report.copyFailure = copied.error().message;
        }
        m_report.seconds = secondsSince(begin);
        m_report.picturesPerSecond =
            m_report.embedded > 0 && indexing > 0 ? static_cast<double>(m_report.embedded) / indexing : 0;
        tell(Phase::Done, true);
        if (m_control.cancel().isCancelled())
            return cancelled();
        return std::move(m_report);
    }

    catalogue::Catalogue &m_catalogue;
    catalogue::ThumbnailStore &m_thumbnails;
    const IndexModel &m_model;
    const Options &m_options;
    const Control &m_control;
    const Events &m_events;
    catalogue::ModelId m_modelId{};
    std::unordered_map<Digest, PhotoId, HashOfDigest> m_known; ///< photos with a vector of this model; read by the pool
    std::map<std::int64_t, int> m_vanished;                    ///< photo → files of it that are gone
    std::vector<Candidate> m_candidates;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_stopped{false};
    std::mutex m_errorMutex;      ///< guards m_error
    std::optional<Error> m_error; ///< of a decode worker
    image::DecoderPool m_decoders;
    BoundedQueue<Decoded> m_results;
    std::vector<Decoded> m_batch;
    std::vector<Decoded> m_repeated; ///< wait for the end
    struct Refusal {
        std::string reason;
        bool mayPass = false;
    };
    std::unordered_map<Digest, Refusal, HashOfDigest> m_refused; ///< in this run
    std::mutex m_metMutex;                                       ///< guards m_met
    std::unordered_set<Digest, HashOfDigest> m_met;              ///< bytes that a worker decodes or has decoded
    std::shared_ptr<clip::ImageEncoder> m_encoder;
    Report m_report;
    std::int64_t m_done = 0;
    Clock::time_point m_indexingBegan = Clock::now();
    Clock::time_point m_lastTold;
};

} // namespace

Result<Report> bringUpToDate(catalogue::Catalogue &catalogue, catalogue::ThumbnailStore &thumbnails,
                             const IndexModel &model, const Options &options, const Control &control,
                             const Events &events)
{
    try {
        return Run(catalogue, thumbnails, model, options, control, events).run();
    } catch (const std::exception &e) {
        // A question to a disk that is gone or full of errors.
        return unavailable("The library cannot be read: " + std::string(e.what()) + ".");
    }
}

} // namespace reminisce::indexing
