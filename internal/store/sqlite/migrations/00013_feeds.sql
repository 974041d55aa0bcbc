-- +goose Up

-- What visitors of the web pages were shown (bot/feed).
CREATE TABLE web_visitors (
    visitor TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL, -- the highest of the visitor's lines
    changed INTEGER NOT NULL,
    profile BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX web_visitors_changed ON web_visitors (changed);

CREATE TABLE web_lines (
    visitor TEXT NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    line    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    key     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (visitor, line)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX web_lines_seq ON web_lines (visitor, seq);
CREATE UNIQUE INDEX web_lines_key ON web_lines (visitor, key);

CREATE TABLE web_files (
    file    TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    data    BLOB NOT NULL
) STRICT;
CREATE INDEX web_files_visitor ON web_files (visitor);

CREATE TABLE web_links (
    link    TEXT PRIMARY KEY, -- a hash
    visitor TEXT NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX web_links_visitor ON web_links (visitor);
