package slack

import (
	"cmp"
	"context"
	"slices"
)

// Workspace is what is different in one of several workspaces. The zero value is what the options
// say for all.
type Workspace struct {
	// SupportChannels are those of the workspace, beside none of the options'.
	SupportChannels []string
	// DeskChannel, Alert and AgentGroup are those of the workspace's own desk; empty without one.
	DeskChannel, Alert, AgentGroup string
	// Language is the locale of those who have chosen no language; empty is what Slack says of them.
	Language string
	// Manager has the texts that are shown there; nil is that of the options.
	Manager Manager
}

// isLike reports that nothing is different that an adapter is made with. The texts are asked for
// anew each time.
func (w Workspace) isLike(o Workspace) bool {
	return slices.Equal(w.SupportChannels, o.SupportChannels) && w.Language == o.Language &&
		w.DeskChannel == o.DeskChannel && w.Alert == o.Alert && w.AgentGroup == o.AgentGroup
}

// workspace returns what is different in a workspace.
func (o TeamsOptions) workspace(team string) Workspace {
	if o.Workspace == nil {
		return Workspace{}
	}
	return o.Workspace(team)
}

// of returns the options of the adapter of a workspace, where people are known by their ids in it.
func (w Workspace) of(team string, o Options) Options {
	o.SupportChannels, o.Manager = w.SupportChannels, cmp.Or(w.Manager, o.Manager)
	if w.DeskChannel != "" {
		o.DeskChannel, o.Alert, o.AgentGroup = w.DeskChannel, w.Alert, w.AgentGroup
	}
	chosen := o.Language
	o.Language = func(ctx context.Context, person string) string {
		if chosen == nil {
			return w.Language
		}
		return cmp.Or(chosen(ctx, qualified(team, person)), w.Language)
	}
	return o
}
