package app

import (
	"context"
	"fmt"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/internal/settings"
)

// checkInstallations looks at the token and the scopes of each workspace that the app is installed in.
func (a *App) checkInstallations(ctx context.Context, o settings.Serve, places *adapterSettings) []adapterkit.Finding {
	const what = "Slack installations"
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return []adapterkit.Finding{{What: what, State: adapterkit.StateWarning, Detail: "there is no database yet; open " + o.Web.PublicURL + "/slack/install when the bot serves"}}
	}
	defer func() { _ = s.Close() }() // it was only read
	keys, err := o.Secrets.Parse()
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
func (a *App) checkWorkspaces(ctx context.Context, o settings.Serve) ([]adapterkit.Finding, *adapterSettings) {
	none := new(adapterSettings)
	kb, err := a.load(ctx)
	if err != nil {
		return nil, none // the knowledge tells
	}
	p := &workspaceSettings{registry: a.registry(o.Desk, o.Platforms(), kb, nil), program: o.DeskOrDefault()}
	p.registry.Checker.Taken = o.TakenChannels()
	if s, err := a.openExisting(ctx, o.Database); err == nil {
		defer func() { _ = s.Close() }() // it was only read
		p.registry.Store = s
	}
	_, err = p.begin(ctx, desk.Manager{Manager: dialogue.Manager{Knowledge: kb}})
	if err == nil {
		err = p.Ready()
	}
	if now := p.now.Load(); now != nil {
		none = now
	}
	var found []adapterkit.Finding
	for _, fault := range eachFault(err) {
		found = append(found, adapterkit.Found("workspaces", fault, ""))
	}
	if n := p.Count(); n > 0 {
		found = append(found, adapterkit.Found("workspaces", nil, number(n, "workspace")+" with own settings"))
	}
	return found, none
}
