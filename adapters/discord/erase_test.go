package discord_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// All that the bot wrote in the thread of a case is deleted, and nothing else.
func TestEraseThread(t *testing.T) {
	s := newServer(t, withDesk)
	place := at(deskChannel, thread)
	if _, wait := errors.AsType[port.RetryLater](s.adapter.EraseThread(t.Context(), place)); !wait {
		t.Error("it does not wait until the bot knows who it is")
	}
	s.run(new(kept))
	message := func(n int, who string, kind int) map[string]any {
		return map[string]any{"id": strconv.Itoa(n), "type": kind, "content": "x", "author": map[string]any{"id": who, "username": "x"}, "timestamp": "2026-11-24T12:00:00Z"}
	}
	var list []map[string]any
	for n := adapterkit.MaxMessages + 5; n > 0; n-- { // the newest comes first
		who, kind := kari, 0
		switch {
		case n%25 == 0:
			who = self
		case n == 1:
			who, kind = self, 21
		}
		list = append(list, message(1000+n, who, kind))
	}
	archived := true
	s.mu.Lock()
	s.history = map[string][]map[string]any{thread: list}
	s.mu.Unlock()
	s.failing(func(c call, w http.ResponseWriter) bool {
		switch {
		case c.method == http.MethodPatch && c.path == "/channels/"+thread:
			archived = false
			return false
		case c.method != http.MethodDelete:
			return false
		case archived:
			refusal(w, http.StatusBadRequest, 50083)
		case c.path == "/channels/"+thread+"/messages/1025":
			refusal(w, http.StatusNotFound, 10008)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
		return true
	})
	if err := s.adapter.EraseThread(t.Context(), place); err != nil {
		t.Fatal(err)
	}
	var deleted []string
	for _, c := range s.made("DELETE ") {
		deleted = append(deleted, c.path)
	}
	in := func(id string) string { return "/channels/" + thread + "/messages/" + id }
	if want := []string{in("1050"), in("1050"), in("1025"), "/channels/" + deskChannel + "/messages/" + thread}; !slices.Equal(deleted, want) {
		t.Errorf("deleted %v, want %v", deleted, want)
	}
	for _, at := range []bot.Address{{}, {Platform: "discord", Channel: "1"}, {Platform: "slack", Channel: "1", Thread: "2"}} {
		if err := s.adapter.EraseThread(t.Context(), at); !errors.Is(err, port.ErrGone) {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

// What Discord does not allow, or not now, is told.
func TestEraseThreadFaults(t *testing.T) {
	for _, c := range []struct {
		status, code int
		check        func(error) bool
	}{
		{http.StatusForbidden, 50003, func(err error) bool { return errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrRejected) }},
		{http.StatusBadGateway, 0, func(err error) bool { _, wait := errors.AsType[port.RetryLater](err); return wait }},
	} {
		t.Run(strconv.Itoa(c.status), func(t *testing.T) {
			s := newServer(t, withDesk)
			s.run(new(kept))
			s.failing(func(made call, w http.ResponseWriter) bool {
				if made.method != http.MethodDelete {
					return false
				}
				refusal(w, c.status, c.code)
				return true
			})
			if err := s.adapter.EraseThread(t.Context(), at(deskChannel, thread)); !c.check(err) {
				t.Errorf("%d: %v", c.code, err)
			}
		})
	}
}
