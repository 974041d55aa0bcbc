package desk_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
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
func (h *limitedHarness) happens(event bot.Event, limited bot.Limit) (person, desk []string) {
	h.t.Helper()
	before := map[bot.Platform]int{"chat": len(h.Adapters["chat"].Shown), "desk": len(h.Adapters["desk"].Shown)}
	h.keys++
	err := h.Engine.Handle(context.Background(), bot.Inbound{
		Key: "l" + strconv.Itoa(h.keys), At: h.Now, From: bottest.PlaceOf("Ola"), Person: bot.Person{ID: "Ola", Name: "Ola", Locale: h.locale}, Event: event, Limited: limited,
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

func (h *limitedHarness) says(text string, limited bot.Limit) (person, desk []string) {
	h.t.Helper()
	return h.happens(bot.Message{Text: text, Addressed: true, Message: bot.MessageID("m" + strconv.Itoa(h.keys))}, limited)
}

// What is too much at once is told in one kind word, in the person's language, and kept for whoever
// takes over; what was asked stays asked.
func TestLimited(t *testing.T) {
	for locale, words := range map[string]map[bot.Limit]string{
		"nb-NO": {bot.LimitPerson: "skriv det viktigste i én melding", bot.LimitChannel: "mange som skriver her"},
		"nn-NO": {bot.LimitPerson: "skriv det viktigaste i éi melding", bot.LimitChannel: "mange som skriv her"},
		"en-GB": {bot.LimitPerson: "the most important thing in one message", bot.LimitChannel: "Many people are writing here"},
	} {
		t.Run(locale, func(t *testing.T) {
			h := newLimited(t, locale)
			for limit, word := range words {
				if got, _ := h.says("0xC004F213 ord"+string(limit), limit); len(got) != 1 || !strings.Contains(got[0], word) {
					t.Errorf("%s: shown %q, want %q", limit, got, word)
				}
			}
			if got, _ := h.says("ord i stillhet", bot.LimitSilent); len(got) != 0 {
				t.Errorf("shown %q", got)
			}
			if got, _ := h.says("0xC004F213", bot.LimitNone); len(got) == 0 || !strings.Contains(got[0], "0xC004F213") {
				t.Errorf("the next one is answered with %q", got)
			}
			before := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"})
			pressed := bot.ChoicePicked{Choice: before.Offered[0].ID, Turn: before.OfferedIn}
			if got, _ := h.happens(pressed, bot.LimitSilent); len(got) != 0 {
				t.Errorf("a press is answered with %q", got)
			}
			after := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"})
			if after.OfferedIn != before.OfferedIn || len(after.Offered) != len(before.Offered) || after.Now.Stage != before.Now.Stage {
				t.Error("what was asked is asked no more")
			}
			if kept := h.Kept(); !strings.Contains(kept, "ord i stillhet") || !strings.Contains(kept, "ordchannel") {
				t.Error("what was not answered is not kept")
			}
			if got, _ := h.happens(pressed, bot.LimitNone); len(got) == 0 || strings.Contains(got[0], words[bot.LimitPerson]) {
				t.Errorf("the same press is then answered with %q", got)
			}
		})
	}
}

// Nothing of an open case is held back, in the queue or with an agent.
func TestOpenCaseIsNotLimited(t *testing.T) {
	h := newLimited(t, "nb-NO")
	h.says("snakk med et menneske", bot.LimitNone)
	for i, limit := range []bot.Limit{bot.LimitPerson, bot.LimitChannel, bot.LimitSilent} {
		if i == 1 {
			thread := h.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}).Case.Thread
			h.Happens(thread, "Bente", bot.Message{Text: "svar: Hei, dette er Bente", InThread: true, Message: "b1"})
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
	if got, _ := h.happens(bot.Message{Text: "0xC004F213", Message: "u"}, bot.LimitSilent); len(got) != 0 || strings.Contains(h.Kept(), "0xC004F213") {
		t.Errorf("shown %q; kept %s", got, h.Kept())
	}
}
