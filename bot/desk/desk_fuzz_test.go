package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// FuzzDeskText writes anything in the thread of a case: what is not marked as an
// answer never reaches the person, and the case stays whole.
func FuzzDeskText(f *testing.F) {
	for _, s := range []string{"svar: hei", "notat: x", "!ta", "utsett: 99999999999999999999 dager", "lukk: ikke vårt – x", "artikkel: 0xC004F213", "mal:", ":", "!", "svar:\x00", "SVAR : hei", "overfør:", "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY"} {
		f.Add(s)
	}
	manager := bottest.Manager(f)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	f.Fuzz(func(t *testing.T, s string) {
		w := bottest.New(manager, t.Fatalf)
		handle := func(key string, from bot.Address, person string, ev event.Event) {
			if err := w.Engine.Handle(context.Background(), event.Inbound{Key: key, At: w.Now, From: from, Person: event.Person{ID: person, Name: person}, Event: ev}); err != nil {
				t.Fatal(err)
			}
			w.Settle()
		}
		handle("1", bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "menneske", Addressed: true})
		thread := bottest.DeskAddress()
		thread.Thread = "1"
		handle("2", thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
		const secret = "zzqxj"
		before := len(w.Adapters["chat"].Shown)
		handle("3", thread, "Bente", event.Message{Text: s + " " + secret, Message: "m", InThread: true})
		for _, m := range w.Adapters["chat"].Shown[before:] {
			word := strings.ToLower(strings.TrimSpace(s))
			if strings.Contains(bottest.Render(m.Reply), secret) && !strings.Contains(word, ":") && !strings.HasPrefix(word, "!") {
				t.Errorf("%q reached the person:\n%s", s, bottest.Render(m.Reply))
			}
		}
		w.Pass(200 * time.Hour)
		for _, ref := range w.Refs() {
			c := w.Conversation(ref)
			claimed := c.Case != nil && (c.Case.State == bot.CaseClaimed || c.Case.State == bot.CaseSnoozed)
			if claimed == c.Owner.Bot() {
				t.Errorf("the owner is %q in a case that is %+v", c.Owner, c.Case)
			}
		}
	})
}
