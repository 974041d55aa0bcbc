-- +goose Up

-- When an agent answered the person of a case first: how long people usually wait is told from it.
ALTER TABLE cases ADD COLUMN answered_at timestamptz;
CREATE INDEX cases_answered ON cases (desk, answered_at DESC) WHERE answered_at IS NOT NULL;
