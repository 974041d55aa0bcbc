package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/form"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/internal/serving"
	"aktivering/internal/settings"
	"aktivering/internal/workspaces"
	"aktivering/knowledge"
)

// workspacesEvery is how often the settings of workspaces are read again.
const workspacesEvery = 10 * time.Second

// workspaceSettings lets the settings of single workspaces hold, and takes over their changes.
type workspaceSettings struct {
	registry workspaces.Registry
	log      zerolog.Logger
	// program are the settings of the desk of all who have none of their own.
	program settings.Desk
	// measured is the matcher that is used in the place of one.
	measured func(port.Matcher) port.Matcher
	// texts are those that adapters show; nil where none does.
	texts *current
	// take lets a manager decide from now on.
	take func(desk.Manager)
	// faulty holds what is wrong with the settings, so that they are not taken over.
	faulty serving.Failure
	// now is what the adapters ask for.
	now atomic.Pointer[adapterSettings]

	// reading is held while the settings are read, and mu while what they made is used: a database that
	// hangs holds up no probe.
	reading, mu sync.Mutex
	// base decides where no workspace says otherwise, and list are the settings in force.
	base desk.Manager
	list []workspaces.Settings
	// matchers are those of the packs of some workspaces, of the knowledge of base.
	matchers map[string]dialogue.Place
}

// adapterSettings is what is different in workspaces, as their adapters know it.
type adapterSettings struct {
	slack   map[string]slack.Workspace
	discord map[string]discord.Guild
}

func (p *adapterSettings) guilds() map[string]discord.Guild { return p.discord }

// registry knows the settings of the workspaces.
func (a *App) registry(d settings.Desk, on settings.Platforms, kb *knowledge.Base, s workspaces.Store) workspaces.Registry {
	return workspaces.Registry{File: d.Workspaces, Store: s, Checker: on.Checker(kb, d.Timezone), Now: a.Now}
}

// begin reads the settings for the first time, and returns the manager that decides with them.
func (p *workspaceSettings) begin(ctx context.Context, base desk.Manager) (desk.Manager, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	list, err := p.read(ctx)
	if err != nil {
		if wrong, ok := errors.AsType[*workspaces.FileError](err); ok {
			var faults []error
			for _, line := range wrong.Lines() {
				faults = append(faults, settings.Errorf("WORKSPACES_FILE: %s", line))
			}
			err = errors.Join(faults...)
		}
		return base, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.build(base, list)
}

// read returns the settings that hold, and notes what is wrong with the others.
func (p *workspaceSettings) read(ctx context.Context) ([]workspaces.Settings, error) {
	all, err := p.registry.All(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	var faults []error
	for _, e := range all {
		for _, f := range e.Faults {
			faults = append(faults, fmt.Errorf("workspace %s: %s", e.Key(), f)) //nolint:err113 // for an administrator
		}
	}
	p.faulty.Set(errors.Join(faults...))
	return workspaces.InForce(all), nil
}

// rebase lets another manager decide where no workspace says otherwise, such as one with other
// knowledge.
func (p *workspaceSettings) rebase(base desk.Manager) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, err := p.build(base, p.list)
	if err == nil {
		p.take(m)
	}
	return err
}

// refresh takes over what has changed since the settings were read.
func (p *workspaceSettings) refresh(ctx context.Context) (changed bool, err error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	list, err := p.read(ctx)
	if err != nil {
		if wrong, ok := errors.AsType[*workspaces.FileError](err); ok { // what a database says is not for everybody
			p.faulty.Set(wrong)
		}
		return false, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.EqualFunc(list, p.list, workspaces.Settings.Equal) {
		return false, nil
	}
	m, err := p.build(p.base, list)
	if err != nil {
		p.faulty.Set(err)
		return false, err
	}
	p.take(m)
	return true, nil
}

// Ready returns what a probe is told.
func (p *workspaceSettings) Ready() error { return p.faulty.Get() }

// build makes the manager that decides with settings. mu is held.
func (p *workspaceSettings) build(base desk.Manager, list []workspaces.Settings) (desk.Manager, error) {
	matchers := make(map[string]dialogue.Place)
	if p.base.Knowledge == base.Knowledge {
		maps.Copy(matchers, p.matchers)
	}
	m := base
	m.Desks, m.Places, m.Administrators = slices.Clone(base.Desks), nil, slices.Clone(base.Administrators)
	now := &adapterSettings{slack: make(map[string]slack.Workspace), discord: make(map[string]discord.Guild)}
	for _, s := range list {
		place, err := p.place(base, s, matchers)
		if err != nil {
			return m, err
		}
		m.Places = append(m.Places, place)
		for _, channel := range s.AdministratorChannels {
			m.Administrators = append(m.Administrators, bot.Address{Platform: s.Platform, Space: s.ID, Channel: channel})
		}
		var own workspaces.Desk
		if s.Desk != nil {
			own = *s.Desk
			d, err := deskOf(s, p.program)
			if err != nil {
				return m, err
			}
			m.Desks = append(m.Desks, d)
		}
		texts := workspaceTexts{p.texts, s.Place()}
		switch s.Platform {
		case slack.Platform:
			now.slack[s.ID] = slack.Workspace{SupportChannels: s.Channels, DeskChannel: own.Channel, Alert: own.Alert, AgentGroup: own.Agents, Language: string(s.Language), Manager: texts}
		case discord.Platform:
			now.discord[s.ID] = discord.Guild{SupportChannels: s.Channels, DeskChannel: own.Channel, AgentRole: own.Agents, Language: string(s.Language), Manager: texts}
		}
	}
	p.base, p.list, p.matchers = base, list, matchers
	p.now.Store(now)
	return m, nil
}

// place is what is different in a workspace. matchers are those that were made of the same knowledge.
func (p *workspaceSettings) place(base desk.Manager, s workspaces.Settings, matchers map[string]dialogue.Place) (dialogue.Place, error) {
	place := dialogue.Place{At: s.Place(), Language: s.Language}
	if len(s.Packs) == 0 {
		return place, nil
	}
	packs := slices.Sorted(slices.Values(s.Packs))
	key := strings.Join(packs, ",")
	made, ok := matchers[key]
	if !ok {
		kb, err := base.Knowledge.Choose(packs)
		if err != nil {
			return place, fmt.Errorf("workspace %s: packs: %w", s.Key(), err)
		}
		matcher := match.New(kb)
		matcher.Ready()
		made.Knowledge, made.Matcher = kb, matcher
		if p.measured != nil {
			made.Matcher = p.measured(matcher)
		}
		matchers[key] = made
	}
	place.Knowledge, place.Matcher = made.Knowledge, made.Matcher
	return place, nil
}

// deskOf is the desk of a workspace: what its settings leave open is as the program's.
func deskOf(s workspaces.Settings, d settings.Desk) (*bot.Desk, error) {
	own := s.Desk
	d.Platform, d.SlackChannel, d.DiscordChannel = s.Platform, own.Channel, own.Channel
	d.Language, d.Hours, d.Timezone = cmp.Or(own.Language, d.Language), cmp.Or(own.Hours, d.Hours), cmp.Or(own.Timezone, d.Timezone, "UTC")
	d.Team, d.Replies = cmp.Or(own.Team, d.Team), cmp.Or(own.Replies, d.Replies)
	made, err := d.Desks()
	if err != nil {
		return nil, fmt.Errorf("the desk of workspace %s: %w", s.Key(), err)
	}
	made[0].Title = cmp.Or(s.Name, s.ID)
	made[0].Name, made[0].Serves, made[0].At.Space = s.Key().String(), []bot.Address{s.Place()}, s.ID
	return made[0], nil
}

// workspaceTexts are the texts of a place.
type workspaceTexts struct {
	*current
	at bot.Address
}

// slackWorkspace returns what is different in a workspace of Slack.
func (p *workspaceSettings) slackWorkspace(team string) slack.Workspace {
	return p.now.Load().slack[team]
}

// guilds returns the servers of Discord where something is different.
func (p *workspaceSettings) guilds() map[string]discord.Guild { return p.now.Load().discord }

// Form is desk.Manager's.
func (p workspaceTexts) Form(locale string) form.Form { return p.in(p.at).Form(locale) }

// Complete is desk.Manager's.
func (p workspaceTexts) Complete(typed, locale string, limit int) []bot.Choice {
	return p.in(p.at).Complete(typed, locale, limit)
}

// Run takes over changed settings until ctx ends.
func (p *workspaceSettings) Run(ctx context.Context) {
	tick := time.NewTicker(workspacesEvery)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := p.refresh(ctx)
		if changed {
			p.log.Info().Ctx(ctx).Int("workspaces", p.Count()).Msg("settings of workspaces taken over")
		}
		if err == nil {
			err = p.Ready()
		}
		now := ""
		if err != nil {
			now = err.Error()
		}
		if now != said && ctx.Err() == nil && err != nil {
			p.log.Error().Ctx(ctx).Err(err).Msg("settings of workspaces with faults do not hold; of a file, those hold that were taken over last")
		}
		said = now
	}
}

// Count is of how many workspaces settings hold.
func (p *workspaceSettings) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.list)
}

// inForce are the settings that hold.
func (p *workspaceSettings) inForce() []workspaces.Settings {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.list
}
