package engine_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// A reminder is kept by the store: it comes at its time after the program was started anew,
// once, and what is solved then was solved by the bot.
func TestReminderOutlastsARestart(t *testing.T) {
	manager := bottest.Manager(t)
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Skip(err)
	}
	manager.Zone = oslo
	w := bottest.New(manager, t.Fatalf)
	ola := bottest.PlaceOf("Ola")
	say := func(text string) { w.Happens(ola, "Ola", event.Message{Text: text, Addressed: true}) }
	shown := func() int { return len(w.Adapters["chat"].Shown) }
	said := func() string {
		list := w.Adapters["chat"].Shown
		return bottest.Text(list[len(list)-1].Reply.Blocks)
	}
	say("0xD0000272")
	say("minn meg på det i morgen tidlig")
	if got := said(); !strings.Contains(got, "i morgen kl. 08.00") {
		t.Fatalf("the reminder is confirmed as %q", got)
	}
	say("takk") // which leaves it as it is
	w.Start(manager, w.Adapters["chat"])
	before := shown()
	w.Pass(21 * time.Hour) // from ten o'clock in Oslo
	if n := shown(); n != before {
		t.Fatalf("it came too early: %q", said())
	}
	w.Pass(72 * time.Hour)
	if n := shown(); n != before+1 || !strings.Contains(said(), "du ba meg minne deg på") {
		t.Fatalf("%d replies since, the last one %q", n-before, said())
	}
	say("nå virker det")
	c := w.Conversation(bot.Ref{Address: ola, Person: "Ola"})
	if c.Now.Stage != bot.StageSolved || c.Case != nil || !c.Remind.IsZero() {
		t.Errorf("it ends as %+v", c.Now)
	}
}
