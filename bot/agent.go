package bot

import (
	"strings"
	"time"
)

// acted takes in what an agent does. It returns false where nothing comes of it.
func (t *deskTurn) acted(e Acted) bool {
	if e.Act == ActSpeak {
		return t.spokeUp(e)
	}
	if t.Desk == nil || t.c.Case == nil {
		return false
	}
	if e.Secret != SecretNone && e.Act != ActNote && e.Act != ActRemark && e.Act != ActUnmark {
		t.note("desk.secret", nil)
	}
	switch e.Act {
	case ActClaim:
		return t.claim(e, false)
	case ActTake:
		return t.claim(e, true)
	case ActNote, ActRemark:
		return true // it stands in the thread, and in the transcript
	case ActShow:
		t.toDesk(Show{To: t.Desk.At})
		return true
	case ActHelp:
		t.deskHelp()
		return true
	case ActReopen:
		return t.reopen(e)
	case ActAmend, ActRetract, ActUnmark:
		return t.amend(e)
	case ActDenied:
		t.denied(e)
		return true
	case ActAnswer, ActArticle, ActCanned, ActRelease, ActTransfer, ActReturn, ActSnooze, ActClose, ActSpeak:
	}
	if !t.has(e) {
		return true
	}
	switch e.Act {
	case ActAnswer:
		t.answerPerson(e, e.Text)
	case ActArticle:
		t.present(e)
	case ActCanned:
		t.canned(e)
	case ActRelease:
		t.release(e)
	case ActTransfer:
		ask := t.deskVoice().para("desk.transfer", args{"agent": text(e.Agent.shown())})
		t.toDesk(Say{Reply: Reply{Blocks: []Block{ask}, Choices: []Choice{t.deskChoice(ActTake)}, Alert: true}})
	case ActReturn:
		t.returned(e)
	case ActSnooze:
		t.snooze(e)
	case ActClose:
		t.closed(e)
	default: // done above
	}
	return true
}

// spokeUp lets the bot be silent where an agent has spoken with the person outside
// the desk. A case that waits is the agent's by that.
func (t *deskTurn) spokeUp(e Acted) bool {
	matter := t.c.Case
	switch {
	case matter.active() && matter.State == CaseQueued:
		t.claim(e, false)
	case matter.active():
		matter.Spoke = t.in.At
	case t.c.Turn == 1 || t.c.Owner == Owner(e.Agent.ID):
		return false // no conversation of ours, or silent already
	default:
		t.c.Owner, t.c.Timer = Owner(e.Agent.ID), 0
	}
	return true
}

// has makes sure that the agent has the case. Whoever answers a case that nobody
// has takes it by that; where another agent has it, they are told who.
func (t *deskTurn) has(e Acted) bool {
	matter := t.c.Case
	switch {
	case matter.State == CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(ActReopen))
		return false
	case matter.State == CaseQueued && (e.Act == ActClose || e.Act == ActReturn):
		return true // nobody has to take it for that
	case matter.State == CaseQueued:
		return t.claim(e, false)
	case matter.Agent.ID != e.Agent.ID:
		t.note("desk.taken", args{"agent": text(matter.Agent.shown())}, t.deskChoice(ActTake))
		return false
	}
	return true
}

// claim gives the case to an agent, if it is free or may be taken over. It returns
// false where the agent has it already.
func (t *deskTurn) claim(e Acted, takeOver bool) bool {
	matter := t.c.Case
	before := matter.Agent
	was := matter.State
	switch {
	case was == CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(ActReopen))
		return true
	case was != CaseQueued && before.ID == e.Agent.ID:
		return false
	case was != CaseQueued && !takeOver:
		t.note("desk.taken", args{"agent": text(before.shown())}, t.deskChoice(ActTake))
		return true
	}
	matter.State, matter.Agent = CaseClaimed, e.Agent
	t.c.Owner = Owner(e.Agent.ID)
	t.c.Offered = nil
	key, a := "handoff.taken", args{"agent": text(t.shownAgent(t.voice()))}
	if was != CaseQueued {
		key = "handoff.taken-over"
	}
	if was == CaseQueued || t.Desk.Team == "" {
		t.leads(key, a)
		t.tell(t.leading(t.voice()), nil)
		t.lead = nil
	}
	t.toDesk(Card{To: t.Desk.At})
	t.tellAbout(NoticeClaimed, nil)
	t.note("desk.claimed", args{"agent": text(e.Agent.shown())})
	t.note(t.Desk.rule(), args{"name": t.personName()})
	if was == CaseQueued {
		t.toDesk(Show{To: t.Desk.At})
		t.toDesk(Line{To: t.Desk.At})
	}
	t.answerInTime()
	return true
}

// answerPerson says something to the person in the agent's name.
func (t *deskTurn) answerPerson(e Acted, words string) {
	if strings.TrimSpace(words) == "" && len(e.Files) == 0 {
		t.note("desk.empty", nil)
		return
	}
	t.toPerson(Say{Source: e.Message, Reply: Reply{Blocks: t.signed(e.Agent, words, e.Files), Files: e.Files}})
	t.tellMessage(NoticeMessage, fromAgent, e.Message, words, e.Files)
	if e.Message == "" || e.Act == ActCanned {
		// The other agents have not read it in the thread.
		t.note("desk.answered", args{"agent": text(e.Agent.shown()), "name": t.personName(), "text": text(words)})
	}
	t.c.Case.Spoke, t.c.Case.Guided = t.in.At, false
	t.awaitPerson()
}

// signed is what an agent says, with the name before it.
func (t *deskTurn) signed(a Agent, words string, files []File) []Block {
	v := t.voice()
	if has := t.c.Case.Agent; has.ID == a.ID {
		a = has // with the name, which not every event tells
	}
	who := t.named(v, a)
	if t.Desk.Team == "" && cleanName(a.Name) != "" {
		who = v.as("role.agent", who)
	}
	return said(v, who, words, files)
}

// signature is the name before what somebody says.
func signature(who string) []Block {
	return []Block{Paragraph{[]Span{{Text: who + ":", Kind: Strong}, {Text: " "}}}}
}

// said is what somebody says, with the name before it and the files after it.
func said(v voice, who, words string, files []File) []Block {
	spans := []Span{{Text: who + ":", Kind: Strong}}
	if words != "" {
		spans = append(spans, text(" "+words))
	}
	blocks := []Block{Paragraph{spans}}
	for _, f := range files {
		blocks = append(blocks, fileBlock(f, v))
	}
	return blocks
}

// present lets the bot go through an article with the person, in the agent's name.
func (t *deskTurn) present(e Acted) {
	id := strings.TrimSpace(e.Text)
	r := t.Matcher.Match(id)
	if _, ok := t.Knowledge.Article(id); !ok && len(r.Entries) > 0 {
		id = r.Entries[0]
	}
	a, ok := t.Knowledge.Article(id)
	if !ok {
		t.noteOf(e.Message, "desk.no-article", args{"text": text(e.Text)})
		return
	}
	t.c.Case.Guided = true
	*t.s() = Situation{Facts: t.s().Facts, Unsettled: t.s().Unsettled, Trail: t.s().Trail, Skipped: t.s().Skipped, Tried: t.s().Tried}
	t.r = r
	code := t.s().Code
	if codes := t.knownCodes(); len(codes) > 0 {
		code = codes[0]
		t.s().meet(code)
	}
	t.leads("handoff.article", args{"agent": text(t.shownAgent(t.voice()))})
	t.enter(a.ID, code)
	t.c.Case.Spoke = t.in.At
	t.note("desk.article", args{"title": text(plain(t.deskVoice().in(a.Title)))})
	t.awaitPerson()
}

// canned says a text that is sent often, or lists those that there are.
func (t *deskTurn) canned(e Acted) {
	id := strings.ToLower(strings.TrimSpace(e.Text))
	var fields []Field
	for _, c := range t.Desk.Canned {
		if c.ID == id {
			words := strings.NewReplacer("{name}", named(t.c, t.voice()), "{agent}", t.shownAgent(t.voice())).Replace(c.Text.In(t.c.Language))
			words, secret := Redact(words)
			if secret != SecretNone {
				t.note("desk.secret", nil)
			}
			t.answerPerson(e, words)
			return
		}
		if id == "" || strings.HasPrefix(c.ID, id) {
			fields = append(fields, Field{c.ID, c.Title})
		}
	}
	v := t.deskVoice()
	if len(fields) == 0 {
		t.noteOf(e.Message, "desk.no-canned", args{"text": text(e.Text)})
		return
	}
	t.toDesk(Say{Reply: Reply{Blocks: []Block{v.para("desk.canned", nil), Fields{fields}}}})
}

// release puts the case back in the queue.
func (t *deskTurn) release(e Acted) {
	matter := t.c.Case
	matter.State, matter.Agent, matter.Guided, matter.Alerts, matter.Position = CaseQueued, Agent{}, false, 0, 0
	t.c.Owner = ""
	t.leads("handoff.released", nil)
	t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
	t.toDesk(Card{To: t.Desk.At})
	t.note("desk.released", args{"agent": text(e.Agent.shown())}, t.deskChoice(ActClaim))
	t.call("desk.new")
	t.wakeDesk(t.Desk.after(t.in.At, t.Desk.Claim, claimWithin))
	t.toDesk(Line{To: t.Desk.At})
	t.tellAbout(NoticeReleased, nil)
}

// returned gives the conversation back to the bot.
func (t *deskTurn) returned(e Acted) {
	waited := t.c.Case.State == CaseQueued
	t.endCase(ClosedReturned, e.Text)
	t.note("desk.returned", args{"agent": text(e.Agent.shown())})
	if waited {
		t.toDesk(Line{To: t.Desk.At})
	}
	t.leads("handoff.returned", nil)
	t.resume()
}

// How long a case rests that is to rest for no particular time, and at most.
const (
	snoozeFor  = 4 * time.Hour
	mostSnooze = 30 * 24 * time.Hour
)

// snooze lets the case rest.
func (t *deskTurn) snooze(e Acted) {
	wait := min(orElse(e.For, snoozeFor), mostSnooze)
	t.c.Case.State = CaseSnoozed
	until := t.in.At.Add(wait)
	t.toDesk(Card{To: t.Desk.At})
	t.note("desk.snoozed", args{"agent": text(e.Agent.shown()), "when": text(t.deskVoice().when(t.Desk.local(t.in.At), t.Desk.local(until)))})
	t.wakeDesk(until)
}

// closed ends the case, and asks the person how it went.
func (t *deskTurn) closed(e Acted) {
	if e.Closing == "" {
		t.c.Case.Note = e.Text // until the reason is known
		var choices []Choice
		v := t.deskVoice()
		for _, why := range closings() {
			choices = append(choices, Choice{ID: pick(pickClose, string(why)), Label: v.label("closing." + string(why))})
		}
		t.toDesk(Say{Reply: Reply{Blocks: []Block{v.para("desk.why", nil)}, Choices: choices}})
		return
	}
	if e.Text == "" {
		e.Text = t.c.Case.Note
	}
	waited := t.c.Case.State == CaseQueued
	agent := t.shownAgent(t.voice())
	if waited {
		agent = t.named(t.voice(), e.Agent)
	}
	t.endCase(e.Closing, e.Text)
	if waited {
		t.toDesk(Line{To: t.Desk.At})
	}
	dv := t.deskVoice()
	t.note("desk.closed", args{"agent": text(e.Agent.shown()), "why": text(dv.label("closing." + string(e.Closing)))})
	v := t.voice()
	why := strings.TrimSpace(e.Text)
	if why == "" {
		why = v.label("closed." + string(e.Closing))
	}
	t.leads("handoff.closed", args{"agent": text(agent), "why": text(why)})
	if e.Closing == ClosedNotOurs || e.Closing == ClosedDuplicate {
		t.tell(t.leading(v), nil)
		return
	}
	t.leads("handoff.rate", nil)
	var stars []Choice
	for n := range mostStars {
		stars = append(stars, Choice{ID: pick(pickRating, count(n+1).Text), Label: count(n + 1).Text})
	}
	t.tell(t.leading(v), stars)
}

// reopen takes a closed case up again, for the agent.
func (t *deskTurn) reopen(e Acted) bool {
	matter := t.c.Case
	if matter.State != CaseClosed {
		return t.claim(e, false)
	}
	matter.reopen()
	matter.State, matter.Agent = CaseClaimed, e.Agent
	t.c.Owner = Owner(e.Agent.ID)
	t.c.Offered = nil
	t.leads("handoff.reopened-by", args{"agent": text(t.shownAgent(t.voice()))})
	t.tell(t.leading(t.voice()), nil)
	t.toDesk(Card{To: t.Desk.At})
	t.tellAbout(NoticeReopened, nil)
	t.note("desk.claimed", args{"agent": text(e.Agent.shown())})
	t.answerInTime()
	return true
}

// amend changes what an agent said to the person, or takes it back: also where the
// message is no longer marked as an answer, since then the person is not to have it.
func (t *deskTurn) amend(e Acted) bool {
	gone := e.Act != ActAmend
	if e.Message == "" {
		return false
	}
	if gone && t.wasBack {
		return true // the person has nothing of it
	}
	blocks := []Block{t.voice().para("handoff.retracted", nil)}
	if !gone {
		blocks = t.signed(e.Agent, e.Text, e.Files)
	}
	matter := t.c.Case
	has := matter.active() && matter.Agent.ID == e.Agent.ID
	t.toPerson(Amend{Say: Say{Source: e.Message, Reply: Reply{Blocks: blocks}}, Gone: gone, Only: !has, Report: gone})
	if !gone && has {
		t.tellMessage(NoticeEdited, fromAgent, e.Message, e.Text, e.Files)
	}
	return true
}

// retracted tells the agents what came of an answer that was to be taken back.
func (t *deskTurn) retracted(e Retracted) bool {
	if t.Desk == nil || t.c.Case == nil {
		return false
	}
	key := "desk.retracted"
	if e.Stays {
		key = "desk.stays"
	}
	t.note(key, args{"name": t.personName()})
	t.tellMessage(NoticeDeleted, fromAgent, e.Message, "", nil)
	return true
}

// denied tells somebody, and nobody else, why they may not do something at the desk.
func (t *deskTurn) denied(e Acted) {
	t.toDesk(Say{For: e.Agent.ID, Via: e.Via, Reply: Reply{
		Blocks: []Block{t.deskVoice().para("denied."+string(e.Why), nil)}, Private: true,
	}})
}

// deskHelp tells what can be done in the thread of a case.
func (t *deskTurn) deskHelp() {
	v := t.deskVoice()
	t.toDesk(Say{Reply: Reply{Blocks: []Block{v.para(t.Desk.rule(), args{"name": t.personName()}), v.para("desk.help", nil)}}})
}
