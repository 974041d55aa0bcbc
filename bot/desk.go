package bot

import (
	"time"

	"aktivering/knowledge"
)

// pickBot and the others are the choices that a case brings.
const (
	pickBot    ChoiceID = "bot"    // back to the bot
	pickReopen ChoiceID = "reopen" // open the case again
	pickFresh  ChoiceID = "fresh"  // it is something new
	pickRating          = "r"      // r:5
	pickClose           = "x"      // x:agent, at the desk
	pickAct             = "d"      // d:claim, at the desk
)

// toBot is the way back to the bot.
func (v voice) toBot() Choice { return Choice{ID: pickBot, Label: v.label("choice.bot")} }

// deskChoice is something that an agent can do.
func (t *deskTurn) deskChoice(act Act) Choice { return deskChoice(t.deskVoice(), act) }

func deskChoice(v voice, act Act) Choice {
	c := Choice{ID: pick(pickAct, string(act)), Label: v.label("act." + string(act)), Standing: true}
	switch act {
	case ActAnswer, ActClose:
		c.Form = string(act)
	default: // done at once
	}
	return c
}

// tell says something to the person that is due whoever owns the conversation.
func (t *deskTurn) tell(blocks []Block, choices []Choice) { t.tellOf("", blocks, choices) }

// tellOf says something to the person that holds words of a message.
func (t *deskTurn) tellOf(quotes MessageID, blocks []Block, choices []Choice) {
	t.c.Offered, t.c.OfferedIn = choices, t.c.Turn
	t.toPerson(Say{Quotes: quotes, Reply: Reply{Blocks: blocks, Choices: choices}})
}

// toPerson addresses something to the person.
func (t *deskTurn) toPerson(e Effect) {
	switch e := e.(type) {
	case Say:
		t.effects = append(t.effects, t.addressedTo(e))
	case Amend:
		e.Say = t.addressedTo(e.Say)
		t.effects = append(t.effects, e)
	default: // nothing that is said
	}
}

func (t *deskTurn) addressedTo(s Say) Say {
	s.To, s.Via, s.Firm, s.Reply.Turn = t.in.From, t.in.Via, true, t.c.Turn
	return s
}

// toDesk adds an effect at the desk, in the thread of the case where it is
// something that is said.
func (t *deskTurn) toDesk(e Effect) {
	if t.Desk == nil {
		return
	}
	switch say := e.(type) {
	case Say:
		e = t.atDesk(say)
	case Amend:
		say.Say = t.atDesk(say.Say)
		e = say
	default: // it knows its place
	}
	t.effects = append(t.effects, e)
}

func (t *deskTurn) atDesk(s Say) Say {
	s.To, s.Firm, s.Desk, s.Reply.Turn = t.Desk.At, true, true, t.c.Turn
	return s
}

// note says something to the agents in the thread of the case.
func (t *deskTurn) note(key string, a args, choices ...Choice) { t.noteOf("", key, a, choices...) }

// noteOf says something to the agents that holds words of a message.
func (t *deskTurn) noteOf(quotes MessageID, key string, a args, choices ...Choice) {
	t.toDesk(Say{Quotes: quotes, Reply: Reply{Blocks: []Block{t.deskVoice().para(key, a)}, Choices: choices}})
}

// call calls the agents to the case.
func (t *deskTurn) call(key string) {
	t.c.Case.Called = true
	v := t.deskVoice()
	t.toDesk(Say{Reply: Reply{Blocks: []Block{v.para(key, args{"name": t.personName()})}, Alert: true}})
}

// relay hands the person's words to the agents.
func (t *deskTurn) relay(e Said) {
	t.toDesk(Say{Source: e.Message, Reply: t.quoted(e, "role.person")})
	t.tellMessage(NoticeMessage, fromPerson, e.Message, e.Text, e.Files)
}

// quoted is what the person said, with the name and the role before it; role is the key
// of the role.
func (t *deskTurn) quoted(e Said, role string) Reply {
	v := t.deskVoice()
	return Reply{Blocks: said(v, v.as(role, named(t.c, v)), guarded(e.Text), e.Files), Files: e.Files}
}

// as is a name with the role that its bearer has in the case. The role stands outside
// the name and is always there, so that no name can take its place.
func (v voice) as(role, name string) string { return plain(v.say(role, args{"name": text(name)})) }

// deskVoice speaks to the agents.
func (t *deskTurn) deskVoice() voice { return deskVoice(t.Desk, t.Knowledge) }

// deskVoice speaks to the agents.
func deskVoice(d *Desk, kb *knowledge.Base) voice {
	lang := knowledge.Bokmal
	if d != nil && known(d.Language) {
		lang = d.Language
	}
	return newVoice(kb, lang, knowledge.Newest)
}

// personName is what the agents call the person.
func (t *deskTurn) personName() Span { return text(named(t.c, t.deskVoice())) }

// named is what the agents call the person.
func named(c Conversation, v voice) string {
	if name := cleanName(c.Name); name != "" { // an earlier version kept it as it came
		return name
	}
	return v.label("desk.somebody")
}

// shownAgent is what the person is told of who has the case.
func (t *deskTurn) shownAgent(v voice) string { return t.named(v, t.c.Case.Agent) }

func (t *deskTurn) named(v voice, a Agent) string {
	if t.Desk.Team != "" {
		return t.Desk.Team
	}
	if name := cleanName(a.Name); name != "" {
		return name
	}
	return v.label("handoff.team")
}

// local puts a time where the desk is.
func (d *Desk) local(at time.Time) time.Time {
	if d.Zone == nil {
		return at.UTC()
	}
	return at.In(d.Zone)
}
