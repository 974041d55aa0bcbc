-- +goose Up

-- How many groups of a product key somebody has sent whose other groups may follow, in
-- whichever conversation of the same channel: where each message begins one of its own, the
-- parts of a key come in several.
CREATE TABLE key_parts (
    platform TEXT NOT NULL,
    space    TEXT NOT NULL,
    channel  TEXT NOT NULL,
    person   TEXT NOT NULL,
    seen     INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    PRIMARY KEY (person, channel, space, platform)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_parts_until ON key_parts (until);
