// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <memory>

namespace reminisce::catalogue {

// The catalogue's SQLite file as such: opening, its schema, its errors, and what can be saved of a damaged one. For
// this folder only. Functions throw SQLite::Exception where nothing else is said.

std::unique_ptr<SQLite::Database> openDatabase(const std::filesystem::path &path, bool readOnly);

int schemaVersion(SQLite::Database &database);
int newestSchema();
void migrate(SQLite::Database &database);

/// Whether the file is no database, or a broken one.
bool isDamage(const SQLite::Exception &e);
bool isOtherFile(const SQLite::Exception &e); ///< no database
/// A sentence for people. path: of the file that was used.
Error sqlError(const std::filesystem::path &path, const SQLite::Exception &e);

/// Copies row by row what a damaged file still gives; a row that fails ends its table.
void copyReadableRows(SQLite::Database &target, const std::filesystem::path &damaged);

} // namespace reminisce::catalogue
