-- +goose Up

-- What people came with lately, for the sake of the desk that serves them (bot.Reports): a code
-- or the id of an article, when they did so last. A burst is counted, and those who came before
-- a problem was known are found, among those of one subject and time only.
CREATE TABLE reports (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    subject      TEXT NOT NULL,
    desk         TEXT NOT NULL, -- its name
    at           INTEGER NOT NULL,
    PRIMARY KEY (conversation, subject, desk)
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_subject ON reports (desk, subject, at);

-- Who is to be told of a problem still (bot.Known), by its id.
CREATE TABLE concerned (
    problem      TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (problem, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX concerned_conversation ON concerned (conversation);
