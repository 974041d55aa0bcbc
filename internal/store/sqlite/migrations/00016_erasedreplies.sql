-- +goose Up

-- An effect whose words are erased says nothing of replies any more.
-- +goose StatementBegin
CREATE TRIGGER effects_reply_erased AFTER UPDATE OF reply ON effects WHEN old.reply IS NOT NULL AND new.reply IS NULL BEGIN
    UPDATE reply_uses SET uses = uses - 1 WHERE id = old.reply;
    DELETE FROM replies WHERE id = old.reply AND (SELECT uses FROM reply_uses WHERE id = old.reply) <= 0;
    DELETE FROM reply_uses WHERE id = old.reply AND uses <= 0;
END;
-- +goose StatementEnd
