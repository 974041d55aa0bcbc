-- +goose Up

-- What was decided in a turn (bot.Outcome), for reports and statistics; NULL in rows of before.
-- Nothing of it is in a person's words. Lists of ids are separated by spaces. There is no index:
-- a report reads hundreds of thousands of rows in a tenth of a second, and an index by time would
-- have every turn write a page more.
ALTER TABLE heard ADD COLUMN outcome TEXT;
ALTER TABLE heard ADD COLUMN article TEXT;
ALTER TABLE heard ADD COLUMN code TEXT; -- such as 0xC004F213
ALTER TABLE heard ADD COLUMN helped TEXT; -- yes, no
ALTER TABLE heard ADD COLUMN remedies TEXT;
ALTER TABLE heard ADD COLUMN confidence REAL;
ALTER TABLE heard ADD COLUMN asked TEXT;
ALTER TABLE heard ADD COLUMN told TEXT; -- such as windows=10
ALTER TABLE heard ADD COLUMN language TEXT;
ALTER TABLE heard ADD COLUMN closing TEXT;
ALTER TABLE heard ADD COLUMN rating INTEGER;
