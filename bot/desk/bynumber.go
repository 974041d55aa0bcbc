package desk

import (
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Denial tells why an agent cannot do something with the case of a conversation that they
// name by its number; empty where [Manager.Step] does it. In the thread of a case the agents
// are told in words instead.
func (m Manager) Denial(c bot.Conversation, a event.AgentAction, now time.Time) bot.Denial {
	d := m.Desks.Of(c.Case)
	if d == nil {
		return bot.DeniedNoCase
	}
	if !offeredAtDesk(a.Act) && !writtenAtDesk(a.Act) {
		return bot.DeniedAction
	}
	if why := obstacle(c.Case, a); why != "" {
		return why
	}
	text := strings.TrimSpace(a.Text)
	switch a.Act {
	case bot.ActAnswer, bot.ActNote, bot.ActAmend:
		if text == "" && len(a.Files) == 0 {
			return bot.DeniedEmpty
		}
	case bot.ActBlock:
		if text == "" {
			return bot.DeniedEmpty
		}
		if a.For > bot.MaxBlockFor || a.Until.Sub(now) > bot.MaxBlockFor {
			return bot.DeniedFar
		}
	case bot.ActClose:
		if !slices.Contains(Closings(), a.Closing) {
			return bot.DeniedEmpty
		}
	case bot.ActSnooze:
		if _, ok := snoozeUntil(m.Knowledge, d, a, now); !ok {
			if tooFar(m.Knowledge, d, a, now) {
				return bot.DeniedFar
			}
			return bot.DeniedEmpty
		}
	case bot.ActArticle:
		if _, ok := findArticle(m.Knowledge, m.Matcher.Match(text, match.Scope{}), text); !ok {
			return bot.DeniedNothing
		}
	case bot.ActAssign:
		if text == "" {
			return bot.DeniedEmpty
		}
		if len(colleaguesNamed(a)) != 1 {
			return bot.DeniedNothing
		}
	case bot.ActCanned:
		if !slices.ContainsFunc(d.Canned, func(c knowledge.Reply) bool { return c.ID == strings.ToLower(text) }) {
			return bot.DeniedNothing
		}
	default: // has no parameter that can be wrong
	}
	if _, change := (event.Inbound{Event: a}).Message(); change && a.Message == "" {
		return bot.DeniedNothing
	}
	return ""
}

// writtenAtDesk reports an action that agents write, or do to what they wrote.
func writtenAtDesk(a bot.Action) bool {
	switch a {
	case bot.ActNote, bot.ActBlock, bot.ActAssign, bot.ActUrgent, bot.ActNormal, bot.ActArticle, bot.ActCanned, bot.ActAmend, bot.ActRetract, bot.ActUnmark, bot.ActHelp:
		return true
	default:
		return false
	}
}
