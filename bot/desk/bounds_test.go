package desk_test

import (
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
	"aktivering/knowledge"
)

// What a conversation keeps has bounds, however long it is and whatever is said: it is
// written in every turn.
const (
	boundElements = 64    // of any list or map
	boundText     = 2_000 // bytes of any text
	boundState    = 32 << 10
)

// withinBounds walks through a value and tells of each list, map and text that is larger
// than the bounds.
func withinBounds(t *testing.T, at string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			withinBounds(t, at, v.Elem())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			withinBounds(t, at+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		if v.Len() > boundElements {
			t.Errorf("%s has %d elements", at, v.Len())
		}
		for i := range v.Len() {
			withinBounds(t, fmt.Sprintf("%s[%d]", at, i), v.Index(i))
		}
	case reflect.Map:
		if v.Len() > boundElements {
			t.Errorf("%s has %d elements", at, v.Len())
		}
		for _, key := range v.MapKeys() {
			withinBounds(t, at+"[key]", key)
			withinBounds(t, at+"["+key.String()+"]", v.MapIndex(key))
		}
	case reflect.String:
		if v.Len() > boundText {
			t.Errorf("%s has %d bytes", at, v.Len())
		}
	default: // of one size
	}
}

// holdBounds holds the state of a conversation against the bounds.
func holdBounds(t *testing.T, c bot.Conversation) {
	t.Helper()
	withinBounds(t, "", reflect.ValueOf(c))
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > boundState {
		t.Errorf("the state has %d bytes: %.400s …", len(b), b)
	}
}

// distinct is the nth of many codes, documented nowhere.
func distinct(n int) string { return fmt.Sprintf("0x8A%06X", n*7919%0xFFFFFF) }

func TestStateIsBounded(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	long := strings.Repeat("x", 64<<10)
	var c bot.Conversation
	n, now := 0, time.Unix(1_800_000_000, 0).UTC()
	handle := func(ev event.Event) {
		n++
		now = now.Add(time.Second)
		c = manager.Step(c, event.Inbound{Key: strconv.Itoa(n), At: now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola", Name: long}, Event: ev}).Conversation
	}
	said := func(text string) event.Message {
		return event.Message{Text: text, Addressed: true, Message: bot.MessageID(fmt.Sprint("m", n, long[:min(n%7*100, 700)]))}
	}
	// 5,000 distinct codes, one a message, and changes of as many messages.
	for i := range 5_000 {
		s := said(distinct(i))
		handle(s)
		if i%5 == 0 {
			s.Text = distinct(i + 6_000)
			handle(event.MessageEdited{Now: s})
		}
		if i%7 == 0 {
			handle(event.MessageDeleted{Message: s.Message})
		}
		if i%1000 == 0 {
			handle(event.ChoicePicked{Choice: bot.ChoiceID(long), Turn: i})
		}
	}
	// Pictures with the longest names and addresses, and many codes at once.
	pictures := said("se bildet")
	for i := range 20 {
		link := fmt.Sprint("https://files.test/", i, long[:900])
		pictures.Files = append(pictures.Files, bot.File{Name: long, Kind: "image/" + long[:2000], URL: link, On: "chat", At: link})
	}
	handle(pictures)
	var codes []string
	for i := range 300 {
		codes = append(codes, distinct(i))
	}
	handle(said(strings.Join(codes, " ")))
	holdBounds(t, c)
	if s := c.Now; len(s.Trail) < 2 || s.Skipped < 4_000 {
		t.Errorf("the trail is %v, behind the first %d more", s.Trail, s.Skipped)
	}

	// A case, its end, and what is said of that.
	handle(said("snakk med et menneske"))
	handle(event.AgentAction{Agent: bot.Agent{ID: "Bente", Name: long}, Act: bot.ActClaim})
	handle(event.AgentAction{Agent: bot.Agent{ID: "Bente", Name: long}, Act: bot.ActClose, Text: long})
	handle(event.AgentAction{Agent: bot.Agent{ID: "Bente", Name: long}, Act: bot.ActClose, Closing: bot.ClosedByAgent, Text: long})
	holdBounds(t, c)
	handle(said("5"))
	handle(said("tja " + strings.Repeat("bra <hjelp> ", 5_000)))
	holdBounds(t, c)
	handle(said("det virker ikke " + strings.Repeat("hva <nå> da ", 5_000)))
	if k := c.Case; k.Comment == "" || k.Pending == "" {
		t.Errorf("comment %.20q, pending %.20q", k.Comment, k.Pending)
	}
	holdBounds(t, c)
}

// A state that an earlier version has saved is cut in the next turn; the first code and
// the latest are kept, and the card tells how many are left out.
func TestTrailIsCut(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	c := bot.Conversation{Turn: 9, Name: "Ola"}
	for i := range 5_000 {
		c.Now.Trail = append(c.Now.Trail, codeOf(t, distinct(i)))
	}
	c.Before = []bot.Situation{c.Now, c.Now}
	first, last := c.Now.Trail[0], c.Now.Trail[4_999]
	after := manager.Step(c, event.Inbound{At: time.Unix(1, 0).UTC(), Event: event.Message{Text: "hei", Addressed: true}}).Conversation
	trail := after.Now.Trail
	if len(trail) > 12 || trail[0] != first || trail[len(trail)-1] != last || after.Now.Skipped != 5_000-len(trail) {
		t.Errorf("%d codes, %d left out", len(trail), after.Now.Skipped)
	}
	if len(c.Now.Trail) != 5_000 || len(c.Before[0].Trail) != 5_000 {
		t.Error("the state before was changed")
	}
	holdBounds(t, after)
	after.Case = &bot.Case{State: bot.CaseQueued, Number: 1}
	card := bottest.Render(manager.Card(after, bottest.PlaceOf("Ola"), desk.CardContext{}))
	if want := first.String() + " → … (4988) → "; !strings.Contains(card, want) {
		t.Errorf("the card lacks %q:\n%s", want, card)
	}
}

func codeOf(t *testing.T, s string) knowledge.Code {
	t.Helper()
	code, err := knowledge.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
