-- +goose Up

-- The message that was heard, where it can be changed or removed later: what it said is
-- erased then. Rows of before have the id in their key.
ALTER TABLE heard ADD COLUMN message TEXT NOT NULL DEFAULT '';
CREATE INDEX heard_message ON heard (message) WHERE message <> '';

-- Messages that were removed before they came, for a while: they are not taken in.
CREATE TABLE removed (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    channel  TEXT NOT NULL,
    message  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    UNIQUE (message, channel, platform)
) STRICT;
CREATE INDEX removed_at ON removed (at);
