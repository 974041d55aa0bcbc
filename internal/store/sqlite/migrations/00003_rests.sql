-- +goose Up

-- Effects that are due as soon as they are saved have a due time of 0, whatever the
-- clock said then: so they are due also when the clock is set back. The others keep
-- how long they were told to wait, in microseconds; a clock that was set back makes
-- no wait longer than that. 0: due by the wall clock, such as a timer.
ALTER TABLE effects ADD COLUMN rest INTEGER NOT NULL DEFAULT 0;
UPDATE effects SET due = 0 WHERE fate = '' AND kind = 'say' AND waits = 0 AND due = saved;
CREATE INDEX effects_rest ON effects (platform) WHERE fate = '' AND rest > 0;
