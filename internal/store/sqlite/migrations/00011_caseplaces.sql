-- +goose Up

-- The threads in which the desk worked on cases before they moved elsewhere: whoever writes there
-- is told.
CREATE TABLE case_places (
    thread       TEXT NOT NULL,
    channel      TEXT NOT NULL,
    space        TEXT NOT NULL,
    platform     TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (thread, channel, space, platform)
) WITHOUT ROWID;
