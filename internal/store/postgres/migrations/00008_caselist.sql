-- +goose Up

-- What lists show of a case and pick it by; desk is the name of its desk. The times are those of the case, NULL until they
-- happen; codes are separated by spaces. The case has the lines of the transcript from
-- first_turn to last_turn, which is NULL while it is open. indexed tells that its words are
-- searched and its columns filled; the store sees to that for cases of before, and of
-- processes of an earlier version.
ALTER TABLE cases
    ADD COLUMN person_platform text NOT NULL DEFAULT '',
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT '',
    ADD COLUMN agent text NOT NULL DEFAULT '',
    ADD COLUMN agent_name text NOT NULL DEFAULT '',
    ADD COLUMN codes text NOT NULL DEFAULT '',
    ADD COLUMN article text NOT NULL DEFAULT '',
    ADD COLUMN closing text NOT NULL DEFAULT '',
    ADD COLUMN desk text NOT NULL DEFAULT '',
    ADD COLUMN opened_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN person_at timestamptz,
    ADD COLUMN agent_at timestamptz,
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN first_turn bigint,
    ADD COLUMN last_turn bigint,
    ADD COLUMN indexed boolean NOT NULL DEFAULT false;
UPDATE cases SET opened_at = since, person_platform = c.platform FROM conversations c WHERE c.id = cases.conversation;

CREATE INDEX cases_since ON cases (since, number);
CREATE INDEX cases_opened ON cases (opened_at, number);
CREATE INDEX cases_active ON cases (opened_at, number) WHERE state <> 'closed';
CREATE INDEX cases_closed ON cases (closed_at, number) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_agent ON cases (agent, opened_at, number);
CREATE INDEX cases_article ON cases (article, opened_at, number);
CREATE INDEX cases_desk ON cases (desk, opened_at, number);
CREATE INDEX cases_language ON cases (language, opened_at, number);
CREATE INDEX cases_person_platform ON cases (person_platform, opened_at, number);
CREATE INDEX cases_unindexed ON cases (conversation) WHERE NOT indexed;

CREATE TABLE case_codes (
    number    bigint NOT NULL REFERENCES cases (number) ON DELETE CASCADE,
    code      bigint NOT NULL,
    opened_at timestamptz NOT NULL, -- the case's
    PRIMARY KEY (number, code)
);
CREATE INDEX case_codes_code ON case_codes (code, opened_at, number);

-- The words of a case. The store cuts texts into words, for all databases alike, so that the
-- vectors are made without a text search configuration.
CREATE TABLE case_words (
    number bigint PRIMARY KEY REFERENCES cases (number) ON DELETE CASCADE,
    words  tsvector NOT NULL
);
CREATE INDEX case_words_words ON case_words USING gin (words);

-- The lines of a case are read by turn.
DROP INDEX heard_conversation;
CREATE INDEX heard_conversation ON heard (conversation, turn);
