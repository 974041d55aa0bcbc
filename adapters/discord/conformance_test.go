package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/bottest/parallel"
	"aktivering/bot/port"
)

// The scenes mostly wait.
func TestMain(m *testing.M) { parallel.Main(m, 8) }

// The suite runs in direct messages as well as in a thread, and over both ways in which
// Discord delivers interactions.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		at       bot.Address
		overHTTP bool
	}{
		{"gateway", bot.Address{Platform: discord.Platform, Channel: dm}, false},
		{"http", at(support, supportThread), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, "scenes-"+c.name, func(t *testing.T) adaptertest.Harness { return newCommunity(t, c.at, c.overHTTP) })
		})
	}
}

func (s *community) Adapter() port.Adapter { return s.adapter }
func (s *community) Address() bot.Address  { return s.at }
func (s *community) Person() string        { return kari }
func (s *community) Multiline()            {}
func (s *community) Settle()               { s.presses.Wait() }

// Keeps tells that an event is kept while the store is away.
func (s *community) Keeps() {}

// Dedupes tells that Discord knows a message again by its nonce.
func (s *community) Dedupes() {}

func (s *community) Elsewhere() bot.Address { return at(otherSupport, otherThread) }

func (s *community) Say(text string) { s.event("MESSAGE_CREATE", s.written(s.at, text, nil)) }

func (s *community) Command(text string) {
	s.interactAt(at(general, ""), 2, map[string]any{"type": 1, "name": "aktivering", "options": []any{map[string]any{"name": "problem", "type": 3, "value": text}}}, nil)
}

// Responds tells that replies are shown in responses.
func (s *community) Responds() {}

func (s *community) Direct() []bot.Address {
	return []bot.Address{{Platform: discord.Platform, Channel: dm}}
}

func (s *community) Desk() bot.Address { return at(deskChannel, "") }

func (s *community) SayAt(at bot.Address, text string) {
	s.event("MESSAGE_CREATE", s.written(at, text, nil))
}

// Styles tells that Discord has looks for words.
func (s *community) Styles() {}

func (s *community) Write(at bot.Address) {
	text := "Hei <@" + kari + ">, les [veiledningen](https://example.com/les_meg?a=1&b=2*3*4) :tada:\n" +
		"Det er **viktig** og *litt rart*, ikke ~~gammelt~~. Kjør `slmgr /dlv` og skriv 2*3 < 7 & SL_E_NO:\n" +
		"1. lukk alt\n2. kjør dette\n- så er det gjort\n" +
		"```cmd\nslmgr /ipk *_~\nslmgr /ato\n```\nTakk!"
	s.event("MESSAGE_CREATE", s.written(at, text, map[string]any{
		"mentions": []any{map[string]any{"id": kari, "username": "kari", "global_name": adaptertest.Mentioned}},
	}))
}

func (s *community) SayAs(who adaptertest.Author, text string) {
	author := map[string]any{"id": self, "username": "aktivering", "bot": true}
	if who == adaptertest.AnotherBot {
		author = map[string]any{"id": ola, "username": "annen", "bot": true}
		s.event("MESSAGE_CREATE", s.written(s.at, text, map[string]any{ // of an integration
			"webhook_id": "700000000000000001", "author": map[string]any{"id": "700000000000000001", "username": "Kari"},
		}))
	}
	s.event("MESSAGE_CREATE", s.written(s.at, text, map[string]any{"author": author}))
}

func (s *community) Redeliver() {
	s.mu.Lock()
	again := s.again
	s.mu.Unlock()
	again()
}

// updated tells that a message is now another one.
func (s *community) updated(id bot.MessageID, change func(now map[string]any)) {
	s.mu.Lock()
	now := maps.Clone(s.said[string(id)])
	change(now)
	s.said[string(id)] = now
	s.mu.Unlock()
	s.event("MESSAGE_UPDATE", now)
}

func (s *community) Edit(id bot.MessageID, text string) {
	s.updated(id, func(now map[string]any) {
		now["content"], now["edited_timestamp"] = text, time.Now().UTC().Format("2006-01-02T15:04:05.000000-07:00")
	})
}

func (s *community) Preview(id bot.MessageID) {
	s.updated(id, func(now map[string]any) { now["embeds"] = []any{map[string]any{"title": "forhåndsvisning"}} })
}

func (s *community) Delete(id bot.MessageID) {
	s.mu.Lock()
	was := s.said[string(id)]
	s.mu.Unlock()
	gone := map[string]any{"id": was["id"], "channel_id": was["channel_id"]}
	if was["guild_id"] != nil {
		gone["guild_id"] = guild
	}
	s.event("MESSAGE_DELETE", gone)
}

func (s *community) Type() { s.typing(kari, false) }

func (s *community) TypeAs(who adaptertest.Author) {
	if who == adaptertest.Self {
		s.typing(self, true)
	} else if s.at.Space != "" { // in direct messages there is nobody else
		s.typing(ola, true)
	}
}

func (s *community) typing(user string, isBot bool) {
	e := map[string]any{"channel_id": s.at.Channel, "user_id": user, "timestamp": time.Now().Unix()}
	if s.at.Space != "" {
		e["channel_id"], e["guild_id"], e["member"] = s.at.Thread, guild, map[string]any{"user": map[string]any{"id": user, "bot": isBot}}
	}
	s.event("TYPING_START", e)
}

func (s *community) Attach(text string, files ...port.Picture) {
	s.event("MESSAGE_CREATE", s.written(s.at, text, map[string]any{"attachments": s.attachments(files)}))
}

func (s *community) Ask() {
	s.interactAt(at(general, ""), 2, map[string]any{"type": 1, "name": "aktivering"}, nil)
}

// attachments are files as Discord tells of them.
func (s *community) attachments(files []port.Picture) (list []map[string]any) {
	for n, f := range files {
		path := fmt.Sprintf("/attachments/1/%d/%s", n, f.Name)
		s.mu.Lock()
		s.files[path] = f
		s.mu.Unlock()
		list = append(list, map[string]any{"id": strconv.Itoa(n + 1), "filename": f.Name, "content_type": f.Kind, "size": len(f.Data), "url": s.web.URL + path + "?ex=1&is=2&hm=3"})
	}
	return list
}

func (s *community) Speak() {
	s.Attach("", port.Picture{Name: "voice-message.ogg", Kind: "audio/ogg", Data: []byte("OggS")})
}

func (s *community) Sticker() {
	s.event("MESSAGE_CREATE", s.written(s.at, "", map[string]any{"sticker_items": []map[string]any{{"id": "749054660769218631", "name": "Wave", "format_type": 3}}}))
}

func (s *community) Withdraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.files)
}

// attached hands over what is attached, to anybody who has the address.
func (s *community) attached(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, ok := s.files[r.URL.Path]
	s.mu.Unlock()
	if r.Header.Get("Authorization") != "" {
		s.t.Error("a file is fetched with the token")
	}
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write(f.Data) // whoever asked may be gone
}

func (s *community) Windows() []adaptertest.Window {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]adaptertest.Window(nil), s.windows...)
}

func (s *community) Told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.told...)
}

func (s *community) ByAnother(press func()) {
	by := func(who string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.presser = who
	}
	by(ola)
	press()
	s.presses.Wait()
	by("")
}

func (s *community) Sent() []adaptertest.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]adaptertest.Request(nil), s.sent...)
}

func (s *community) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.refused...)
}

func (s *community) Remove(id bot.MessageID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		m.gone = m.gone || m.id == string(id)
	}
}

func (s *community) Refuse(fault adaptertest.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

func (s *community) Limit(at bot.Address, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := at.Channel
	if at.Thread != "" {
		channel = at.Thread
	}
	s.limits[channel] = &limit{wait: wait}
}

// fails answers a request with the fault that is asked for.
func (s *community) fails(r *http.Request, parts []string, w http.ResponseWriter) bool {
	open := parts[0] == "webhooks" // carries no token
	// What sets the adapter up or answers interactions is never refused.
	if slices.Contains([]string{"applications", "gateway", "interactions", "guilds"}, parts[0]) || parts[0] == "users" && r.Method == http.MethodGet {
		return false
	}
	var wait time.Duration
	if r.Method != http.MethodGet { // to look something up has limits of its own
		wait = s.wait(parts[1])
	}
	s.mu.Lock()
	fault := s.fault
	s.mu.Unlock()
	if fault == adaptertest.RateLimited {
		wait = adaptertest.LimitedFor
	}
	var p problem
	switch {
	case wait > 0:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
		_ = json.NewEncoder(w).Encode(map[string]any{"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": false}) // whoever asked may be gone
		return true
	case fault == adaptertest.Gone && r.Method == http.MethodPatch && !open && len(parts) > 2:
		p = *errUnknownMessage
	case fault == adaptertest.Gone && parts[0] == "users":
		p = problem{404, 10013, "Unknown User"}
	case fault == adaptertest.Gone:
		p = *errUnknownChannel
	case fault == adaptertest.Invalid:
		p = problem{400, 50035, "Invalid Form Body"}
	case fault == adaptertest.Revoked && !open:
		p = problem{401, 0, "401: Unauthorized"}
	case fault == adaptertest.Down:
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	case fault == adaptertest.Cut:
		panic(http.ErrAbortHandler)
	case fault == adaptertest.Garbled:
		_, _ = w.Write([]byte("<html>")) // whoever asked may be gone
		return true
	case fault == adaptertest.Silent:
		<-r.Context().Done()
		return true
	default:
		return false
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": p.code, "message": p.text}) // likewise
	return true
}

// wait is how long a request in a channel has to wait, where that was not said before.
func (s *community) wait(channel string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, now := s.limits[channel], time.Now()
	switch {
	case l == nil:
	case l.until.IsZero():
		l.until = now.Add(l.wait)
		return l.wait
	case now.Before(l.until):
		s.t.Errorf("a request in %s comes %s before it may", placeName(channel), l.until.Sub(now))
	}
	return 0
}

// Routes are the ways in which the adapter sends.
func (s *community) Routes() []adaptertest.Route {
	s.mu.Lock()
	m := &shownMessage{id: s.id(), channel: otherThread}
	s.messages = append(s.messages, m)
	s.mu.Unlock()
	number := 0
	send := func(change func(*port.Outbound)) func(context.Context) error {
		return func(ctx context.Context) error {
			number++
			out := port.Outbound{Key: "r" + strconv.Itoa(number), To: s.at, Person: kari, Reply: replyOf("x")}
			change(&out)
			_, err := s.adapter.Send(ctx, out)
			return err
		}
	}
	return []adaptertest.Route{
		{Name: "a message", Kind: adaptertest.KindMessage, Send: send(func(*port.Outbound) {})},
		{Name: "a message in another thread", Kind: adaptertest.KindMessage, Send: send(func(out *port.Outbound) { out.To = s.Elsewhere() })},
		{Name: "a direct message", Kind: adaptertest.KindMessage, Send: send(func(out *port.Outbound) { out.To = at(general, "private") })},
		{Name: "an answer to a command", Kind: adaptertest.KindMessage, Open: true, Send: send(func(out *port.Outbound) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.waiting[out.Key] = &interacted{kind: 2, answered: true, loading: true}
			out.To, out.ReplyToken = at(general, "private"), fmt.Sprintf("%d de %s %s", time.Now().Unix(), self, out.Key)
		})},
		{Name: "an edit", Kind: adaptertest.KindEdit, Send: func(ctx context.Context) error {
			return s.adapter.Edit(ctx, port.Outbound{To: s.Elsewhere(), Person: kari, Reply: replyOf("x")}, bot.MessageID(m.id))
		}},
		{Name: "typing", Kind: adaptertest.KindTyping, Send: func(ctx context.Context) error {
			return s.adapter.Typing(ctx, s.Elsewhere(), kari)
		}},
		{Name: "a mark", Kind: adaptertest.KindMark, Send: func(ctx context.Context) error {
			return s.adapter.Resolve(ctx, at(forum, post), false)
		}},
		{Name: "a sign", Kind: adaptertest.KindMark, Send: func(ctx context.Context) error {
			return s.adapter.React(ctx, s.Elsewhere(), bot.MessageID(m.id))
		}},
		{Name: "a message that calls somebody", Kind: adaptertest.KindMessage, Send: send(func(out *port.Outbound) {
			out.To, out.Reply.Calls = s.Elsewhere(), kari
		})},
		{Name: "pictures", Kind: adaptertest.KindMessage, Pictures: true, Send: send(func(out *port.Outbound) {
			out.To, out.Pictures = s.Elsewhere(), []port.Picture{picture}
		})},
	}
}

func (s *community) Disconnect() func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := make(chan struct{})
	s.open = open
	_ = s.line.Close() // it may be closed already
	s.line = nil
	return func() { close(open) }
}

// Shown reads the messages at the address as Discord shows them.
func (s *community) Shown() []adaptertest.Message { return s.ShownAt(s.at) }

func (s *community) ShownAt(at bot.Address) []adaptertest.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := at.Channel
	if at.Thread != "" {
		channel = at.Thread
	}
	var list []adaptertest.Message
	for _, m := range s.messages {
		if m.channel != channel || m.gone {
			continue
		}
		if m.seen == nil {
			seen := s.read(m)
			m.seen = &seen
		}
		list = append(list, *m.seen)
	}
	return list
}

// read reads a message as Discord shows it.
func (s *community) read(m *shownMessage) adaptertest.Message {
	seen := adaptertest.Message{Pictures: m.pictures}
	var parts []string
	for _, e := range m.body.Embeds {
		for _, text := range []string{e.Title, e.Description} {
			if text != "" {
				parts = append(parts, markdown(s.t, text))
				seen.Looks = append(seen.Looks, looksOf(text)...)
			}
		}
	}
	seen.Text = strings.Join(parts, "\n\n")
	for _, row := range m.body.Components {
		for _, c := range row.Components {
			if c.Type == typeButton {
				seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: c.Label, Press: func() {
					s.presses.Go(func() { s.interact(3, map[string]any{"custom_id": c.CustomID, "component_type": typeButton}, m) })
				}})
			}
			for _, o := range c.Options {
				seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: o.Label, Press: func() {
					s.presses.Go(func() {
						s.interact(3, map[string]any{"custom_id": c.CustomID, "component_type": typeMenu, "values": []string{o.Value}}, m)
					})
				}})
			}
		}
	}
	return seen
}
