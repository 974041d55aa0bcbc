-- +goose Up

-- What is set for single workspaces (store.WorkspaceSettings), as JSON.
CREATE TABLE workspaces (
    platform   TEXT NOT NULL,
    workspace  TEXT NOT NULL,
    settings   TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed    INTEGER NOT NULL,
    PRIMARY KEY (platform, workspace)
) STRICT, WITHOUT ROWID;
