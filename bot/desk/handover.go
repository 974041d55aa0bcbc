package desk

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
)

// handOver puts the conversation in the desk's queue, and tells the person what
// happens now.
func (t *turn) handOver() {
	if t.C.Case.Active() {
		t.waiting()
		return
	}
	d := t.Desk
	next := &bot.Case{State: bot.CaseQueued, Opened: t.C.Turn, QueuedAt: t.In.At, LastPersonAt: t.In.At}
	if old := t.C.Case; old != nil {
		next.Before, next.AwayTold = old.Number, old.AwayTold
	}
	t.C.Case = next
	t.Leads("handoff.fetch", nil)
	due := d.After(t.In.At, d.Claim, claimWithin)
	if d.AtWork(t.In.At) {
		t.Leads("handoff.add", nil)
	} else {
		t.away()
	}
	t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	t.toDesk(bot.UpdateCard{To: d.At})
	if d.AtWork(t.In.At) {
		t.call("desk.new")
	} else {
		due = d.NextAtWork(t.In.At)
	}
	t.wakeDesk(due)
}

// away tells, once in a conversation, that nobody is at work, and when somebody is.
func (t *turn) away() {
	if t.C.Case.AwayTold {
		return
	}
	t.C.Case.AwayTold = true
	t.Leads("handoff.away", i18n.Args{"when": i18n.Text(t.Voice().When(t.Desk.Local(t.In.At), t.Desk.Local(t.Desk.NextAtWork(t.In.At))))})
}

// heardInCase takes in what the person does while the case is the desk's: words go
// there, and the bot is silent, but for what only it can say.
func (t *turn) heardInCase(e bot.Event) bool {
	matter := t.C.Case
	switch e := e.(type) {
	case bot.Message:
		if !t.Addressed(e) {
			return false
		}
		t.R = t.Matcher.Match(e.Text)
		t.Listen(e.Message)
		t.Notice(e)
		if t.wantsBack(e.Text) {
			t.backToBot()
			return true
		}
		matter.LastPersonAt = t.In.At
		if strings.TrimSpace(e.Text) == "" && len(e.Files) == 0 {
			// A sticker, or something else that has no words.
			t.note("desk.unshown", i18n.Args{"name": t.personName()})
			t.inform("handoff.unshown")
			return true
		}
		t.relay(e)
		t.woken()
		if matter.State == bot.CaseQueued && !matter.AddMoreTold {
			matter.AddMoreTold = true
			t.inform("handoff.added")
		}
	case bot.MessageEdited:
		if !t.Known(e.Now.Message) {
			return t.heardAnew(e.Now)
		}
		t.Notice(e.Now)
		t.toDesk(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Now.Message, Reply: t.quoted(e.Now, "role.person.edited")}})
		t.tellMessage(bot.NoticeEdited, fromPerson, e.Now.Message, e.Now.Text, e.Now.Files)
	case bot.ChoicePicked:
		t.pickedInCase(e)
	case bot.Started:
		t.waiting()
	default: // nothing that a person does
		return false
	}
	return true
}

// heardAnew takes in a changed message that the conversation does not know: as a new one,
// but where it was relayed long ago that is changed.
func (t *turn) heardAnew(now bot.Message) bool {
	heard := t.heardInCase(now)
	for i, effect := range t.Effects {
		if say, ok := effect.(bot.SendReply); ok && say.ToDesk && say.RelayOf == now.Message && now.Message != "" {
			t.Effects[i] = bot.EditReply{SendReply: say}
		}
	}
	return heard
}

// wantsBack reports words that ask for the bot, or the choice of it where a number is
// all that can be written.
func (t *turn) wantsBack(s string) bool {
	id, ok := reply.Choose(t.C.Offered, s)
	return wantsBot(s) || ok && id == bot.PickBot && t.C.Case.State == bot.CaseQueued
}

// inform tells the person something, whoever owns the conversation.
func (t *turn) inform(key string) {
	t.toPerson(bot.SendReply{Reply: bot.Reply{Blocks: []bot.Block{t.Voice().Paragraph(key, nil)}}})
}

// pickedInCase takes in a choice while the case is the desk's.
func (t *turn) pickedInCase(e bot.ChoicePicked) {
	kind, what := e.Choice.Kind()
	switch {
	case e.Choice == bot.PickBot:
		t.backToBot()
	case kind == bot.PickLanguage && i18n.Known(bot.Lang(what)):
		t.Speak(bot.Lang(what), bot.FromChoice)
		t.inform("language")
	case t.C.Case.Guided && t.MakesSense(e):
		t.relay(bot.Message{Text: t.labelOf(e.Choice)})
		if e.Choice == bot.PickHuman || !t.Choose(e.Choice) {
			t.waiting()
		}
	default:
		t.waiting()
	}
}

func (t *turn) labelOf(id bot.ChoiceID) string {
	for _, c := range t.C.Offered {
		if c.ID == id {
			return c.Label
		}
	}
	return string(id)
}

// woken takes up a case that rested.
func (t *turn) woken() {
	if t.C.Case.State == bot.CaseSnoozed {
		t.C.Case.State = bot.CaseClaimed
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
		t.answerInTime()
	}
}

// waiting tells where the case is.
func (t *turn) waiting() {
	v := t.Voice()
	t.tell([]bot.Block{bot.Paragraph{Spans: t.whereabouts(v)}}, []bot.Choice{v.ToBot()})
}

// whereabouts says where the case is.
func (t *turn) whereabouts(v i18n.Localizer) []bot.Span {
	matter := t.C.Case
	switch {
	case matter.State != bot.CaseQueued:
		return v.Say("handoff.with", i18n.Args{"agent": i18n.Text(t.shownAgent(v))})
	case matter.Position == 1:
		return v.Say("handoff.first", i18n.Args{"number": i18n.Number(matter.Number)})
	case matter.Position > 1:
		return v.Say("handoff.position", i18n.Args{"n": i18n.Number(matter.Position), "number": i18n.Number(matter.Number)})
	}
	return v.Say("handoff.waiting", nil)
}

// backToBot gives the conversation back to the bot because the person wants it.
func (t *turn) backToBot() {
	waited := t.C.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedWithdrawn, "")
	t.note("desk.withdrawn", i18n.Args{"name": t.personName()})
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.Leads("handoff.bot", nil)
	t.resume()
}

// resume goes on where the bot was.
func (t *turn) resume() {
	if t.Situation().Stage == bot.StageNew || t.Situation().Stage == bot.StageUsedUp || t.Situation().Stage == bot.StageSolved {
		t.Prompt("prompt.screen")
		return
	}
	t.AskAgain()
}

// orphaned closes a case whose desk is no more.
func (t *turn) orphaned() {
	c := t.C.Case
	c.State, c.Closing, c.Closed, c.Timer, c.Deadline = bot.CaseClosed, bot.ClosedReturned, t.In.At, 0, 0
	t.C.Owner = ""
}

// endCase closes the case; the bot owns the conversation again.
func (t *turn) endCase(why bot.Closing, note string) {
	c := t.C.Case
	c.State, c.Closing, c.Note, c.Closed, c.Timer, c.Guided = bot.CaseClosed, why, note, t.In.At, 0, false
	t.C.Owner, t.ended = "", true
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAbout(bot.NoticeClosed, nil)
}

// wantsBot reports words by which people ask for the bot again, or for an end.
func wantsBot(s string) bool {
	words := reply.Brief(s)
	if len(words) == 1 && slices.Contains(stops, words[0]) {
		return true
	}
	has := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	return has(robots) && (len(words) == 1 || has(returns))
}

var (
	robots  = []string{"bot", "boten", "botten", "robot", "roboten", "chatbot", "chatboten", "maskinen"}
	stops   = []string{"stopp", "stop", "avbryt", "avslutt", "cancel", "quit"}
	returns = []string{"tilbake", "attende", "igjen", "att", "heller", "helst", "back", "again", "rather", "instead", "fortsett", "fortset", "continue", "bruk"}
)

// heardByAgent takes in what a person did while an agent owns the conversation:
// it is kept for the agent, and the bot is silent until it is asked for. It returns
// false for words that were not meant for either.
func (t *turn) heardByAgent() bool {
	switch e := t.In.Event.(type) {
	case bot.Message:
		if t.Addressed(e) && wantsBot(e.Text) {
			t.C.Owner = ""
			t.R = t.Matcher.Match(e.Text)
			t.Leads("handoff.bot", nil)
			t.resume()
			return true
		}
		t.Listen(e.Message)
		return t.Addressed(e)
	case bot.MessageEdited:
		return t.Known(e.Now.Message)
	default:
		return true
	}
}
