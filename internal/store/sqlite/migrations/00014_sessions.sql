-- +goose Up

-- What the pages keep of a browser (store.Sessions), by the hash of a secret.
CREATE TABLE sessions (
    key     TEXT NOT NULL PRIMARY KEY,
    data    BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_expires ON sessions (expires);
