package app

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/internal/store"
)

// WorkspacesOptions select what is listed of the workspaces.
type WorkspacesOptions struct {
	Database Database
	// JSON asks for a WorkspaceItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// Faults returns what is wrong with the settings, as a *SettingError.
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

// checkInstallations looks at the token and the scopes of each workspace that the app is installed in.
func (a *App) checkInstallations(ctx context.Context, o ServeOptions, places *adapterSettings) []adapterkit.Finding {
	const what = "Slack installations"
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return []adapterkit.Finding{{What: what, State: adapterkit.StateWarning, Detail: "there is no database yet; open " + o.Web.PublicURL + "/slack/install when the bot serves"}}
	}
	defer func() { _ = s.Close() }() // it was only read
	keys, err := o.Secrets.parse()
	if err != nil {
		return nil // the settings tell
	}
	all, err := s.Installations(ctx, slack.Platform)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found(what, err, "")}
	}
	var found []adapterkit.Finding
	for _, kept := range all {
		if !kept.Removed.IsZero() {
			continue
		}
		name := fmt.Sprintf("Slack workspace %s (%s): ", kept.Workspace, kept.Name)
		token, _, err := installations{s, keys, a.Now, zerolog.Nop()}.open(kept)
		if err != nil {
			found = append(found, adapterkit.Found(name+"token", err, ""))
			continue
		}
		for _, f := range slack.ExamineInstalled(ctx, kept.Workspace, slack.Options{Token: token.Access, APIURL: o.Slack.APIURL, Now: a.Now, Log: zerolog.Nop()}, places.slack[kept.Workspace]) {
			f.What = name + f.What
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		return []adapterkit.Finding{{What: what, State: adapterkit.StateWarning, Detail: "the app is installed in no workspace; open " + o.Web.PublicURL + "/slack/install"}}
	}
	return found
}

// checkWorkspaces looks at the settings of single workspaces, and returns what is different in them.
func (a *App) checkWorkspaces(ctx context.Context, o ServeOptions) ([]adapterkit.Finding, *adapterSettings) {
	none := new(adapterSettings)
	kb, err := a.load(ctx)
	if err != nil {
		return nil, none // the knowledge tells
	}
	p := &workspaceSettings{registry: a.registry(o.Desk, o.platforms(), kb, nil), program: o.desk()}
	p.registry.Checker.Taken = o.takenChannels()
	if s, err := a.openExisting(ctx, o.Database); err == nil {
		defer func() { _ = s.Close() }() // it was only read
		p.registry.Store = s
	}
	_, err = p.begin(ctx, desk.Manager{Manager: dialogue.Manager{Knowledge: kb}})
	if err == nil {
		err = p.ready()
	}
	if now := p.now.Load(); now != nil {
		none = now
	}
	var found []adapterkit.Finding
	for _, fault := range eachFault(err) {
		found = append(found, adapterkit.Found("workspaces", fault, ""))
	}
	if n := p.count(); n > 0 {
		found = append(found, adapterkit.Found("workspaces", nil, number(n, "workspace")+" with own settings"))
	}
	return found, none
}
