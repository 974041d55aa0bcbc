package discord

import (
	"iter"
	"maps"
	"slices"
)

// places are the channels and the roles that the settings name. They may change while they are used,
// but for those of the options.
type places struct {
	support    []string
	desk, role string
	// guilds are the servers where something is different, by their ids; nil are none.
	guilds func() map[string]Guild
}

// guild returns what is different in a server.
func (p *places) guild(id string) Guild {
	if p.guilds == nil || id == "" {
		return Guild{}
	}
	return p.guilds()[id]
}

// servers are the servers where something is different, by their ids.
func (p *places) servers() map[string]Guild {
	if p.guilds == nil {
		return nil
	}
	return p.guilds()
}

// all are the servers where something is different, in no order.
func (p *places) all() iter.Seq[Guild] {
	if p.guilds == nil {
		return func(func(Guild) bool) {}
	}
	return maps.Values(p.guilds())
}

// guildOf is the server whose settings name a channel; empty where none do.
func (p *places) guildOf(channel string) string {
	if p.guilds == nil {
		return ""
	}
	for id, g := range p.guilds() {
		if channel == g.DeskChannel || slices.Contains(g.SupportChannels, channel) {
			return id
		}
	}
	return ""
}

// isSupport reports a channel where messages are read that were not addressed to the bot.
func (p *places) isSupport(channel string) bool {
	for g := range p.all() {
		if slices.Contains(g.SupportChannels, channel) {
			return true
		}
	}
	return slices.Contains(p.support, channel)
}

// supports are all of these.
func (p *places) supports() []string {
	list := slices.Clone(p.support)
	for g := range p.all() {
		list = append(list, g.SupportChannels...)
	}
	return list
}

// isDesk reports a channel where agents work.
func (p *places) isDesk(channel string) bool {
	if channel == "" {
		return false
	}
	for g := range p.all() {
		if g.DeskChannel == channel {
			return true
		}
	}
	return channel == p.desk
}

// hasDesk reports that agents work somewhere, or may do so later.
func (p *places) hasDesk() bool { return p.desk != "" || p.guilds != nil }

// roleIn is the role of those who may act at the desk of a server; empty where everybody may. A
// server without a desk of its own has the one of the options.
func (p *places) roleIn(guild string) string {
	if g := p.guild(guild); g.DeskChannel != "" {
		return g.AgentRole
	}
	return p.role
}

// roleAt is the role that is called in the channel of a desk.
func (p *places) roleAt(channel string) string {
	for g := range p.all() {
		if g.DeskChannel == channel && channel != "" {
			return g.AgentRole
		}
	}
	if channel == p.desk {
		return p.role
	}
	return ""
}
