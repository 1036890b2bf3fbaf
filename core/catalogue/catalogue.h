// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"
#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace reminisce::catalogue {

enum class PhotoId : std::int64_t {};
enum class FolderId : std::int64_t {};
enum class ModelId : std::int64_t {};

inline std::int64_t raw(PhotoId id)
{
    return static_cast<std::int64_t>(id);
}
inline std::int64_t raw(FolderId id)
{
    return static_cast<std::int64_t>(id);
}
inline std::int64_t raw(ModelId id)
{
    return static_cast<std::int64_t>(id);
}

enum class DateSource { Exif = 0, Name = 1, FileTime = 2 };

struct Photo {
    PhotoId id{};
    Digest hash{};
    int width = 0;
    int height = 0;
    std::int64_t taken = 0;
    DateSource dateSource = DateSource::FileTime;
    std::string camera;
    std::optional<double> latitude, longitude;
    std::uint32_t meanColour = 0;
};

/// What the grid needs of a photo.
struct PhotoRow {
    PhotoId id{};
    Digest hash{};
    int width = 0;
    int height = 0;
    std::int64_t taken = 0;
    DateSource dateSource = DateSource::FileTime;
    std::uint32_t meanColour = 0;
};

struct File {
    std::int64_t id = 0;
    FolderId folder{};
    std::filesystem::path path;
    std::int64_t size = 0;
    std::int64_t mtime = 0;
    std::optional<PhotoId> photo;
    std::string skipReason;
};

/// What a look for changes needs of a file.
struct KnownFile {
    std::int64_t id = 0;
    std::string path; ///< bytes; not taken apart, since there may be very many
    std::int64_t size = 0;
    std::int64_t mtime = 0;
    std::optional<PhotoId> photo;
    bool settled = false; ///< skipped, or its photo has a vector of the model asked for
};

struct Folder {
    FolderId id{};
    std::filesystem::path path;
    std::int64_t photos = 0;
    std::int64_t files = 0;
};

struct Counts {
    std::int64_t photos = 0; ///< that have a file
    std::int64_t files = 0;  ///< that hold a photo
};

/// A library's SQLite file and every SQL statement of the program. One object a thread; any number of readers and one
/// writer may work on one file (WAL). Errors of the disk come back as Result or, inside a transaction, as an exception
/// that `transaction` catches.
class Catalogue {
public:
    enum class Mode { ReadWrite, ReadOnly };

    /// Opens, in ReadWrite mode also creates and migrates. A newer schema is refused; a damaged file is set aside under
    /// another name and what can be read of it is copied into a new one (`salvaged()` then tells). A file that is no
    /// database is taken for one only where it ends in .reminisce.
    static Result<Catalogue> open(const std::filesystem::path &path, Mode mode);
    /// The same as if the file were found damaged.
    static Result<Catalogue> salvage(const std::filesystem::path &path);

    Catalogue(Catalogue &&) noexcept;
    Catalogue &operator=(Catalogue &&) noexcept;
    ~Catalogue();

    const std::filesystem::path &path() const { return m_path; }
    const std::optional<std::filesystem::path> &salvaged() const { return m_salvaged; }

    /// Runs `work` in one transaction: all of it or nothing is kept.
    Result<void> transaction(const std::function<void()> &work);

    // folders
    FolderId addFolder(const std::filesystem::path &path);
    void removeFolder(FolderId id); ///< forgets its files; photos without files keep what hangs on them
    std::vector<Folder> folders() const;

    // files and photos
    std::vector<File> files() const;
    std::vector<File> filesOf(PhotoId photo) const;
    std::vector<KnownFile> knownFiles(ModelId model) const;
    std::vector<File> skippedFiles() const;
    void setFile(FolderId folder, const std::filesystem::path &path, std::int64_t size, std::int64_t mtime,
                 std::optional<PhotoId> photo, const std::string &skipReason);
    /// A file that could not be read for a reason that may pass: it is tried again. One that is known keeps its photo.
    void setUnread(FolderId folder, const std::filesystem::path &path, const std::string &reason);
    void retrySkipped(); ///< the next indexing reads all skipped files again
    void removeFile(std::int64_t id);
    std::optional<PhotoId> photoByHash(const Digest &hash) const;
    PhotoId addPhoto(const Photo &photo); ///< or the one that has this hash already
    std::optional<Photo> photo(PhotoId id) const;
    void setWords(PhotoId photo, const std::vector<std::string> &words); ///< in place of those before
    std::vector<std::pair<PhotoId, std::string>> words() const;          ///< of photos that have a file
    std::vector<PhotoRow> photosNewestFirst() const;                     ///< those that have a file
    std::optional<PhotoId> photoAtPath(const std::filesystem::path &path) const;
    Counts counts() const;

    // models and vectors
    ModelId model(const std::string &identity, const std::string &name, int dim); ///< made if absent
    std::optional<ModelId> findModel(const std::string &identity) const;
    bool hasVector(PhotoId photo, ModelId model) const;
    void setVector(PhotoId photo, ModelId model, const Embedding &vector);
    std::int64_t vectorCount(ModelId model) const;
    std::vector<std::pair<PhotoId, Digest>> photosWithVector(ModelId model) const;
    std::optional<Embedding> vector(PhotoId photo, ModelId model) const;
    std::int64_t vectorCountUpTo(ModelId model, std::int64_t since) const; ///< as vectorsSince counts
    std::vector<bool> haveFiles(const std::vector<PhotoId> &photos) const;
    /// Calls `take` for the vectors that came after `since`; returns the new `since`.
    std::int64_t vectorsSince(ModelId model, std::int64_t since,
                              const std::function<void(PhotoId, const Embedding &)> &take) const;
    void forgetVectorsExcept(ModelId model);
    struct ModelCount {
        std::string identity, name;
        std::int64_t vectors = 0;
    };
    std::vector<ModelCount> modelCounts() const; ///< every model that ever indexed this library

    /// Gives the space of deleted rows back to the disk; a failure only leaves the file larger.
    void compact();

    // facts about the library itself
    std::string meta(const std::string &key) const;
    void setMeta(const std::string &key, const std::string &value);

    struct Problem {
        std::string kind, path, text;
    };
    /// Checks the file against itself.
    std::vector<Problem> verify() const;
    /// Mends what verify() finds, as far as this can be done in place; what depends on lost rows is forgotten and made
    /// again by indexing.
    Result<void> repair();

    /// Writes a compact copy: all of it or no file.
    Result<void> copyTo(const std::filesystem::path &target) const;
    /// Takes over everything from a copy in one transaction, whoever reads meanwhile; generation() changes with it.
    Result<void> takeOver(const std::filesystem::path &copy);
    /// Another one than before: what was read earlier may be of a time that was undone.
    std::string generation() const { return meta("generation"); }

private:
    Catalogue(std::filesystem::path path, std::unique_ptr<SQLite::Database> database);
    Result<void> takeOverWorkingCopy(const std::filesystem::path &source);
    static Result<Catalogue> openOnce(const std::filesystem::path &path, Mode mode);

    std::filesystem::path m_path;
    std::unique_ptr<SQLite::Database> m_database;
    std::optional<std::filesystem::path> m_salvaged;
};

} // namespace reminisce::catalogue
