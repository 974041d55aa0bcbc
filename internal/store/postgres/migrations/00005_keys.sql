-- +goose Up

-- How many groups of a product key somebody has sent whose other groups may follow, in
-- whichever conversation of the same channel: where each message begins one of its own, the
-- parts of a key come in several.
CREATE TABLE key_parts (
    platform text NOT NULL,
    space    text NOT NULL,
    channel  text NOT NULL,
    person   text NOT NULL,
    seen     integer NOT NULL,
    until    timestamptz NOT NULL,
    PRIMARY KEY (person, channel, space, platform)
);
CREATE INDEX key_parts_until ON key_parts (until);
