// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalogue/catalogue.h"

#include "core/base/paths.h"
#include "core/catalogue/database.h"
#include "core/catalogue/libraryfiles.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace reminisce::catalogue {

namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path &path)
{
    return path.native();
}

void bindBlob(SQLite::Statement &statement, int index, const std::string &bytes)
{
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

fs::path pathFrom(const SQLite::Column &column)
{
    return std::string(static_cast<const char *>(column.getBlob()), static_cast<std::size_t>(column.getBytes()));
}

Digest digestFrom(const SQLite::Column &column)
{
    Digest digest{};
    if (column.getBytes() == static_cast<int>(digest.size()))
        std::memcpy(digest.data(), column.getBlob(), digest.size());
    return digest;
}

template <typename Id> std::optional<Id> optionalId(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : std::optional(static_cast<Id>(column.getInt64()));
}

Embedding vectorFrom(const SQLite::Column &column)
{
    return fromHalves(
        {static_cast<const std::uint8_t *>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
}

File fileFrom(SQLite::Statement &q)
{
    File file;
    file.id = q.getColumn(0).getInt64();
    file.folder = static_cast<FolderId>(q.getColumn(1).getInt64());
    file.path = pathFrom(q.getColumn(2));
    file.size = q.getColumn(3).getInt64();
    file.mtime = q.getColumn(4).getInt64();
    file.photo = optionalId<PhotoId>(q.getColumn(5));
    if (!q.getColumn(6).isNull())
        file.skipReason = q.getColumn(6).getString();
    return file;
}

constexpr const char *fileColumns = "SELECT id, folder, path, size, mtime, photo, skip_reason FROM files ";

std::vector<File> allFiles(SQLite::Statement &q)
{
    std::vector<File> files;
    while (q.executeStep())
        files.push_back(fileFrom(q));
    return files;
}

} // namespace

Catalogue::Catalogue(fs::path path, std::unique_ptr<SQLite::Database> database)
    : m_path(std::move(path)), m_database(std::move(database))
{
}

Catalogue::Catalogue(Catalogue &&) noexcept = default;
Catalogue &Catalogue::operator=(Catalogue &&) noexcept = default;
Catalogue::~Catalogue() = default;

Result<Catalogue> Catalogue::open(const fs::path &path, Mode mode)
{
    std::error_code code;
    if (mode == Mode::ReadWrite) {
        fs::create_directories(path.parent_path(), code);
        if (code)
            return unavailable("The folder " + path.parent_path().string() + " cannot be made: " + code.message() +
                               ".");
    } else if (!fs::exists(path, code)) {
        return badInput("There is no library " + path.string() + ".");
    }
    try {
        return openOnce(path, mode);
    } catch (const SQLite::Exception &e) {
        if (!isDamage(e))
            return sqlError(path, e);
        if (mode == Mode::ReadOnly)
            return badInput("The library " + path.string() + " is damaged.");
        // A mistaken name must not cost somebody's photo.
        if (isOtherFile(e) && path.extension() != ".reminisce")
            return badInput(path.string() + " is not a library of Reminisce; their names end in .reminisce.");
        return salvage(path);
    }
}

Result<Catalogue> Catalogue::openOnce(const fs::path &path, Mode mode)
{
    auto database = openDatabase(path, mode == Mode::ReadOnly);
    const int version = schemaVersion(*database);
    if (version > newestSchema())
        return badInput("The library " + path.string() +
                        " was made by a newer version of Reminisce. Please install that version.");
    if (mode == Mode::ReadWrite) {
        migrate(*database);
        // Reads the schema and one page of each table: enough to notice most damage without reading it all.
        database->exec("SELECT count(*) FROM (SELECT 1 FROM photos LIMIT 1), (SELECT 1 FROM files LIMIT 1)");
    } else if (version < newestSchema()) {
        return badInput("The library " + path.string() + " is empty or from an older version; index it first.");
    }
    return Catalogue(path, std::move(database));
}

Result<Catalogue> Catalogue::salvage(const fs::path &path)
{
    // The damaged one keeps its name until the new one is complete.
    const fs::path fresh = path.native() + ".salvaging";
    std::error_code code;
    for (const char *suffix : {"", "-wal", "-shm"})
        fs::remove(fresh.native() + suffix, code);
    try {
        const auto salvaged = openOnce(fresh, Mode::ReadWrite);
        if (!salvaged)
            return salvaged.error();
        copyReadableRows(*salvaged->m_database, path);
    } catch (const SQLite::Exception &e) {
        return sqlError(path, e);
    }
    const fs::path aside = asideName(path, "damaged");
    fs::create_hard_link(path, aside, code);
    if (code)
        fs::rename(path, aside, code); // a file system without links
    if (code)
        return unavailable("The library " + path.string() + " cannot be set aside: " + code.message() + ".");
    // The write-ahead log belongs to it: its newest rows may be there only.
    for (const char *suffix : {"-wal", "-shm"})
        fs::rename(path.native() + suffix, aside.native() + suffix, code);
    if (auto placed = paths::putInPlace(fresh, path); !placed) {
        // A missing library would be taken for a new one.
        if (!fs::exists(path, code))
            fs::rename(aside, path, code);
        return placed.error();
    }
    try {
        auto library = openOnce(path, Mode::ReadWrite);
        if (library)
            library->m_salvaged = aside;
        return library;
    } catch (const SQLite::Exception &e) {
        return sqlError(path, e);
    }
}

Result<void> Catalogue::transaction(const std::function<void()> &work)
{
    try {
        SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
        work();
        transaction.commit();
        return {};
    } catch (const SQLite::Exception &e) {
        return sqlError(m_path, e);
    }
}

FolderId Catalogue::addFolder(const fs::path &path)
{
    SQLite::Statement insert(*m_database, "INSERT INTO folders (path) VALUES (?) ON CONFLICT DO NOTHING");
    bindBlob(insert, 1, bytesOf(path));
    insert.exec();
    SQLite::Statement select(*m_database, "SELECT id FROM folders WHERE path = ?");
    bindBlob(select, 1, bytesOf(path));
    select.executeStep();
    return static_cast<FolderId>(select.getColumn(0).getInt64());
}

void Catalogue::removeFolder(FolderId id)
{
    for (const char *sql : {"DELETE FROM files WHERE folder = ?", "DELETE FROM folders WHERE id = ?"}) {
        SQLite::Statement statement(*m_database, sql);
        statement.bind(1, raw(id));
        statement.exec();
    }
}

std::vector<Folder> Catalogue::folders() const
{
    SQLite::Statement q(*m_database, "SELECT d.id, d.path, count(DISTINCT f.photo), count(f.photo) FROM folders d "
                                     "LEFT JOIN files f ON f.folder = d.id GROUP BY d.id ORDER BY d.path");
    std::vector<Folder> folders;
    while (q.executeStep())
        folders.push_back({static_cast<FolderId>(q.getColumn(0).getInt64()), pathFrom(q.getColumn(1)),
                           q.getColumn(2).getInt64(), q.getColumn(3).getInt64()});
    return folders;
}

std::vector<File> Catalogue::files() const
{
    SQLite::Statement q(*m_database, fileColumns);
    return allFiles(q);
}

std::vector<KnownFile> Catalogue::knownFiles(ModelId model) const
{
    SQLite::Statement q(*m_database, "SELECT id, path, size, mtime, photo, skip_reason IS NOT NULL OR EXISTS (SELECT 1 "
                                     "FROM vectors v WHERE v.photo = f.photo AND v.model = ?) FROM files f");
    q.bind(1, raw(model));
    std::vector<KnownFile> files;
    while (q.executeStep()) {
        const SQLite::Column path = q.getColumn(1);
        files.push_back({q.getColumn(0).getInt64(),
                         std::string(static_cast<const char *>(path.getBlob()), static_cast<std::size_t>(path.size())),
                         q.getColumn(2).getInt64(), q.getColumn(3).getInt64(), optionalId<PhotoId>(q.getColumn(4)),
                         q.getColumn(5).getInt() != 0});
    }
    return files;
}

std::vector<File> Catalogue::filesOf(PhotoId photo) const
{
    SQLite::Statement q(*m_database, std::string(fileColumns) + "WHERE photo = ? ORDER BY path");
    q.bind(1, raw(photo));
    return allFiles(q);
}

std::vector<File> Catalogue::skippedFiles() const
{
    SQLite::Statement q(*m_database, std::string(fileColumns) + "WHERE skip_reason IS NOT NULL ORDER BY path");
    return allFiles(q);
}

void Catalogue::setFile(FolderId folder, const fs::path &path, std::int64_t size, std::int64_t mtime,
                        std::optional<PhotoId> photo, const std::string &skipReason)
{
    SQLite::Statement upsert(
        *m_database, "INSERT INTO files (folder, path, size, mtime, photo, skip_reason) VALUES (?, ?, ?, ?, ?, ?) "
                     "ON CONFLICT (path) DO UPDATE SET folder = excluded.folder, size = excluded.size, "
                     "mtime = excluded.mtime, photo = excluded.photo, skip_reason = excluded.skip_reason");
    upsert.bind(1, raw(folder));
    bindBlob(upsert, 2, bytesOf(path));
    upsert.bind(3, size);
    upsert.bind(4, mtime);
    if (photo)
        upsert.bind(5, raw(*photo));
    if (!skipReason.empty())
        upsert.bind(6, skipReason);
    upsert.exec();
}

void Catalogue::setUnread(FolderId folder, const fs::path &path, const std::string &reason)
{
    SQLite::Statement upsert(*m_database,
                             "INSERT INTO files (folder, path, size, mtime, skip_reason) VALUES (?, ?, -1, 0, ?) "
                             "ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, "
                             "skip_reason = excluded.skip_reason WHERE photo IS NULL");
    upsert.bind(1, raw(folder));
    bindBlob(upsert, 2, bytesOf(path));
    upsert.bind(3, reason);
    upsert.exec();
}

void Catalogue::retrySkipped()
{
    m_database->exec("UPDATE files SET size = -1 WHERE skip_reason IS NOT NULL");
}

void Catalogue::removeFile(std::int64_t id)
{
    SQLite::Statement statement(*m_database, "DELETE FROM files WHERE id = ?");
    statement.bind(1, id);
    statement.exec();
}

std::optional<PhotoId> Catalogue::photoByHash(const Digest &hash) const
{
    SQLite::Statement q(*m_database, "SELECT id FROM photos WHERE hash = ?");
    q.bind(1, hash.data(), static_cast<int>(hash.size()));
    return q.executeStep() ? optionalId<PhotoId>(q.getColumn(0)) : std::nullopt;
}

PhotoId Catalogue::addPhoto(const Photo &photo)
{
    if (const auto known = photoByHash(photo.hash))
        return *known;
    SQLite::Statement insert(*m_database, "INSERT INTO photos (hash, width, height, taken, taken_source, camera, "
                                          "latitude, longitude, mean_colour) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, photo.hash.data(), static_cast<int>(photo.hash.size()));
    insert.bind(2, photo.width);
    insert.bind(3, photo.height);
    insert.bind(4, photo.taken);
    insert.bind(5, static_cast<int>(photo.dateSource));
    insert.bind(6, photo.camera);
    if (photo.latitude && photo.longitude) {
        insert.bind(7, *photo.latitude);
        insert.bind(8, *photo.longitude);
    }
    insert.bind(9, photo.meanColour);
    insert.exec();
    return static_cast<PhotoId>(m_database->getLastInsertRowid());
}

void Catalogue::setWords(PhotoId photo, const std::vector<std::string> &words)
{
    SQLite::Statement forget(*m_database, "DELETE FROM words WHERE photo = ?");
    forget.bind(1, raw(photo));
    forget.exec();
    SQLite::Statement insert(*m_database, "INSERT OR IGNORE INTO words (photo, text) VALUES (?, ?)");
    for (const std::string &text : words) {
        insert.bind(1, raw(photo));
        insert.bind(2, text);
        insert.exec();
        insert.reset();
    }
}

std::vector<std::pair<PhotoId, std::string>> Catalogue::words() const
{
    std::vector<std::pair<PhotoId, std::string>> words;
    SQLite::Statement q(*m_database, "SELECT photo, text FROM words WHERE EXISTS (SELECT 1 FROM files WHERE "
                                     "files.photo = words.photo) ORDER BY photo, text");
    while (q.executeStep())
        words.emplace_back(static_cast<PhotoId>(q.getColumn(0).getInt64()), q.getColumn(1).getString());
    return words;
}

std::optional<Photo> Catalogue::photo(PhotoId id) const
{
    SQLite::Statement q(*m_database, "SELECT hash, width, height, taken, taken_source, camera, latitude, longitude, "
                                     "mean_colour FROM photos WHERE id = ?");
    q.bind(1, raw(id));
    if (!q.executeStep())
        return std::nullopt;
    Photo photo;
    photo.id = id;
    photo.hash = digestFrom(q.getColumn(0));
    photo.width = q.getColumn(1).getInt();
    photo.height = q.getColumn(2).getInt();
    photo.taken = q.getColumn(3).getInt64();
    photo.dateSource = static_cast<DateSource>(q.getColumn(4).getInt());
    photo.camera = q.getColumn(5).getString();
    if (!q.getColumn(6).isNull()) {
        photo.latitude = q.getColumn(6).getDouble();
        photo.longitude = q.getColumn(7).getDouble();
    }
    photo.meanColour = q.getColumn(8).getUInt();
    return photo;
}

std::vector<PhotoRow> Catalogue::photosNewestFirst() const
{
    // Sorted here: by the index on dates, SQLite would fetch every row from another place, which takes four times as
    // long.
    SQLite::Statement q(*m_database,
                        "SELECT id, width, height, taken, taken_source, mean_colour, hash FROM photos p WHERE EXISTS "
                        "(SELECT 1 FROM files f WHERE f.photo = p.id)");
    std::vector<PhotoRow> rows;
    while (q.executeStep())
        rows.push_back({static_cast<PhotoId>(q.getColumn(0).getInt64()), digestFrom(q.getColumn(6)),
                        q.getColumn(1).getInt(), q.getColumn(2).getInt(), q.getColumn(3).getInt64(),
                        static_cast<DateSource>(q.getColumn(4).getInt()), q.getColumn(5).getUInt()});
    std::sort(rows.begin(), rows.end(), [](const PhotoRow &a, const PhotoRow &b) {
        return std::pair(a.taken, raw(a.id)) > std::pair(b.taken, raw(b.id));
    });
    return rows;
}

std::optional<PhotoId> Catalogue::photoAtPath(const fs::path &path) const
{
    SQLite::Statement q(*m_database, "SELECT photo FROM files WHERE path = ?");
    bindBlob(q, 1, bytesOf(path));
    return q.executeStep() ? optionalId<PhotoId>(q.getColumn(0)) : std::nullopt;
}

Counts Catalogue::counts() const
{
    SQLite::Statement q(*m_database, "SELECT count(DISTINCT photo), count(photo) FROM files");
    q.executeStep();
    return {q.getColumn(0).getInt64(), q.getColumn(1).getInt64()};
}

ModelId Catalogue::model(const std::string &identity, const std::string &name, int dim)
{
    if (const auto known = findModel(identity))
        return *known;
    SQLite::Statement insert(*m_database, "INSERT INTO models (identity, name, dim) VALUES (?, ?, ?)");
    insert.bind(1, identity);
    insert.bind(2, name);
    insert.bind(3, dim);
    insert.exec();
    return static_cast<ModelId>(m_database->getLastInsertRowid());
}

std::optional<ModelId> Catalogue::findModel(const std::string &identity) const
{
    SQLite::Statement q(*m_database, "SELECT id FROM models WHERE identity = ?");
    q.bind(1, identity);
    return q.executeStep() ? optionalId<ModelId>(q.getColumn(0)) : std::nullopt;
}

bool Catalogue::hasVector(PhotoId photo, ModelId model) const
{
    SQLite::Statement q(*m_database, "SELECT 1 FROM vectors WHERE photo = ? AND model = ?");
    q.bind(1, raw(photo));
    q.bind(2, raw(model));
    return q.executeStep();
}

void Catalogue::setVector(PhotoId photo, ModelId model, const Embedding &vector)
{
    SQLite::Statement insert(*m_database, "INSERT OR REPLACE INTO vectors (photo, model, vector) VALUES (?, ?, ?)");
    const std::vector<std::uint8_t> bytes = toHalves(vector);
    insert.bind(1, raw(photo));
    insert.bind(2, raw(model));
    insert.bind(3, bytes.data(), static_cast<int>(bytes.size()));
    insert.exec();
}

std::int64_t Catalogue::vectorCount(ModelId model) const
{
    SQLite::Statement q(*m_database, "SELECT count(*) FROM vectors v WHERE model = ? AND EXISTS "
                                     "(SELECT 1 FROM files f WHERE f.photo = v.photo)");
    q.bind(1, raw(model));
    q.executeStep();
    return q.getColumn(0).getInt64();
}

std::vector<std::pair<PhotoId, Digest>> Catalogue::photosWithVector(ModelId model) const
{
    SQLite::Statement q(*m_database,
                        "SELECT p.id, p.hash FROM vectors v JOIN photos p ON p.id = v.photo WHERE v.model = ?");
    q.bind(1, raw(model));
    std::vector<std::pair<PhotoId, Digest>> photos;
    while (q.executeStep())
        photos.emplace_back(static_cast<PhotoId>(q.getColumn(0).getInt64()), digestFrom(q.getColumn(1)));
    return photos;
}

std::optional<Embedding> Catalogue::vector(PhotoId photo, ModelId model) const
{
    SQLite::Statement q(*m_database, "SELECT vector FROM vectors WHERE photo = ? AND model = ?");
    q.bind(1, raw(photo));
    q.bind(2, raw(model));
    return q.executeStep() ? std::optional(vectorFrom(q.getColumn(0))) : std::nullopt;
}

std::int64_t Catalogue::vectorsSince(ModelId model, std::int64_t since,
                                     const std::function<void(PhotoId, const Embedding &)> &take) const
{
    SQLite::Statement q(*m_database, "SELECT id, photo, vector FROM vectors WHERE model = ? AND id > ? ORDER BY id");
    q.bind(1, raw(model));
    q.bind(2, since);
    while (q.executeStep()) {
        since = q.getColumn(0).getInt64();
        take(static_cast<PhotoId>(q.getColumn(1).getInt64()), vectorFrom(q.getColumn(2)));
    }
    return since;
}

std::int64_t Catalogue::vectorCountUpTo(ModelId model, std::int64_t since) const
{
    SQLite::Statement q(*m_database, "SELECT count(*) FROM vectors WHERE model = ? AND id <= ?");
    q.bind(1, raw(model));
    q.bind(2, since);
    q.executeStep();
    return q.getColumn(0).getInt64();
}

std::vector<bool> Catalogue::haveFiles(const std::vector<PhotoId> &photos) const
{
    SQLite::Statement q(*m_database, "SELECT 1 FROM files WHERE photo = ? LIMIT 1");
    std::vector<bool> have;
    for (const PhotoId photo : photos) {
        q.reset();
        q.bind(1, raw(photo));
        have.push_back(q.executeStep());
    }
    return have;
}

void Catalogue::forgetVectorsExcept(ModelId model)
{
    SQLite::Statement statement(*m_database, "DELETE FROM vectors WHERE model <> ?");
    statement.bind(1, raw(model));
    statement.exec();
}

std::vector<Catalogue::ModelCount> Catalogue::modelCounts() const
{
    SQLite::Statement q(*m_database, "SELECT m.identity, m.name, count(v.id) FROM models m "
                                     "LEFT JOIN vectors v ON v.model = m.id GROUP BY m.id");
    std::vector<ModelCount> counts;
    while (q.executeStep())
        counts.push_back({q.getColumn(0).getString(), q.getColumn(1).getString(), q.getColumn(2).getInt64()});
    return counts;
}

void Catalogue::compact()
{
    try {
        m_database->exec("VACUUM");
        m_database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const SQLite::Exception &) {
        // Another program may be reading; the next time will do.
    }
}

std::string Catalogue::meta(const std::string &key) const
{
    SQLite::Statement q(*m_database, "SELECT value FROM meta WHERE key = ?");
    q.bind(1, key);
    return q.executeStep() ? q.getColumn(0).getString() : std::string();
}

void Catalogue::setMeta(const std::string &key, const std::string &value)
{
    SQLite::Statement statement(*m_database, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
    statement.bind(1, key);
    statement.bind(2, value);
    statement.exec();
}

std::vector<Catalogue::Problem> Catalogue::verify() const
{
    std::vector<Problem> problems;
    try {
        SQLite::Statement integrity(*m_database, "PRAGMA integrity_check(100)");
        while (integrity.executeStep()) {
            const std::string text = integrity.getColumn(0).getString();
            if (text != "ok")
                problems.push_back({"damaged", m_path.string(), text});
        }
        SQLite::Statement foreign(*m_database, "PRAGMA foreign_key_check");
        while (foreign.executeStep())
            problems.push_back(
                {"dangling", m_path.string(), "A row of " + foreign.getColumn(0).getString() + " points nowhere."});
        SQLite::Statement lengths(*m_database, "SELECT v.photo FROM vectors v JOIN models m ON m.id = v.model "
                                               "WHERE length(v.vector) <> 2 * m.dim");
        while (lengths.executeStep())
            problems.push_back({"vector", m_path.string(),
                                "The vector of photo " + lengths.getColumn(0).getString() + " has a wrong length."});
        SQLite::Statement names(*m_database,
                                "SELECT f.path FROM files f WHERE f.photo IS NOT NULL AND f.skip_reason IS NOT NULL");
        while (names.executeStep())
            problems.push_back(
                {"file", pathFrom(names.getColumn(0)).string(), "The file is both a photo and skipped."});
    } catch (const SQLite::Exception &e) {
        problems.push_back({"damaged", m_path.string(), e.what()});
    }
    return problems;
}

Result<void> Catalogue::repair()
{
    return transaction([this] {
        for (const char *sql :
             {"REINDEX", "DELETE FROM files WHERE folder NOT IN (SELECT id FROM folders)",
              "UPDATE files SET photo = NULL, mtime = 0 WHERE photo NOT IN (SELECT id FROM photos)",
              "DELETE FROM vectors WHERE photo NOT IN (SELECT id FROM photos) OR model NOT IN (SELECT id FROM models)",
              "DELETE FROM words WHERE photo NOT IN (SELECT id FROM photos)",
              "DELETE FROM vectors WHERE length(vector) <> (SELECT 2 * dim FROM models m WHERE m.id = model)",
              "UPDATE files SET skip_reason = NULL WHERE photo IS NOT NULL AND skip_reason IS NOT NULL"})
            m_database->exec(sql);
    });
}

Result<void> Catalogue::copyTo(const fs::path &target) const
{
    const fs::path fresh = target.native() + ".new";
    std::error_code code;
    fs::remove(fresh, code); // of an earlier attempt
    try {
        SQLite::Statement copy(*m_database, "VACUUM INTO ?");
        copy.bind(1, fresh.string());
        copy.exec();
    } catch (const SQLite::Exception &e) {
        fs::remove(fresh, code);
        return sqlError(target, e);
    }
    return paths::putInPlace(fresh, target);
}

Result<void> Catalogue::takeOverWorkingCopy(const fs::path &source)
{
    const Error damaged = badInput("This copy is damaged; choose another one.");
    try {
        auto from = openOnce(source, Mode::ReadWrite); // brings one from before an update up to date
        if (!from)
            return from.error();
        if (!from->verify().empty())
            return damaged;
        from->setMeta("generation", std::to_string(std::atoll(generation().c_str()) + 1));
        if (SQLite::Backup(*m_database, *from->m_database).executeStep() != SQLITE_DONE)
            return unavailable("The library is in use by another program. Try again in a moment.");
        return {};
    } catch (const SQLite::Exception &e) {
        return isDamage(e) ? damaged : sqlError(m_path, e);
    }
}

Result<void> Catalogue::takeOver(const fs::path &copy)
{
    // The new generation has to arrive with everything else, so it is written into a second copy first.
    const fs::path source = m_path.native() + ".restoring";
    std::error_code code;
    fs::copy_file(copy, source, fs::copy_options::overwrite_existing, code);
    Result<void> result = code ? Result<void>(unavailable("The copy cannot be used: " + code.message() + "."))
                               : takeOverWorkingCopy(source);
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        fs::remove(source.native() + suffix, code);
    return result;
}

} // namespace reminisce::catalogue
