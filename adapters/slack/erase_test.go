package slack_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// All that the bot wrote in the thread of a case is deleted, with its files, and nothing else.
func TestEraseThread(t *testing.T) {
	w := newWorkspace(t)
	thread := bot.Address{Platform: "slack", Space: "T1", Channel: "CDESK", Thread: "1.1"}
	if _, wait := errors.AsType[port.RetryLater](w.adapter.EraseThread(t.Context(), thread)); !wait {
		t.Error("it does not wait until the bot knows who it is")
	}
	w.run(&away{})
	message := func(ts, user string, files ...string) map[string]any {
		m := map[string]any{"type": "message", "user": user, "ts": ts, "thread_ts": "1.1", "text": "x"}
		var list []map[string]any
		for _, id := range files {
			list = append(list, map[string]any{"id": id})
		}
		m["files"] = list
		return m
	}
	w.history = map[string][]map[string]any{"CDESK/1.1": {
		message("1.1", "UBOT"), message("1.2", "UAGENT", "FAGENT"), message("1.3", "UBOT"), message("1.4", "UBOT", "F1", "F2"), message("1.5", "UBOT"),
	}}
	var deleted []string
	w.fail = func(method string, rw http.ResponseWriter) bool {
		switch method {
		case "chat.delete", "files.delete":
			deleted = append(deleted, method)
			answer := `{"ok": true}`
			if len(deleted) == 2 {
				answer = `{"ok": false, "error": "file_not_found"}`
			}
			_, _ = io.WriteString(rw, answer)
			return true
		}
		return false
	}
	if err := w.adapter.EraseThread(t.Context(), thread); err != nil {
		t.Fatal(err)
	}
	if want := []string{"chat.delete", "files.delete", "files.delete", "chat.delete", "chat.delete", "chat.delete"}; !slices.Equal(deleted, want) {
		t.Errorf("deleted %v, want %v", deleted, want)
	}
	for _, at := range []bot.Address{{}, {Platform: "slack", Channel: "CDESK"}, {Platform: "discord", Channel: "1", Thread: "2"}} {
		if err := w.adapter.EraseThread(t.Context(), at); !errors.Is(err, port.ErrGone) {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

// What Slack does not allow, or not now, is told.
func TestEraseThreadFaults(t *testing.T) {
	for answer, check := range map[string]func(error) bool{
		"message_not_found":   func(err error) bool { return err == nil },
		"cant_delete_message": func(err error) bool { return errors.Is(err, port.ErrRejected) },
		"channel_not_found":   func(err error) bool { return errors.Is(err, port.ErrGone) },
		"ratelimited": func(err error) bool {
			later, wait := errors.AsType[port.RetryLater](err)
			return wait && later.After == 3*time.Second
		},
	} {
		w := newWorkspace(t)
		w.run(&away{})
		w.fail = func(method string, rw http.ResponseWriter) bool {
			if method != "chat.delete" {
				return false
			}
			if answer == "ratelimited" {
				rw.Header().Set("Retry-After", "3")
				rw.WriteHeader(http.StatusTooManyRequests)
			}
			_, _ = io.WriteString(rw, strings.ReplaceAll(`{"ok": false, "error": "X"}`, "X", answer))
			return true
		}
		if err := w.adapter.EraseThread(t.Context(), bot.Address{Platform: "slack", Channel: "CDESK", Thread: "1.1"}); !check(err) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
