// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/thumbnailstore.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace reminisce::catalogue {

namespace fs = std::filesystem;

ThumbnailStore::ThumbnailStore(std::unique_ptr<SQLite::Database> database) : m_database(std::move(database)) {}
ThumbnailStore::ThumbnailStore(ThumbnailStore &&) noexcept = default;
ThumbnailStore &ThumbnailStore::operator=(ThumbnailStore &&) noexcept = default;
ThumbnailStore::~ThumbnailStore() = default;

fs::path ThumbnailStore::pathFor(const fs::path &cataloguePath)
{
    return cataloguePath.string() + ".thumbnails";
}

Result<ThumbnailStore> ThumbnailStore::open(const fs::path &cataloguePath, Catalogue::Mode mode)
{
    const fs::path path = pathFor(cataloguePath);
    const bool write = mode == Catalogue::Mode::ReadWrite;
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            auto database = std::make_unique<SQLite::Database>(
                path.string(), write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY);
            database->setBusyTimeout(10'000);
            if (write) {
                database->exec("PRAGMA journal_mode = WAL");
                // A cache: what a lost power takes away is decoded again.
                database->exec("PRAGMA synchronous = OFF");
                database->exec(
                    "CREATE TABLE IF NOT EXISTS thumbnails (hash BLOB PRIMARY KEY, image BLOB NOT NULL) STRICT");
            }
            return ThumbnailStore(std::move(database));
        } catch (const SQLite::Exception &e) {
            if (!write || attempt > 0)
                return unavailable("The thumbnails " + path.string() + " cannot be opened: " + e.what() + ".");
            std::error_code code;
            for (const char *suffix : {"", "-wal", "-shm"})
                fs::remove(path.string() + suffix, code);
        }
    }
    return unavailable("The thumbnails " + path.string() + " cannot be opened.");
}

Result<void> ThumbnailStore::transaction(const std::function<void()> &work)
{
    try {
        SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
        work();
        transaction.commit();
        return {};
    } catch (const SQLite::Exception &e) {
        return unavailable(std::string("Thumbnails cannot be written: ") + e.what() + ".");
    }
}

void ThumbnailStore::put(const Digest &hash, const std::vector<std::uint8_t> &bytes)
{
    SQLite::Statement insert(*m_database, "INSERT OR REPLACE INTO thumbnails (hash, image) VALUES (?, ?)");
    insert.bind(1, hash.data(), static_cast<int>(hash.size()));
    insert.bind(2, bytes.data(), static_cast<int>(bytes.size()));
    insert.exec();
}

Result<void> ThumbnailStore::clear()
{
    try {
        m_database->exec("DELETE FROM thumbnails");
        m_database->exec("VACUUM");
        m_database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return {};
    } catch (const SQLite::Exception &e) {
        return unavailable(std::string("The thumbnails cannot be deleted: ") + e.what() + ".");
    }
}

bool ThumbnailStore::contains(const Digest &hash) const
{
    SQLite::Statement q(*m_database, "SELECT 1 FROM thumbnails WHERE hash = ?");
    q.bind(1, hash.data(), static_cast<int>(hash.size()));
    return q.executeStep();
}

std::vector<std::uint8_t> ThumbnailStore::get(const Digest &hash) const
{
    try {
        SQLite::Statement q(*m_database, "SELECT image FROM thumbnails WHERE hash = ?");
        q.bind(1, hash.data(), static_cast<int>(hash.size()));
        if (!q.executeStep())
            return {};
        const auto *bytes = static_cast<const std::uint8_t *>(q.getColumn(0).getBlob());
        return {bytes, bytes + q.getColumn(0).getBytes()};
    } catch (const SQLite::Exception &) {
        return {};
    }
}

} // namespace reminisce::catalogue
