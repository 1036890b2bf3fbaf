-- Photos are contents, files are the places where they lie; whatever is known hangs on the photo, so that
-- moving or renaming a file loses nothing. Paths are bytes, since names need not be UTF-8.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE folders (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT;

CREATE TABLE photos (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,       -- SHA-256 of the file's bytes
    width INTEGER NOT NULL,          -- upright
    height INTEGER NOT NULL,
    taken INTEGER NOT NULL,          -- seconds since 1970 of a clock without zone
    taken_source INTEGER NOT NULL,   -- 0 EXIF, 1 the file's name, 2 the file's time (a guess)
    camera TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    mean_colour INTEGER NOT NULL     -- 0xRRGGBB
) STRICT;
CREATE INDEX photos_by_date ON photos (taken DESC, id DESC);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folders (id),
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,          -- nanoseconds since 1970
    photo INTEGER REFERENCES photos (id),
    skip_reason TEXT                 -- set where the file is no picture that can be shown
) STRICT;
CREATE INDEX files_by_photo ON files (photo);

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,   -- SHA-256, see clip/checkpoint.h
    name TEXT NOT NULL,
    dim INTEGER NOT NULL
) STRICT;

CREATE TABLE vectors (
    id INTEGER PRIMARY KEY,          -- grows, so that a reader can ask for what is new
    photo INTEGER NOT NULL REFERENCES photos (id),
    model INTEGER NOT NULL REFERENCES models (id),
    vector BLOB NOT NULL,            -- dim half-precision numbers, unit length
    UNIQUE (photo, model)
) STRICT;

CREATE VIRTUAL TABLE names USING fts5 (name, tokenize = 'unicode61 remove_diacritics 2');
