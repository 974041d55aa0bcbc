package bot

import (
	"slices"
	"time"

	"aktivering/bot/internal/cut"
	"aktivering/bot/name"
)

// SeenAgent is somebody who works at a desk, and did something there lately: they wrote in its
// channel, pressed a button there, or signed in to its pages. It belongs to the desk's own
// conversation ([Desk.Ref]), so that a case can be given to them before they have had one.
type SeenAgent struct {
	Agent Agent `json:"agent"`
	// On is the platform that the agent's id is of.
	On Platform `json:"on"`
	// Seen is when, to the day.
	Seen time.Time `json:"seen,omitzero"`
}

// Bounds of what is kept of those who work at a desk.
const (
	// maxAgents is how many are known, those who did something last.
	maxAgents = 60
	// agentsKept is how long somebody is known, and agentsAgain how long it is no news that they
	// did something again.
	agentsKept  = 90 * 24 * time.Hour
	agentsAgain = 24 * time.Hour
)

// SeeAgent remembers that somebody works at a desk, whose own conversation c is, and forgets those
// who did nothing for long. It returns false where that is no news.
func (c *Conversation) SeeAgent(a Agent, on Platform, at time.Time) bool {
	is := func(s SeenAgent) bool { return s.On == on && s.Agent.ID == a.ID }
	if i := slices.IndexFunc(c.Agents, is); i >= 0 && c.Agents[i].Agent == a && at.Sub(c.Agents[i].Seen) < agentsAgain {
		return false
	}
	c.Agents = slices.DeleteFunc(c.Agents, func(s SeenAgent) bool { return is(s) || at.Sub(s.Seen) > agentsKept })
	c.Agents = append(c.Agents, SeenAgent{a, on, at.Truncate(agentsAgain)})
	return true
}

// ForgetAgent forgets somebody who works at a desk, whose own conversation c is. It returns false
// where they are not known.
func (c *Conversation) ForgetAgent(on Platform, id string) bool {
	before := len(c.Agents)
	c.Agents = slices.DeleteFunc(c.Agents, func(s SeenAgent) bool { return s.On == on && s.Agent.ID == id })
	return len(c.Agents) < before
}

// boundAgents cuts what is kept of those who work at a desk.
func (c *Conversation) boundAgents() {
	c.Agents = latest(c.Agents, maxAgents)
	for i := range c.Agents {
		a := &c.Agents[i].Agent
		a.ID, a.Name = cut.Bytes(a.ID, maxID), cut.Bytes(a.Name, name.MaxBytes)
	}
}
