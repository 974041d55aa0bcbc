-- +goose Up

-- What the pages keep of a browser (store.Sessions), by the hash of a secret.
CREATE TABLE sessions (
    key     text PRIMARY KEY,
    data    bytea NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);
