package engine

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/redact"
)

// canary is a key that no store may see, and canaryWord a password.
const (
	canary     = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"
	canaryWord = "passordet mitt er k4tt3pus"
)

// allEvents are the events, one of each type.
func allEvents() []event.Event {
	return []event.Event{
		event.Started{}, event.Message{}, event.MessageEdited{}, event.MessageDeleted{}, event.ChoicePicked{}, event.FormSubmitted{}, event.AgentAction{}, event.Typing{}, event.CardPosted{}, event.QueueMoved{}, event.DeskMoved{}, event.TimerFired{}, event.DeliveryFailed{}, event.AttachmentFailed{}, event.AnswerRetracted{}, event.ReplyOutgrown{}, event.ProblemChanged{}, event.BlockChanged{}, event.AgentSeen{}, event.BurstSeen{}, event.PersonForgotten{},
	}
}

// isID reports types that hold what a platform gives, and nobody writes.
func isID(t reflect.Type) bool {
	return t == reflect.TypeFor[bot.MessageID]() || t == reflect.TypeFor[bot.Platform]() || t == reflect.TypeFor[event.Standing]()
}

// isIDField reports fields of type string that hold what a platform gives.
func isIDField(owner reflect.Type, name string) bool {
	switch owner {
	case reflect.TypeFor[bot.Address](), reflect.TypeFor[bot.Choice]():
		return name != "Label"
	case reflect.TypeFor[bot.Agent](), reflect.TypeFor[event.Person]():
		return name == "ID"
	case reflect.TypeFor[bot.Block](), reflect.TypeFor[event.PersonForgotten]():
		return name == "Person"
	case reflect.TypeFor[event.Inbound](), reflect.TypeFor[bot.SendReply](), reflect.TypeFor[event.AgentAction]():
		return name == "Key" || name == "ReplyToken" || name == "For"
	}
	return false
}

// fillTexts writes a text into every field of a value that can hold some.
func fillTexts(v reflect.Value, text string) {
	if isID(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && !isIDField(v.Type(), f.Name) && f.Type != reflect.TypeFor[time.Time]() && f.Type != reflect.TypeFor[redact.Secret]() {
				fillTexts(v.Field(i), text)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[content.Blocks]() {
			spans := []content.Span{{Text: text, URL: "https://a.no/" + text}}
			v.Set(reflect.ValueOf(content.Blocks{content.Heading{Spans: spans}, content.Paragraph{Spans: spans}, content.Note{Spans: spans}, content.Code{Text: text}, content.Steps{Items: [][]content.Span{spans}}, content.Fields{Items: []content.Field{{Name: text, Value: text}}}}))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillTexts(v.Index(0), text)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillTexts(key, text)
		fillTexts(value, text)
		v.SetMapIndex(key, value)
	default: // numbers and the like
	}
}

func filled(e event.Event, text string) event.Event {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	fillTexts(v, text)
	return v.Interface().(event.Event) //nolint:forcetypeassert // it was one
}

// keepingStore keeps what a store is given.
type keepingStore struct{ seen []event.Inbound }

func (s *keepingStore) Turn(_ context.Context, in event.Inbound, _ port.Step) (dropped bool, err error) {
	s.seen = append(s.seen, in)
	return false, nil
}

// TestEveryEventIsMasked fills every text of every event with a secret, and looks for it
// in what reaches the store.
func TestEveryEventIsMasked(t *testing.T) {
	for _, e := range allEvents() {
		for _, secret := range []string{canary, canaryWord} {
			t.Run(fmt.Sprintf("%T %.5s", e, secret), func(t *testing.T) {
				store := &keepingStore{}
				engine := New(desk.Manager{Manager: dialogue.Manager{Matcher: noMatcher{}}}, store)
				in := event.Inbound{Key: "k", From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: "p", Name: secret, Locale: secret}, Event: filled(e, secret)}
				if err := engine.Handle(t.Context(), in); err != nil {
					t.Fatal(err)
				}
				if _, typing := e.(event.Typing); typing {
					if len(store.seen) != 0 {
						t.Error("that somebody is writing is kept")
					}
					return
				}
				if len(store.seen) != 1 {
					t.Fatalf("%d turns; want 1", len(store.seen))
				}
				kept := fmt.Sprintf("%#v", store.seen[0]) + fmt.Sprintf("%+v", store.seen[0].Entry(bot.Conversation{}))
				for _, part := range []string{"VK7JG", "NPHTM", "C97JM", "9MPGT", "k4tt3pus"} {
					if strings.Contains(kept, part) {
						t.Errorf("%s reaches the store: %s", part, kept)
					}
				}
			})
		}
	}
}

type noMatcher struct{}

func (noMatcher) Match(string, match.Scope) (r match.Result) { return r }

// TestAllEventsAreKnown holds that the list above names every event: whatever has a method
// named masked that returns an Event.
func TestAllEventsAreKnown(t *testing.T) {
	var declared []string
	files, err := os.ReadDir("../event")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "event", f.Name()), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			method, ok := d.(*ast.FuncDecl)
			if ok && method.Recv != nil && method.Name.Name == "masked" && method.Type.Params.NumFields() == 1 {
				declared = append(declared, fmt.Sprint(method.Recv.List[0].Type))
			}
		}
	}
	var known []string
	for _, e := range allEvents() {
		known = append(known, reflect.TypeOf(e).Name())
	}
	slices.Sort(declared)
	slices.Sort(known)
	if !slices.Equal(declared, known) {
		t.Errorf("the events are %v; allEvents has %v", declared, known)
	}
}

// TestReasonsAreMasked holds that what a platform says of a reply that it refused is
// masked: it can quote the reply.
func TestReasonsAreMasked(t *testing.T) {
	engine := New(desk.Manager{Manager: dialogue.Manager{Matcher: noMatcher{}}}, &keepingStore{}, quoting{})
	for name, effect := range map[string]bot.Effect{"an error": bot.SendReply{To: bot.Address{Platform: "test"}}, "a panic": bot.SendReply{To: bot.Address{Platform: "test", Channel: "panic"}}} {
		out := engine.Perform(t.Context(), port.Task{Effect: effect, Tries: maxTries})
		if strings.Contains(out.Reason, "NPHTM") || !strings.Contains(out.Reason, "no such block") {
			t.Errorf("%s: %q", name, out.Reason)
		}
	}
}

// quoting is a platform that quotes what it refuses.
type quoting struct{}

func (quoting) Platform() bot.Platform { return "test" }

func (quoting) Limits() port.Limits { return port.Limits{} }

func (quoting) Run(context.Context, port.Inbox) error { return nil }

func (quoting) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.To.Channel == "panic" {
		panic("no such block: " + canary)
	}
	return "", fmt.Errorf("no such block: %s", canary)
}

// TestPanicsAreMasked holds the same for a fault that a text brings out.
func TestPanicsAreMasked(t *testing.T) {
	engine := New(desk.Manager{Manager: dialogue.Manager{Matcher: noMatcher{}}}, failingStore{})
	err := engine.Handle(t.Context(), event.Inbound{Event: event.Message{Text: "hei"}})
	if err == nil || strings.Contains(err.Error(), "NPHTM") {
		t.Errorf("got %v", err)
	}
}

type failingStore struct{}

func (failingStore) Turn(context.Context, event.Inbound, port.Step) (bool, error) {
	panic("cannot read " + canary)
}
