-- +goose Up

-- The workspaces that the bot is installed in, or was (store.Installation). Tokens are encrypted.
CREATE TABLE installations (
    platform     text NOT NULL,
    workspace    text NOT NULL,
    name         text NOT NULL,
    bot_user     text NOT NULL,
    tokens       bytea,
    expires      timestamptz,
    installed_by text NOT NULL,
    installed    timestamptz NOT NULL,
    removed      timestamptz,
    reason       text NOT NULL DEFAULT '',
    PRIMARY KEY (platform, workspace)
);
