-- +goose Up

-- What people at the desk see to: a conversation's cases, one for each time that it
-- was handed over. What a case is, stands in the conversation; here is what is looked
-- for. The number names it, and is never given twice.
CREATE TABLE cases (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    opened       INTEGER NOT NULL, -- the turn
    state        TEXT NOT NULL,
    since        INTEGER NOT NULL, -- in the queue
    platform     TEXT NOT NULL, -- where the desk works on it, empty until it is there
    space        TEXT NOT NULL,
    channel      TEXT NOT NULL,
    thread       TEXT NOT NULL,
    UNIQUE (conversation, opened)
) STRICT;
CREATE INDEX cases_queue ON cases (since, number) WHERE state = 'queued';
CREATE INDEX cases_thread ON cases (thread, channel) WHERE thread <> '';

-- Who has had a case, by the platform of the desk.
CREATE TABLE agents (
    id       TEXT NOT NULL,
    platform TEXT NOT NULL,
    PRIMARY KEY (id, platform)
) STRICT, WITHOUT ROWID;

-- Where an agent speaks, somebody else's conversation may be.
CREATE INDEX conversations_place ON conversations (channel, thread);
