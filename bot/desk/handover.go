package desk

import (
	"slices"
	"strings"
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

// openCase puts the conversation in the desk's queue, and tells the person what
// happens now.
func (t *turn) openCase() {
	if t.Conversation.Case.Active() {
		t.tellWhereabouts()
		return
	}
	t.Desk = t.serving
	d := t.Desk
	next := &bot.Case{Desk: d.Name, State: bot.CaseQueued, Opened: t.Conversation.Turn, QueuedAt: t.Inbound.At, LastPersonAt: t.Inbound.At}
	if old := t.Conversation.Case; old != nil {
		next.Before, next.AwayTold = old.Number, old.AwayTold
	}
	t.Conversation.Case = next
	t.ForgetReminder()
	t.Decide(outcome.HandedOver)
	t.AddIntro("handoff.fetch", nil)
	t.tellWait()
	due := d.After(t.Inbound.At, d.Claim, claimWithin)
	if !d.AtWork(t.Inbound.At) {
		t.away()
	} else if !t.unanswerable() {
		t.AddIntro("handoff.add", nil)
	}
	if t.unanswerable() {
		next.AddUntold = true
		t.AddIntro("handoff.add.direct", nil)
	}
	t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	t.toDesk(bot.UpdateCard{To: d.At})
	if d.AtWork(t.Inbound.At) {
		t.callDesk("desk.new")
	} else {
		due = d.NextAtWork(t.Inbound.At)
	}
	t.setCaseTimer(due)
}

// unanswerable reports that the person is told something where they cannot answer: what they
// write there, others read and the bot does not.
func (t *turn) unanswerable() bool { return t.Inbound.Audience == event.AudienceEphemeral }

// away tells, once in a conversation, that nobody is at work, and when somebody is.
func (t *turn) away() {
	if t.Conversation.Case.AwayTold {
		return
	}
	t.Conversation.Case.AwayTold = true
	t.AddIntro("handoff.away", i18n.Args{"when": i18n.Text(t.Localizer().When(t.Desk.Local(t.Inbound.At), t.Desk.Local(t.Desk.NextAtWork(t.Inbound.At))))})
}

// handleInCase takes in what the person does while the case is the desk's: words go
// there, and the bot is silent, but for what only it can say.
func (t *turn) handleInCase(e event.Event) bool {
	cs := t.Conversation.Case
	switch e := e.(type) {
	case event.Message:
		if !t.IsAddressed(e) {
			return false
		}
		t.Match = t.Matcher.Match(e.Text, match.Scope{})
		t.RememberMessage(e.Message)
		t.WarnOfSecret(e)
		if t.wantsBack(e.Text) {
			t.backToBot()
			return true
		}
		if cs.State == bot.CaseClaimed && !cs.LastPersonAt.After(cs.LastAgentAt) {
			t.answerInTime() // they wait for the agent again, who is not to hear of it days later
		}
		cs.LastPersonAt = t.Inbound.At
		t.Decide(outcome.CaseMessage)
		if strings.TrimSpace(e.Text) == "" && len(e.Files) == 0 {
			// A sticker, or something else that has no words.
			t.tellAgents("desk.unshown", i18n.Args{"name": t.personName()})
			t.inform("handoff.unshown")
			return true
		}
		t.relay(e)
		t.suggestArticles()
		t.endSnooze()
		switch {
		case cs.State == bot.CaseQueued && !cs.AddMoreTold:
			cs.AddMoreTold = true
			t.inform("handoff.added")
		case t.Inbound.ReplyToken != "":
			// A command: the person waits for an answer, and was perhaps shown that one is coming.
			t.toPerson(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: t.whereabouts(t.Localizer(), !t.unanswerable())}}}})
		}
	case event.MessageEdited:
		if !t.KnowsMessage(e.Now.Message) {
			return t.handleUnknownEdit(e.Now)
		}
		t.WarnOfSecret(e.Now)
		t.Decide(outcome.CaseEdited)
		t.toDesk(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Now.Message, Reply: t.quoted(e.Now, "role.person.edited")}})
		t.notifyOfMessage(notice.Edited, fromPerson, e.Now.Message, e.Now.Text, e.Now.Files)
	case event.ChoicePicked:
		t.handleChoiceInCase(e)
	case event.Started:
		t.tellWhereabouts()
	default: // nothing that a person does
		return false
	}
	return true
}

// handleUnknownEdit takes in a changed message that the conversation does not know: as a new one,
// but where it was relayed long ago that is changed.
func (t *turn) handleUnknownEdit(now event.Message) bool {
	handled := t.handleInCase(now)
	for i, effect := range t.Effects {
		if send, ok := effect.(bot.SendReply); ok && send.ToDesk && send.RelayOf == now.Message && now.Message != "" {
			t.Effects[i] = bot.EditReply{SendReply: send}
		}
	}
	return handled
}

// wantsBack reports words that ask for the bot, or the choice of it where a number is
// all that can be written.
func (t *turn) wantsBack(s string) bool {
	id, ok := t.ShortAnswers().Choose(t.Conversation.Offered, s)
	return t.wantsBot(s) || ok && id == pick.Bot && t.Conversation.Case.State == bot.CaseQueued
}

// handleChoiceInCase takes in a choice while the case is the desk's.
func (t *turn) handleChoiceInCase(e event.ChoicePicked) {
	kind, what := e.Choice.Kind()
	switch {
	case e.Choice == pick.Bot:
		t.backToBot()
	case kind == pick.Language && t.Knowledge.Languages().Known(bot.Lang(what)):
		t.SetLanguage(bot.Lang(what), bot.FromChoice)
		t.Decide(outcome.Language)
		t.inform("language")
	case (e.Choice == pick.Helped || e.Choice == pick.NotHelped) && t.answersProblem(e):
		t.relay(event.Message{Text: t.labelOf(e.Choice)})
		t.Decide(outcome.CaseMessage)
		t.Conversation.Offered = nil
		t.inform("handoff.added")
	case t.Conversation.Case.Guided && t.IsValidChoice(e):
		t.relay(event.Message{Text: t.labelOf(e.Choice)})
		if e.Choice == pick.Human || !t.ApplyChoice(e.Choice) {
			t.tellWhereabouts()
		}
	default:
		t.tellWhereabouts()
	}
}

func (t *turn) labelOf(id bot.ChoiceID) string {
	for _, c := range t.Conversation.Offered {
		if c.ID == id {
			return c.Label
		}
	}
	return string(id)
}

// endSnooze takes up a case that rested.
func (t *turn) endSnooze() {
	if t.Conversation.Case.State == bot.CaseSnoozed {
		t.Conversation.Case.State, t.Conversation.Case.Until = bot.CaseClaimed, time.Time{}
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
		t.answerInTime()
	}
}

// tellWhereabouts tells where the case is.
func (t *turn) tellWhereabouts() {
	t.Decide(outcome.CaseTold)
	v := t.Localizer()
	t.tellPerson([]content.Block{content.Paragraph{Spans: t.whereabouts(v, !t.unanswerable())}}, []bot.Choice{v.ToBot()})
}

// whereabouts says where the case is; here tells that the person can write where it is said.
func (t *turn) whereabouts(v i18n.Localizer, here bool) []content.Span {
	cs := t.Conversation.Case
	with, waiting := "handoff.with", "handoff.waiting"
	if !here {
		with, waiting = "handoff.with.direct", "handoff.waiting.direct"
	}
	switch {
	case cs.State != bot.CaseQueued:
		return v.Say(with, i18n.Args{"agent": i18n.Text(t.shownAgent(v))})
	case cs.Position == 1:
		return t.withWait(v, v.Say("handoff.first", i18n.Args{"number": i18n.Number(cs.Number)}))
	case cs.Position > 1:
		return t.withWait(v, v.Say("handoff.position", i18n.Args{"n": i18n.Number(cs.Position), "number": i18n.Number(cs.Number)}))
	}
	return t.withWait(v, v.Say(waiting, nil))
}

// backToBot gives the conversation back to the bot because the person wants it.
func (t *turn) backToBot() {
	waited := t.Conversation.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedWithdrawn, "")
	t.tellAgents("desk.withdrawn", i18n.Args{"name": t.personName()})
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.AddIntro("handoff.bot", nil)
	t.resume()
	t.Decide(outcome.CaseClosed)
}

// resume goes on where the bot was.
func (t *turn) resume() {
	if t.Situation().Stage == bot.StageNew || t.Situation().Stage == bot.StageUsedUp || t.Situation().Stage == bot.StageSolved {
		t.Prompt("prompt.screen")
		return
	}
	t.RepeatQuestion()
}

// endCase closes the case; the bot owns the conversation again.
func (t *turn) endCase(why bot.Closing, note string) {
	c := t.Conversation.Case
	c.State, c.Closing, c.Note, c.Closed, c.Timer, c.Guided = bot.CaseClosed, why, note, t.Inbound.At, 0, false
	t.Conversation.Owner, t.ended = "", true
	t.Decide(outcome.CaseClosed)
	t.Outcome.Closing = why
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.notify(notice.Closed, nil)
}

// wantsBot reports words by which people ask for the bot again, or for an end.
func (t *turn) wantsBot(s string) bool {
	desk, words := &t.Knowledge.Language().Desk, reply.ShortWords(s)
	if len(words) == 1 && desk.Stop.Has(words[0]) {
		return true
	}
	return slices.ContainsFunc(words, desk.Bot.Has) && (len(words) == 1 || slices.ContainsFunc(words, desk.Again.Has))
}

// handleOwnedByAgent takes in what a person did while an agent owns the conversation:
// it is kept for the agent, and the bot is silent until it is asked for. It returns
// false for words that were not meant for either.
func (t *turn) handleOwnedByAgent() bool {
	t.Decide(outcome.Kept)
	switch e := t.Inbound.Event.(type) {
	case event.Message:
		if t.IsAddressed(e) && t.wantsBot(e.Text) {
			t.Conversation.Owner = ""
			t.Match = t.Matcher.Match(e.Text, match.Scope{})
			t.AddIntro("handoff.bot", nil)
			t.resume()
			t.Decide(outcome.Resumed)
			return true
		}
		t.RememberMessage(e.Message)
		return t.IsAddressed(e)
	case event.MessageEdited:
		return t.KnowsMessage(e.Now.Message)
	default:
		return true
	}
}
