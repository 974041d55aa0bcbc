-- +goose Up

-- The workspaces that the bot is installed in, or was (store.Installation). Tokens are encrypted.
CREATE TABLE installations (
    platform     TEXT NOT NULL,
    workspace    TEXT NOT NULL,
    name         TEXT NOT NULL,
    bot_user     TEXT NOT NULL,
    tokens       BLOB,
    expires      INTEGER,
    installed_by TEXT NOT NULL,
    installed    INTEGER NOT NULL,
    removed      INTEGER,
    reason       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (platform, workspace)
) STRICT, WITHOUT ROWID;
