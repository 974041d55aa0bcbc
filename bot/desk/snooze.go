package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/later"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// snooze lets the case rest until a time of work, or asks until when.
func (t *turn) snooze(e event.AgentAction) {
	until, ok := snoozeUntil(t.Knowledge, t.Desk, e, t.Inbound.At)
	if !ok {
		t.askSnooze(e)
		return
	}
	key := "desk.snoozed"
	if work := t.Desk.NextAtWork(until); work.After(until) {
		key, until = "desk.snoozed.work", work.UTC()
	}
	cs := t.Conversation.Case
	cs.State, cs.Until = bot.CaseSnoozed, until
	t.Decide(outcome.CaseSnoozed)
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAgents(key, i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "when": i18n.Text(t.deskTime(until))})
	t.setCaseTimer(until)
}

// deskTime names a time of the near future to the agents.
func (t *turn) deskTime(at time.Time) string {
	return t.agentLocalizer().When(t.Desk.Local(t.Inbound.At), t.Desk.Local(at))
}

// snoozeUntil returns the time that was named. It returns false where none was, or one that is
// over, too near or too far away.
func snoozeUntil(kb *knowledge.Base, d *bot.Desk, e event.AgentAction, now time.Time) (time.Time, bool) {
	until, named := e.Until, !e.Until.IsZero()
	switch {
	case named:
	case e.For != 0:
		until = now.Add(e.For)
	default:
		if until, named = later.NewReader(kb.Language()).Until(e.Text, d.Local(now)); !named {
			return time.Time{}, false
		}
	}
	if wait := until.Sub(now); wait < later.Soonest || wait > later.Latest {
		return time.Time{}, false
	}
	return until.UTC(), true
}

// tooFar reports that the time that was named is further away than a case can rest.
func tooFar(kb *knowledge.Base, d *bot.Desk, e event.AgentAction, now time.Time) bool {
	switch {
	case !e.Until.IsZero():
		return e.Until.Sub(now) > later.Latest
	case e.For != 0:
		return e.For > later.Latest
	}
	return later.NewReader(kb.Language()).Beyond(e.Text, d.Local(now))
}

// maxRest is how many days a case can rest.
const maxRest = int(later.Latest / (24 * time.Hour))

// askSnooze asks until when the case is to rest, and offers times.
func (t *turn) askSnooze(e event.AgentAction) {
	t.Decide(outcome.DeskShown)
	key, a := "desk.snooze.when", i18n.Args{}
	if said := strings.TrimSpace(e.Text); said != "" {
		key, a = "desk.snooze.unknown", i18n.Args{"text": i18n.Text(said)}
		if tooFar(t.Knowledge, t.Desk, e, t.Inbound.At) {
			key, a = "desk.snooze.far", i18n.Args{"text": i18n.Text(said), "days": i18n.Number(maxRest)}
		}
	}
	choices := make([]bot.Choice, 0, len(snoozeTimes(t.Desk, t.Inbound.At)))
	for _, at := range snoozeTimes(t.Desk, t.Inbound.At) {
		choices = append(choices, bot.Choice{ID: pick.Of(pick.Snooze, strconv.FormatInt(at.Unix(), 10)), Label: titled(t.deskTime(at))})
	}
	v := t.agentLocalizer()
	t.toDesk(bot.SendReply{Quotes: e.Message, Reply: bot.Reply{Blocks: []content.Block{v.Paragraph(key, a), content.Note{Spans: v.Say("desk.snooze.hint", nil)}}, Choices: choices}})
}

// SnoozeTimes are times until which the conversation's case can rest, all of them at work; none
// without a case.
func (m Manager) SnoozeTimes(c bot.Conversation, now time.Time) []time.Time {
	d := m.Desks.Of(c.Case)
	if d == nil {
		return nil
	}
	return snoozeTimes(d, now)
}

// snoozeTimes are the times that are offered, all of them at work.
func snoozeTimes(d *bot.Desk, now time.Time) []time.Time {
	local := d.Local(now)
	morning := func(days int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+days, later.DayHour, 0, 0, 0, local.Location())
	}
	const soon, late, week = time.Hour, 4 * time.Hour, 7
	monday := (week+int(time.Monday-local.Weekday())-1)%week + 1
	times := []time.Time{
		d.NextAtWork(now.Add(soon).Truncate(time.Minute)), d.NextAtWork(now.Add(late).Truncate(time.Minute)),
		d.NextAtWork(morning(1)), d.NextAtWork(morning(monday)),
	}
	slices.SortFunc(times, time.Time.Compare)
	return slices.CompactFunc(times, time.Time.Equal)
}
