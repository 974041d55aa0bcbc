-- +goose Up

-- The trace that an effect belongs to, as port.Trace is written; NULL is none.
ALTER TABLE effects ADD COLUMN trace TEXT;
