-- Nothing asks by file name, and the photos are sorted where they are shown.
DROP TABLE names;
DROP INDEX photos_by_date;
