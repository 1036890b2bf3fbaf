-- What the owner says of a photo: descriptions and tags in its file or beside it.
CREATE TABLE words (
    photo INTEGER NOT NULL REFERENCES photos (id),
    text TEXT NOT NULL,
    PRIMARY KEY (photo, text)
) STRICT, WITHOUT ROWID;
