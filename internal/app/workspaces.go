package app

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"aktivering/adapters/slack"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// WorkspacesOptions select what is listed of the workspaces.
type WorkspacesOptions struct {
	Database settings.Database
	// JSON asks for a WorkspaceItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o WorkspacesOptions) Faults() error { return o.Database.Faults() }

// WorkspaceItem is what `data workspaces --json` prints of a workspace. Fields may be added, never
// renamed or removed.
type WorkspaceItem struct {
	Platform  string `json:"platform"`
	Workspace string `json:"workspace"`
	Name      string `json:"name"`
	// InstalledBy is the id of the person who installed the app there.
	InstalledBy string    `json:"installed_by"`
	Installed   time.Time `json:"installed"`
	// Expires is when the token ends, unless it is renewed before.
	Expires *time.Time `json:"token_expires,omitempty"`
	// Removed is when the app was removed there, and Reason what told so.
	Removed *time.Time `json:"removed,omitempty"`
	Reason  string     `json:"reason,omitempty"`
}

func newWorkspaceItem(i store.Installation) WorkspaceItem {
	item := WorkspaceItem{
		Platform: string(i.Platform), Workspace: i.Workspace, Name: i.Name, InstalledBy: i.InstalledBy, Installed: i.Installed, Reason: i.Reason,
	}
	if !i.Removed.IsZero() {
		item.Removed = &i.Removed
	} else if !i.Expires.IsZero() {
		item.Expires = &i.Expires
	}
	return item
}

// ListWorkspaces lists the workspaces that the app is installed in, or was.
func (a *App) ListWorkspaces(ctx context.Context, o WorkspacesOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	list, err := s.Installations(ctx, slack.Platform)
	if err != nil {
		return err
	}
	if o.JSON {
		for _, i := range list {
			if err := writeJSON(a.Out, newWorkspaceItem(i)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(a.Out, "The app is installed in no workspace.")
		return err
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "WORKSPACE\tNAME\tINSTALLED\tBY\tREMOVED") // Flush tells
	for _, i := range list {
		removed := ""
		if !i.Removed.IsZero() {
			removed = i.Removed.Format(time.DateTime) + " " + i.Reason
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", cell(i.Workspace), cell(i.Name), i.Installed.Format(time.DateTime), cell(i.InstalledBy), cell(removed))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("data workspaces: %w", err)
	}
	return nil
}
