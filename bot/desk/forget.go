package desk

import (
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// handlePrivacy answers what is kept of the person, and erases it when they confirm that. It
// returns false where the event is about something else. It works whoever has the
// conversation, and nobody but the person is shown it.
func (t *turn) handlePrivacy(e event.Event) bool {
	asked := slices.ContainsFunc(t.Conversation.Offered, func(c bot.Choice) bool { return c.ID == pick.Forget })
	switch e := e.(type) {
	case event.ChoicePicked:
		return asked && e.Turn == t.Conversation.OfferedIn && t.decidePrivacy(e.Choice)
	case event.Message:
		if !t.IsAddressed(e) {
			return false
		}
		if asked {
			picked := t.ShortAnswers().Typed(t.Conversation.Offered, e.Text)
			if picked.How != reply.NotTyped && t.decidePrivacy(picked.ID) {
				return true
			}
		}
		if !t.ShortAnswers().AsksPrivacy(e.Text) {
			return false
		}
		t.RememberMessage(e.Message)
		t.Match = t.Matcher.Match(e.Text, match.Scope{})
		t.DetectLanguage(e)
		t.Decide(outcome.Privacy)
		v := t.Localizer()
		t.tellPrivacy(
			[]content.Block{v.Paragraph("privacy.kept", nil), v.Paragraph("privacy.why", nil), t.howLong(v), v.Paragraph("privacy.ask", nil)},
			[]bot.Choice{{ID: pick.Forget, Label: v.Label("choice.forget")}, {ID: pick.Keep, Label: v.Label("choice.keep")}},
		)
		return true
	default:
		return false
	}
}

// handlePrivacyOfBlocked does what handlePrivacy does for somebody of whom nothing else is taken in:
// what is kept of them is theirs to know, and to have erased.
func (t *turn) handlePrivacyOfBlocked(e event.Event) bool {
	if t.IsOutdated(e) || !t.handlePrivacy(e) {
		return false
	}
	t.noteDirect(e)
	return true
}

// decidePrivacy does what the person decided about what is kept of them.
func (t *turn) decidePrivacy(choice bot.ChoiceID) bool {
	v := t.Localizer()
	switch choice {
	case pick.Forget:
		t.Decide(outcome.Forgetting)
		t.tellPrivacy([]content.Block{v.Paragraph("privacy.forgetting", nil)}, nil)
		t.Effects = append(t.Effects, bot.ForgetPerson{To: t.PersonAt()})
	case pick.Keep:
		t.Decide(outcome.Privacy)
		if t.Conversation.Case.Active() || !t.Conversation.Owner.Bot() || t.Situation().Stage == bot.StageNew {
			t.tellPrivacy([]content.Block{v.Paragraph("privacy.nothing-erased", nil)}, nil)
			return true
		}
		t.AddIntro("privacy.nothing-erased", nil)
		t.RepeatQuestion()
	default:
		return false
	}
	return true
}

// tellPrivacy says something that concerns nobody but the person.
func (t *turn) tellPrivacy(blocks []content.Block, choices []bot.Choice) {
	t.Conversation.Offered, t.Conversation.OfferedIn = choices, t.Conversation.Turn
	t.toPerson(bot.SendReply{Reply: bot.Reply{Blocks: blocks, Choices: choices, Private: true}})
}

// howLong tells how long things are kept.
func (t *turn) howLong(v i18n.Localizer) content.Block {
	days := func(d time.Duration) content.Span { return i18n.Number(int(d / (24 * time.Hour))) }
	switch keep := t.Keep; {
	case keep.Transcripts == 0:
		return v.Paragraph("privacy.how-long.unset", nil)
	case keep.Cases == 0:
		return v.Paragraph("privacy.how-long.talks", i18n.Args{"days": days(keep.Transcripts)})
	default:
		return v.Paragraph("privacy.how-long", i18n.Args{"days": days(keep.Transcripts), "case-days": days(keep.Cases)})
	}
}

// forget makes the conversation one in which nothing was said; the store erases what was. What
// desks were shown is deleted, and the agents and the other system are told to do their part.
func (m Manager) forget(c bot.Conversation, in event.Inbound) bot.Decision {
	if c.Turn == 0 || c.Forgotten {
		return bot.Decision{Conversation: c}
	}
	t := m.newTurn(c, in)
	t.Decide(outcome.Forgotten)
	was := t.Conversation.Case
	t.Conversation = bot.Conversation{Turn: t.Conversation.Turn, Forgotten: true, PersonLanguage: c.PersonLanguage}
	if was != nil {
		t.forgetCase(was)
	} else if len(m.Desks) > 0 {
		t.Effects = append(t.Effects, bot.EraseAtDesk{To: m.Desks[0].At}) // of earlier cases
	}
	entry := in.Entry(c)
	entry.Turn = t.Conversation.Turn
	return bot.Decision{Conversation: t.Conversation, Effects: t.Effects, Entry: entry, Outcome: t.Decided()}
}

// forgetCase keeps of a case no more than that there was one, and closes it.
func (t *turn) forgetCase(was *bot.Case) {
	now := &bot.Case{
		Number: was.Number, State: bot.CaseClosed, Opened: was.Opened, Desk: was.Desk, Thread: was.Thread, Card: was.Card, Agent: was.Agent,
		QueuedAt: was.QueuedAt, Closed: was.Closed, Closing: was.Closing, MovedOn: true,
	}
	if was.Active() {
		now.Closed, now.Closing = t.Inbound.At, bot.ClosedWithdrawn
	}
	t.Conversation.Case = now
	place := was.Thread
	if place == (bot.Address{}) && t.Desk != nil {
		place = t.Desk.At
	}
	if place == (bot.Address{}) {
		return // it was nowhere, and is not any more
	}
	t.Effects = append(t.Effects, bot.EraseAtDesk{To: place})
	if was.Number > 0 && was.Thread != (bot.Address{}) {
		t.tellAt(place, bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("desk.forgotten", i18n.Args{"number": i18n.Number(was.Number)})}}})
	}
	if t.Desk == nil {
		return
	}
	if was.State == bot.CaseQueued {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	if t.Desk.Notify != "" && was.Number > 0 {
		t.Effects = append(t.Effects, bot.NotifyWebhook{To: bot.Address{Platform: t.Desk.Notify}, Notice: notice.Notice{
			Type: notice.Forgotten, At: t.Inbound.At, Data: notice.Data{Case: was.Number, State: string(bot.CaseClosed)},
		}})
	}
}
