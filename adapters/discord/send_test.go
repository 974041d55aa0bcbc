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
)

func replyOf(text string) bot.Reply {
	return bot.Reply{Blocks: bot.Blocks{bot.Heading{Spans: []bot.Span{{Text: text}}}}, Choices: []bot.Choice{{ID: "a", Label: "A"}}, Turn: 1}
}

const thread = "500000000000000077"

func TestReplyOpensItsThread(t *testing.T) {
	s := newServer(t)
	out := bot.Outbound{Key: "k1", To: at(support, thread), Person: kari, Reply: replyOf("Windows fant ingen nøkkel")}
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

func TestThreadThatIsThere(t *testing.T) {
	s := newServer(t)
	s.refuse("/threads", http.StatusBadRequest, 160004, 1)
	for range 2 {
		if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.made("/threads")); n != 1 {
		t.Errorf("asked for %d threads", n)
	}
}

// A forum's post or a thread of people's own stands on no message.
func TestThreadOnNoMessage(t *testing.T) {
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
	if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: at(forum, thread), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	s.awaited("POST /channels/" + thread + "/messages")
}

func TestReplyWhereNoThreadMayBe(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	s.refuse("/threads", http.StatusForbidden, 50013, 1)
	if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("x")}); err != nil {
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
	// The conversation goes on where it was.
	i := s.press(support, shown.body, rowOf(shown.body, 0)[0]["custom_id"].(string))
	s.callbackOf(i)
	if in := inbox.next(s, 0); in.From != at(support, thread) {
		t.Errorf("got %+v", in)
	}
	if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: at(support, "500000000000000078"), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	if err := s.adapter.Ready(); err != nil {
		t.Errorf("not ready when it is mended: %v", err)
	}
}

// begun brings a command and returns what it was taken in as.
func (s *server) begun(inbox *kept) bot.Inbound {
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
	out := bot.Outbound{Key: "k", To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
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

// The reply is ready before Discord has heard that the command was received.
func TestReplyWaitsForTheFirstAnswer(t *testing.T) {
	s := newServer(t)
	sent := make(chan error, 1)
	s.run(&kept{fail: func(in bot.Inbound) error {
		go func() {
			_, err := s.adapter.Send(context.WithoutCancel(t.Context()), bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
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

// Another process took the command in: whether Discord still waits is asked.
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
		if _, err := s.another().Send(t.Context(), bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}); err != nil {
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
			out := bot.Outbound{Key: "k", To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
			for range 2 {
				if _, err := s.adapter.Send(t.Context(), out); err != nil {
					t.Fatal(err)
				}
			}
			shown := s.made("POST /channels/" + dm + "/messages")
			if len(shown) != 2 || len(s.made("/webhooks")) > 1 || len(s.made("/users/@me/channels")) != 1 {
				t.Fatalf("asked %v", s.made(""))
			}
			// What is pressed there goes on with the same conversation.
			i := s.press(dm, shown[0].body, rowOf(shown[0].body, 0)[0]["custom_id"].(string))
			s.callbackOf(i)
			if got := inbox.next(s, 1); got.From != in.From {
				t.Errorf("got %+v, want it from %v", got, in.From)
			}
		})
	}
}

func TestInteractionNotKnownYet(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	in := s.begun(inbox)
	s.refuse("PATCH /webhooks", http.StatusNotFound, 10015, 1)
	out := bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}
	_, err := s.adapter.Send(t.Context(), out)
	if later, ok := errors.AsType[bot.RetryLater](err); !ok || later.After <= 0 {
		t.Errorf("got %v", err)
	}
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Error(err)
	}
}

// A word for the person alone goes as a direct message, or in the open where that
// cannot be.
func TestPrivateReplyInAThread(t *testing.T) {
	s := newServer(t)
	out := bot.Outbound{To: at(support, thread), Person: kari, Reply: bot.Reply{Private: true, Blocks: bot.Blocks{bot.Paragraph{Spans: []bot.Span{{Text: "Slett meldingen."}}}}}}
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if n := len(s.made("POST /channels/" + dm + "/messages")); n != 1 || len(s.made("/threads")) > 0 {
		t.Errorf("asked %v", s.made(""))
	}
	s.refuse("POST /channels/"+dm+"/messages", http.StatusForbidden, 50007, 1)
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	s.awaited("POST /channels/" + thread + "/messages")
}

func TestEdit(t *testing.T) {
	s := newServer(t)
	var _ bot.Editor = s.adapter
	out := bot.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("nytt")}
	if err := s.adapter.Edit(t.Context(), out, "900"); err != nil {
		t.Fatal(err)
	}
	if c := s.awaited("PATCH /channels/" + thread + "/messages/900"); c.body["embeds"] == nil || c.body["allowed_mentions"] == nil {
		t.Errorf("changed to %v", c.body)
	}
	out.Reply.Choices = nil
	if err := s.adapter.Edit(t.Context(), out, "901"); err != nil {
		t.Fatal(err)
	}
	if c := s.awaited("PATCH /channels/" + thread + "/messages/901"); c.body["components"] == nil {
		t.Errorf("the buttons stay: %v", c.body)
	}
	if err := s.adapter.Edit(t.Context(), out, thread); err != nil {
		t.Fatal(err)
	}
	s.awaited("PATCH /channels/" + support + "/messages/" + thread)
	s.refuse("PATCH ", http.StatusNotFound, 10008, 1)
	if err := s.adapter.Edit(t.Context(), out, "900"); !errors.Is(err, bot.ErrGone) {
		t.Errorf("got %v", err)
	}
	out.To = at(general, "private")
	if err := s.adapter.Edit(t.Context(), out, "900"); !errors.Is(err, bot.ErrGone) {
		t.Errorf("a private answer: got %v", err)
	}
}

func TestFaults(t *testing.T) {
	later := errors.New("later")
	for _, test := range []struct {
		status, code int
		want         error
		ready        string // what readiness says; empty is that all is well
	}{
		{403, 50001, bot.ErrGone, "may not write in the channel"},
		{403, 50013, bot.ErrGone, "may not write in the channel"},
		{403, 50007, bot.ErrGone, ""},
		{404, 10003, bot.ErrGone, ""},
		{404, 10008, bot.ErrGone, ""},
		{400, 160005, bot.ErrGone, ""},
		{400, 50083, bot.ErrGone, ""},
		{403, 999999, bot.ErrGone, ""},
		{400, 50035, bot.ErrRejected, ""},
		{400, 50006, bot.ErrRejected, ""},
		{401, 0, later, "DISCORD_TOKEN"},
		{500, 0, later, ""},
		{502, 0, later, ""},
		{503, 0, later, ""},
	} {
		t.Run(fmt.Sprint(test.status, "-", test.code), func(t *testing.T) {
			s := newServer(t)
			s.run(new(kept))
			s.refuse("/messages", test.status, test.code, 1)
			out := bot.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
			_, err := s.adapter.Send(t.Context(), out)
			_, isLater := errors.AsType[bot.RetryLater](err)
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

func TestRateLimits(t *testing.T) {
	limit := func(w http.ResponseWriter, seconds float64, global bool) {
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = fmt.Fprintf(w, `{"message":"slow down","retry_after":%v,"global":%v}`, seconds, global) // the adapter tells
	}
	out := bot.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
	for _, global := range []bool{false, true} {
		s := newServer(t)
		times := 1
		s.failing(func(_ call, w http.ResponseWriter) bool {
			if times--; times < 0 {
				return false
			}
			limit(w, 30, global)
			return true
		})
		for range 2 { // the second is not even asked
			_, err := s.adapter.Send(t.Context(), out)
			later, ok := errors.AsType[bot.RetryLater](err)
			if !ok || later.After < 29*time.Second || later.After > 31*time.Second {
				t.Errorf("got %v", err)
			}
		}
		if n := len(s.made("")); n != 1 {
			t.Errorf("asked %d times", n)
		}
		other := out
		other.To.Channel = general
		if _, err := s.adapter.Send(t.Context(), other); (err != nil) != global {
			t.Errorf("another channel: %v", err)
		}
	}
}

// A bucket that is empty is waited for, if it is not for long.
func TestBucket(t *testing.T) {
	s := newServer(t)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "0.15")
		return false
	})
	out := bot.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
	began := time.Now()
	for range 3 {
		if _, err := s.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("three took %s", took)
	}
}

// An interaction's token is a secret: no error tells it.
func TestErrorsTellNoSecrets(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	in := s.begun(inbox)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	})
	_, err := s.adapter.Send(t.Context(), bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	s.failing(func(call, http.ResponseWriter) bool {
		time.Sleep(20 * time.Millisecond)
		return false
	})
	_, err2 := s.adapter.Send(ctx, bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	s.web.CloseClientConnections()
	if err := s.web.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err3 := s.adapter.Send(t.Context(), bot.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")})
	secret := in.ReplyToken[strings.LastIndexByte(in.ReplyToken, ' ')+1:]
	for _, err := range []error{err, err2, err3} {
		if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), token) {
			t.Errorf("got %v", err)
		}
	}
}

func TestStrangeVias(t *testing.T) {
	s := newServer(t)
	to := bot.Address{Platform: discord.Platform, Channel: dm}
	now := time.Now().Unix()
	for _, via := range []string{"x", "1 de 2 3", fmt.Sprintf("%d de app token", now), fmt.Sprintf("%d de 1 ../../x", now), fmt.Sprintf("%d d 1 t", now), fmt.Sprintf("%d de 1 a?b", now)} {
		if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: to, Person: kari, ReplyToken: via, Reply: replyOf("x")}); err != nil {
			t.Errorf("%q: %v", via, err)
		}
	}
	if calls := s.made("/webhooks"); len(calls) > 0 {
		t.Errorf("asked %v", calls)
	}
}
