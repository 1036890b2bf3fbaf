// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"

namespace reminisce::catalogue {

/// Compressed thumbnails of a library in one SQLite file beside the catalogue (X.reminisce.thumbnails): some 20 kB a
/// photo, one file to copy or delete. A cache: losing it costs decoding, nothing else. One object a thread.
class ThumbnailStore {
public:
    static std::filesystem::path pathFor(const std::filesystem::path &cataloguePath);
    /// A damaged store is made anew, here and when it is written to.
    static Result<ThumbnailStore> open(const std::filesystem::path &cataloguePath, Catalogue::Mode mode);

    ThumbnailStore(ThumbnailStore &&) noexcept;
    ThumbnailStore &operator=(ThumbnailStore &&) noexcept;
    ~ThumbnailStore();

    Result<void> transaction(const std::function<void()> &work);
    void put(const Digest &hash, const std::vector<std::uint8_t> &bytes);
    Result<void> clear();                                    ///< deletes all of them and gives the space back
    std::vector<std::uint8_t> get(const Digest &hash) const; ///< empty where there is none

private:
    ThumbnailStore(std::filesystem::path path, std::unique_ptr<SQLite::Database> database);
    Result<void> writeSafely(const std::function<void()> &work);

    std::filesystem::path m_path;
    std::unique_ptr<SQLite::Database> m_database; ///< none where a damaged one could not be made anew
};

} // namespace reminisce::catalogue
