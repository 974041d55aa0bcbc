package storetest

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/feed"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// deskThread is where the case of a person is worked on.
func deskThread(person string) bot.Address {
	return bot.Address{Platform: "desk", Space: "s", Channel: "d", Thread: person}
}

// helped makes a conversation with all that a store keeps of one: words, relays, a case with an
// agent's note, what the person came with and the language that they chose.
func helped(t *testing.T, s store.Store, person, word string) {
	t.Helper()
	ref := named(person)
	in := did(ref, event.Message{Text: word, Message: bot.MessageID("m-" + person), Files: []bot.File{{Name: word + ".png", URL: "https://files.test/" + word}}})
	_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
		entry := in.Entry(c)
		c.Turn++
		c.Name, c.PersonLanguage, c.KeySeen = word, "nn", 2
		c.Known = []bot.Known{{ID: "k"}}
		return bot.Decision{
			Conversation: c, Entry: entry, Reports: bot.Reports{Desk: "d", Subjects: []string{word}},
			Outcome: bot.Outcome{Kind: outcome.NotUnderstood, Told: []string{"name=" + word}},
			Effects: []bot.Effect{bot.SendReply{To: here(), Reply: text(word)}, bot.SendReply{To: deskThread(person), ToDesk: true, RelayOf: "m-" + bot.MessageID(person), Reply: text(word)}},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	inCase(t, s, ref, func(c *bot.Conversation) {
		open(noon)(c)
		c.Name, c.Now = word, bot.Situation{Trail: []knowledge.Code{0xC004F213}, Article: word}
	})
	inCase(t, s, ref, func(c *bot.Conversation) { c.Case.Thread = deskThread(person) })
	turn(t, s, did(ref, event.AgentAction{Agent: bot.Agent{ID: "b", Name: "Bente"}, Act: bot.ActNote, Text: word, Message: "n-" + bot.MessageID(person)}))
}

// forget makes the turn in which a person is forgotten.
func forget(t *testing.T, s store.Store, ref bot.Ref) {
	t.Helper()
	in := did(ref, event.PersonForgotten{})
	in.Key = ""
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		after := bot.Conversation{Turn: c.Turn + 1, Forgotten: true}
		if c.Case != nil {
			after.Case = &bot.Case{State: bot.CaseClosed, Opened: c.Case.Opened, Thread: c.Case.Thread, QueuedAt: c.Case.QueuedAt, Closed: noon, MovedOn: true}
		}
		return after, []bot.Effect{bot.EraseAtDesk{To: deskThread(ref.Person)}}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// In the turn in which a person is forgotten all words of the conversation go, wherever they
// stand, and what was done stays known until its effects are performed.
func testForget(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "p", canary)
	helped(t, s, "q", "bokfink")
	performing(b, s)
	if !strings.Contains(b.place.Dump(t), canary) {
		t.Fatal("the dump shows nothing")
	}
	if refs, err := s.Remembered(t.Context(), here().Platform, "p", 10); err != nil || !reflect.DeepEqual(refs, []bot.Ref{named("p")}) {
		t.Errorf("remembered: %v, %v", refs, err)
	}
	if err := s.AddVisitor(t.Context(), "p", noon); err != nil {
		t.Fatal(err)
	}
	forget(t, s, named("p"))
	gone(t, b)
	if refs, err := s.Remembered(t.Context(), here().Platform, "p", 10); err != nil || len(refs) > 0 {
		t.Errorf("remembered: %v, %v", refs, err)
	}
	if places, err := s.DeskPlaces(t.Context(), named("p")); err != nil || !reflect.DeepEqual(places, []bot.Address{deskThread("p")}) {
		t.Errorf("places at the desk: %v, %v", places, err)
	}
	if hits, _, err := s.Search(t.Context(), canary, caselist.Filter{}, caselist.Page{}); err != nil || len(hits) > 0 {
		t.Errorf("found: %v, %v", hits, err)
	}
	if n := turn(t, s, did(named("p"), wrote("m-p"))); n != 0 {
		t.Error("a message that was taken in before came again")
	}
	if n, err := s.CountReporters(t.Context(), "d", canary, noon.Add(-time.Hour), 10); err != nil || n != 0 {
		t.Errorf("%d reports, %v", n, err)
	}
	// Somebody else's are as they were.
	if hits, _, err := s.Search(t.Context(), "bokfink", caselist.Filter{}, caselist.Page{}); err != nil || len(hits) != 1 {
		t.Errorf("found of the other: %v, %v", hits, err)
	}
	// Then the rest goes.
	b.drain(s)
	if err := s.Erase(t.Context(), here().Platform, "p"); err != nil {
		t.Fatal(err)
	}
	c, err := s.Conversation(t.Context(), named("p"))
	if err != nil || !reflect.DeepEqual(c, bot.Conversation{}) {
		t.Errorf("the conversation is %+v, %v", c, err)
	}
	data, err := s.Export(t.Context(), here().Platform, "p")
	if want := (port.PersonalData{Platform: here().Platform, Person: "p"}); err != nil || !reflect.DeepEqual(data, want) {
		t.Errorf("kept of the person: %+v, %v", data, err)
	}
	if other, err := s.Export(t.Context(), here().Platform, "q"); err != nil || other.Language != "nn" || len(other.Conversations) != 1 || other.Conversations[0].State.Name != "bokfink" {
		t.Errorf("kept of the other: %+v, %v", other, err)
	}
	if _, err := s.Profile(t.Context(), "p"); !errors.Is(err, feed.ErrNoVisitor) {
		t.Errorf("the page of the person is still there: %v", err)
	}
	// The next conversation has nothing of it.
	if n := turn(t, s, said("new", here(), "p")); n != 1 {
		t.Errorf("the next turn is %d", n)
	}
	if keyParts(t, s, said("", here(), "p"), 0) != 0 {
		t.Error("the parts of a key are still known")
	}
	helped(t, s, "r", "siste")
	if number, err := s.CaseNumber(t.Context(), named("r"), 2); err != nil || number != 3 {
		t.Errorf("the next case is %d, %v", number, err)
	}
}

// While something waits to be done at once, the conversation stays.
func testForgetWaits(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "p", canary)
	forget(t, s, named("p"))
	gone(t, b)
	if err := s.Erase(t.Context(), here().Platform, "p"); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conversation(t.Context(), named("p")); err != nil || !c.Forgotten {
		t.Fatalf("the conversation is %+v, %v", c, err)
	}
	r := performing(b, s)
	for _, task := range r.begun() {
		body, err := json.Marshal(task.Effect)
		if err != nil || strings.Contains(string(body), canary) {
			t.Errorf("performed %s, %v", body, err)
		}
	}
	if err := s.Erase(t.Context(), here().Platform, "p"); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conversation(t.Context(), named("p")); err != nil || c.Turn != 0 {
		t.Errorf("the conversation is %+v, %v", c, err)
	}
}

// All that is kept of a person is handed out, and nothing of anybody else.
func testExport(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "p", canary)
	helped(t, s, "q", "bokfink")
	performing(b, s)
	data, err := s.Export(t.Context(), here().Platform, "p")
	if err != nil {
		t.Fatal(err)
	}
	if data.Person != "p" || data.Platform != here().Platform || data.Language != "nn" || data.HadCases || len(data.Conversations) != 1 {
		t.Fatalf("exported %+v", data)
	}
	c := data.Conversations[0]
	if c.Of != named("p") || c.State.Name != canary || len(c.Cases) != 1 || c.Cases[0].Name != canary || !reflect.DeepEqual(c.Reports, []string{canary}) || len(c.Effects) != 2 {
		t.Errorf("exported %+v", c)
	}
	var lines []string
	for _, e := range c.Entries {
		lines = append(lines, string(e.Kind))
	}
	if got, want := strings.Join(lines, " "), "said replied opened opened acted/note"; got != want {
		t.Errorf("lines %q, want %q", got, want)
	}
	all, err := json.Marshal(data)
	if err != nil || strings.Contains(string(all), "bokfink") || strings.Count(string(all), canary) < 6 {
		t.Errorf("exported %s, %v", all, err)
	}
	if none, err := s.Export(t.Context(), "other", "p"); err != nil || len(none.Conversations) > 0 || none.Language != "" {
		t.Errorf("exported %+v, %v", none, err)
	}
}

// People are found by their id and by a part of their name.
func testFindPeople(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "U1", "Åse Berg")
	helped(t, s, "U2", "Ola Dalberg")
	turn(t, s, said("", bot.Address{Platform: "test", Channel: "other"}, "U1"))
	for what, want := range map[string]string{"u1": "U1", "åse": "U1", "BERG": "U1 U2", "ola": "U2", "kari": "", "U": ""} {
		list, err := s.FindPeople(t.Context(), what, 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, p := range list {
			ids = append(ids, p.Person)
			if p.Platform != "test" || p.Person == "U1" && (p.Conversations != 2 || p.Name != "Åse Berg") || p.Last.IsZero() {
				t.Errorf("found %+v", p)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%q finds %q, want %q", what, got, want)
		}
	}
	if list, err := s.FindPeople(t.Context(), "berg", 1); err != nil || len(list) != 1 {
		t.Errorf("at most one: %v, %v", list, err)
	}
}

const day = 24 * time.Hour

// What is old goes, each kind of thing in its time; what is open or young stays.
func testPrune(t *testing.T, b *bench) {
	s := b.open()
	now := time.Now()
	keep := port.Retention{Transcripts: 100 * day, Cases: 200 * day, Effects: 50 * day}
	helped(t, s, "open", "aapen")
	helped(t, s, "closed", "lukket")
	turn(t, s, did(named("talk"), event.Message{Text: canary, Message: "m"}), bot.SendReply{To: here(), Reply: text("svar")})
	turn(t, s, did(named("timer"), event.Message{Text: "paaminnelse", Message: "m2"}), bot.SetTimer{At: now.Add(1000 * day), Turn: 1})
	inCase(t, s, named("closed"), func(c *bot.Conversation) {
		c.Case.State, c.Case.Closed, c.Case.Closing = bot.CaseClosed, noon, bot.ClosedByAgent
	})
	performing(b, s)
	for name, ttl := range map[string]time.Duration{"leieslutt": time.Millisecond, "leievarig": 2000 * day} {
		if held, err := s.Lease(t.Context(), name, "holder", ttl); err != nil || !held {
			t.Fatal(held, err)
		}
	}
	start := now
	if noon.After(now) { // the events' time is that of the tests
		start = noon
	}
	holds := func(after time.Duration, words string) {
		t.Helper()
		if _, err := s.Prune(t.Context(), start.Add(after), keep); err != nil {
			t.Fatal(err)
		}
		dump := b.place.Dump(t)
		var left []string
		for _, word := range []string{"aapen", "lukket", canary, "svar", "paaminnelse"} {
			if strings.Contains(dump, word) {
				left = append(left, word)
			}
		}
		if got := strings.Join(left, " "); got != words {
			t.Errorf("after %s: %q is left, want %q", after, got, words)
		}
	}
	if dump := b.place.Dump(t); !strings.Contains(dump, "leieslutt") {
		t.Errorf("the leases are not in the dump:\n%s", dump)
	}
	holds(day, "aapen lukket "+canary+" svar paaminnelse")
	holds(60*day, "aapen lukket "+canary+" paaminnelse")
	if dump := b.place.Dump(t); strings.Contains(dump, "leieslutt") || !strings.Contains(dump, "leievarig") {
		t.Errorf("after a lease has ended, the leases are:\n%s", dump)
	}
	holds(150*day, "aapen lukket")
	if c, err := s.Conversation(t.Context(), named("talk")); err != nil || c.Turn != 0 {
		t.Errorf("the talk is %+v, %v", c, err)
	}
	if c, err := s.Conversation(t.Context(), named("timer")); err != nil || c.Turn != 1 {
		t.Errorf("the talk whose timer waits is %+v, %v", c, err)
	}
	holds(250*day, "aapen")
	if list, _, err := s.ListCases(t.Context(), caselist.Filter{}, caselist.Page{}); err != nil || len(list) != 1 || list[0].Ref != named("open") {
		t.Errorf("cases left: %+v, %v", list, err)
	}
	entries, err := s.Transcript(t.Context(), named("open"))
	if err != nil || len(entries) != 5 {
		t.Errorf("the open case has %d lines, %v", len(entries), err)
	}
}

// A conversation that goes on loses its old lines and its old case, and goes on as it was.
func testPruneLiving(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "p", "gammel")
	inCase(t, s, named("p"), func(c *bot.Conversation) {
		c.Case.State, c.Case.Closed, c.Case.Closing = bot.CaseClosed, noon, bot.ClosedByAgent
	})
	performing(b, s)
	later := noon.Add(90 * day)
	in := said("later", here(), "p")
	in.At = later
	last := turn(t, s, in)
	// By the store's clock the conversation has changed now, so that it is not old.
	p, err := s.Prune(t.Context(), later.Add(-day), port.Retention{Cases: 30 * day, Transcripts: 88 * day})
	if err != nil {
		t.Fatal(err)
	}
	if p.Cases != 1 || p.Conversations != 0 || p.Lines == 0 || p.Total() < 2 {
		t.Errorf("pruned %+v", p)
	}
	c, err := s.Conversation(t.Context(), named("p"))
	if err != nil || c.Turn != last || c.Case != nil {
		t.Errorf("the conversation is %+v, %v", c, err)
	}
	entries, err := s.Transcript(t.Context(), named("p"))
	if err != nil || len(entries) != 1 || entries[0].Text != "later" {
		t.Errorf("left: %+v, %v", entries, err)
	}
	if n := turn(t, s, said("more", here(), "p")); n != last+1 {
		t.Errorf("the next turn is %d, want %d", n, last+1)
	}
	if c, err := s.Conversation(t.Context(), named("p")); err != nil || c.Case != nil {
		t.Errorf("the case is back: %+v, %v", c.Case, err)
	}
}

// Without a retention nothing goes but what was forgotten, and that only when nothing of it can be
// delivered again.
func testPruneForgotten(t *testing.T, b *bench) {
	s := b.open()
	helped(t, s, "p", canary)
	helped(t, s, "q", "bokfink")
	performing(b, s)
	forget(t, s, named("p"))
	b.drain(s)
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{time.Hour, 0}, {25 * time.Hour, 1}, {2000 * day, 0}} {
		p, err := s.Prune(t.Context(), time.Now().Add(c.after), port.Retention{})
		if err != nil || p.Conversations != c.want || p.Total() != c.want {
			t.Errorf("after %s: pruned %+v, %v, want %d", c.after, p, err, c.want)
		}
	}
	if c, err := s.Conversation(t.Context(), named("p")); err != nil || c.Turn != 0 {
		t.Errorf("the conversation is %+v, %v", c, err)
	}
	if c, err := s.Conversation(t.Context(), named("q")); err != nil || c.Turn == 0 {
		t.Errorf("the other's is %+v, %v", c, err)
	}
}

// More than one step's worth of rows is walked through.
func testPruneMany(t *testing.T, b *bench) {
	s := b.open()
	const many = store.MaxPruned + 20
	for range many {
		turn(t, s, said("", here(), "p"))
	}
	p, err := s.Prune(t.Context(), time.Now().Add(10*day), port.Retention{Transcripts: day})
	if err != nil || p.Conversations != 1 || p.Lines != many {
		t.Errorf("pruned %+v, %v", p, err)
	}
}
