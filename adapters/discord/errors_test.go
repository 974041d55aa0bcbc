package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/port"
)

func TestSendErrors(t *testing.T) {
	later := errors.New("later")
	for _, test := range []struct {
		status, code int
		want         error
		ready        string // what readiness says; empty means ready
	}{
		{403, 50001, port.ErrGone, "may not write in the channel"},
		{403, 50013, port.ErrGone, "may not write in the channel"},
		{403, 50007, port.ErrGone, ""},
		{404, 10003, port.ErrGone, ""},
		{404, 10008, port.ErrGone, ""},
		{400, 160005, port.ErrGone, ""},
		{400, 50083, port.ErrGone, ""},
		{403, 999999, port.ErrGone, ""},
		{400, 50035, port.ErrRejected, ""},
		{400, 50006, port.ErrRejected, ""},
		{401, 0, later, "DISCORD_TOKEN"},
		{500, 0, later, ""},
		{502, 0, later, ""},
		{503, 0, later, ""},
	} {
		t.Run(fmt.Sprint(test.status, "-", test.code), func(t *testing.T) {
			s := newServer(t)
			s.run(new(kept))
			s.refuse("/messages", test.status, test.code, 1)
			out := port.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
			_, err := s.adapter.Send(t.Context(), out)
			_, isLater := errors.AsType[port.RetryLater](err)
			if isLater != errors.Is(test.want, later) || !isLater && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if ready := s.adapter.Ready(); (ready != nil) != (test.ready != "") || ready != nil && !strings.Contains(ready.Error(), test.ready) {
				t.Errorf("ready: %v", ready)
			}
			if _, err := s.adapter.Send(t.Context(), out); err != nil || s.adapter.Ready() != nil {
				t.Errorf("afterwards %v, ready: %v", err, s.adapter.Ready())
			}
		})
	}
}

// The token of an interaction is a secret: no error holds it.
func TestErrorsHoldNoSecrets(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	in := s.begun(inbox)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	})
	_, err := s.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	s.failing(func(call, http.ResponseWriter) bool {
		time.Sleep(20 * time.Millisecond)
		return false
	})
	_, err2 := s.adapter.Send(ctx, port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	s.web.CloseClientConnections()
	if err := s.web.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err3 := s.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	secret := in.ReplyToken[strings.LastIndexByte(in.ReplyToken, ' ')+1:]
	for _, err := range []error{err, err2, err3} {
		if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), token) {
			t.Errorf("got %v", err)
		}
	}
}
