-- +goose Up

-- Facts about this database. The epoch makes keys of effects differ between
-- databases.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('epoch', lower(hex(randomblob(4))));

-- One person's talk in one place. Times are microseconds since 1970, here and below.
CREATE TABLE conversations (
    id       INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    space    TEXT NOT NULL,
    channel  TEXT NOT NULL,
    thread   TEXT NOT NULL,
    person   TEXT NOT NULL,
    owner    TEXT NOT NULL, -- empty: the bot
    turn     INTEGER NOT NULL,
    state    TEXT NOT NULL, -- bot.Conversation as JSON
    created  INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    UNIQUE (person, channel, thread, space, platform)
) STRICT;

-- What came in: the transcript, and the keys that a redelivery is known by.
CREATE TABLE heard (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    platform     TEXT NOT NULL,
    key          TEXT, -- NULL: always new
    turn         INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    text         TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX heard_key ON heard (key, platform) WHERE key IS NOT NULL;
CREATE INDEX heard_conversation ON heard (conversation);

-- What is to be done, and what became of it. Those with kind "say" are the bot's
-- part of the transcript too.
CREATE TABLE effects (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    turn         INTEGER NOT NULL,
    kind         TEXT NOT NULL, -- say, wake
    platform     TEXT NOT NULL, -- where it is to be done
    channel      TEXT NOT NULL,
    body         TEXT NOT NULL, -- bot.EncodeEffect
    saved        INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    waits        INTEGER NOT NULL DEFAULT 0, -- how often it was put off
    tries        INTEGER NOT NULL DEFAULT 0, -- and how often of these it failed for an unknown reason
    fate         TEXT NOT NULL DEFAULT '', -- empty: waiting
    reason       TEXT NOT NULL DEFAULT '',
    message      TEXT NOT NULL DEFAULT '',
    ended        INTEGER
) STRICT;
CREATE INDEX effects_conversation ON effects (conversation);
CREATE INDEX effects_due ON effects (platform, due) WHERE fate = '';
CREATE INDEX effects_lane ON effects (conversation, platform, id) WHERE fate = '' AND kind = 'say';
CREATE INDEX effects_failed ON effects (id) WHERE fate = 'failed';

CREATE TABLE leases (
    name    TEXT NOT NULL PRIMARY KEY,
    holder  TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
