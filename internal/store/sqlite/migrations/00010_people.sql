-- +goose Up

-- What is remembered of a person in all their conversations: the language that they chose.
CREATE TABLE people (
    platform TEXT NOT NULL,
    person   TEXT NOT NULL,
    language TEXT NOT NULL,
    changed  INTEGER NOT NULL,
    PRIMARY KEY (person, platform)
) STRICT, WITHOUT ROWID;
INSERT INTO people (platform, person, language, changed)
    SELECT platform, person, json_extract(state, '$.language'), max(changed) FROM conversations
    WHERE json_extract(state, '$.heard') = 'choice' AND json_extract(state, '$.language') <> '' AND person <> ''
    GROUP BY platform, person;
