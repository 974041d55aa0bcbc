package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// blocking plays people who are blocked, and agents who block them.
type blocking struct {
	*testing.T
	*bottest.Harness
	n int
}

func newBlocking(t *testing.T) *blocking {
	t.Helper()
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress(), Canned: nil}}
	return &blocking{T: t, Harness: bottest.New(m, t.Fatalf)}
}

// says has somebody write to the bot at an address, and returns what all the people are shown then.
func (b *blocking) says(in event.Inbound, text string) string {
	b.Helper()
	before := len(b.Adapters["chat"].Shown)
	b.n++
	said := event.Message{Text: text, Addressed: true, Message: bot.MessageID(fmt.Sprint("m", b.n))}
	if in.Event == nil {
		in.Event = said
	}
	in.Key, in.At = fmt.Sprint("k", b.n), b.Now
	if in.Person.Name == "" {
		in.Person.Name = in.Person.ID
	}
	if err := b.Engine.Handle(b.Context(), in); err != nil {
		b.Fatal(err)
	}
	b.Settle()
	return rendered(b.Adapters["chat"].Shown[before:])
}

// atDesk has an agent write at the desk, and returns what it is shown then.
func (b *blocking) atDesk(at bot.Address, agent, text string) string {
	b.Helper()
	before := len(b.Adapters["desk"].Shown)
	b.n++
	in := event.Inbound{Key: fmt.Sprint("k", b.n), At: b.Now, From: at, Person: event.Person{ID: agent, Name: agent}, Event: event.Message{Text: text, InThread: at.Thread != "", Message: bot.MessageID(fmt.Sprint("a", b.n))}}
	if err := b.Engine.Handle(b.Context(), in); err != nil {
		b.Fatal(err)
	}
	b.Settle()
	return rendered(b.Adapters["desk"].Shown[before:])
}

func rendered(shown []bottest.Shown) string {
	var s strings.Builder
	for _, m := range shown {
		s.WriteString(bottest.Render(m.Reply) + "\n")
	}
	return s.String()
}

// blocks has an agent block a person in a case of theirs, and returns the thread of the case.
func (b *blocking) blocks(in event.Inbound, command string) bot.Address {
	b.Helper()
	b.says(in, "snakk med et menneske")
	thread := b.Conversation(in.Ref()).Case.Thread
	b.atDesk(thread, "Bente", command)
	if c := b.Conversation(in.Ref()); c.Case.Closing != bot.ClosedBlocked {
		b.Fatalf("the case is %+v", c.Case)
	}
	return thread
}

func (b *blocking) inForce() []bot.Block {
	c := b.Conversation(bot.BlocksRef())
	return c.BlocksInForce(b.Now)
}

func person(id string, at bot.Address) event.Inbound {
	return event.Inbound{From: at, Person: event.Person{ID: id}}
}

const (
	refused = "Brukerstøtten tar ikke imot meldinger fra deg nå, så jeg kan dessverre ikke svare."
	helps   = "0xC004F074"
)

// Whoever is blocked can still ask what is kept of them, and have it erased. The block goes on.
func TestBlockedAsksForPrivacy(t *testing.T) {
	b := newBlocking(t)
	ola := person("Ola", bottest.PlaceOf("Ola"))
	b.blocks(ola, "sperr: skjellsord")
	atDesk := len(b.Adapters["desk"].Shown)
	if got := b.says(ola, "personvern"); !strings.Contains(got, "slett alt") {
		t.Fatalf("told of privacy: %s", got)
	}
	if got := b.says(ola, helps); got != "" {
		t.Errorf("answered in between: %s", got)
	}
	b.says(ola, "glem meg")
	c := b.Conversation(ola.Ref())
	forget := ola
	forget.Event = event.ChoicePicked{Choice: c.Offered[0].ID, Turn: c.OfferedIn}
	b.says(forget, "")
	if c := b.Conversation(ola.Ref()); !c.Forgotten || c.Name != "" || len(c.Messages) > 0 {
		t.Errorf("kept after it was to be erased: %+v", c)
	}
	if all := b.inForce(); len(all) != 1 || all[0].Reason != "" || all[0].Name != "" {
		t.Errorf("the blocks are %+v", all)
	}
	if got := b.says(ola, helps); strings.Contains(got, helps) {
		t.Errorf("answered after the block was to go on: %s", got)
	}
	for _, m := range b.Adapters["desk"].Shown[atDesk:] {
		if text := bottest.Render(m.Reply); strings.Contains(text, helps) {
			t.Errorf("the desk is shown %s", text)
		}
	}
}

// Whoever is blocked in one conversation is blocked in all of theirs, is told so once in each, and
// nothing of theirs reaches the desk. Nobody else is blocked.
func TestBlockHoldsEverywhere(t *testing.T) {
	b := newBlocking(t)
	ola := person("Ola", bottest.PlaceOf("Ola"))
	b.blocks(ola, "sperr: skjellsord")
	atDesk := len(b.Adapters["desk"].Shown)
	if got := b.says(ola, "hallo?"); got != "" {
		t.Errorf("where they were blocked they are told again: %s", got)
	}
	elsewhere := map[string]bot.Address{
		"another channel":   {Platform: "chat", Channel: "another", Thread: "t"},
		"another workspace": {Platform: "chat", Space: "other", Channel: "x"},
		"a direct message":  bottest.DirectOf("Ola", ""),
		"a command":         bottest.CommandOf("c"),
	}
	for name, at := range elsewhere {
		in := person("Ola", at)
		if got := b.says(in, "snakk med et menneske"); strings.Count(got, refused) != 1 || strings.Count(got, "Du er velkommen") != 1 {
			t.Errorf("in %s they are told\n%s", name, got)
		}
		if got := b.says(in, helps); got != "" {
			t.Errorf("in %s they are told again\n%s", name, got)
		}
		if c := b.Conversation(in.Ref()); c.Case != nil || c.Name != "" || len(c.Messages) > 0 {
			t.Errorf("in %s it is kept what they did: %+v", name, c)
		}
	}
	quiet := person("Ola", bot.Address{Platform: "chat", Channel: "many"})
	quiet.Event = event.Message{Text: helps}
	if got := b.says(quiet, ""); got != "" {
		t.Errorf("what is not said to the bot is answered: %s", got)
	}
	command := person("Ola", bottest.CommandOf("c"))
	command.ReplyToken = "token"
	if got := b.says(command, helps); !strings.Contains(got, refused) {
		t.Errorf("a command, which waits for an answer, is told %q", got)
	}
	if n := len(b.Adapters["desk"].Shown); n != atDesk {
		t.Errorf("the desk is shown\n%s", rendered(b.Adapters["desk"].Shown[atDesk:]))
	}
	if kept := b.Kept(); strings.Count(kept, helps) != 0 {
		t.Error("what they wrote is kept")
	}
	for name, in := range map[string]event.Inbound{
		"another person of the name": {From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "U2", Name: "Ola"}},
		"the id on another platform": person("Ola", bottest.WebDesk()),
		"another workspace's person": person("T2.Ola", bottest.PlaceOf("Ola")),
	} {
		b.says(in, helps)
		if c := b.Conversation(in.Ref()); c.Now.Code == 0 {
			t.Errorf("%s is not answered: %+v", name, c)
		}
	}
}

// A blocked person is answered in their language.
func TestBlockInTheirLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"hei, kan dere hjelpe meg med å aktivere Windows?":              "tar ikke imot meldinger",
		"hei, eg treng hjelp, kan de ikkje svare meg?":                  "tek ikkje imot meldingar",
		"hello, could you please help me to activate Windows, anybody?": "not taking messages",
	} {
		b := newBlocking(t)
		b.blocks(person("Ola", bottest.PlaceOf("Ola")), "sperr: skjellsord")
		if got := b.says(person("Ola", bottest.DirectOf("Ola", "")), text); !strings.Contains(got, want) {
			t.Errorf("%q is answered %q", text, got)
		}
	}
}

// A block ends at its time, after 30 days where none was named, and nothing of it is kept then.
func TestBlockExpires(t *testing.T) {
	for command, lasts := range map[string]time.Duration{
		"sperr: skjellsord":                        bot.BlockFor,
		"sperr: skjellsord, varer til i morgen":    24 * time.Hour,
		"sperr: skjellsord til om 2 timer":         2 * time.Hour,
		"sperr: skrev til oss i går om 5 gratis":   bot.BlockFor,
		"sperr: skjellsord, til 1. november 2019":  bot.BlockFor,
		"sperr: skjellsord, til 24. desember 2040": bot.BlockFor,
	} {
		t.Run(command, func(t *testing.T) {
			b := newBlocking(t)
			ola := person("Ola", bottest.PlaceOf("Ola"))
			b.blocks(ola, command)
			list := b.inForce()
			if len(list) != 1 || list[0].Until.Sub(b.Now).Round(24*time.Hour) != lasts.Round(24*time.Hour) {
				t.Fatalf("the blocks are %+v", list)
			}
			b.Pass(list[0].Until.Sub(b.Now) - time.Minute)
			if got := b.says(person("Ola", bottest.DirectOf("Ola", "")), helps); !strings.Contains(got, refused) {
				t.Errorf("a minute before, they are told %q", got)
			}
			b.Pass(time.Minute)
			for name, at := range map[string]bot.Address{"there": ola.From, "elsewhere": bottest.DirectOf("Ola", "")} {
				if got := b.says(person("Ola", at), helps); got == "" || strings.Contains(got, refused) {
					t.Errorf("afterwards they are told %q %s", got, name)
				}
			}
			if c := b.Conversation(bot.BlocksRef()); len(c.Blocks) > 0 {
				t.Errorf("it is kept that %+v", c.Blocks)
			}
		})
	}
}

// An agent lists the blocks and lifts one, by its number, by its button, or by opening the case
// again. The person is answered everywhere then.
func TestBlockLifted(t *testing.T) {
	for name, lift := range map[string]func(b *blocking, thread bot.Address) string{
		"number": func(b *blocking, _ bot.Address) string { return b.atDesk(bottest.DeskAddress(), "Per", "opphev: 1") },
		"alone":  func(b *blocking, _ bot.Address) string { return b.atDesk(bottest.DeskAddress(), "Per", "opphev:") },
		"thread": func(b *blocking, thread bot.Address) string { return b.atDesk(thread, "Per", "opphev #1") },
		"button": func(b *blocking, _ bot.Address) string {
			before := len(b.Adapters["desk"].Shown)
			b.Happens(bottest.DeskAddress(), "Per", event.ChoicePicked{Choice: "b:1"})
			return rendered(b.Adapters["desk"].Shown[before:])
		},
		"reopen": func(b *blocking, thread bot.Address) string { return b.atDesk(thread, "Per", "gjenåpne:") },
		"web": func(b *blocking, _ bot.Address) string {
			before := len(b.Adapters["desk"].Shown)
			in := event.Inbound{Key: "w", At: b.Now, From: bottest.DeskAddress(), Person: event.Person{ID: "7", Name: "Per", Agent: event.StandingMember}, Event: event.AgentAction{Act: bot.ActUnblock, Text: "1"}}
			if err := b.Engine.Act(b.Context(), 0, in); err != nil {
				b.Error(err)
			}
			b.Settle()
			return rendered(b.Adapters["desk"].Shown[before:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBlocking(t)
			ola := person("Ola", bottest.PlaceOf("Ola"))
			thread := b.blocks(ola, "sperr: skjellsord")
			list := b.atDesk(bottest.DeskAddress(), "Per", "sperringer")
			for _, want := range []string{"Sperring 1: Ola på Chat, av Bente, til torsdag 24.12.", "«skjellsord»", "Opphev sperringen"} {
				if !strings.Contains(list, want) {
					t.Errorf("the list has no %q:\n%s", want, list)
				}
			}
			if got := lift(b, thread); !strings.Contains(got, "Per har opphevet sperring") {
				t.Errorf("the desk is told\n%s", got)
			}
			if got := b.atDesk(bottest.DeskAddress(), "Per", "sperringer:"); !strings.Contains(got, "Ingen er sperret nå") {
				t.Errorf("the list is\n%s", got)
			}
			if name != "reopen" { // else the agents have it
				if got := b.says(ola, helps); got == "" {
					t.Error("they are not answered where they were blocked")
				}
			}
			if got := b.says(person("Ola", bottest.DirectOf("Ola", "")), helps); got == "" || strings.Contains(got, refused) {
				t.Errorf("elsewhere they are told %q", got)
			}
			// The number is given once.
			b.blocks(person("Kari", bottest.PlaceOf("Kari")), "sperr: spam")
			if list := b.inForce(); len(list) != 1 || list[0].Number != 2 {
				t.Errorf("the next block is %+v", list)
			}
			if got := b.atDesk(bottest.DeskAddress(), "Per", "opphev: 1"); !strings.Contains(got, "finner jeg ikke") || len(b.inForce()) != 1 {
				t.Errorf("the old number is told\n%s", got)
			}
		})
	}
}

// Nobody lifts their own block, and nobody who is no agent lifts one.
func TestBlockIsNotTheirsToLift(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bot.Address{Platform: "chat", Channel: "desk"}}}
	b := &blocking{T: t, Harness: bottest.New(m, t.Fatalf)}
	ola := person("Ola", bottest.PlaceOf("Ola"))
	b.says(ola, "snakk med et menneske")
	b.says(person("Bente", b.Conversation(ola.Ref()).Case.Thread), "sperr: skjellsord")
	lift := person("Ola", m.Desks[0].At)
	if got := b.says(lift, "opphev: 1"); !strings.Contains(got, "din egen sperring") || len(b.inForce()) != 1 {
		t.Errorf("they are told %q, and the blocks are %+v", got, b.inForce())
	}
	outside := person("Nils", m.Desks[0].At)
	outside.Person.Agent = event.StandingOutside
	if got := b.says(outside, "opphev: 1"); !strings.Contains(got, "Bare de som hører til") || len(b.inForce()) != 1 {
		t.Errorf("somebody else is told %q, and the blocks are %+v", got, b.inForce())
	}
}

// Other open cases of the person end, and the desk is told why.
func TestBlockEndsTheirCases(t *testing.T) {
	b := newBlocking(t)
	other := person("Ola", bottest.DirectOf("Ola", ""))
	b.says(other, "snakk med et menneske")
	before := len(b.Adapters["desk"].Shown)
	b.blocks(person("Ola", bottest.PlaceOf("Ola")), "sperr: skjellsord")
	if c := b.Conversation(other.Ref()); c.Case.Closing != bot.ClosedBlocked || c.Blocked {
		t.Errorf("the other case is %+v", c.Case)
	}
	if got := rendered(b.Adapters["desk"].Shown[before:]); strings.Count(got, "i en annen sak: skjellsord") != 1 {
		t.Errorf("the desk is told\n%s", got)
	}
	if got := b.says(other, helps); got != "" {
		t.Errorf("they are told twice: %s", got)
	}
	b.atDesk(b.Conversation(other.Ref()).Case.Thread, "Per", "gjenåpne:")
	if list := b.inForce(); len(list) != 0 {
		t.Errorf("the blocks are %+v", list)
	}
}

// A block that is made again is one, with the later end and reason; only so many are kept, and the
// desk is told which one made room.
func TestBlocksAreBounded(t *testing.T) {
	b := newBlocking(t)
	for n := range bot.MaxBlocks {
		id := fmt.Sprint("p", n)
		b.blocks(person(id, bottest.PlaceOf(id)), "sperr: "+strings.Repeat("æ", 500))
		b.Pass(time.Minute)
	}
	list := b.inForce()
	if len(list) != bot.MaxBlocks || len(list[0].Reason) > bot.MaxBlockReason {
		t.Fatalf("%d blocks, the first with %d bytes", len(list), len(list[0].Reason))
	}
	before := len(b.Adapters["desk"].Shown)
	b.blocks(person("Ola", bottest.PlaceOf("Ola")), "sperr: skjellsord")
	if list := b.inForce(); len(list) != bot.MaxBlocks || list[0].Person != "p1" {
		t.Errorf("%d blocks, the first of %s", len(list), list[0].Person)
	}
	if got := rendered(b.Adapters["desk"].Shown[before:]); !strings.Contains(got, "sperring 1 av p0 er opphevet") {
		t.Errorf("the desk is told\n%s", got)
	}
	if got := b.says(person("p0", bottest.PlaceOf("p0")), helps); got == "" {
		t.Error("whoever is blocked no more is not answered")
	}
	err := b.Engine.ChangeBlock(t.Context(), "again", bot.Block{Person: "Ola", Place: bottest.PlaceOf("Ola"), Reason: "mer", Since: b.Now.Add(time.Second), Until: b.Now.Add(time.Hour)}, b.Now)
	b.Settle()
	if list := b.inForce(); err != nil || len(list) != bot.MaxBlocks || list[bot.MaxBlocks-1].Reason != "mer" || list[bot.MaxBlocks-1].Number != bot.MaxBlocks+1 {
		t.Errorf("the latest is %+v, %v", list[len(list)-1], err)
	}
}

// To forget a person takes out who they are and why they are blocked. They remain blocked.
func TestBlockedAndForgotten(t *testing.T) {
	b := newBlocking(t)
	in := event.Inbound{From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "U1", Name: "Kanarifugl"}}
	b.blocks(in, "sperr: bokfink")
	b.atDesk(bottest.DeskAddress(), "Per", "sperringer")
	if kept := b.Kept(); !strings.Contains(kept, "bokfink") || !strings.Contains(kept, "Kanarifugl") {
		t.Fatal("nothing is kept of them")
	}
	if _, err := b.Engine.Forget(t.Context(), "chat", "U1", b.Now); err != nil {
		t.Fatal(err)
	}
	b.Settle()
	if kept := b.Kept(); strings.Contains(kept, "bokfink") || strings.Contains(kept, "Kanarifugl") {
		t.Error("it is kept who they are, or why they are blocked")
	}
	if got := b.says(person("U1", bottest.DirectOf("U1", "")), helps); !strings.Contains(got, refused) {
		t.Errorf("they are told %q", got)
	}
	if list := b.inForce(); len(list) != 1 || list[0].Person != "U1" {
		t.Errorf("the blocks are %+v", list)
	}
}

// A block that another process has saved holds at once, also after a start, and what is performed
// twice counts once.
func TestBlockAfterStart(t *testing.T) {
	b := newBlocking(t)
	crashes := 0
	b.Crash = func() bool { crashes++; return crashes%2 == 1 }
	b.blocks(person("Ola", bottest.PlaceOf("Ola")), "sperr: skjellsord")
	b.Crash = nil
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bot.Address{Platform: "desk", Channel: "moved"}}} // the desk has moved
	b.Start(m, b.Adapters["chat"], b.Adapters["desk"])
	if got := b.says(person("Ola", bottest.DirectOf("Ola", "")), helps); !strings.Contains(got, refused) {
		t.Errorf("they are told %q", got)
	}
	if list := b.inForce(); len(list) != 1 || list[0].Number != 1 {
		t.Errorf("the blocks are %+v", list)
	}
}
