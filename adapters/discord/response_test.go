package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// begun delivers a command and returns its event.
func (s *server) begun(inbox *kept) event.Inbound {
	s.t.Helper()
	n := len(inbox.all())
	i := s.interaction(2, general, command("0xC004F213"), nil)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	return inbox.next(s, n)
}

func TestReplyToACommand(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	in := s.begun(inbox)
	out := port.Outbound{Key: "k", To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
	for range 2 {
		if _, err := s.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	first := s.made("PATCH /webhooks/" + self)
	second := s.made("POST /webhooks/" + self)
	if len(first) != 1 || !strings.HasSuffix(first[0].path, "/messages/@original") || len(second) != 1 || second[0].body["flags"] != 64.0 {
		t.Errorf("first %v, then %v", first, second)
	}
	for _, c := range append(first, second...) {
		if c.body["allowed_mentions"] == nil {
			t.Errorf("mentions may come alive: %v", c)
		}
	}
	if direct := s.made("/users/@me/channels"); len(direct) > 0 {
		t.Errorf("a direct message: %v", direct)
	}
}

// A reply waits until Discord has the first response to its command.
func TestReplyWaitsForTheFirstResponse(t *testing.T) {
	s := newServer(t)
	sent := make(chan error, 1)
	s.run(&kept{fail: func(in event.Inbound) error {
		go func() {
			_, err := s.adapter.Send(context.WithoutCancel(t.Context()), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
			sent <- err
		}()
		time.Sleep(50 * time.Millisecond)
		return nil
	}})
	i := s.interaction(2, general, command("0xC004F213"), nil)
	s.push("INTERACTION_CREATE", i)
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	calls := s.made(i["token"].(string))
	if len(calls) != 2 || !strings.HasSuffix(calls[0].path, "/callback") || calls[1].method != http.MethodPatch {
		t.Errorf("asked %v", calls)
	}
}

// Where another process received the command, Discord is asked whether it still waits.
func TestReplyFromAnotherProcess(t *testing.T) {
	for _, flags := range []int{64 | 128, 64} {
		s := newServer(t)
		inbox := new(kept)
		s.run(inbox)
		in := s.begun(inbox)
		s.failing(func(c call, w http.ResponseWriter) bool {
			if c.method != http.MethodGet || !strings.HasSuffix(c.path, "@original") {
				return false
			}
			_, _ = fmt.Fprintf(w, `{"id":"1","flags":%d}`, flags)
			return true
		})
		if _, err := s.another().Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}); err != nil {
			t.Fatal(err)
		}
		want := http.MethodPost
		if flags&128 != 0 {
			want = http.MethodPatch
		}
		if n := len(s.made(want + " /webhooks")); n != 1 {
			t.Errorf("flags %d: asked %v", flags, s.made("/webhooks"))
		}
	}
}

func TestReplyAfterTheInteractionHasEnded(t *testing.T) {
	for _, why := range []struct {
		name         string
		status, code int
		later        time.Duration
	}{{"token", 401, 50027, 0}, {"webhook", 404, 10015, time.Minute}, {"time", 0, 0, 15 * time.Minute}} {
		t.Run(why.name, func(t *testing.T) {
			var later atomic.Int64
			s := newServer(t, func(o *discord.Options) {
				o.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
			})
			inbox := new(kept)
			s.run(inbox)
			in := s.begun(inbox)
			later.Store(int64(why.later))
			if why.status > 0 {
				s.refuse("PATCH /webhooks", why.status, why.code, 1)
			}
			out := port.Outbound{Key: "k", To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
			for range 2 {
				if _, err := s.adapter.Send(t.Context(), out); err != nil {
					t.Fatal(err)
				}
			}
			shown := s.made("POST /channels/" + dm + "/messages")
			if len(shown) != 2 || len(s.made("/webhooks")) > 1 || len(s.made("/users/@me/channels")) != 1 {
				t.Fatalf("asked %v", s.made(""))
			}
			// A press there belongs to the same conversation.
			i := s.press(dm, shown[0].body, rowOf(shown[0].body, 0)[0]["custom_id"].(string))
			s.callbackOf(i)
			if got := inbox.next(s, 1); got.Ref().Address != in.From || got.From.Channel != dm || got.Audience != event.AudienceDirect {
				t.Errorf("got %+v, want it of %v", got, in.From)
			}
		})
	}
}

func TestInteractionThatDiscordDoesNotKnowYet(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	in := s.begun(inbox)
	s.refuse("PATCH /webhooks", http.StatusNotFound, 10015, 1)
	out := port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
	_, err := s.adapter.Send(t.Context(), out)
	if later, ok := errors.AsType[port.RetryLater](err); !ok || later.After <= 0 {
		t.Errorf("got %v", err)
	}
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Error(err)
	}
}

func TestInvalidReplyTokensAreNotUsed(t *testing.T) {
	s := newServer(t)
	to := bot.Address{Platform: discord.Platform, Channel: dm}
	now := time.Now().Unix()
	for _, via := range []string{"x", "1 de 2 3", fmt.Sprintf("%d de app token", now), fmt.Sprintf("%d de 1 ../../x", now), fmt.Sprintf("%d d 1 t", now), fmt.Sprintf("%d de 1 a?b", now)} {
		if _, err := s.adapter.Send(t.Context(), port.Outbound{To: to, Person: kari, ReplyToken: via, Reply: replyOf("x")}); err != nil {
			t.Errorf("%q: %v", via, err)
		}
	}
	if calls := s.made("/webhooks"); len(calls) > 0 {
		t.Errorf("asked %v", calls)
	}
}
