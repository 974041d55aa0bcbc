package desk

import (
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/redact"
)

// acted takes in what an agent does. It returns false where nothing comes of it.
func (t *turn) acted(e bot.AgentAction) bool {
	if e.Act == bot.ActSpeak {
		return t.spokeUp(e)
	}
	if t.Desk == nil || t.C.Case == nil {
		return false
	}
	if e.Secret != redact.SecretNone && e.Act != bot.ActNote && e.Act != bot.ActRemark && e.Act != bot.ActUnmark {
		t.note("desk.secret", nil)
	}
	switch e.Act {
	case bot.ActClaim:
		return t.claim(e, false)
	case bot.ActTake:
		return t.claim(e, true)
	case bot.ActNote, bot.ActRemark:
		return true // it stands in the thread, and in the transcript
	case bot.ActShow:
		t.toDesk(bot.PostTranscript{To: t.Desk.At})
		return true
	case bot.ActHelp:
		t.deskHelp()
		return true
	case bot.ActReopen:
		return t.reopen(e)
	case bot.ActAmend, bot.ActRetract, bot.ActUnmark:
		return t.amend(e)
	case bot.ActDenied:
		t.denied(e)
		return true
	case bot.ActAnswer, bot.ActArticle, bot.ActCanned, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActSpeak:
	}
	if !t.has(e) {
		return true
	}
	switch e.Act {
	case bot.ActAnswer:
		t.answerPerson(e, e.Text)
	case bot.ActArticle:
		t.present(e)
	case bot.ActCanned:
		t.canned(e)
	case bot.ActRelease:
		t.release(e)
	case bot.ActTransfer:
		ask := t.deskVoice().Paragraph("desk.transfer", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
		t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []bot.Block{ask}, Choices: []bot.Choice{t.deskChoice(bot.ActTake)}, Alert: true}})
	case bot.ActReturn:
		t.returned(e)
	case bot.ActSnooze:
		t.snooze(e)
	case bot.ActClose:
		t.closed(e)
	default: // done above
	}
	return true
}

// returned gives the conversation back to the bot.
func (t *turn) returned(e bot.AgentAction) {
	waited := t.C.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedReturned, e.Text)
	t.note("desk.returned", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.Leads("handoff.returned", nil)
	t.resume()
}

// How long a case rests that is to rest for no particular time, and at most.
const (
	snoozeFor = 4 * time.Hour
	maxSnooze = 30 * 24 * time.Hour
)

// snooze lets the case rest.
func (t *turn) snooze(e bot.AgentAction) {
	wait := min(orElse(e.For, snoozeFor), maxSnooze)
	t.C.Case.State = bot.CaseSnoozed
	until := t.In.At.Add(wait)
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.note("desk.snoozed", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "when": i18n.Text(t.deskVoice().When(t.Desk.Local(t.In.At), t.Desk.Local(until)))})
	t.wakeDesk(until)
}

// closed ends the case, and asks the person how it went.
func (t *turn) closed(e bot.AgentAction) {
	if e.Closing == "" {
		t.C.Case.Note = e.Text // until the reason is known
		var choices []bot.Choice
		v := t.deskVoice()
		for _, why := range closings() {
			choices = append(choices, bot.Choice{ID: bot.Pick(bot.PickClose, string(why)), Label: v.Label("closing." + string(why))})
		}
		t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []bot.Block{v.Paragraph("desk.why", nil)}, Choices: choices}})
		return
	}
	if e.Text == "" {
		e.Text = t.C.Case.Note
	}
	waited := t.C.Case.State == bot.CaseQueued
	agent := t.shownAgent(t.Voice())
	if waited {
		agent = t.named(t.Voice(), e.Agent)
	}
	t.endCase(e.Closing, e.Text)
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	dv := t.deskVoice()
	t.note("desk.closed", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "why": i18n.Text(dv.Label("closing." + string(e.Closing)))})
	v := t.Voice()
	why := strings.TrimSpace(e.Text)
	if why == "" {
		why = v.Label("closed." + string(e.Closing))
	}
	t.Leads("handoff.closed", i18n.Args{"agent": i18n.Text(agent), "why": i18n.Text(why)})
	if e.Closing == bot.ClosedNotOurs || e.Closing == bot.ClosedDuplicate {
		t.tell(t.Leading(v), nil)
		return
	}
	t.Leads("handoff.rate", nil)
	var stars []bot.Choice
	for n := range maxStars {
		stars = append(stars, bot.Choice{ID: bot.Pick(bot.PickRating, i18n.Number(n+1).Text), Label: i18n.Number(n + 1).Text})
	}
	t.tell(t.Leading(v), stars)
}

// denied tells somebody, and nobody else, why they may not do something at the desk.
func (t *turn) denied(e bot.AgentAction) {
	t.toDesk(bot.SendReply{For: e.Agent.ID, ReplyToken: e.ReplyToken, Reply: bot.Reply{
		Blocks: []bot.Block{t.deskVoice().Paragraph("denied."+string(e.Why), nil)}, Private: true,
	}})
}

// deskHelp tells what can be done in the thread of a case.
func (t *turn) deskHelp() {
	v := t.deskVoice()
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []bot.Block{v.Paragraph(t.Desk.Rule(), i18n.Args{"name": t.personName()}), v.Paragraph("desk.help", nil)}}})
}

// closings are the reasons that an agent can give for closing a case.
func closings() []bot.Closing {
	return []bot.Closing{bot.ClosedByArticle, bot.ClosedByAgent, bot.ClosedDuplicate, bot.ClosedNotOurs, bot.ClosedNoAnswer}
}
