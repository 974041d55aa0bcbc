-- +goose Up

-- The message that was heard, where it can be changed or removed later: what it said is
-- erased then. Rows of before have the id in their key.
ALTER TABLE heard ADD COLUMN message text NOT NULL DEFAULT '';
CREATE INDEX heard_message ON heard (message) WHERE message <> '';

-- Messages that were removed before they came, for a while: they are not taken in.
CREATE TABLE removed (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform text NOT NULL,
    channel  text NOT NULL,
    message  text NOT NULL,
    at       timestamptz NOT NULL,
    UNIQUE (message, channel, platform)
);
CREATE INDEX removed_at ON removed (at);
