-- +goose Up

-- What replies say, once for all of them that say the same: most who write the same code are told
-- the same. The fate of an effect is written without what it says, which is much longer.
CREATE TABLE replies (
    id   INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL, -- of said
    said TEXT NOT NULL -- of bot.EncodeEffectParts
) STRICT;
CREATE INDEX replies_hash ON replies (hash);

-- How many effects say it. A reply can hold a person's words: what no effect says is removed. The
-- count is apart so that it is written without them.
CREATE TABLE reply_uses (
    id   INTEGER PRIMARY KEY,
    uses INTEGER NOT NULL
) STRICT;

ALTER TABLE effects ADD COLUMN reply INTEGER; -- NULL where body is all of the effect, as in rows of before

-- +goose StatementBegin
CREATE TRIGGER effects_reply_used AFTER INSERT ON effects WHEN new.reply IS NOT NULL BEGIN
    INSERT INTO reply_uses (id, uses) VALUES (new.reply, 1) ON CONFLICT (id) DO UPDATE SET uses = uses + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER effects_reply_unused AFTER DELETE ON effects WHEN old.reply IS NOT NULL BEGIN
    UPDATE reply_uses SET uses = uses - 1 WHERE id = old.reply;
    DELETE FROM replies WHERE id = old.reply AND (SELECT uses FROM reply_uses WHERE id = old.reply) <= 0;
    DELETE FROM reply_uses WHERE id = old.reply AND uses <= 0;
END;
-- +goose StatementEnd
