-- +goose Up

-- What is set for single workspaces (store.WorkspaceSettings), as JSON.
CREATE TABLE workspaces (
    platform   text NOT NULL,
    workspace  text NOT NULL,
    settings   text NOT NULL,
    changed_by text NOT NULL,
    changed    timestamptz NOT NULL,
    PRIMARY KEY (platform, workspace)
);
