package engine_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// A press on a card that is not known yet is not acknowledged, so that whoever pressed
// sees that nothing came of it; other talk in the desk's channel means nothing.
func TestPressBeforeTheCardIsKnown(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	at := bottest.DeskAddress()
	at.Thread = "1"
	press := event.Inbound{Key: "press", At: w.Now, From: at, Person: event.Person{ID: "Bente", Name: "Bente"}, Event: event.ChoicePicked{Choice: "d:claim"}}
	if err := w.Engine.Handle(t.Context(), press); err == nil {
		t.Error("a press on nothing is acknowledged")
	}
	form := press
	form.Key, form.Event = "form", event.FormSubmitted{ChoicePicked: event.ChoicePicked{Choice: "d:answer"}, Rows: map[string]string{"text": "hei"}}
	if err := w.Engine.Handle(t.Context(), form); err == nil {
		t.Error("an answer to nobody is acknowledged")
	}
	talk := press
	talk.Key, talk.Event = "talk", event.Message{Text: "lunsj?", InThread: true, OnlyIfAddressed: true}
	if err := w.Engine.Handle(t.Context(), talk); err != nil {
		t.Errorf("talk: %v", err)
	}
	if len(w.Effects()) > 0 {
		t.Errorf("it says %+v", w.Effects())
	}

	// When the card is known, the same press takes the case.
	ola := event.Inbound{Key: "ola", At: w.Now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola", Name: "Ola"}, Event: event.Message{Text: "snakk med et menneske", Addressed: true}}
	if err := w.Engine.Handle(t.Context(), ola); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	press.From = w.Conversation(ola.Ref()).Case.Thread
	if err := w.Engine.Handle(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	if owner := w.Conversation(ola.Ref()).Owner; owner != "Bente" {
		t.Errorf("the owner is %q", owner)
	}
}

// A card that was posted is not posted again while the store cannot save that it was,
// however long that takes.
func TestCardWhileTheStoreIsAway(t *testing.T) {
	for _, test := range []struct {
		name  string
		first func(in event.Inbound) bool // fails, whatever it is
	}{
		{"the card's own task", func(in event.Inbound) bool { _, ok := in.Event.(event.CardPosted); return ok }},
		{"every event", func(event.Inbound) bool { return true }},
	} {
		t.Run(test.name, func(t *testing.T) {
			manager := bottest.Manager(t)
			manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
			w := bottest.New(manager, t.Fatalf)
			ola := event.Inbound{Key: "ola", At: w.Now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola", Name: "Ola"}, Event: event.Message{Text: "snakk med et menneske", Addressed: true}}
			if err := w.Engine.Handle(t.Context(), ola); err != nil {
				t.Fatal(err)
			}
			tries := 0
			w.Away = func(in event.Inbound) error {
				if !test.first(in) {
					return nil
				}
				tries++
				return errors.New("the disk is full")
			}
			w.Pass(20 * time.Minute)
			w.Away = nil
			w.Pass(5 * time.Minute)
			cards := 0
			for _, s := range w.Adapters["desk"].Shown {
				if s.To.Thread == "" {
					cards++
				}
			}
			c := w.Conversation(ola.Ref()).Case
			if cards != 1 || tries < maxTries || c == nil || c.Card == "" {
				t.Errorf("%d cards after %d tries; the case is %+v", cards, tries, c)
			}
			for _, u := range w.Effects() {
				if u.Status == bot.Failed {
					t.Errorf("%T failed: %s", u.Effect, u.Reason)
				}
			}
		})
	}
}

// maxTries is after how many tries a send that fails for no known reason is given up.
const maxTries = 8

// Whoever writes in the thread of another person's case, and not to the bot, is left to the people
// there, whatever the text; without a case, and where they speak to the bot, they are answered.
func TestPassersBy(t *testing.T) {
	for _, chat := range []bool{false, true} { // the desk is on the platform of the persons
		manager := bottest.Manager(t)
		manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
		if chat {
			manager.Desks[0].At.Platform = "chat"
		}
		w := bottest.New(manager, t.Fatalf)
		at := bot.Address{Platform: "chat", Channel: "c", Thread: "1"}
		said := func(text string, addressed bool) int {
			before := len(w.Adapters["chat"].Shown)
			w.Happens(at, "Kari", event.Message{Text: text, Addressed: addressed, InThread: true})
			return len(w.Adapters["chat"].Shown) - before
		}
		w.Happens(at, "Ola", event.Message{Text: "0xC004F213", Addressed: true, InThread: true})
		w.Happens(at, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true, InThread: true})
		if n := said("jeg fikk 0xC004C003", false); n != 0 {
			t.Errorf("in the thread of a case Kari is answered %d times", n)
		}
		if n := said("0xC004C003", true); n == 0 {
			t.Error("Kari spoke to the bot and is not answered")
		}
		at.Thread = "2"
		w.Happens(at, "Ola", event.Message{Text: "0xC004F213", Addressed: true, InThread: true})
		if n := said("jeg fikk 0xC004C003", false); n == 0 {
			t.Error("without a case Kari is not answered")
		}
	}
}

// A removed message is told of at the desk also where the platform does not say whose
// it was.
func TestDeletedByNobody(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	at := bot.Address{Platform: "chat", Channel: "c"}
	for _, person := range []string{"Ola", "Kari"} {
		w.Happens(at, person, event.Message{Text: "snakk med et menneske", Addressed: true})
		w.Happens(at, person, event.Message{Text: "ord av " + person, Addressed: true, Message: bot.MessageID("m" + person)})
	}
	w.Happens(at, "", event.MessageDeleted{Message: "another"})
	w.Happens(at, "", event.MessageDeleted{Message: "mKari"})
	var changed []string
	for _, s := range w.Adapters["desk"].Shown {
		if s.Edited && s.To.Thread != "" && string(s.ID) != s.To.Thread {
			changed = append(changed, bottest.Render(s.Reply))
		}
	}
	if len(changed) != 1 || !strings.Contains(changed[0], "Kari har slettet denne meldingen.") {
		t.Errorf("changed %q", changed)
	}
	if ref := (bot.Ref{Address: at}); slices.Contains(w.Refs(), ref) {
		t.Errorf("nobody has a conversation: %+v", w.Conversation(ref))
	}
}

// A removal is remembered where nobody is known who wrote the message, with a desk and
// without, and at the desk before the card is known.
func TestDeletedBeforeItCame(t *testing.T) {
	for _, desk := range []bool{false, true} {
		manager := bottest.Manager(t)
		if desk {
			manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
		}
		w := bottest.New(manager, t.Fatalf)
		at := bottest.PlaceOf("Ola")
		said := event.Message{Text: "0xC004F213", Addressed: true, Message: "m1"}
		w.Happens(at, "", event.MessageDeleted{Message: "m1"})
		w.Happens(at, "Ola", said)
		w.Happens(at, "Ola", event.MessageEdited{Now: said})
		if len(w.Effects()) > 0 || len(w.Refs()) > 0 {
			t.Errorf("desk: %t: it is taken in: %+v", desk, w.Refs())
		}
		said.Message = "m2"
		w.Happens(at, "Ola", said)
		if len(w.Effects()) == 0 {
			t.Errorf("desk: %t: another message is not answered", desk)
		}
	}
}

func TestDeletedAtTheDeskBeforeItCame(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	thread := bottest.DeskAddress()
	thread.Thread = "1"
	w.Happens(thread, "", event.MessageDeleted{Message: "a1"}) // nothing is known of the case yet
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true, Message: "m1"})
	w.Happens(thread, "Bente", event.ChoicePicked{Choice: "d:claim", Turn: 1})
	w.Happens(thread, "Bente", event.Message{Text: "svar: kanarifugl", Message: "a1"})
	w.Happens(thread, "", event.MessageDeleted{Message: "a2"})
	w.Happens(thread, "Bente", event.Message{Text: "svar: kanarifugl", Message: "a2"})
	w.Happens(thread, "Bente", event.Message{Text: "svar: hei", Message: "m1"}) // ids are those of a place
	if kept := w.Kept(); strings.Contains(kept, "kanarifugl") || !strings.Contains(kept, `"text":" hei"`) {
		t.Errorf("kept: %s", kept)
	}
}

// An edit of a message that was relayed long ago changes what the desk shows of it.
func TestEditOfWhatIsLongAgo(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	at := bottest.PlaceOf("Ola")
	w.Happens(at, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true, Message: "m"})
	for i := range 60 { // more than a conversation knows by their ids
		w.Happens(at, "Ola", event.Message{Text: "ord" + strconv.Itoa(i) + " her", Addressed: true, Message: bot.MessageID("m" + strconv.Itoa(i))})
	}
	before := len(w.Adapters["desk"].Shown)
	w.Happens(at, "Ola", event.MessageEdited{Now: event.Message{Text: "rettet", Addressed: true, Message: "m1"}})
	shown := w.Adapters["desk"].Shown
	var all strings.Builder
	for _, s := range shown {
		all.WriteString(bottest.Render(s.Reply))
	}
	if text := all.String(); len(shown) != before || strings.Contains(text, "ord1 ") || !strings.Contains(text, "rettet") {
		t.Errorf("%d messages more at the desk: %s", len(shown)-before, text)
	}
}

// A transcript of several messages goes on where the platform asked to wait: an agent
// does not get its beginning again and again.
func TestTranscriptGoesOn(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	desk := w.Adapters["desk"]
	desk.Limit.TextRunes = 600
	handle := func(key string, from bot.Address, person string, ev event.Event) {
		t.Helper()
		if err := w.Engine.Handle(t.Context(), event.Inbound{Key: key, At: w.Now, From: from, Person: event.Person{ID: person, Name: person}, Event: ev}); err != nil {
			t.Fatal(err)
		}
		w.Pass(2 * time.Minute)
	}
	handle("1", bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	for n := range 12 {
		handle("said"+strconv.Itoa(n), bottest.PlaceOf("Ola"), "Ola", event.Message{Text: strings.Repeat("ord"+strconv.Itoa(n)+" ", 20), Addressed: true})
	}
	var last time.Time
	desk.Fail = func(port.Outbound) error { // one message a second, as Slack
		if wait := time.Second - w.Now.Sub(last); wait > 0 {
			return port.RetryLater{After: wait}
		}
		last = w.Now
		return nil
	}
	before := len(desk.Shown)
	thread := bottest.DeskAddress()
	thread.Thread = "1"
	handle("show", thread, "Bente", event.ChoicePicked{Choice: "d:show"})
	pieces := desk.Shown[before:]
	seen := make(map[string]bool)
	for _, p := range pieces {
		if seen[p.Key] {
			t.Errorf("%s came again", p.Key)
		}
		seen[p.Key] = true
	}
	if len(pieces) < 3 || !strings.Contains(bottest.Render(pieces[len(pieces)-1].Reply), "ord11") {
		t.Errorf("%d pieces", len(pieces))
	}
}

// A choice that no card has offered does nothing: it does not take the case.
func TestPressOfNoAct(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	ola := event.Inbound{Key: "ola", At: w.Now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola"}, Event: event.Message{Text: "snakk med et menneske", Addressed: true}}
	if err := w.Engine.Handle(t.Context(), ola); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	before := w.Conversation(ola.Ref())
	for _, choice := range []bot.ChoiceID{"d:other", "d:", "d:amend", "d:retract", "d:speak", "x:other", "other"} {
		press := event.Inbound{Key: string(choice), At: w.Now, From: before.Case.Thread, Person: event.Person{ID: "Bente"}, Event: event.ChoicePicked{Choice: choice}}
		if err := w.Engine.Handle(t.Context(), press); err != nil {
			t.Errorf("%s: %v", choice, err)
		}
		if after := w.Conversation(ola.Ref()); after.Turn != before.Turn || after.Case.State != bot.CaseQueued {
			t.Errorf("%s does something: %+v", choice, after.Case)
		}
	}
}

// A change of what was relayed waits for as long as the platform asked to.
func TestAmendWaits(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	at := bottest.PlaceOf("Ola")
	handle := func(key string, ev event.Event) {
		t.Helper()
		if err := w.Engine.Handle(t.Context(), event.Inbound{Key: key, At: w.Now, From: at, Person: event.Person{ID: "Ola"}, Event: ev}); err != nil {
			t.Fatal(err)
		}
	}
	handle("1", event.Message{Text: "snakk med et menneske", Addressed: true})
	handle("2", event.Message{Text: "det gjelder pc-en på loftet", Addressed: true, Message: "m"})
	w.Settle()
	w.Adapters["desk"].Fail = func(port.Outbound) error { return port.RetryLater{After: time.Minute} }
	handle("3", event.MessageEdited{Now: event.Message{Text: "det gjelder pc-en i kjelleren", Addressed: true, Message: "m"}})
	w.Settle()
	waiting := w.Effects()[len(w.Effects())-1]
	if _, ok := waiting.Effect.(bot.EditReply); !ok || !waiting.Due.Equal(w.Now.Add(time.Minute)) {
		t.Errorf("%T is due at %s, and it is %s", waiting.Effect, waiting.Due, w.Now)
	}
}
