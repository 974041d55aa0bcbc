package discord_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
)

// command is /aktivering with a problem.
func command(problem string) map[string]any {
	return map[string]any{"type": 1, "name": "aktivering", "options": []map[string]any{{"name": "problem", "type": 3, "value": problem}}}
}

// callbackOf waits for the first response to an interaction.
func (s *server) callbackOf(i map[string]any) map[string]any {
	s.t.Helper()
	return s.awaited("POST /interactions/" + i["id"].(string) + "/" + i["token"].(string) + "/callback").body
}

func TestCommandIsAcknowledgedWhenSaved(t *testing.T) {
	s := newServer(t)
	s.run(&kept{fail: func(event.Inbound) error {
		if calls := s.made("/callback"); len(calls) > 0 {
			t.Errorf("acknowledged before it is kept: %v", calls)
		}
		return nil
	}})
	i := s.interaction(2, general, command(" 0xC004F213 "), nil)
	s.push("INTERACTION_CREATE", i)
	if c := s.callbackOf(i); c["type"] != 5.0 || !reflect.DeepEqual(c["data"], map[string]any{"flags": 64.0}) {
		t.Errorf("answered %v", c)
	}
}

func TestInteractions(t *testing.T) {
	private := func(channel string) bot.Address { return at(channel, "private") }
	direct := bot.Address{Platform: discord.Platform, Channel: dm}
	form := map[string]any{"custom_id": "form", "components": []map[string]any{
		{"type": 18, "component": map[string]any{"type": 4, "custom_id": "problem", "value": "0xC004C003"}},
		{"type": 18, "component": map[string]any{"type": 3, "custom_id": "windows", "values": []string{"10"}}},
	}}
	older := map[string]any{"custom_id": "form", "components": []map[string]any{
		{"type": 1, "components": []map[string]any{{"type": 4, "custom_id": "problem", "value": "0xC004C003"}}},
	}}
	on := map[string]any{"type": 3, "name": "Hjelp", "target_id": "77", "resolved": map[string]any{"messages": map[string]any{
		"77": map[string]any{"id": "77", "content": "feil 0xC004F034 <@" + self + ">", "components": []any{map[string]any{"type": 99}}},
	}}}
	tests := []struct {
		name    string
		kind    int
		channel string
		data    map[string]any
		want    event.Message
		from    bot.Address
		answer  float64
	}{
		{"a command", 2, general, command("0xC004F213"), event.Message{Text: "0xC004F213", Addressed: true}, private(general), 5},
		{"a command in a direct message", 2, dm, command("0xC004F213"), event.Message{Text: "0xC004F213", Addressed: true}, direct, 5},
		{"a command on a message", 2, support, on, event.Message{Text: "feil 0xC004F034", Pointed: true, Addressed: true}, private(support), 5},
		{"a form", 5, general, form, event.Message{Text: "0xC004C003", Addressed: true, Facts: map[string]string{"windows": "10"}}, private(general), 5},
		{"a form with rows", 5, general, older, event.Message{Text: "0xC004C003", Addressed: true, Facts: map[string]string{}}, private(general), 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t)
			inbox := new(kept)
			s.run(inbox)
			i := s.interaction(test.kind, test.channel, test.data, nil)
			s.push("INTERACTION_CREATE", i)
			s.push("INTERACTION_CREATE", i) // and again
			if c := s.callbackOf(i); c["type"] != test.answer || (c["data"] != nil) != (test.channel != dm) {
				t.Errorf("answered %v", c)
			}
			in := inbox.next(s, 0)
			if !reflect.DeepEqual(in.Event, event.Event(test.want)) {
				t.Errorf("got  %#v,\nwant %#v", in.Event, test.want)
			}
			if in.From != test.from || in.Key != "interaction/"+i["id"].(string) || in.Person.ID != kari || in.Person.Locale != "no" || in.ReplyToken == "" {
				t.Errorf("got %+v", in)
			}
			other := s.interaction(2, test.channel, command("slutt"), nil)
			s.push("INTERACTION_CREATE", other)
			s.callbackOf(other)
			if n := len(s.made("/" + i["id"].(string) + "/")); n != 1 || len(inbox.all()) != 2 {
				t.Errorf("answered %d times, kept %d", n, len(inbox.all()))
			}
		})
	}
}

// An interaction that is not saved is not acknowledged: Discord tells the person so.
func TestUnsavedInteractionIsNotAcknowledged(t *testing.T) {
	s := newServer(t)
	fails := true
	inbox := &kept{fail: func(event.Inbound) error {
		if fails {
			fails = false
			return errors.New("the store is away")
		}
		return nil
	}}
	s.run(inbox)
	i := s.interaction(2, general, command("0xC004F213"), nil)
	s.push("INTERACTION_CREATE", i)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	if n := len(s.made("/callback")); n != 1 || len(inbox.all()) != 1 {
		t.Errorf("answered %d times, kept %d", n, len(inbox.all()))
	}
}

func TestInteractionOfAnotherApplication(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	s.push("INTERACTION_CREATE", s.interaction(2, general, command("en"), map[string]any{"application_id": "123"}))
	i := s.interaction(2, general, command("to"), nil)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	if len(inbox.all()) != 1 || len(s.made("/callback")) != 1 {
		t.Errorf("kept %v", inbox.all())
	}
}

// The first response is tried again as long as Discord takes one.
func TestFirstResponseIsTriedAgain(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusBadGateway} {
		s := newServer(t)
		s.run(new(kept))
		left := 2
		s.failing(func(c call, w http.ResponseWriter) bool {
			if !strings.HasSuffix(c.path, "/callback") || left == 0 {
				return false
			}
			left--
			w.Header().Set("Retry-After", "0.2")
			w.WriteHeader(status)
			return true
		})
		i := s.interaction(2, general, command("0xC004F213"), nil)
		s.push("INTERACTION_CREATE", i)
		s.until("answered", func() bool { return len(s.made("/callback")) == 3 })
	}
}
