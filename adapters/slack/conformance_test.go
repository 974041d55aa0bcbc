package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/bottest/parallel"
	"aktivering/bot/port"
)

// The scenes mostly wait.
func TestMain(m *testing.M) { parallel.Main(m, 8) }

// The suite runs over both ways in which Slack delivers, and in direct messages as well as
// in a channel.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		overSocket bool
		channel    string
	}{{"http", false, "D1"}, {"socket", true, "CSUPPORT"}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, "scenes-"+c.name, func(t *testing.T) adaptertest.Harness {
				w := newTeam(t, c.overSocket, c.channel)
				if c.overSocket {
					return socketTeam{w}
				}
				return httpTeam{w}
			})
		})
	}
}

// httpTeam delivers over HTTP, where each delivery is a request.
type httpTeam struct{ *team }

// socketTeam delivers over a connection.
type socketTeam struct{ *team }

func (w *team) Adapter() port.Adapter { return w.adapter }
func (w *team) Address() bot.Address  { return w.at }
func (w *team) Person() string        { return "U1" }
func (w *team) Multiline()            {}
func (w *team) Settle()               { w.deliveries.Wait() }

// Keeps tells that an event is kept while the store is away.
func (w *team) Keeps() {}

func (w *team) Elsewhere() bot.Address {
	at := w.at
	at.Channel = "CELSE"
	return at
}

func (w *team) Command(text string) { w.command(text, "command1") }

func (w *team) command(text, trigger string) {
	f := url.Values{
		"command": {"/aktivering"}, "text": {text}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "user_name": {"kari"},
		"trigger_id": {trigger}, "response_url": {w.api.URL + "/response/" + trigger},
	}
	w.receiving()
	if !w.overSocket {
		rec := w.post("/slack/commands", f.Encode(), isForm)
		if rec.Code != http.StatusOK {
			w.t.Errorf("a command is answered with the status %d", rec.Code)
		}
		w.response(rec.Header().Get("Content-Type"), rec.Body.Bytes())
		return
	}
	fields := make(map[string]string)
	for name := range f {
		fields[name] = f.Get(name)
	}
	body, err := json.Marshal(fields)
	if err != nil {
		w.t.Error(err)
	}
	w.response("application/json", <-w.envelope("slash_commands", body, true))
}

// Responds tells that replies are shown in responses.
func (w *team) Responds() {}

// response takes what a command is answered with: nothing, or a reply for the person alone.
func (w *team) response(contentType string, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(body) == 0 {
		return
	}
	p, err := ephemeral(body)
	if err != nil || contentType != "application/json" {
		w.refused = append(w.refused, fmt.Sprintf("a response of type %q: %v", contentType, err))
		return
	}
	p.ts, p.channel = w.stamp(), "C1"
	w.posts = append(w.posts, p)
	w.made(adaptertest.KindAnswer, "response to a command")
}

// ephemeral reads a reply for the person alone.
func ephemeral(body []byte) (*teamPost, error) {
	var m struct {
		Text    string          `json:"text"`
		Blocks  json.RawMessage `json:"blocks"`
		Type    string          `json:"response_type"`
		Replace bool            `json:"replace_original"`
	}
	if err := strictly(body, &m); err != nil {
		return nil, err
	}
	if m.Type != "ephemeral" || m.Replace {
		return nil, fmt.Errorf("shown as %q, in place of another: %v", m.Type, m.Replace)
	}
	return &teamPost{text: m.Text, blocks: string(m.Blocks), private: true}, messageFaults(string(m.Blocks), m.Text)
}

func (w *team) Direct() []bot.Address {
	at := bot.Address{Platform: slack.Platform, Space: "T1", Channel: "DU1", Thread: "private"}
	thread := at
	thread.Thread = "1700000000.000001"
	return []bot.Address{at, thread}
}

func (w *team) Desk() bot.Address {
	return bot.Address{Platform: slack.Platform, Space: "T1", Channel: "CDESK"}
}

// message is one of Kari's, as Slack tells of it.
func (w *team) message(at bot.Address, text string, more map[string]any) map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	kind := "channel"
	if strings.HasPrefix(at.Channel, "D") {
		kind = "im"
	}
	m := map[string]any{
		"type": "message", "channel_type": kind, "user": "U1", "channel": at.Channel, "ts": w.stamp(), "thread_ts": at.Thread,
		"text": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text),
	}
	if at.Thread == "private" { // outside of threads
		delete(m, "thread_ts")
	}
	maps.Copy(m, more)
	w.said[fmt.Sprint(m["ts"])] = m
	return m
}

func (w *team) Say(text string)                   { w.event(w.message(w.at, text, nil)) }
func (w *team) SayAt(at bot.Address, text string) { w.event(w.message(at, text, nil)) }

// Styles tells that Slack has looks for words.
func (w *team) Styles() {}

func (w *team) Write(at bot.Address) {
	m := w.message(at, "", nil)
	m["text"] = "Hei <@U5>, les <https://example.com/les_meg?a=1&amp;b=2*3*4|veiledningen> :tada:\n" +
		"Det er *viktig* og _litt rart_, ikke ~gammelt~. Kjør `slmgr /dlv` og skriv 2*3 &lt; 7 &amp; SL_E_NO:\n" +
		"1. lukk alt\n2. kjør dette\n- så er det gjort\n" +
		"```slmgr /ipk *_~\nslmgr /ato```\nTakk!"
	w.event(m)
}

func (w *team) SayAs(who adaptertest.Author, text string) {
	more := map[string]any{"user": "UBOT", "bot_id": "BBOT"}
	if who == adaptertest.AnotherBot {
		more = map[string]any{"user": "UOTHER", "bot_id": "B2"}
	}
	w.event(w.message(w.at, text, more))
	if who == adaptertest.AnotherBot {
		more = map[string]any{"subtype": "bot_message", "user": nil, "bot_id": "B3"} // of an integration
	}
	w.event(w.message(w.at, text, more))
}

func (w *team) Redeliver() {
	w.mu.Lock()
	again := w.again
	w.mu.Unlock()
	again()
}

func (w *team) Acknowledged() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.acks
}

// changed tells that a message is now another one.
func (w *team) changed(id bot.MessageID, change func(now map[string]any) (subtype string)) {
	w.mu.Lock()
	was := w.said[string(id)]
	now := maps.Clone(was)
	subtype := change(now)
	w.said[string(id)] = now
	event := map[string]any{
		"type": "message", "subtype": subtype, "hidden": true, "channel": was["channel"], "channel_type": was["channel_type"],
		"ts": w.stamp(), "previous_message": was,
	}
	if subtype == "message_deleted" {
		event["deleted_ts"] = was["ts"]
	} else {
		event["message"] = now
	}
	w.mu.Unlock()
	w.event(event)
}

func (w *team) Edit(id bot.MessageID, text string) {
	w.changed(id, func(now map[string]any) string {
		now["text"], now["edited"] = text, map[string]any{"user": "U1", "ts": "1700000002.000000"} // to the second only
		return "message_changed"
	})
}

func (w *team) Preview(id bot.MessageID) {
	w.changed(id, func(now map[string]any) string {
		now["attachments"] = []any{map[string]any{"title": "forhåndsvisning"}}
		return "message_changed"
	})
}

func (w *team) Delete(id bot.MessageID) {
	w.changed(id, func(map[string]any) string { return "message_deleted" })
}

func (w *team) Attach(text string, files ...port.Picture) {
	w.event(w.message(w.at, text, map[string]any{"subtype": "file_share", "files": w.attached(files)}))
}

// attached are files as Slack tells of them.
func (w *team) attached(files []port.Picture) (list []map[string]string) {
	for n, f := range files {
		path := fmt.Sprintf("/files/U1/F%d/%s", n, url.PathEscape(f.Name))
		w.mu.Lock()
		w.files[path] = f
		w.mu.Unlock()
		list = append(list, map[string]string{"id": fmt.Sprint("F", n), "name": f.Name, "mimetype": f.Kind, "permalink": w.api.URL + path, "url_private_download": w.api.URL + path})
	}
	return list
}

func (w *team) Ask() {
	w.mu.Lock()
	w.number++
	n := w.number
	w.mu.Unlock()
	w.command("", fmt.Sprint("ask", n))
}

func (w *team) Speak() {
	w.Attach("", port.Picture{Name: "voice-message.ogg", Kind: "audio/ogg", Data: []byte("OggS")})
}

func (w *team) Withdraw() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.files)
}

// file hands over what is attached, to who has the token.
func (w *team) file(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f, ok := w.files[r.URL.EscapedPath()]
	w.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != "Bearer xoxb-test":
		_, _ = io.WriteString(rw, "<!DOCTYPE html>") // a page to sign in at
	case !ok:
		rw.WriteHeader(http.StatusNotFound)
	default:
		_, _ = rw.Write(f.Data) // whoever asked may be gone
	}
}

func (w *team) Windows() []adaptertest.Window {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]adaptertest.Window(nil), w.windows...)
}

func (w *team) Told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.told...)
}

func (w *team) ByAnother(press func()) {
	by := func(who map[string]string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.presser = who
	}
	by(map[string]string{"id": "U2", "name": "ola"})
	press()
	by(nil)
}

func (w *team) Sent() []adaptertest.Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]adaptertest.Request(nil), w.sent...)
}

func (w *team) Refused() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.refused...)
}

func (w *team) Remove(id bot.MessageID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.posts {
		p.gone = p.gone || p.ts == string(id)
	}
}

func (w *team) Refuse(fault adaptertest.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

func (w *team) Limit(at bot.Address, wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limits[at.Channel] = &teamLimit{wait: wait}
}

// fails answers a request with the fault that is asked for.
func (w *team) fails(method, channel string, rw http.ResponseWriter, r *http.Request) bool {
	w.mu.Lock()
	fault, limit := w.fault, w.limits[channel]
	now := time.Now()
	var wait time.Duration
	switch {
	case limit == nil, !strings.HasPrefix(method, "chat."): // to look something up has limits of its own
	case limit.until.IsZero():
		limit.until = now.Add(limit.wait)
		wait = limit.wait
	case now.Before(limit.until):
		w.t.Errorf("%s %s comes %s before it may", method, channel, limit.until.Sub(now))
	}
	w.mu.Unlock()
	open := strings.HasPrefix(method, "/") // carries no token
	switch {
	case wait > 0:
	case !open && !strings.HasPrefix(method, "chat.") && !strings.HasPrefix(method, "files.") && method != "reactions.add" && !strings.HasPrefix(method, "assistant.") && method != "conversations.open", fault == adaptertest.Revoked && open:
		return false
	case fault == adaptertest.RateLimited:
		wait = adaptertest.LimitedFor
	}
	if wait > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
		rw.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	code := ""
	switch fault {
	case adaptertest.None, adaptertest.RateLimited:
		return false
	case adaptertest.Gone:
		code = map[string]string{"chat.update": "message_not_found", "conversations.open": "user_not_found"}[method]
		if code == "" {
			code = "channel_not_found"
		}
		if open {
			rw.WriteHeader(http.StatusNotFound)
			return true
		}
	case adaptertest.Invalid:
		if code = "invalid_blocks"; open {
			rw.WriteHeader(http.StatusBadRequest)
			return true
		}
	case adaptertest.Revoked:
		code = "token_revoked"
	case adaptertest.Down:
		rw.WriteHeader(http.StatusServiceUnavailable)
		return true
	case adaptertest.Cut:
		panic(http.ErrAbortHandler)
	case adaptertest.Garbled:
		_, _ = io.WriteString(rw, "<html>")
		return true
	case adaptertest.Silent:
		<-r.Context().Done()
		return true
	}
	_ = json.NewEncoder(rw).Encode(map[string]any{"ok": false, "error": code}) // whoever asked may be gone
	return true
}

// Routes are the ways in which the adapter sends.
func (w *team) Routes() []adaptertest.Route {
	w.mu.Lock()
	p := &teamPost{ts: w.stamp(), channel: "CELSE", text: "?", blocks: "[]"}
	w.posts = append(w.posts, p)
	w.mu.Unlock()
	number := 0
	send := func(change func(*port.Outbound)) func(context.Context) error {
		return func(ctx context.Context) error {
			number++
			out := port.Outbound{Key: "r" + strconv.Itoa(number), To: w.at, Person: "U1", Reply: small}
			change(&out)
			_, err := w.adapter.Send(ctx, out)
			return err
		}
	}
	private := func(out *port.Outbound) { out.To.Channel, out.To.Thread = "C1", "private" }
	return []adaptertest.Route{
		{Name: "a message in a thread", Kind: adaptertest.KindMessage, Send: send(func(*port.Outbound) {})},
		{Name: "an answer for one person", Kind: adaptertest.KindMessage, Send: send(func(out *port.Outbound) {
			out.To.Channel, out.Reply.Private = "CSUPPORT", true
		})},
		{Name: "a direct message", Kind: adaptertest.KindMessage, Send: send(private)},
		{Name: "an answer to a command", Kind: adaptertest.KindMessage, Open: true, Send: send(func(out *port.Outbound) {
			private(out)
			out.ReplyToken = fmt.Sprint(time.Now().Unix(), " ", w.api.URL, "/response/", out.Key)
		})},
		{Name: "an edit", Kind: adaptertest.KindEdit, Send: func(ctx context.Context) error {
			at := w.at
			at.Channel = p.channel
			return w.adapter.Edit(ctx, port.Outbound{To: at, Reply: small}, bot.MessageID(p.ts))
		}},
		{Name: "typing", Kind: adaptertest.KindTyping, Send: func(ctx context.Context) error { return w.adapter.Typing(ctx, w.at, "U1") }},
		{Name: "a sign", Kind: adaptertest.KindMark, Send: func(ctx context.Context) error {
			return w.adapter.React(ctx, w.at, bot.MessageID(p.ts))
		}},
		{Name: "a message that calls somebody", Kind: adaptertest.KindMessage, Send: send(func(out *port.Outbound) { out.Reply.Calls = "U1" })},
		{Name: "pictures", Kind: adaptertest.KindMessage, Pictures: true, Send: send(func(out *port.Outbound) {
			out.To.Channel = "CPICTURES"
			out.Pictures = []port.Picture{{Name: "a.png", Kind: "image/png", Data: []byte(pictureData)}}
		})},
	}
}

// linked plays one connection of Socket Mode.
func (w *team) linked(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	greeting := w.greeting
	w.mu.Unlock()
	select {
	case <-greeting:
	case <-r.Context().Done():
		return
	}
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(rw, r, nil)
	if err != nil {
		return // whoever asked is gone
	}
	w.mu.Lock()
	err = conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 1})
	w.link = conn
	w.mu.Unlock()
	for err == nil {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err = conn.ReadJSON(&ack); err == nil {
			w.acknowledged(ack.ID, ack.Payload)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, answer := range w.envelopes { // nobody can answer what came by this connection
		if answer != nil {
			close(answer)
			delete(w.envelopes, id)
		}
	}
}

func (w *team) acknowledged(id string, payload json.RawMessage) {
	w.mu.Lock()
	answer, ok := w.envelopes[id]
	delete(w.envelopes, id)
	if ok && answer == nil {
		w.acks++
	}
	w.mu.Unlock()
	switch {
	case !ok:
		w.t.Errorf("the envelope %q is acknowledged without need", id)
	case answer != nil:
		answer <- payload
	}
}

// envelope delivers something over the connection.
func (w *team) envelope(kind string, payload json.RawMessage, answered bool) chan json.RawMessage {
	var conn *websocket.Conn
	for deadline := time.Now().Add(20 * time.Second); conn == nil && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		w.mu.Lock()
		conn = w.link
		w.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.number++
	id := "e" + strconv.Itoa(w.number)
	var answer chan json.RawMessage
	if answered {
		answer = make(chan json.RawMessage, 1)
	}
	w.envelopes[id] = answer
	if err := conn.WriteJSON(map[string]any{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": answered}); err != nil {
		w.t.Error(err)
	}
	return answer
}

func (w socketTeam) Disconnect() func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	greeting := make(chan struct{})
	w.greeting = greeting
	_ = w.link.Close() // it may be closed already
	w.link = nil
	return func() { close(greeting) }
}

// Shown reads the messages at the address as Slack shows them.
func (w *team) Shown() []adaptertest.Message { return w.ShownAt(w.at) }

func (w *team) ShownAt(at bot.Address) []adaptertest.Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []adaptertest.Message
	for _, p := range w.posts {
		if p.channel == at.Channel && p.thread == strings.TrimPrefix(at.Thread, "private") && !p.gone {
			if p.seen == nil {
				m := w.shown(p)
				p.seen = &m
			}
			list = append(list, *p.seen)
		}
	}
	return list
}

func (w *team) shown(p *teamPost) adaptertest.Message {
	m := adaptertest.Message{Pictures: p.pictures}
	var blocks slackapi.Blocks
	if err := json.Unmarshal([]byte(p.blocks), &blocks); err != nil {
		w.t.Errorf("blocks: %v", err)
	}
	if alive := mentions.FindString(p.text); alive != "" {
		w.t.Errorf("%q comes alive in %q", alive, p.text)
	}
	var parts []string
	for _, b := range blocks.BlockSet {
		switch b := b.(type) {
		case *slackapi.HeaderBlock:
			parts = append(parts, b.Text.Text)
		case *slackapi.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				if o, ok := e.(*slackapi.TextBlockObject); ok && o.Type == slackapi.MarkdownType {
					parts = append(parts, w.markup(o))
				} else if ok {
					parts = append(parts, o.Text)
				}
			}
		case *slackapi.RichTextBlock:
			for _, e := range b.Elements {
				parts = append(parts, richText(e, 1))
				m.Looks = append(m.Looks, looksOf(e)...)
			}
		case *slackapi.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				m.Buttons = append(m.Buttons, w.buttons(p, b.BlockID, e)...)
			}
		default:
			w.t.Errorf("a block of type %T", b)
		}
	}
	m.Text = strings.Join(parts, "\n\n")
	return m
}

// buttons are what can be pressed of an element.
func (w *team) buttons(p *teamPost, block string, e slackapi.BlockElement) (list []adaptertest.Button) {
	add := func(text *slackapi.TextBlockObject, kind, action, value string) {
		if text.Emoji == nil || *text.Emoji {
			w.t.Errorf("names of emoji come alive in %q", text.Text)
		}
		list = append(list, adaptertest.Button{Label: text.Text, Press: func() { w.press(p, block, kind, action, value, text.Text) }})
	}
	switch e := e.(type) {
	case *slackapi.ButtonBlockElement:
		add(e.Text, "button", e.ActionID, e.Value)
	case *slackapi.SelectBlockElement:
		for _, o := range e.Options {
			add(o.Text, "static_select", e.ActionID, o.Value)
		}
	default:
		w.t.Errorf("%T among the actions", e)
	}
	return list
}

// press delivers a press of a button or the choice of a row.
func (w *team) press(p *teamPost, block, kind, action, value, label string) {
	w.mu.Lock()
	w.number++
	trigger := "trigger" + strconv.Itoa(w.number)
	w.pressed[p.ts] = true
	now, who := *p, w.presser
	w.mu.Unlock()
	if who == nil {
		who = map[string]string{"id": "U1", "name": "kari"}
	}
	text := map[string]string{"type": "plain_text", "text": label}
	pressed := map[string]any{"type": kind, "action_id": action, "block_id": block}
	if kind == "button" {
		pressed["value"], pressed["text"] = value, text
	} else {
		pressed["selected_option"] = map[string]any{"value": value, "text": text}
	}
	payload := map[string]any{
		"type": "block_actions", "trigger_id": trigger, "response_url": w.api.URL + "/response/" + trigger,
		"team": map[string]string{"id": "T1"}, "user": who, "channel": map[string]string{"id": p.channel},
		"container": map[string]any{"type": "message", "message_ts": p.ts, "thread_ts": p.thread, "is_ephemeral": p.private},
		"message":   map[string]any{"type": "message", "user": "UBOT", "bot_id": "BBOT", "ts": p.ts, "thread_ts": p.thread, "text": now.text, "blocks": json.RawMessage(now.blocks)},
		"actions":   []any{pressed},
	}
	w.remember(func() { w.interact(payload) })
	w.deliveries.Go(func() { w.interact(payload) })
}

// mentions are what calls people, channels or names wherever Slack reads markup.
var mentions = regexp.MustCompile(`<[@#!][^>]*>`)

// living are the marks that Slack reads as bold and the like, as the name of an emoji or,
// at the beginning of a line, as a quotation. A word joiner before them makes them none.
var living = regexp.MustCompile("(^|[^\u2060])[*_~`:]|(?m:^(&gt;|>))")

// markup reads Slack's markup, in which nothing but links is meant to be alive.
func (w *team) markup(o *slackapi.TextBlockObject) string {
	if !o.Verbatim {
		w.t.Errorf("addresses and names come alive in %q", o.Text)
	}
	var b strings.Builder
	check := func(text string) {
		if alive := living.FindString(text); alive != "" || strings.ContainsAny(text, "<>") {
			w.t.Errorf("%q comes alive in %.80q", alive, o.Text)
		}
		b.WriteString(text)
	}
	text := o.Text
	for text != "" {
		before, rest, ok := strings.Cut(text, "<")
		check(before)
		if !ok {
			break
		}
		link, after, closed := strings.Cut(rest, ">")
		address, label, labelled := strings.Cut(link, "|")
		if !closed || !labelled || !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
			w.t.Errorf("%q is no link, in %.80q", link, o.Text)
		}
		check(strings.ReplaceAll(label, "¦", "|"))
		text = after
	}
	return html.UnescapeString(strings.ReplaceAll(b.String(), "\u2060", ""))
}
