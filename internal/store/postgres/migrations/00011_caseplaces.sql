-- +goose Up

-- The threads in which the desk worked on cases before they moved elsewhere: whoever writes there
-- is told.
CREATE TABLE case_places (
    thread       text NOT NULL,
    channel      text NOT NULL,
    space        text NOT NULL,
    platform     text NOT NULL,
    conversation bigint NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (thread, channel, space, platform)
);
