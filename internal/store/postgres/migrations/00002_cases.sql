-- +goose Up

-- What people at the desk see to: a conversation's cases, one for each time that it
-- was handed over. What a case is, stands in the conversation; here is what is looked
-- for. The number names it, and is never given twice.
CREATE TABLE cases (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation bigint NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    opened       bigint NOT NULL, -- the turn
    state        text NOT NULL,
    since        timestamptz NOT NULL, -- in the queue
    platform     text NOT NULL, -- where the desk works on it, empty until it is there
    space        text NOT NULL,
    channel      text NOT NULL,
    thread       text NOT NULL,
    UNIQUE (conversation, opened)
);
CREATE INDEX cases_queue ON cases (since, number) WHERE state = 'queued';
CREATE INDEX cases_thread ON cases (thread, channel) WHERE thread <> '';

-- Who has had a case, by the platform of the desk.
CREATE TABLE agents (
    id       text NOT NULL,
    platform text NOT NULL,
    PRIMARY KEY (id, platform)
);

-- Where an agent speaks, somebody else's conversation may be.
CREATE INDEX conversations_place ON conversations (channel, thread);
