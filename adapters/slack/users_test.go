package slack_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"aktivering/bot/event"
)

// Slack is asked once about a person; without an answer people are served all the same.
func TestUsersAreReadOnce(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for i := range 3 {
		w.deliver("/slack/commands", commandOf(w, fmt.Sprint("hei ", i)).Encode(), isForm)
		if in := inbox.take(t); in.Person != (event.Person{ID: "U1", Name: "Kari N.", Locale: "nn-NO"}) {
			t.Errorf("got %+v", in.Person)
		}
	}
	if w.times("users.info") != 1 {
		t.Errorf("asked %d times", w.times("users.info"))
	}
	w = newWorkspace(t)
	w.run(inbox)
	w.refuse("users.info", "missing_scope")
	for range 3 {
		w.deliver("/slack/commands", commandOf(w, "hei").Encode(), isForm)
		if in := inbox.take(t); in.Person != (event.Person{ID: "U1", Name: "kari"}) {
			t.Errorf("got %+v", in.Person)
		}
	}
	if w.times("users.info") != 1 || w.adapter.Ready() != nil {
		t.Errorf("asked %d times, %v", w.times("users.info"), w.adapter.Ready())
	}

	// Looking up many users is rate limited and delays no answer.
	w = newWorkspace(t)
	w.run(inbox)
	say := func(person string) event.Person {
		f := commandOf(w, "hei "+person)
		f.Set("user_id", person)
		f.Set("trigger_id", person+strconv.Itoa(w.times("users.info"))+w.ahead.String())
		w.deliver("/slack/commands", f.Encode(), isForm)
		return inbox.take(t).Person
	}
	for n := range 200 {
		say("UCROWD" + strconv.Itoa(n))
	}
	if n := w.times("users.info"); n < 50 || n > 60 {
		t.Errorf("asked %d times", n)
	}
	if p := say("UCROWD199"); p != (event.Person{ID: "UCROWD199", Name: "kari"}) {
		t.Errorf("got %+v", p)
	}
	// The card of a case waits for the name.
	if p := w.adapter.ReadPerson(t.Context(), "UCROWD199"); p.Name != "Kari N." || p.Locale != "nn-NO" {
		t.Errorf("for a card: %+v", p)
	}
	w.ahead = time.Minute
	if p := say("UCROWD198"); p.Locale != "nn-NO" {
		t.Errorf("a minute later: %+v", p)
	}
}
