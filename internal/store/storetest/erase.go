package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/notice"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// canary is a word that must not be found any more.
const canary = "kanarifugl"

// wrote is a message with the canary in it.
func wrote(id bot.MessageID) event.Message {
	return event.Message{Text: canary, Message: id, Files: []bot.File{{Name: canary + ".png", URL: "https://files.test/" + canary}}}
}

// did is an event of a person's, with a key of its own.
func did(ref bot.Ref, ev event.Event) event.Inbound {
	id, _ := event.Inbound{Event: ev}.Message()
	return event.Inbound{Key: fmt.Sprintf("%T/%s/%s/%s/%t", ev, ref.Address.Channel, id, ref.Person, event.Inbound{Event: ev}.IsRemoval()), At: noon, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: ev}
}

// relays are the effects of a message with the canary: a relay to the desk, what quotes
// it, a correction, and what another system is told.
func relays(id bot.MessageID) []bot.Effect {
	desk := bot.Address{Platform: "desk", Channel: "d"}
	signed := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "Ola:", Kind: content.Strong}, {Text: " " + canary}}}}, Files: wrote(id).Files}
	return []bot.Effect{
		bot.SendReply{To: desk, ToDesk: true, RelayOf: id, Reply: signed},
		bot.SendReply{To: here(), Quotes: id, Reply: text(canary)},
		bot.EditReply{SendReply: bot.SendReply{To: desk, ToDesk: true, RelayOf: id, Reply: signed}},
		bot.NotifyWebhook{To: bot.Address{Platform: "other"}, Notice: notice.Notice{Type: notice.Message, At: noon, Data: notice.Data{Message: string(id), Text: canary, Files: []string{canary}}}},
	}
}

// gone fails if the canary stands in the database.
func gone(t *testing.T, b *bench) {
	t.Helper()
	for line := range strings.Lines(b.place.Dump(t)) {
		if strings.Contains(line, canary) {
			t.Errorf("the database holds %.300s", line)
		}
	}
}

// performing performs all on all platforms, and returns what was performed.
func performing(b *bench, s store.Store) *recorder {
	r := newRecorder(nil)
	r.serves = []bot.Address{{Platform: "test"}, {Platform: "desk"}, {Platform: "other"}}
	b.start(s, r)
	b.drain(s)
	return r
}

func testErase(t *testing.T, b *bench) {
	s := b.open()
	turn(t, s, did(named("p"), wrote("m1")), relays("m1")...)
	turn(t, s, did(named("p"), event.MessageEdited{Now: wrote("m1")}))
	turn(t, s, did(named("p"), event.AgentAction{Agent: bot.Agent{ID: "b", Name: "Bente"}, Act: bot.ActNote, Text: canary, Message: "m2"}))
	performing(b, s)
	if !strings.Contains(b.place.Dump(t), canary) {
		t.Fatal("the dump shows nothing")
	}
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "m1"}))
	turn(t, s, did(named("p"), event.AgentAction{Agent: bot.Agent{ID: "b", Name: "Bente"}, Act: bot.ActRetract, Message: "m2"}))
	gone(t, b)
	// That something was said stays, and where it was relayed to.
	entries, err := s.Transcript(t.Context(), named("p"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range entries {
		if e.Kind != bot.EntryReplied {
			kinds = append(kinds, string(e.Kind)+" "+e.Text)
		}
	}
	if got, want := strings.Join(kinds, ", "), "erased , erased , erased Bente, deleted , acted/retract Bente\n"; got != want {
		t.Errorf("the transcript is %q, want %q", got, want)
	}
	if ids, ok, err := s.RelayedMessages(t.Context(), named("p"), "desk", "m1"); err != nil || !ok || len(ids) != 2 {
		t.Errorf("relayed as %q, %v, %v", ids, ok, err)
	}
}

func testEraseWaiting(t *testing.T, b *bench) {
	s := b.open()
	held, begun := make(chan struct{}), make(chan struct{}, 16)
	r := newRecorder(func(context.Context, port.Task) port.Result {
		begun <- struct{}{}
		<-held
		return done()
	})
	r.serves = []bot.Address{{Platform: "test"}, {Platform: "desk"}, {Platform: "other"}}
	b.start(s, r)
	// What is under way holds up what comes after it.
	desk := bot.Address{Platform: "desk", Channel: "d"}
	turn(t, s, did(named("p"), event.Started{}), bot.SendReply{To: desk, Reply: text("a")}, bot.SendReply{To: here(), Reply: text("b")}, bot.SendReply{To: bot.Address{Platform: "other"}, Reply: text("c")})
	for range 3 {
		<-begun
	}
	turn(t, s, did(named("p"), wrote("m1")), relays("m1")...)
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "m1"}))
	gone(t, b)
	close(held)
	b.drain(s)
	for _, task := range r.begun() {
		body, err := bot.EncodeEffect(task.Effect)
		if err != nil || strings.Contains(string(body), canary) {
			t.Errorf("performed %s, %v", body, err)
		}
	}
	if n := len(r.begun()); n != 7 {
		t.Errorf("%d tasks", n)
	}
}

func testEraseChanged(t *testing.T, b *bench) {
	s := b.open()
	turn(t, s, did(named("p"), wrote("m1")), relays("m1")...)
	turn(t, s, did(named("p"), event.MessageEdited{Now: event.Message{Text: "now", Message: "m1"}}), bot.SendReply{To: here(), RelayOf: "m1", Reply: text("now")})
	gone(t, b)
	entries, err := s.Transcript(t.Context(), named("p"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 2 || entries[0].Kind != bot.EntryReplaced || entries[0].Text != "" {
		t.Errorf("the transcript begins with %+v", entries)
	}
	if dump := b.place.Dump(t); !strings.Contains(dump, "now") {
		t.Error("what it says now is gone too")
	}
	// A change that counts for nothing erases nothing.
	in := did(named("p"), event.MessageEdited{Now: event.Message{Text: "late", Message: "m1"}})
	in.Key = "late"
	err = Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil })
	if err != nil {
		t.Fatal(err)
	}
	if dump := b.place.Dump(t); !strings.Contains(dump, "now") || strings.Contains(dump, "late") {
		t.Error("a change that was not kept has changed something")
	}
}

func testEraseOthers(t *testing.T, b *bench) {
	s := b.open()
	turn(t, s, did(named("p"), wrote("m1")), relays("m1")...)
	turn(t, s, did(named("p"), wrote("m11")), relays("m11")...)
	turn(t, s, did(named("q"), wrote("m1")), relays("m1")...)
	before := strings.Count(b.place.Dump(t), canary)
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "m1"}))
	if after := strings.Count(b.place.Dump(t), canary); 3*after != 2*before {
		t.Errorf("%d of %d are left, want two thirds", after, before)
	}
	// What is removed is gone also where the conversation has forgotten the message.
	err := Decide(t.Context(), s, did(named("p"), event.MessageDeleted{Message: "m11"}), func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil })
	if err != nil {
		t.Fatal(err)
	}
	if after := strings.Count(b.place.Dump(t), canary); 3*after != before {
		t.Errorf("%d of %d are left, want a third", after, before)
	}
}

// An earlier version kept no ids of messages but in keys.
func testEraseEarlier(t *testing.T, b *bench) {
	tables, s := need[SQL](b), b.open()
	turn(t, s, did(named("p"), wrote("m1")), relays("m1")...)
	turn(t, s, did(named("p"), wrote("m11")))
	tables.Exec(t, `UPDATE heard SET message = ''`)
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "m1"}))
	entries, err := s.Transcript(t.Context(), named("p"))
	if err != nil {
		t.Fatal(err)
	}
	heard := make(map[int]bot.Entry)
	for _, e := range entries {
		if e.Kind != bot.EntryReplied {
			heard[e.Turn] = e
		}
	}
	if heard[1].Text != "" || heard[1].Kind != bot.EntryErased || !strings.Contains(heard[2].Text, canary) {
		t.Errorf("the transcript is %+v", heard)
	}
}

func testRemovedBefore(t *testing.T, b *bench) {
	s := b.open()
	drop := func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil }
	if err := Decide(t.Context(), s, did(named(""), event.MessageDeleted{Message: "m1"}), drop); err != nil {
		t.Fatal(err)
	}
	if n := turn(t, s, did(named("p"), wrote("m1"))); n != 0 {
		t.Error("a message was taken in that was removed before it came")
	}
	gone(t, b)
	for _, other := range []event.Inbound{did(named("p"), wrote("m2")), did(bot.Ref{Address: bot.Address{Platform: "test", Channel: "d"}, Person: "p"}, wrote("m1")), did(bot.Ref{Address: bot.Address{Platform: "desk", Channel: "c"}, Person: "p"}, wrote("m1")), did(named("p"), event.Message{})} {
		if n := turn(t, s, other); n == 0 {
			t.Errorf("%+v was dropped", other)
		}
	}
}

// A removal is remembered for as long as a message may still come, and not for ever.
func testRemovedAge(t *testing.T, b *bench) {
	place, s := need[Aging](b), b.open()
	remove := func(id bot.MessageID) {
		t.Helper()
		err := Decide(t.Context(), s, did(named(""), event.MessageDeleted{Message: id}), func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	remove("m1")
	place.Age(t, store.KeepRemoved-time.Minute)
	remove("m2") // is when a store looks
	if n := turn(t, s, did(named("p"), wrote("m1"))); n != 0 {
		t.Error("it is forgotten before its time")
	}
	place.Age(t, 2*time.Minute)
	remove("m3")
	for id, want := range map[bot.MessageID]int{"m1": 1, "m2": 0, "m3": 0} {
		if n := turn(t, s, did(named("p"), wrote(id))); n != want {
			t.Errorf("%s makes turn %d, want %d", id, n, want)
		}
	}
}

func testWriterOf(t *testing.T, b *bench) {
	s := b.open()
	turn(t, s, did(named("p"), wrote("m1")))
	turn(t, s, did(named("q"), wrote("m2")))
	for id, want := range map[bot.MessageID]string{"m1": "p", "m2": "q", "m3": "", "": ""} {
		ref, ok, err := s.WriterOf(t.Context(), here(), id)
		if err != nil || ok != (want != "") || ref.Person != want {
			t.Errorf("%q is %v's, %v, %v", id, ref, ok, err)
		}
	}
	if _, ok, err := s.WriterOf(t.Context(), bot.Address{Platform: "test", Channel: "d"}, "m1"); ok || err != nil {
		t.Errorf("found elsewhere, %v", err)
	}
}
