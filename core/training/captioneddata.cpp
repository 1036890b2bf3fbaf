// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captioneddata.h"

#include "core/base/filedescriptor.h"
#include "core/base/hash.h"
#include "core/base/paths.h"
#include "core/training/resample.h"
#include "core/training/splits.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace reminisce::training {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

/// What is kept of a decoded picture besides its pixels.
struct Note {
    bool readable = false;
    std::string problem;
    std::vector<std::string> words;
    SplitFacts facts;
};

std::size_t bytesOf(int size)
{
    return static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
}

/// Without alpha, as the encoders see it.
Pixels opaque(Pixels picture)
{
    if (picture.channels == 3)
        return picture;
    Pixels rgb(picture.width, picture.height, 3);
    for (std::size_t i = 0; i < rgb.samples.size() / 3; ++i)
        std::copy_n(picture.samples.data() + i * 4, 3, rgb.samples.data() + i * 3);
    return rgb;
}

/// size × size pixels of it.
Pixels fitted(const Pixels &picture, int size, bool squash)
{
    if (squash)
        return resample(picture, size);
    const int side = std::min(picture.width, picture.height);
    const int left = (picture.width - side) / 2, top = (picture.height - side) / 2;
    Pixels square(side, side, 3);
    for (int y = 0; y < side; ++y)
        std::copy_n(picture.row(top + y) + std::ptrdiff_t{left} * 3, square.stride(), square.row(y));
    return resample(square, size);
}

Note decodeInto(int fd, std::size_t place, const fs::path &file, const CaptionedOptions &options,
                const CaptionedReader &read, std::atomic<bool> &diskIsFull)
{
    Note note;
    Result<PictureWithWords> picture = read(file);
    if (!picture) {
        note.problem = picture.error().message;
        return note;
    }
    const Pixels small = fitted(opaque(std::move(picture->pixels)), options.size, options.squash);
    if (::pwrite(fd, small.samples.data(), small.samples.size(), static_cast<off_t>(place * small.samples.size())) !=
        static_cast<ssize_t>(small.samples.size())) {
        diskIsFull = true;
        return note;
    }
    note.readable = true;
    note.words = picture->words;
    note.facts = {sketchOf(small), picture->taken};
    return note;
}

Json toJson(const Note &note)
{
    Json json = {{"readable", note.readable},
                 {"problem", note.problem},
                 {"words", note.words},
                 {"hash", note.facts.sketch.hash},
                 {"cells", note.facts.sketch.cells}};
    if (note.facts.taken)
        json["taken"] = *note.facts.taken;
    return json;
}

Note toNote(const Json &json)
{
    Note note;
    note.readable = json.value("readable", false);
    note.problem = json.value("problem", "");
    note.words = json.value("words", std::vector<std::string>());
    note.facts.sketch.hash = json.value("hash", std::uint64_t{0});
    note.facts.sketch.cells = json.value("cells", note.facts.sketch.cells);
    if (json.contains("taken"))
        note.facts.taken = json["taken"].get<std::int64_t>();
    return note;
}

/// What the cache is made of: the files as they are now.
std::string stampOf(const std::vector<CaptionedFile> &files, const CaptionedOptions &options)
{
    Sha256 hash;
    hash.add("captioned 3, size " + std::to_string(options.size) + (options.squash ? ", whole" : ", middle"));
    for (const CaptionedFile &file : files) {
        std::error_code code;
        const auto bytes = fs::file_size(file.file, code);
        const auto changed = fs::last_write_time(file.file, code).time_since_epoch().count();
        hash.add(file.file.native() + '\n' + std::to_string(bytes) + '\n' + std::to_string(changed) + '\n');
    }
    return toHex(hash.finish());
}

Result<std::vector<Note>> decodeAll(const std::vector<CaptionedFile> &files, const CaptionedOptions &options,
                                    const fs::path &cacheFile, const CaptionedReader &read)
{
    std::error_code code;
    fs::create_directories(cacheFile.parent_path(), code);
    const fs::path temporary = cacheFile.string() + ".new";
    const FileDescriptor opened(::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const int fd = opened.get();
    if (fd < 0)
        return unavailable("Cannot write " + temporary.string() + "; is the disk full or the folder read-only?");
    if (::ftruncate(fd, static_cast<off_t>(files.size() * bytesOf(options.size))) != 0)
        return unavailable("There is no room for the pictures in " + cacheFile.parent_path().string() + ".");
    std::vector<Note> notes(files.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> diskIsFull = false;
    std::mutex telling;
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size() && !options.cancel.isCancelled() && !diskIsFull; i = next++) {
            notes[i] = decodeInto(fd, i, files[i].file, options, read, diskIsFull);
            const std::lock_guard lock(telling);
            ++done;
            if (options.progress)
                options.progress(done, files.size());
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < std::max(1, options.threads); ++i)
        threads.emplace_back(work);
    threads.clear(); // waits
    const bool synced = ::fsync(fd) == 0;
    if (options.cancel.isCancelled()) {
        fs::remove(temporary, code);
        return cancelled();
    }
    if (synced && !diskIsFull)
        fs::rename(temporary, cacheFile, code);
    else
        fs::remove(temporary, code);
    if (!synced || diskIsFull || code)
        return unavailable("Cannot write " + cacheFile.string() + "; is the disk full?");
    return notes;
}

Result<std::vector<Note>> notesOf(const std::vector<CaptionedFile> &files, const CaptionedOptions &options,
                                  const fs::path &cacheFile, const CaptionedReader &read)
{
    constexpr std::size_t largestNotes = std::size_t{1} << 30U;
    const fs::path notesFile = cacheFile.string() + ".json";
    const std::string stamp = stampOf(files, options);
    std::error_code code;
    if (fs::exists(notesFile, code)) {
        const Result<std::string> text = paths::readFile(notesFile, largestNotes);
        const Json saved = text ? Json::parse(*text, nullptr, false) : Json();
        if (saved.is_object() && saved.value("stamp", "") == stamp && saved["notes"].size() == files.size() &&
            fs::file_size(cacheFile, code) == files.size() * bytesOf(options.size)) {
            std::vector<Note> notes;
            for (const Json &each : saved["notes"])
                notes.push_back(toNote(each));
            return notes;
        }
    }
    fs::remove(notesFile, code);
    auto notes = decodeAll(files, options, cacheFile, read);
    if (!notes)
        return notes;
    Json list = Json::array();
    for (const Note &note : *notes)
        list.push_back(toJson(note));
    const Json saved = {{"stamp", stamp}, {"notes", list}};
    if (auto written = paths::writeAtomically(notesFile, saved.dump(-1, ' ', false, Json::error_handler_t::replace));
        !written)
        return written.error();
    return notes;
}

} // namespace

Result<Dataset> openCaptionedPictures(std::vector<CaptionedFile> files, const CaptionedOptions &options,
                                      const fs::path &cacheFile, const CaptionedReader &read, CaptionedReport *report)
{
    const auto notes = notesOf(files, options, cacheFile, read);
    if (!notes)
        return notes.error();
    CaptionedReport counted;
    std::vector<std::size_t> used; // rows of the cache
    std::vector<CaptionedFile> usedFiles;
    std::vector<SplitFacts> facts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const Note &note = (*notes)[i];
        std::vector<std::string> &captions = files[i].captions;
        if (!note.readable) {
            if (counted.unreadable++ == 0)
                counted.firstProblem = files[i].file.filename().string() + ": " + note.problem;
            continue;
        }
        captions.insert(captions.end(), note.words.begin(), note.words.end());
        if (captions.empty() && options.folderNames) {
            if (std::string name = captionFromFolder(files[i].file.parent_path()); !name.empty())
                captions.push_back(std::move(name));
        }
        if (captions.empty()) {
            ++counted.withoutCaption;
            continue;
        }
        used.push_back(i);
        usedFiles.push_back(std::move(files[i]));
        facts.push_back(note.facts);
    }
    if (report != nullptr)
        *report = counted;
    if (used.size() < 2)
        return badInput(counted.unreadable > 0 ? "No picture could be read. " + counted.firstProblem
                                               : std::string("None of the pictures has a caption."));
    const auto splits = options.heldBack ? splitsAsBefore(usedFiles, facts, *options.heldBack)
                                         : assignSplits(usedFiles, facts, options.validation);
    if (!splits)
        return splits.error();
    Result<MappedFile> mapped = MappedFile::open(cacheFile);
    if (!mapped)
        return mapped.error();
    Dataset data;
    data.size = options.size;
    data.pixels = std::move(*mapped);
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!(*splits)[i])
            continue;
        data.examples.push_back({0, *(*splits)[i]});
        data.rows.push_back(static_cast<std::uint32_t>(used[i]));
        data.captions.push_back(std::move(usedFiles[i].captions));
        data.files.push_back(usedFiles[i].file.native());
    }
    return data;
}

} // namespace reminisce::training
