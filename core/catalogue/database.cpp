// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/database.h"

#include "core/catalogue/migrations.h"

#include <optional>
#include <sqlite3.h>

namespace reminisce::catalogue {

namespace fs = std::filesystem;

namespace {

constexpr int busyTimeoutMs = 10'000;

void prepare(SQLite::Database &database, bool readOnly)
{
    database.setBusyTimeout(busyTimeoutMs);
    database.exec("PRAGMA foreign_keys = ON");
    if (!readOnly) {
        database.exec("PRAGMA journal_mode = WAL");
        // In WAL mode a lost power loses at most the last transactions, never the file.
        database.exec("PRAGMA synchronous = NORMAL");
    }
    database.exec("PRAGMA cache_size = -32000");
    database.exec("PRAGMA temp_store = MEMORY");
}

/// Whether another row can be read; damage ends a table.
bool hasNext(SQLite::Statement &read)
{
    try {
        return read.executeStep();
    } catch (const SQLite::Exception &) {
        return false;
    }
}

} // namespace

bool isDamage(const SQLite::Exception &e)
{
    const int code = e.getErrorCode() & 0xFF;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool isOtherFile(const SQLite::Exception &e)
{
    return (e.getErrorCode() & 0xFF) == SQLITE_NOTADB;
}

Error sqlError(const fs::path &path, const SQLite::Exception &e)
{
    switch (e.getErrorCode() & 0xFF) {
    case SQLITE_FULL: return unavailable("The disk is full; " + path.string() + " cannot be written.");
    case SQLITE_READONLY: return unavailable(path.string() + " cannot be written; check its permissions.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return unavailable(path.string() + " is in use by another program. Try again in a moment.");
    case SQLITE_CANTOPEN: return unavailable("The library " + path.string() + " cannot be opened.");
    default: return unavailable("The library " + path.string() + " cannot be used: " + e.what() + ".");
    }
}

int schemaVersion(SQLite::Database &database)
{
    return database.execAndGet("PRAGMA user_version").getInt();
}

int newestSchema()
{
    return static_cast<int>(migrations().size());
}

void migrate(SQLite::Database &database)
{
    const auto &steps = migrations();
    while (schemaVersion(database) < newestSchema()) {
        // Another program may be at it, too.
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const int version = schemaVersion(database);
        if (version >= newestSchema())
            return;
        database.exec(steps[static_cast<std::size_t>(version)]);
        database.exec("PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
    }
}

std::unique_ptr<SQLite::Database> openDatabase(const fs::path &path, bool readOnly)
{
    const int flags = readOnly ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    auto database = std::make_unique<SQLite::Database>(path.string(), flags);
    prepare(*database, readOnly);
    return database;
}

void copyReadableRows(SQLite::Database &target, const fs::path &damaged)
{
    std::unique_ptr<SQLite::Database> source;
    try {
        source = std::make_unique<SQLite::Database>(damaged.string(), SQLite::OPEN_READONLY);
    } catch (const SQLite::Exception &) {
        return;
    }
    target.exec("PRAGMA foreign_keys = OFF");
    for (const char *table : {"meta", "folders", "photos", "models", "files", "vectors", "words"}) {
        std::optional<SQLite::Statement> read;
        try {
            read.emplace(*source, std::string("SELECT * FROM ") + table);
        } catch (const SQLite::Exception &) {
            continue; // the table is lost
        }
        SQLite::Transaction transaction(target);
        std::string marks;
        for (int i = 0; i < read->getColumnCount(); ++i)
            marks += i == 0 ? "?" : ", ?";
        SQLite::Statement write(target, std::string("INSERT OR IGNORE INTO ") + table + " VALUES (" + marks + ")");
        while (hasNext(*read)) {
            for (int i = 0; i < read->getColumnCount(); ++i) {
                const SQLite::Column column = read->getColumn(i);
                if (column.isInteger())
                    write.bind(i + 1, column.getInt64());
                else if (column.isFloat())
                    write.bind(i + 1, column.getDouble());
                else if (column.isBlob())
                    write.bind(i + 1, column.getBlob(), column.getBytes());
                else if (column.isText())
                    write.bind(i + 1, column.getString());
            }
            write.exec();
            write.reset();
            write.clearBindings();
        }
        transaction.commit();
    }
    // What points to a lost row is of no use.
    target.exec("DELETE FROM files WHERE folder NOT IN (SELECT id FROM folders)");
    target.exec("UPDATE files SET photo = NULL, mtime = 0 WHERE photo NOT IN (SELECT id FROM photos)");
    target.exec(
        "DELETE FROM vectors WHERE photo NOT IN (SELECT id FROM photos) OR model NOT IN (SELECT id FROM models)");
    target.exec("DELETE FROM words WHERE photo NOT IN (SELECT id FROM photos)");
    target.exec("PRAGMA foreign_keys = ON");
}

} // namespace reminisce::catalogue
