-- +goose Up

-- Where knowledge was lacking, and whether remedies helped, by time: a report of these reads
-- nothing else, and other turns pay nothing. The kinds are those of outcome.GapKinds.
CREATE INDEX heard_gaps ON heard (at, id)
    WHERE outcome IN ('not-understood', 'unanswered', 'unknown-code', 'near-miss', 'helped', 'not-helped', 'used-up');
