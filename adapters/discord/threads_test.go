package discord_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"aktivering/bot/port"
)

func TestReplyOpensItsThread(t *testing.T) {
	s := newServer(t)
	out := port.Outbound{Key: "k1", To: at(support, thread), Person: kari, Reply: replyOf("Windows fant ingen nøkkel")}
	for range 2 {
		if _, err := s.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	opened := s.made("/threads")
	if len(opened) != 1 || opened[0].path != "/channels/"+support+"/messages/"+thread+"/threads" || opened[0].body["name"] != "Windows fant ingen nøkkel" {
		t.Errorf("opened %v", opened)
	}
	if joined := s.made("/thread-members/" + kari); len(joined) != 1 {
		t.Errorf("joined %v", joined)
	}
	shown := s.made("POST /channels/" + thread + "/messages")
	if len(shown) != 2 || shown[0].body["nonce"] != "k1" || shown[0].body["enforce_nonce"] != true || shown[0].body["message_reference"] != nil {
		t.Errorf("shown %v", shown)
	}
}

func TestExistingThread(t *testing.T) {
	s := newServer(t)
	s.refuse("/threads", http.StatusBadRequest, 160004, 1)
	for range 2 {
		if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.made("/threads")); n != 1 {
		t.Errorf("asked for %d threads", n)
	}
}

// A forum's post, or a thread that people opened, was not started from a message.
func TestThreadWithoutAMessage(t *testing.T) {
	s := newServer(t)
	s.failing(func(c call, w http.ResponseWriter) bool {
		switch {
		case strings.HasSuffix(c.path, "/threads"):
			refusal(w, http.StatusNotFound, 10008)
		case c.String() == "GET /channels/"+thread:
			_, _ = fmt.Fprintf(w, `{"id":%q,"type":11,"parent_id":%q}`, thread, forum)
		default:
			return false
		}
		return true
	})
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at(forum, thread), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	s.awaited("POST /channels/" + thread + "/messages")
}

func TestReplyWhereThreadsAreNotAllowed(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	s.refuse("/threads", http.StatusForbidden, 50013, 1)
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	shown := s.awaited("POST /channels/" + support + "/messages$")
	answers, _ := shown.body["message_reference"].(map[string]any)
	if answers["message_id"] != thread || answers["fail_if_not_exists"] != false {
		t.Errorf("shown %v", shown.body)
	}
	if err := s.adapter.Ready(); err == nil || !strings.Contains(err.Error(), "Create Public Threads") {
		t.Errorf("ready: %v", err)
	}
	// The conversation keeps its address.
	i := s.press(support, shown.body, rowOf(shown.body, 0)[0]["custom_id"].(string))
	s.callbackOf(i)
	if in := inbox.next(s, 0); in.From != at(support, thread) {
		t.Errorf("got %+v", in)
	}
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at(support, "500000000000000078"), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	if err := s.adapter.Ready(); err != nil {
		t.Errorf("not ready when it is mended: %v", err)
	}
}
