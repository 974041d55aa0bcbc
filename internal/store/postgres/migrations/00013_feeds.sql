-- +goose Up

-- What visitors of the web pages were shown (bot/feed).
CREATE TABLE web_visitors (
    visitor text PRIMARY KEY,
    seq     bigint NOT NULL, -- the highest of the visitor's lines
    changed timestamptz NOT NULL,
    profile bytea NOT NULL
);
CREATE INDEX web_visitors_changed ON web_visitors (changed);

CREATE TABLE web_lines (
    visitor text NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    line    bigint NOT NULL,
    seq     bigint NOT NULL,
    key     text NOT NULL,
    at      timestamptz NOT NULL,
    body    bytea NOT NULL,
    PRIMARY KEY (visitor, line)
);
CREATE UNIQUE INDEX web_lines_seq ON web_lines (visitor, seq);
CREATE UNIQUE INDEX web_lines_key ON web_lines (visitor, key);

CREATE TABLE web_files (
    file    text PRIMARY KEY,
    visitor text NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    name    text NOT NULL,
    kind    text NOT NULL,
    data    bytea NOT NULL
);
CREATE INDEX web_files_visitor ON web_files (visitor);

CREATE TABLE web_links (
    link    text PRIMARY KEY, -- a hash
    visitor text NOT NULL REFERENCES web_visitors (visitor) ON DELETE CASCADE,
    expires timestamptz NOT NULL
);
CREATE INDEX web_links_visitor ON web_links (visitor);
