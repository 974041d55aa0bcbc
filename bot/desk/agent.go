package desk

import (
	"cmp"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
)

// acted takes in what an agent does. It returns false where nothing comes of it.
func (t *turn) acted(e bot.Acted) bool {
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
		t.toDesk(bot.Show{To: t.Desk.At})
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
		ask := t.deskVoice().Para("desk.transfer", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
		t.toDesk(bot.Say{Reply: bot.Reply{Blocks: []bot.Block{ask}, Choices: []bot.Choice{t.deskChoice(bot.ActTake)}, Alert: true}})
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

// spokeUp lets the bot be silent where an agent has spoken with the person outside
// the desk. A case that waits is the agent's by that.
func (t *turn) spokeUp(e bot.Acted) bool {
	matter := t.C.Case
	switch {
	case matter.Active() && matter.State == bot.CaseQueued:
		t.claim(e, false)
	case matter.Active():
		matter.Spoke = t.In.At
	case t.C.Turn == 1 || t.C.Owner == bot.Owner(e.Agent.ID):
		return false // no conversation of ours, or silent already
	default:
		t.C.Owner, t.C.Timer = bot.Owner(e.Agent.ID), 0
	}
	return true
}

// has makes sure that the agent has the case. Whoever answers a case that nobody
// has takes it by that; where another agent has it, they are told who.
func (t *turn) has(e bot.Acted) bool {
	matter := t.C.Case
	switch {
	case matter.State == bot.CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(bot.ActReopen))
		return false
	case matter.State == bot.CaseQueued && (e.Act == bot.ActClose || e.Act == bot.ActReturn):
		return true // nobody has to take it for that
	case matter.State == bot.CaseQueued:
		return t.claim(e, false)
	case matter.Agent.ID != e.Agent.ID:
		t.note("desk.taken", i18n.Args{"agent": i18n.Text(matter.Agent.Shown())}, t.deskChoice(bot.ActTake))
		return false
	}
	return true
}

// claim gives the case to an agent, if it is free or may be taken over. It returns
// false where the agent has it already.
func (t *turn) claim(e bot.Acted, takeOver bool) bool {
	matter := t.C.Case
	before := matter.Agent
	was := matter.State
	switch {
	case was == bot.CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(bot.ActReopen))
		return true
	case was != bot.CaseQueued && before.ID == e.Agent.ID:
		return false
	case was != bot.CaseQueued && !takeOver:
		t.note("desk.taken", i18n.Args{"agent": i18n.Text(before.Shown())}, t.deskChoice(bot.ActTake))
		return true
	}
	matter.State, matter.Agent = bot.CaseClaimed, e.Agent
	t.C.Owner = bot.Owner(e.Agent.ID)
	t.C.Offered = nil
	key, a := "handoff.taken", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))}
	if was != bot.CaseQueued {
		key = "handoff.taken-over"
	}
	if was == bot.CaseQueued || t.Desk.Team == "" {
		t.Leads(key, a)
		t.tell(t.Leading(t.Voice()), nil)
		t.Lead = nil
	}
	t.toDesk(bot.Card{To: t.Desk.At})
	t.tellAbout(bot.NoticeClaimed, nil)
	t.note("desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	t.note(t.Desk.Rule(), i18n.Args{"name": t.personName()})
	if was == bot.CaseQueued {
		t.toDesk(bot.Show{To: t.Desk.At})
		t.toDesk(bot.Line{To: t.Desk.At})
	}
	t.answerInTime()
	return true
}

// answerPerson says something to the person in the agent's name.
func (t *turn) answerPerson(e bot.Acted, words string) {
	if strings.TrimSpace(words) == "" && len(e.Files) == 0 {
		t.note("desk.empty", nil)
		return
	}
	t.toPerson(bot.Say{Source: e.Message, Reply: bot.Reply{Blocks: t.signed(e.Agent, words, e.Files), Files: e.Files}})
	t.tellMessage(bot.NoticeMessage, fromAgent, e.Message, words, e.Files)
	if e.Message == "" || e.Act == bot.ActCanned {
		// The other agents have not read it in the thread.
		t.note("desk.answered", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "name": t.personName(), "text": i18n.Text(words)})
	}
	t.C.Case.Spoke, t.C.Case.Guided = t.In.At, false
	t.awaitPerson()
}

// signed is what an agent says, with the name before it.
func (t *turn) signed(a bot.Agent, words string, files []bot.File) []bot.Block {
	v := t.Voice()
	if has := t.C.Case.Agent; has.ID == a.ID {
		a = has // with the name, which not every event tells
	}
	who := t.named(v, a)
	if t.Desk.Team == "" && bot.CleanName(a.Name) != "" {
		who = v.As("role.agent", who)
	}
	return Said(v, who, words, files)
}

// Said is what somebody says, with the name before it and the files after it.
func Said(v i18n.Localizer, who, words string, files []bot.File) []bot.Block {
	spans := []bot.Span{{Text: who + ":", Kind: bot.Strong}}
	if words != "" {
		spans = append(spans, i18n.Text(" "+words))
	}
	blocks := []bot.Block{bot.Paragraph{Spans: spans}}
	for _, f := range files {
		blocks = append(blocks, fileBlock(f, v))
	}
	return blocks
}

// present lets the bot go through an article with the person, in the agent's name.
func (t *turn) present(e bot.Acted) {
	id := strings.TrimSpace(e.Text)
	r := t.Matcher.Match(id)
	if _, ok := t.Knowledge.Article(id); !ok && len(r.Entries) > 0 {
		id = r.Entries[0]
	}
	a, ok := t.Knowledge.Article(id)
	if !ok {
		t.noteOf(e.Message, "desk.no-article", i18n.Args{"text": i18n.Text(e.Text)})
		return
	}
	t.C.Case.Guided = true
	*t.Situation() = bot.Situation{Facts: t.Situation().Facts, Unsettled: t.Situation().Unsettled, Trail: t.Situation().Trail, Skipped: t.Situation().Skipped, Tried: t.Situation().Tried}
	t.R = r
	code := t.Situation().Code
	if codes := t.KnownCodes(); len(codes) > 0 {
		code = codes[0]
		t.Situation().Meet(code)
	}
	t.Leads("handoff.article", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))})
	t.Enter(a.ID, code)
	t.C.Case.Spoke = t.In.At
	t.note("desk.article", i18n.Args{"title": i18n.Text(reply.Plain(t.deskVoice().In(a.Title)))})
	t.awaitPerson()
}

// canned says a text that is sent often, or lists those that there are.
func (t *turn) canned(e bot.Acted) {
	id := strings.ToLower(strings.TrimSpace(e.Text))
	var fields []bot.Field
	for _, c := range t.Desk.Canned {
		if c.ID == id {
			words := strings.NewReplacer("{name}", named(t.C, t.Voice()), "{agent}", t.shownAgent(t.Voice())).Replace(c.Text.In(t.C.Language))
			words, secret := redact.Redact(words)
			if secret != redact.SecretNone {
				t.note("desk.secret", nil)
			}
			t.answerPerson(e, words)
			return
		}
		if id == "" || strings.HasPrefix(c.ID, id) {
			fields = append(fields, bot.Field{Name: c.ID, Value: c.Title})
		}
	}
	v := t.deskVoice()
	if len(fields) == 0 {
		t.noteOf(e.Message, "desk.no-canned", i18n.Args{"text": i18n.Text(e.Text)})
		return
	}
	t.toDesk(bot.Say{Reply: bot.Reply{Blocks: []bot.Block{v.Para("desk.canned", nil), bot.Fields{Items: fields}}}})
}

// release puts the case back in the queue.
func (t *turn) release(e bot.Acted) {
	matter := t.C.Case
	matter.State, matter.Agent, matter.Guided, matter.Alerts, matter.Position = bot.CaseQueued, bot.Agent{}, false, 0, 0
	t.C.Owner = ""
	t.Leads("handoff.released", nil)
	t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	t.toDesk(bot.Card{To: t.Desk.At})
	t.note("desk.released", i18n.Args{"agent": i18n.Text(e.Agent.Shown())}, t.deskChoice(bot.ActClaim))
	t.call("desk.new")
	t.wakeDesk(t.Desk.After(t.In.At, t.Desk.Claim, bot.ClaimWithin))
	t.toDesk(bot.Line{To: t.Desk.At})
	t.tellAbout(bot.NoticeReleased, nil)
}

// returned gives the conversation back to the bot.
func (t *turn) returned(e bot.Acted) {
	waited := t.C.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedReturned, e.Text)
	t.note("desk.returned", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	if waited {
		t.toDesk(bot.Line{To: t.Desk.At})
	}
	t.Leads("handoff.returned", nil)
	t.resume()
}

// How long a case rests that is to rest for no particular time, and at most.
const (
	snoozeFor  = 4 * time.Hour
	mostSnooze = 30 * 24 * time.Hour
)

// snooze lets the case rest.
func (t *turn) snooze(e bot.Acted) {
	wait := min(bot.OrElse(e.For, snoozeFor), mostSnooze)
	t.C.Case.State = bot.CaseSnoozed
	until := t.In.At.Add(wait)
	t.toDesk(bot.Card{To: t.Desk.At})
	t.note("desk.snoozed", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "when": i18n.Text(t.deskVoice().When(t.Desk.Local(t.In.At), t.Desk.Local(until)))})
	t.wakeDesk(until)
}

// closed ends the case, and asks the person how it went.
func (t *turn) closed(e bot.Acted) {
	if e.Closing == "" {
		t.C.Case.Note = e.Text // until the reason is known
		var choices []bot.Choice
		v := t.deskVoice()
		for _, why := range bot.Closings() {
			choices = append(choices, bot.Choice{ID: bot.Pick(bot.PickClose, string(why)), Label: v.Label("closing." + string(why))})
		}
		t.toDesk(bot.Say{Reply: bot.Reply{Blocks: []bot.Block{v.Para("desk.why", nil)}, Choices: choices}})
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
		t.toDesk(bot.Line{To: t.Desk.At})
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
	for n := range mostStars {
		stars = append(stars, bot.Choice{ID: bot.Pick(bot.PickRating, i18n.Count(n+1).Text), Label: i18n.Count(n + 1).Text})
	}
	t.tell(t.Leading(v), stars)
}

// reopen takes a closed case up again, for the agent.
func (t *turn) reopen(e bot.Acted) bool {
	matter := t.C.Case
	if matter.State != bot.CaseClosed {
		return t.claim(e, false)
	}
	matter.Reopen()
	matter.State, matter.Agent = bot.CaseClaimed, e.Agent
	t.C.Owner = bot.Owner(e.Agent.ID)
	t.C.Offered = nil
	t.Leads("handoff.reopened-by", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))})
	t.tell(t.Leading(t.Voice()), nil)
	t.toDesk(bot.Card{To: t.Desk.At})
	t.tellAbout(bot.NoticeReopened, nil)
	t.note("desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	t.answerInTime()
	return true
}

// amend changes what an agent said to the person, or takes it back: also where the
// message is no longer marked as an answer, since then the person is not to have it.
func (t *turn) amend(e bot.Acted) bool {
	gone := e.Act != bot.ActAmend
	if e.Message == "" {
		return false
	}
	if gone && t.WasBack {
		return true // the person has nothing of it
	}
	blocks := []bot.Block{t.Voice().Para("handoff.retracted", nil)}
	if !gone {
		blocks = t.signed(e.Agent, e.Text, e.Files)
	}
	matter := t.C.Case
	has := matter.Active() && matter.Agent.ID == e.Agent.ID
	t.toPerson(bot.Amend{Say: bot.Say{Source: e.Message, Reply: bot.Reply{Blocks: blocks}}, Gone: gone, Only: !has, Report: gone})
	if !gone && has {
		t.tellMessage(bot.NoticeEdited, fromAgent, e.Message, e.Text, e.Files)
	}
	return true
}

// retracted tells the agents what came of an answer that was to be taken back.
func (t *turn) retracted(e bot.Retracted) bool {
	if t.Desk == nil || t.C.Case == nil {
		return false
	}
	key := "desk.retracted"
	if e.Stays {
		key = "desk.stays"
	}
	t.note(key, i18n.Args{"name": t.personName()})
	t.tellMessage(bot.NoticeDeleted, fromAgent, e.Message, "", nil)
	return true
}

// denied tells somebody, and nobody else, why they may not do something at the desk.
func (t *turn) denied(e bot.Acted) {
	t.toDesk(bot.Say{For: e.Agent.ID, Via: e.Via, Reply: bot.Reply{
		Blocks: []bot.Block{t.deskVoice().Para("denied."+string(e.Why), nil)}, Private: true,
	}})
}

// deskHelp tells what can be done in the thread of a case.
func (t *turn) deskHelp() {
	v := t.deskVoice()
	t.toDesk(bot.Say{Reply: bot.Reply{Blocks: []bot.Block{v.Para(t.Desk.Rule(), i18n.Args{"name": t.personName()}), v.Para("desk.help", nil)}}})
}

// fileBlock links to the file, or tells why there is no link.
func fileBlock(f bot.File, v i18n.Localizer) bot.Block {
	if f.Hidden {
		return bot.Note{Spans: append([]bot.Span{i18n.Text("📎 " + f.Name + " ")}, v.Say("file.hidden", nil)...)}
	}
	return bot.Note{Spans: []bot.Span{i18n.Text("📎 "), {Text: cmp.Or(f.Name, f.URL), Kind: bot.Link, URL: f.URL}}}
}
