// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/thumbnailstore.h"

#include "core/catalogue/database.h"

namespace reminisce::catalogue {

namespace fs = std::filesystem;

namespace {

std::unique_ptr<SQLite::Database> openStore(const fs::path &path, bool write)
{
    auto database = std::make_unique<SQLite::Database>(
        path.string(), write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY);
    database->setBusyTimeout(10'000);
    if (write) {
        database->exec("PRAGMA journal_mode = WAL");
        // A cache: what a lost power damages is made anew.
        database->exec("PRAGMA synchronous = OFF");
        database->exec("CREATE TABLE IF NOT EXISTS thumbnails (hash BLOB PRIMARY KEY, image BLOB NOT NULL) STRICT");
    }
    return database;
}

void removeStore(const fs::path &path)
{
    std::error_code code;
    for (const char *suffix : {"", "-wal", "-shm"})
        fs::remove(path.string() + suffix, code);
}

} // namespace

ThumbnailStore::ThumbnailStore(fs::path path, std::unique_ptr<SQLite::Database> database)
    : m_path(std::move(path)), m_database(std::move(database))
{
}
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
    try {
        try {
            return ThumbnailStore(path, openStore(path, write));
        } catch (const SQLite::Exception &e) {
            if (!write || !isDamage(e))
                throw;
            removeStore(path);
            return ThumbnailStore(path, openStore(path, write));
        }
    } catch (const SQLite::Exception &e) {
        return unavailable("The thumbnails " + path.string() + " cannot be opened: " + e.what() + ".");
    }
}

/// Once more on a new store where this one turns out to be damaged.
Result<void> ThumbnailStore::writeSafely(const std::function<void()> &work)
{
    try {
        if (!m_database)
            m_database = openStore(m_path, true);
        try {
            work();
        } catch (const SQLite::Exception &e) {
            if (!isDamage(e))
                throw;
            m_database.reset();
            removeStore(m_path);
            m_database = openStore(m_path, true);
            work();
        }
        return {};
    } catch (const SQLite::Exception &e) {
        return sqlError(m_path, e);
    }
}

Result<void> ThumbnailStore::transaction(const std::function<void()> &work)
{
    return writeSafely([&] {
        SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
        work();
        transaction.commit();
    });
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
    return writeSafely([&] {
        m_database->exec("DELETE FROM thumbnails");
        m_database->exec("VACUUM");
        m_database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    });
}

std::vector<std::uint8_t> ThumbnailStore::get(const Digest &hash) const
{
    if (!m_database)
        return {};
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
