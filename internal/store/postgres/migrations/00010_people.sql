-- +goose Up

-- What is remembered of a person in all their conversations: the language that they chose.
CREATE TABLE people (
    platform text NOT NULL,
    person   text NOT NULL,
    language text NOT NULL,
    changed  timestamptz NOT NULL,
    PRIMARY KEY (person, platform)
);
INSERT INTO people (platform, person, language, changed)
    SELECT DISTINCT ON (platform, person) platform, person, state ->> 'language', changed FROM conversations
    WHERE state ->> 'heard' = 'choice' AND state ->> 'language' <> '' AND person <> ''
    ORDER BY platform, person, changed DESC;
