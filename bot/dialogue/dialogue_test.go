package dialogue_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/redact"
	"aktivering/knowledge"
)

// TestDialogues plays whole conversations against the real knowledge and the
// real matcher. A file holds what the person does, each followed by what the
// bot said to it:
//
//	> hovedkort byttet         the person writes
//	> [Ja]                     the person presses a choice of the latest reply
//	> [Ja] @2                  the person presses a choice of turn 2
//	> (opens)                  the person opens the conversation
//	> (a day later)            the timer runs out that was set last
//	> (refused)                the platform refuses the latest reply
//	> (an agent takes over)    an agent speaks with the person
//	> (edits) 0xC004C003       the person changes the latest message
//	> (deletes)                and removes it
//	> (sends skjerm.png)       a picture without words; svar.ogg is a voice message
//	> (a sticker)              a sticker
//	@ unaddressed              what is written next is not meant for the bot
//	@ locale en-GB             the platform's word about the language
//	@ told windows=10          a fact given outside the text
//	@ language nn              a language chosen outside the text
//	@ understood clarify A B   the matcher hears several articles in what is written next
//	# …                        a remark
//
// With -update the files are rewritten; read them aloud before committing.
func TestDialogues(t *testing.T) {
	bottest.Golden(t, "dialogues", func(t *testing.T, script string) string { return newPlayer(t).play(script) })
}

// player plays the person's part of a dialogue.
type player struct {
	t       *testing.T
	manager desk.Manager
	c       bot.Conversation
	in      event.Inbound
	said    event.Message
	// unclear are the articles that the matcher is to hear, if any.
	unclear []string
	// offered are the choices by turn.
	offered map[int][]bot.Choice
	latest  int
	// messages counts what the person wrote.
	messages int
	// shown and timer are the latest effects.
	shown bot.SendReply
	timer bot.SetTimer
	out   strings.Builder
	// decided is told what the person did and what was decided, and whether that is kept.
	decided func(what string, d bot.Decision, kept bool)
}

func newPlayer(t *testing.T) *player {
	p := &player{t: t, manager: bottest.Manager(t), offered: make(map[int][]bot.Choice), decided: func(string, bot.Decision, bool) {}}
	p.reset()
	return p
}

// play plays a script and returns it with what the bot does.
func (p *player) play(script string) string {
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&p.out, line)
		case strings.HasPrefix(line, "@ "):
			fmt.Fprintln(&p.out, line)
			p.setting(strings.TrimPrefix(line, "@ "))
		case strings.HasPrefix(line, "> "):
			fmt.Fprintln(&p.out, line)
			p.act(strings.TrimPrefix(line, "> "))
		}
	}
	return p.out.String()
}

func (p *player) reset() {
	p.said, p.unclear = event.Message{Addressed: true}, nil
	p.in.From = bot.Address{Platform: "test", Channel: "c"}
	p.in.Person.ID = "p"
	p.in.At = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
}

func (p *player) setting(s string) {
	name, value, _ := strings.Cut(s, " ")
	switch name {
	case "unaddressed":
		p.said.Addressed = false
	case "locale":
		p.in.Person.Locale = value
	case "language":
		p.said.Language = knowledge.Lang(value)
	case "told":
		fact, v, _ := strings.Cut(value, "=")
		p.said.Facts = map[string]string{fact: v}
	case "understood":
		p.unclear = strings.Fields(value)[1:]
	default:
		p.t.Fatalf("unknown setting %q", s)
	}
}

func (p *player) act(what string) {
	label, press := strings.CutPrefix(what, "[")
	switch {
	case what == "(opens)":
		p.in.Event = event.Started{}
	case what == "(a day later)":
		p.in.At, p.in.Event = p.timer.At, event.TimerFired{Turn: p.timer.Turn}
	case what == "(refused)":
		p.in.Event = event.DeliveryFailed{Effect: p.shown, Fault: event.FaultRejected}
	case what == "(an agent takes over)":
		p.in.Event = event.AgentAction{Agent: bot.Agent{ID: "a", Name: "Bente"}, Act: bot.ActSpeak}
	case what == "(deletes)":
		p.in.Event = event.MessageDeleted{Message: p.message()}
	case strings.HasPrefix(what, "(edits) "):
		said := p.said
		said.Message = p.message()
		said.Text, said.Secret = redact.Redact(strings.TrimPrefix(what, "(edits) "))
		p.in.Event = event.MessageEdited{Now: said}
	case strings.HasPrefix(what, "(sends "):
		p.messages++
		said := p.said
		said.Message = p.message()
		name := strings.TrimSuffix(strings.TrimPrefix(what, "(sends "), ")")
		said.Files = []bot.File{{Name: name, Kind: kindOf(name), URL: "https://files.test/1"}}
		p.in.Event = said
	case what == "(a sticker)":
		p.messages++
		said := p.said
		said.Message, said.Sticker = p.message(), true
		p.in.Event = said
	case press:
		label, turn, _ := strings.Cut(label, "]")
		n := p.latest
		if turn != "" {
			if _, err := fmt.Sscanf(turn, " @%d", &n); err != nil {
				p.t.Fatalf("%q: %v", what, err)
			}
		}
		p.in.Event = event.ChoicePicked{Choice: p.choice(n, label), Turn: n}
	default:
		p.messages++
		said := p.said
		said.Message = p.message()
		said.Text, said.Secret = redact.Redact(strings.ReplaceAll(what, "⏎", "\n"))
		p.in.Event = said
	}
	p.step(what)
	p.reset()
}

// message is the id of the latest message.
func (p *player) message() bot.MessageID { return bot.MessageID(strconv.Itoa(p.messages)) }

func (p *player) choice(turn int, label string) bot.ChoiceID {
	for _, c := range p.offered[turn] {
		if c.Label == label {
			return c.ID
		}
	}
	p.t.Fatalf("no choice %q in turn %d: %v", label, turn, p.offered[turn])
	return ""
}

// step makes the turn twice and once more with the conversation brought back
// from JSON, which must all give the same.
func (p *player) step(what string) {
	before := bottest.Encode(p.t, p.c)
	manager := p.manager
	if p.unclear != nil {
		manager.Matcher = unsure{manager.Matcher, p.unclear}
	}
	d := manager.Step(p.c, p.in)
	if after := bottest.Encode(p.t, p.c); !bytes.Equal(before, after) {
		p.t.Fatalf("Step changed the conversation it was given:\n%s\n%s", before, after)
	}
	var stored bot.Conversation
	if err := json.Unmarshal(before, &stored); err != nil {
		p.t.Fatal(err)
	}
	again := manager.Step(stored, p.in)
	if !bytes.Equal(bottest.Encode(p.t, d.Conversation), bottest.Encode(p.t, again.Conversation)) {
		p.t.Fatalf("the stored conversation goes on differently")
	}
	again.Conversation = d.Conversation
	if !reflect.DeepEqual(d, again) {
		p.t.Fatalf("the stored conversation goes on differently")
	}
	kept := d.Conversation.Turn != p.c.Turn
	if kept && d.Outcome.Kind == "" {
		p.t.Fatalf("nothing is said of what was decided on %+v", p.in.Event)
	}
	p.decided(what, d, kept)
	p.c = d.Conversation
	if len(d.Effects) == 0 {
		fmt.Fprint(&p.out, "\n(silence)\n")
	}
	for _, e := range d.Effects {
		if wake, ok := e.(bot.SetTimer); ok {
			p.timer = wake
			fmt.Fprintf(&p.out, "\n(a timer is set to %s)\n", wake.At.Format("2006-01-02 15:04"))
			continue
		}
		if _, ok := e.(bot.MarkResolved); ok {
			fmt.Fprint(&p.out, "\n(solved)\n")
			continue
		}
		say := e.(bot.SendReply)
		p.shown = say
		fmt.Fprintf(&p.out, "\n%s", bottest.Render(say.Reply))
		if len(say.Reply.Choices) > 0 {
			p.offered[say.Reply.Turn] = say.Reply.Choices
			p.latest = say.Reply.Turn
		}
	}
	fmt.Fprintln(&p.out)
}

// kindOf is the media type of a file, by its name.
func kindOf(name string) string {
	if strings.HasSuffix(name, ".ogg") {
		return "audio/ogg"
	}
	return "image/png"
}

// unsure is a matcher that hears several articles in everything.
type unsure struct {
	port.Matcher
	entries []string
}

func (u unsure) Match(text string, in match.Scope) match.Result {
	r := u.Matcher.Match(text, in)
	r.Decision, r.Entries = match.Clarify, u.entries
	return r
}
