-- +goose Up

-- Messages that were changed are remembered like those that were removed: changed is when,
-- by the platform's clock, and NULL of those that were removed. What tells of such a
-- message as it was before is not taken in, should it come later.
ALTER TABLE removed ADD COLUMN changed INTEGER;
