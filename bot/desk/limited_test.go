package desk_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// limitedHarness is a bot with a desk, to which one person writes.
type limitedHarness struct {
	*bottest.Harness
	t      *testing.T
	locale string
	keys   int
}

func newLimited(t *testing.T, locale string) *limitedHarness {
	t.Helper()
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	return &limitedHarness{Harness: bottest.New(manager, t.Fatalf), t: t, locale: locale}
}

// happens has the person do something, and returns what they and the desk are shown.
func (h *limitedHarness) happens(ev event.Event, limited event.Limit) (person, desk []string) {
	h.t.Helper()
	before := map[bot.Platform]int{"chat": len(h.Adapters["chat"].Shown), "desk": len(h.Adapters["desk"].Shown)}
	h.keys++
	err := h.Engine.Handle(context.Background(), event.Inbound{
		Key: "l" + strconv.Itoa(h.keys), At: h.Now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola", Name: "Ola", Locale: h.locale}, Event: ev, Limited: limited,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.Settle()
	shown := func(p bot.Platform) (texts []string) {
		for _, s := range h.Adapters[p].Shown[before[p]:] {
			texts = append(texts, bottest.Render(s.Reply))
		}
		return texts
	}
	return shown("chat"), shown("desk")
}

func (h *limitedHarness) says(text string, limited event.Limit) (person, desk []string) {
	h.t.Helper()
	return h.happens(event.Message{Text: text, Addressed: true, Message: bot.MessageID("m" + strconv.Itoa(h.keys))}, limited)
}

// What is too much at once is told in one kind word, in the person's language, and kept for whoever
// takes over; what was asked stays asked.
func TestLimited(t *testing.T) {
	for locale, words := range map[string]map[event.Limit]string{
		"nb-NO": {event.LimitPerson: "skriv det viktigste i én melding", event.LimitChannel: "mange som skriver her"},
		"nn-NO": {event.LimitPerson: "skriv det viktigaste i éi melding", event.LimitChannel: "mange som skriv her"},
		"en-GB": {event.LimitPerson: "the most important thing in one message", event.LimitChannel: "Many people are writing here"},
	} {
		t.Run(locale, func(t *testing.T) {
			h := newLimited(t, locale)
			for limit, word := range words {
				if got, _ := h.says("0xC004F213 ord"+string(limit), limit); len(got) != 1 || !strings.Contains(got[0], word) {
					t.Errorf("%s: shown %q, want %q", limit, got, word)
				}
			}
			if got, _ := h.says("ord i stillhet", event.LimitSilent); len(got) != 0 {
				t.Errorf("shown %q", got)
			}
			if got, _ := h.says("0xC004F213", event.LimitNone); len(got) == 0 || !strings.Contains(got[0], "0xC004F213") {
				t.Errorf("the next one is answered with %q", got)
			}
			before := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"})
			pressed := event.ChoicePicked{Choice: before.Offered[0].ID, Turn: before.OfferedIn}
			if got, _ := h.happens(pressed, event.LimitSilent); len(got) != 0 {
				t.Errorf("a press is answered with %q", got)
			}
			after := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"})
			if after.OfferedIn != before.OfferedIn || len(after.Offered) != len(before.Offered) || after.Now.Stage != before.Now.Stage {
				t.Error("what was asked is asked no more")
			}
			if kept := h.Kept(); !strings.Contains(kept, "ord i stillhet") || !strings.Contains(kept, "ordchannel") {
				t.Error("what was not answered is not kept")
			}
			if got, _ := h.happens(pressed, event.LimitNone); len(got) == 0 || strings.Contains(got[0], words[event.LimitPerson]) {
				t.Errorf("the same press is then answered with %q", got)
			}
		})
	}
}

// Nothing of an open case is held back, in the queue or with an agent.
func TestOpenCaseIsNotLimited(t *testing.T) {
	h := newLimited(t, "nb-NO")
	h.says("snakk med et menneske", event.LimitNone)
	for i, limit := range []event.Limit{event.LimitPerson, event.LimitChannel, event.LimitSilent} {
		if i == 1 {
			thread := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}).Case.Thread
			h.Happens(thread, "Bente", event.Message{Text: "svar: Hei, dette er Bente", InThread: true, Message: "b1"})
		}
		text := "ord" + strconv.Itoa(i) + " fra meg"
		if _, desk := h.says(text, limit); !strings.Contains(strings.Join(desk, "\n"), text) {
			t.Errorf("%s: the desk is shown %q", limit, desk)
		}
	}
}

// What was not meant for the bot is left alone.
func TestLimitedUnasked(t *testing.T) {
	h := newLimited(t, "nb-NO")
	if got, _ := h.happens(event.Message{Text: "0xC004F213", Message: "u"}, event.LimitSilent); len(got) != 0 || strings.Contains(h.Kept(), "0xC004F213") {
		t.Errorf("shown %q; kept %s", got, h.Kept())
	}
}
