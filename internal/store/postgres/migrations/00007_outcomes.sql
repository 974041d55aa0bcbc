-- +goose Up

-- What was decided in a turn (bot.Outcome), for reports and statistics; NULL in rows of before.
-- Nothing of it is in a person's words. Lists of ids are separated by spaces.
ALTER TABLE heard ADD COLUMN outcome text;
ALTER TABLE heard ADD COLUMN article text;
ALTER TABLE heard ADD COLUMN code text; -- such as 0xC004F213
ALTER TABLE heard ADD COLUMN helped text; -- yes, no
ALTER TABLE heard ADD COLUMN remedies text;
ALTER TABLE heard ADD COLUMN confidence double precision;
ALTER TABLE heard ADD COLUMN asked text;
ALTER TABLE heard ADD COLUMN told text; -- such as windows=10
ALTER TABLE heard ADD COLUMN language text;
ALTER TABLE heard ADD COLUMN closing text;
ALTER TABLE heard ADD COLUMN rating integer;
-- Rows are added in about the order of their times, so that a summary of each range of blocks
-- finds them, and costs a turn nothing.
CREATE INDEX heard_outcome ON heard USING brin (at) WITH (pages_per_range = 32);
