-- +goose Up

-- What lists show of a case and pick it by; desk is the name of its desk. The times are those of the case, NULL until they
-- happen; codes are separated by spaces. The case has the lines of the transcript from
-- first_turn to last_turn, which is NULL while it is open. indexed tells that its words are
-- searched and its columns filled; the store sees to that for cases of before.
ALTER TABLE cases ADD COLUMN person_platform TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN agent_name TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN codes TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN article TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN closing TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN desk TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN person_at INTEGER;
ALTER TABLE cases ADD COLUMN agent_at INTEGER;
ALTER TABLE cases ADD COLUMN closed_at INTEGER;
ALTER TABLE cases ADD COLUMN first_turn INTEGER;
ALTER TABLE cases ADD COLUMN last_turn INTEGER;
ALTER TABLE cases ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
UPDATE cases SET opened_at = since, person_platform = (SELECT c.platform FROM conversations c WHERE c.id = cases.conversation);

CREATE INDEX cases_since ON cases (since, number);
CREATE INDEX cases_opened ON cases (opened_at, number);
CREATE INDEX cases_active ON cases (opened_at, number) WHERE state <> 'closed';
CREATE INDEX cases_closed ON cases (closed_at, number) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_agent ON cases (agent, opened_at, number);
CREATE INDEX cases_article ON cases (article, opened_at, number);
CREATE INDEX cases_desk ON cases (desk, opened_at, number);
CREATE INDEX cases_language ON cases (language, opened_at, number);
CREATE INDEX cases_person_platform ON cases (person_platform, opened_at, number);
CREATE INDEX cases_unindexed ON cases (conversation) WHERE indexed = 0;

CREATE TABLE case_codes (
    number    INTEGER NOT NULL REFERENCES cases (number) ON DELETE CASCADE,
    code      INTEGER NOT NULL,
    opened_at INTEGER NOT NULL, -- the case's
    PRIMARY KEY (number, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_codes_code ON case_codes (code, opened_at, number);

-- The words of a case, sorted, with spaces between, and their index. It has nothing but the
-- numbers of the cases for each word: words are added to a case, and taken out, one by one.
-- secure-delete takes out what is deleted at once, not when segments are merged.
CREATE TABLE case_words (
    number INTEGER PRIMARY KEY REFERENCES cases (number) ON DELETE CASCADE,
    words  TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE case_search USING fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1);
-- +goose StatementBegin
CREATE TRIGGER case_words_deleted AFTER DELETE ON case_words BEGIN
    INSERT INTO case_search (rowid, words) VALUES (old.number, ''); -- the index counts what was added and deleted
    INSERT INTO case_search (case_search, rowid, words) VALUES ('delete', old.number, old.words);
END;
-- +goose StatementEnd

-- The lines of a case are read by turn.
DROP INDEX heard_conversation;
CREATE INDEX heard_conversation ON heard (conversation, turn);
