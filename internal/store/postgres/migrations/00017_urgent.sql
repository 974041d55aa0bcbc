-- +goose Up

-- Lists of open cases, and the queue, begin with the urgent ones.
ALTER TABLE cases ADD COLUMN urgent boolean NOT NULL DEFAULT false;
DROP INDEX cases_queue;
DROP INDEX cases_active;
CREATE INDEX cases_queue ON cases (urgent DESC, since, number) WHERE state = 'queued';
CREATE INDEX cases_active ON cases (urgent DESC, opened_at DESC, number DESC) WHERE state <> 'closed';
