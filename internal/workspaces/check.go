package workspaces

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/name"
	"aktivering/internal/hours"
	"aktivering/knowledge"
)

// Fault is something that is wrong with settings.
type Fault struct {
	// Field is the name of the setting, such as desk.hours.
	Field string
	// Kind tells what is wrong, as one of the constants, and Value what was given.
	Kind  FaultKind
	Value string
	// Remedy is what to write instead, in English.
	Remedy string
}

// FaultKind is a kind of fault.
type FaultKind string

// The kinds of faults.
const (
	FaultPlatform FaultKind = "platform" // a platform that is not served
	FaultID       FaultKind = "id"       // no id of a workspace
	FaultTwice    FaultKind = "twice"    // a workspace or a channel that is named twice
	FaultChannel  FaultKind = "channel"  // no id of a channel
	FaultAgents   FaultKind = "agents"   // no id of a user group or role
	FaultAlert    FaultKind = "alert"    // nobody who can be notified
	FaultLanguage FaultKind = "language" // a language that is not spoken
	FaultPack     FaultKind = "pack"     // a pack that is not there
	FaultHours    FaultKind = "hours"    // no hours of work
	FaultZone     FaultKind = "zone"     // no time zone
	FaultReplies  FaultKind = "replies"  // no rule
	FaultName     FaultKind = "name"     // characters that cannot be shown
	FaultLong     FaultKind = "long"     // too long a text, or too many of them
)

func (f Fault) String() string {
	value := ""
	if f.Value != "" {
		value = fmt.Sprintf(" %.60q", f.Value)
	}
	return f.Field + value + ": " + f.Remedy
}

// Rules are what a platform has.
type Rules struct {
	// IsWorkspace, IsChannel and IsAgents report ids of workspaces, of channels, and of the groups
	// whose members are agents.
	IsWorkspace, IsChannel, IsAgents func(id string) bool
	// Alerts are whom the desk can notify beside a group; nil where it cannot choose.
	Alerts []string
	// Workspace, Channel and Agents tell, in English, what the ids look like.
	Workspace, Channel, Agents string
}

// Checker finds what is wrong with settings.
type Checker struct {
	// Platforms are those that serve several workspaces.
	Platforms map[bot.Platform]Rules
	// Languages and Packs are those that there are.
	Languages, Packs []string
	// Zone is the time zone of a desk that names none.
	Zone string
	// Taken are channels that the settings of the program name, with the setting.
	Taken map[string]string
}

// The longest texts, in characters, and the most channels and packs of a list.
const (
	MaxName  = 80
	maxHours = 500
	maxItems = 50
)

// Check finds what is wrong with the settings of one workspace.
func (c Checker) Check(s Settings) (faults []Fault) {
	add := func(field string, kind FaultKind, value, remedy string, args ...any) {
		faults = append(faults, Fault{field, kind, value, fmt.Sprintf(remedy, args...)})
	}
	rules, served := c.Platforms[s.Platform]
	if !served {
		var names []string
		for name := range c.Platforms {
			names = append(names, string(name))
		}
		slices.Sort(names)
		if len(names) == 0 {
			add("platform", FaultPlatform, string(s.Platform), "no platform with several workspaces is served; set SLACK_CLIENT_ID or DISCORD_TOKEN")
		} else {
			add("platform", FaultPlatform, string(s.Platform), "use %s; no other platform with several workspaces is served", strings.Join(names, " or "))
		}
		return faults
	}
	if !rules.IsWorkspace(s.ID) {
		add("id", FaultID, s.ID, "use the id of the workspace, %s", rules.Workspace)
	}
	c.text("name", s.Name, add)
	c.language("language", s.Language, add)
	for _, list := range []struct {
		field string
		ids   []string
	}{{"channels", s.Channels}, {"administrator_channels", s.AdministratorChannels}} {
		if len(list.ids) > maxItems {
			add(list.field, FaultLong, "", "at most %d channels", maxItems)
		}
		for i, id := range list.ids {
			switch {
			case !rules.IsChannel(id):
				add(list.field, FaultChannel, id, "use ids: %s", rules.Channel)
			case slices.Contains(list.ids[:i], id):
				add(list.field, FaultTwice, id, "name it once")
			case c.Taken[id] != "":
				add(list.field, FaultTwice, id, "%s has it too: name it in one place", c.Taken[id])
			}
		}
	}
	for i, pack := range s.Packs {
		if slices.Contains(s.Packs[:i], pack) {
			add("packs", FaultTwice, pack, "name it once")
		} else if !slices.Contains(c.Packs, pack) {
			add("packs", FaultPack, pack, "use %s", strings.Join(c.Packs, ", "))
		}
	}
	if s.Desk != nil {
		c.desk(s, rules, add)
	}
	return faults
}

// desk finds what is wrong with the settings of a desk.
func (c Checker) desk(s Settings, rules Rules, add func(field string, kind FaultKind, value, remedy string, args ...any)) {
	d := s.Desk
	switch {
	case !rules.IsChannel(d.Channel):
		add("desk.channel", FaultChannel, d.Channel, "use the id of the channel where agents work: %s", rules.Channel)
	case slices.Contains(s.Channels, d.Channel), slices.Contains(s.AdministratorChannels, d.Channel):
		add("desk.channel", FaultTwice, d.Channel, "use a channel where people do not ask")
	case c.Taken[d.Channel] != "":
		add("desk.channel", FaultTwice, d.Channel, "%s has it too: name it in one place", c.Taken[d.Channel])
	}
	if len(d.Hours) > maxHours {
		add("desk.hours", FaultLong, "", "at most %d characters", maxHours)
	}
	if d.Agents != "" && !rules.IsAgents(d.Agents) {
		add("desk.agents", FaultAgents, d.Agents, "use the id of %s", rules.Agents)
	}
	if d.Alert != "" && !slices.Contains(rules.Alerts, d.Alert) && (rules.Alerts == nil || !rules.IsAgents(d.Alert)) {
		if rules.Alerts == nil {
			add("desk.alert", FaultAlert, d.Alert, "leave it out; the role of the agents is notified")
		} else {
			add("desk.alert", FaultAlert, d.Alert, "use %s, or the id of %s", strings.Join(rules.Alerts, ", "), rules.Agents)
		}
	}
	c.language("desk.language", d.Language, add)
	zone := c.Zone
	if d.Timezone != "" {
		if _, err := time.LoadLocation(d.Timezone); err != nil || d.Timezone == "Local" {
			add("desk.timezone", FaultZone, d.Timezone, "use a time zone such as Europe/Oslo")
		} else {
			zone = d.Timezone
		}
	}
	if d.Hours != "" {
		if _, err := hours.Parse(d.Hours, zone); err != nil {
			add("desk.hours", FaultHours, d.Hours, "use days and times, such as man-fre 08:00-16:00, several of them (man-tor 08-16, fre 08-14), nights (man-fre 22-06) or 24/7")
		}
	}
	c.text("desk.team", d.Team, add)
	if d.Replies != "" && d.Replies != "marked" && d.Replies != "all" {
		add("desk.replies", FaultReplies, d.Replies, "use marked or all")
	}
}

// text finds what is wrong with what people are shown.
func (Checker) text(field, text string, add func(field string, kind FaultKind, value, remedy string, args ...any)) {
	if utf8.RuneCountInString(text) > MaxName {
		add(field, FaultLong, "", "at most %d characters", MaxName)
	} else if name.Clean(text) != text {
		add(field, FaultName, "", "use letters, digits and signs that can be seen, and single blanks between them")
	}
}

func (c Checker) language(field string, l knowledge.Lang, add func(field string, kind FaultKind, value, remedy string, args ...any)) {
	if l != "" && !slices.Contains(c.Languages, string(l)) {
		add(field, FaultLanguage, string(l), "use %s", strings.Join(c.Languages, ", "))
	}
}

// CheckAll finds what is wrong with the settings of several workspaces: each fault is a line that
// names the workspace.
func (c Checker) CheckAll(list []Settings) (faults []string) {
	for i, s := range list {
		name := fmt.Sprintf("workspace %d", i+1)
		if s.ID != "" {
			name = "workspace " + s.Key().String()
		}
		for _, f := range c.Check(s) {
			faults = append(faults, name+": "+f.String())
		}
		if slices.ContainsFunc(list[:i], func(o Settings) bool { return o.Key() == s.Key() }) {
			faults = append(faults, name+": it is named twice")
		}
		if channel, other := s.Shares(list[:i]); channel != "" {
			faults = append(faults, fmt.Sprintf("%s: the channel %s is also %s's", name, channel, other))
		}
	}
	return faults
}

// allChannels are the channels that the settings name.
func (s Settings) allChannels() []string {
	list := slices.Concat(s.Channels, s.AdministratorChannels)
	if s.Desk != nil {
		list = append(list, s.Desk.Channel)
	}
	return list
}

// Shares returns a channel that the settings name, and those of another workspace too; empty where
// there is none.
func (s Settings) Shares(others []Settings) (channel string, with Key) {
	for _, o := range others {
		if o.Platform != s.Platform || o.Key() == s.Key() {
			continue
		}
		for _, id := range s.allChannels() {
			if slices.Contains(o.allChannels(), id) {
				return id, o.Key()
			}
		}
	}
	return "", Key{}
}
