package slack_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/slack"
	"aktivering/bot"
)

// interact delivers an interaction and returns the status.
func (w *workspace) interact(payload map[string]any) int {
	payload["team"] = map[string]string{"id": "T1"}
	if payload["user"] == nil {
		payload["user"] = map[string]string{"id": "U1", "name": "kari"}
	}
	b, err := json.Marshal(payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.deliver("/slack/interactions", url.Values{"payload": {string(b)}}.Encode(), isForm)
}

// until waits for something that is done in the background.
func (w *workspace) until(what string, is func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		ok := is()
		w.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("no %s", what)
		}
	}
}

// refuse lets a method fail.
func (w *workspace) refuse(method, code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail = func(m string, rw http.ResponseWriter) bool {
		if m == method {
			_, _ = io.WriteString(rw, `{"ok":false,"error":"`+code+`"}`)
		}
		return m == method
	}
}

// A command without a word opens the form, and what is written there is answered
// where the command was given.
func TestForm(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	if code := w.deliver("/slack/commands", commandOf(w, " ").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	inbox.none(t, "the form is enough")
	if len(w.views) != 1 {
		t.Fatalf("windows: %v", w.views)
	}
	var open struct {
		TriggerID string `json:"trigger_id"`
		View      struct {
			Type     string `json:"type"`
			Callback string `json:"callback_id"`
			Meta     string `json:"private_metadata"`
			Title    struct {
				Text string `json:"text"`
			} `json:"title"`
			Blocks []struct {
				ID       string         `json:"block_id"`
				Optional bool           `json:"optional"`
				Element  map[string]any `json:"element"`
			} `json:"blocks"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(w.views[0].Get("body")), &open); err != nil {
		t.Fatal(err)
	}
	v := open.View
	if open.TriggerID != "t1" || v.Type != "modal" || v.Callback != "ask" || v.Title.Text != "Hjelp" || len(v.Blocks) != 2 ||
		v.Blocks[0].Element["multiline"] != true || v.Blocks[0].Optional || !v.Blocks[1].Optional {
		t.Errorf("the window is %+v", v)
	}
	submit := func(meta string) bot.Inbound {
		t.Helper()
		code := w.interact(map[string]any{"type": "view_submission", "view": map[string]any{
			"id": "V1", "callback_id": "ask", "private_metadata": meta,
			"state": map[string]any{"values": map[string]any{
				"problem": map[string]any{"problem": map[string]any{"type": "plain_text_input", "value": " ny <b> PC "}},
				"windows": map[string]any{"windows": map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": "10"}}},
			}},
		}})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		return inbox.take(t)
	}
	in := submit(v.Meta)
	want := bot.Message{Text: "ny <b> PC", Addressed: true, Facts: map[string]string{"windows": "10"}}
	if !reflect.DeepEqual(in.Event, bot.Event(want)) || in.From != (bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}) || !strings.HasSuffix(in.ReplyToken, "/response/1") || in.Key != "form/V1" {
		t.Errorf("got %+v", in)
	}
	// From the global shortcut it is a direct message.
	if code := w.interact(map[string]any{"type": "shortcut", "callback_id": "ask", "trigger_id": "t2"}); code != http.StatusOK || len(w.views) != 2 {
		t.Fatalf("status %d, %d windows", code, len(w.views))
	}
	if in := submit("{}"); in.From.Channel != "DU1" || in.From.Thread != "private" || in.ReplyToken != "" {
		t.Errorf("got %+v", in)
	}
}

// Somebody asks for help with another's message: it is that person's conversation.
func TestMessageShortcut(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for name, c := range map[string]struct {
		message map[string]any
		person  string
		thread  string
	}{
		"of-a-person":   {map[string]any{"user": "U2", "ts": "1700000002.000100", "text": "<@U3> 0xC004F213"}, "U2", "1700000002.000100"},
		"in-a-thread":   {map[string]any{"user": "U2", "ts": "1700000002.000100", "thread_ts": "1700000001.000100", "text": "0xC004F213"}, "U2", "1700000001.000100"},
		"of-a-bot":      {map[string]any{"bot_id": "B2", "ts": "1700000002.000100", "text": "0xC004F213"}, "U1", "1700000002.000100"},
		"of-ourselves":  {map[string]any{"user": "UBOT", "ts": "1700000002.000100", "text": "0xC004F213"}, "U1", "1700000002.000100"},
		"with-pictures": {map[string]any{"user": "U2", "ts": "1700000002.000100", "text": "", "files": []map[string]string{{"name": "a.png", "mimetype": "image/png", "permalink": "https://x.test/files/U2/F3/a.png"}}}, "U2", "1700000002.000100"},
	} {
		code := w.interact(map[string]any{
			"type": "message_action", "callback_id": "help", "trigger_id": "t-" + name, "response_url": w.api.URL + "/response/" + name,
			"channel": map[string]string{"id": "C9"}, "message": c.message,
		})
		if code != http.StatusOK {
			t.Fatalf("%s: status %d", name, code)
		}
		in := inbox.take(t)
		said, ok := in.Event.(bot.Message)
		if !ok || !said.Addressed || in.Person.ID != c.person || in.From.Channel != "C9" || in.From.Thread != c.thread || in.Key != "shortcut/t-"+name {
			t.Errorf("%s: got %+v", name, in)
		}
		if name == "with-pictures" && (len(said.Files) != 1 || said.Files[0] != (bot.File{Name: "a.png", Kind: "image/png", URL: "https://x.test/files/U2/F3/a.png", Nameless: "https://x.test/files/U2/F3", On: "slack"})) {
			t.Errorf("files: %+v", said.Files)
		}
		// Where we are not in the channel, whoever asked is answered alone.
		w.refuse("chat.postMessage", "not_in_channel")
		if _, err := w.adapter.Send(t.Context(), bot.Outbound{To: in.From, Person: in.Person.ID, ReplyToken: in.ReplyToken, Reply: small}); err != nil || w.posts[0].method != "/response/"+name {
			t.Errorf("%s: %v, %+v", name, err, w.posts)
		}
		w.posts = nil
	}
}

var small = bot.Reply{Blocks: []bot.Block{bot.Paragraph{Spans: []bot.Span{{Text: "?"}}}}, Choices: []bot.Choice{{ID: "helped", Label: "Ja"}}, Turn: 2}

// A page shows where the conversation is; its buttons lead there.
func TestHome(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.page = slack.Page{
		Reply:    bot.Reply{Blocks: small.Blocks, Choices: []bot.Choice{{ID: "l:nn", Label: "Nynorsk"}}, Turn: 4},
		At:       bot.Address{Platform: "slack", Space: "T1", Channel: "C7", Thread: "1700000003.000100"},
		Language: "nn",
	}
	w.run(inbox)
	w.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
	w.until("page", func() bool { return len(w.views) == 1 })
	body := w.views[0].Get("body")
	for _, want := range []string{`"user_id":"U1"`, `"block_id":"home/C7/1700000003.000100"`, `"value":"4/l:nn"`, `"text":"Spør nn"`, `"action_id":"ask"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
	press := func(block string) bot.Inbound {
		t.Helper()
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t3", "container": map[string]any{"type": "view", "view_id": "V1"}, "view": map[string]any{"id": "V1", "type": "home"},
			"actions": []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": block, "value": "4/l:nn", "text": map[string]string{"type": "plain_text", "text": "Nynorsk"}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		return inbox.take(t)
	}
	if in := press("home/C7/1700000003.000100"); in.From != w.page.At || in.Event != bot.Event(bot.ChoicePicked{Choice: "l:nn", Turn: 4}) {
		t.Errorf("got %+v", in)
	}
	w.until("page as it is after the press", func() bool { return len(w.views) == 2 })
	if in := press("x"); in.From.Channel != "DU1" || in.From.Thread != "private" {
		t.Errorf("without a conversation: %+v", in)
	}
	if code := w.interact(map[string]any{
		"type": "block_actions", "trigger_id": "t4", "container": map[string]any{"type": "view"}, "actions": []map[string]any{{"type": "button", "action_id": "ask", "block_id": "b"}},
	}); code != http.StatusOK {
		t.Errorf("status %d", code)
	}
	w.until("form", func() bool { return w.asked["views.open"] == 1 })
}

func TestEdits(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	message := func(text, user string, edited bool) map[string]any {
		m := map[string]any{"type": "message", "user": user, "ts": "1700000002.000100", "text": text}
		if edited {
			m["edited"] = map[string]string{"user": user, "ts": "1700000009.000000"}
		}
		return m
	}
	tombstone := message("This message was deleted.", "USLACKBOT", false)
	tombstone["subtype"] = "tombstone"
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "D1", Thread: "1700000002.000100"}
	for _, c := range []struct {
		name  string
		event map[string]any
		key   string
		want  bot.Event
	}{
		{
			"an edit",
			map[string]any{"subtype": "message_changed", "message": message("0xC004C003", "U1", true), "previous_message": message("0xC004F213", "U1", false)},
			"edit/D1/1700000002.000100/1700000009.000000/1700000010.000200",
			bot.MessageEdited{Now: bot.Message{Text: "0xC004C003", Message: "1700000002.000100", Addressed: true, OnlyIfAddressed: true}},
		},
		{"the same words", map[string]any{"subtype": "message_changed", "message": message("a", "U1", true), "previous_message": message("a", "U1", false)}, "", nil},
		{"a preview", map[string]any{"subtype": "message_changed", "message": message("a", "U1", false), "previous_message": message("b", "U1", false)}, "", nil},
		{"our own", map[string]any{"subtype": "message_changed", "message": message("a", "UBOT", true), "previous_message": message("b", "UBOT", false)}, "", nil},
		{"nothing", map[string]any{"subtype": "message_changed"}, "", nil},
		{"a removal", map[string]any{"subtype": "message_deleted", "previous_message": message("a", "U1", false)}, "delete/D1/1700000002.000100", bot.MessageDeleted{Message: "1700000002.000100"}},
		{"our own removed", map[string]any{"subtype": "message_deleted", "previous_message": message("a", "UBOT", false)}, "", nil},
		{"another edit in the same second", map[string]any{"subtype": "message_changed", "ts": "1700000010.000300", "message": message("0xC004C003", "U1", true), "previous_message": message("0xC004F213", "U1", false)}, "edit/D1/1700000002.000100/1700000009.000000/1700000010.000300", bot.MessageEdited{Now: bot.Message{Text: "0xC004C003", Message: "1700000002.000100", Addressed: true, OnlyIfAddressed: true}}},
		{"a removal of what others have answered", map[string]any{"subtype": "message_changed", "message": tombstone, "previous_message": message("a", "U1", false)}, "delete/D1/1700000002.000100", bot.MessageDeleted{Message: "1700000002.000100"}},
		{"our own, which others have answered", map[string]any{"subtype": "message_changed", "message": tombstone, "previous_message": message("a", "UBOT", false)}, "", nil},
		{"a removal of nobody's", map[string]any{"subtype": "message_deleted", "deleted_ts": "1700000002.000100"}, "delete/D1/1700000002.000100", bot.MessageDeleted{Message: "1700000002.000100"}},
		{"a removal of what was removed", map[string]any{"subtype": "message_deleted", "deleted_ts": "1700000002.000100", "previous_message": tombstone}, "delete/D1/1700000002.000100", bot.MessageDeleted{Message: "1700000002.000100"}},
		{"a removal of nothing", map[string]any{"subtype": "message_deleted"}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.event["type"], c.event["channel"], c.event["channel_type"], c.event["ts"] = "message", "D1", "im", cmp.Or(c.event["ts"], any("1700000010.000200"))
			person := "U1"
			if was, ok := c.event["previous_message"].(map[string]any); !ok || was["subtype"] != nil {
				person = "" // Slack does not tell any more
			}
			b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": c.event})
			if err != nil {
				t.Fatal(err)
			}
			if code := w.deliver("/slack/events", string(b), "application/json"); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			if c.want == nil {
				inbox.none(t, c.name)
				return
			}
			if in := inbox.take(t); in.Key != c.key || in.From != at || in.Person.ID != person || !reflect.DeepEqual(in.Event, c.want) {
				t.Errorf("got %+v", in)
			}
		})
	}
}

// What was chosen stands in the place of the buttons, if the person chose it who
// was asked.
func TestUsedButtons(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.unruled = true // a block comes that is newer than the rules, and is sent back as it is
	w.run(inbox)
	press := func(user, block string) {
		t.Helper()
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t-" + user, "user": map[string]string{"id": user}, "channel": map[string]string{"id": "C1"}, "response_url": w.api.URL + "/response/9",
			"container": map[string]any{"type": "message", "message_ts": "1700000002.000100", "channel_id": "C1", "is_ephemeral": block == ""},
			"message": map[string]any{"ts": "1700000002.000100", "text": "t", "thread_ts": "1700000001.000100", "blocks": []map[string]any{
				{"type": "rich_text", "block_id": "a", "elements": []any{}, "new_of_slack": 1}, {"type": "actions", "block_id": block, "elements": []any{}},
			}},
			"actions": []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": block, "value": "2/helped", "text": map[string]string{"type": "plain_text", "text": "Ja <!here>"}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		inbox.take(t)
	}
	press("U1", "for/U1")
	w.until("update", func() bool { return len(w.updates) == 1 })
	want := `[{"type":"rich_text","block_id":"a","elements":[],"new_of_slack":1},{"type":"context","elements":[{"type":"plain_text","text":"✓ Ja \u003c!here\u003e","emoji":false}]}]`
	var got, wanted any
	if json.Unmarshal([]byte(w.updates[0].text), &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil || !reflect.DeepEqual(got, wanted) {
		t.Errorf("updated to %s", w.updates[0].text)
	}
	press("U2", "for/U1")
	// A private answer is put in its own place, as it was sent.
	private := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	via := fmt.Sprint(time.Now().Unix(), " ", w.api.URL, "/response/8")
	if _, err := w.adapter.Send(t.Context(), bot.Outbound{To: private, Person: "U1", ReplyToken: via, Reply: small}); err != nil {
		t.Fatal(err)
	}
	press("U1", "")
	w.until("replacement", func() bool { return len(w.posts) == 2 })
	if p := w.posts[1]; !p.replaces || p.method != "/response/9" || len(p.blocks.BlockSet) != 2 {
		t.Errorf("replaced by %+v", p)
	}
	if len(w.updates) != 1 {
		t.Errorf("%d updates: somebody else's press changed the message", len(w.updates))
	}
}

// A channel that Slack asked to leave alone is left alone, and no other.
func TestWaits(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	a, b := w.Address(), w.Address()
	b.Channel = "D2"
	limited := true
	w.mu.Lock()
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method != "chat.postMessage" || !limited {
			return false
		}
		rw.Header().Set("Retry-After", "30")
		rw.WriteHeader(http.StatusTooManyRequests)
		limited = false
		return true
	}
	w.asked = make(map[string]int)
	w.mu.Unlock()
	send := func(to bot.Address) error {
		_, err := w.adapter.Send(t.Context(), bot.Outbound{To: to, Person: "U1", Reply: small})
		return err
	}
	for range 2 {
		if later, ok := errors.AsType[bot.RetryLater](send(a)); !ok || later.After > 30*time.Second || later.After < 25*time.Second {
			t.Errorf("got %+v", later)
		}
	}
	if w.asked["chat.postMessage"] != 1 {
		t.Errorf("asked %v", w.asked)
	}
	if err := send(b); err != nil {
		t.Errorf("the other channel: %v", err)
	}
	w.ahead = 31 * time.Second
	if err := send(a); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if later, ok := errors.AsType[bot.RetryLater](send(a)); !ok || later.After > time.Second {
		t.Errorf("what waited goes on all at once: %+v", later)
	}
	w.ahead = 2 * time.Minute
	for range 2 {
		if err := send(a); err != nil {
			t.Errorf("long after: %v", err)
		}
	}
}

// A response_url takes five answers; what comes after is a direct message.
func TestResponseURLUses(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	out := bot.Outbound{
		To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}, Person: "U1", Reply: small,
		ReplyToken: fmt.Sprint(time.Now().Unix(), " ", w.api.URL, "/response/1"),
	}
	for range 6 {
		if _, err := w.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.asked["/response/1"]; n != 5 || w.asked["chat.postMessage"] != 1 {
		t.Errorf("asked %v", w.asked)
	}
}

func TestScopes(t *testing.T) {
	const all = "app_mentions:read,channels:history,chat:write,commands,files:read,files:write,groups:history,im:history,im:write"
	for name, c := range map[string]struct{ granted, missing string }{
		"all":              {all + ",users:read", ""},
		"more than asked":  {"admin, " + all + ",users:read", ""},
		"not the language": {all, ""},
		"not the files":    {strings.Replace(all, "files:read,files:write,", "", 1) + ",users:read", ""},
		"not the groups":   {strings.Replace(all, "im:write", "im:write,users:read", 1), ""},
		"no writing":       {strings.Replace(all, "chat:write,", "", 1), "chat:write, users:read"},
		"not told":         {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.scopes = c.granted
			w.start(&kept{})
			if c.missing == "" {
				w.ready()
				return
			}
			w.until("word about the scopes", func() bool {
				err := w.adapter.Ready()
				return err != nil && strings.Contains(err.Error(), c.missing)
			})
		})
	}
}

// Who a person is, is asked once; without an answer people are served all the same.
func TestPeople(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for i := range 3 {
		w.deliver("/slack/commands", commandOf(w, fmt.Sprint("hei ", i)).Encode(), isForm)
		if in := inbox.take(t); in.Person != (bot.Person{ID: "U1", Name: "Kari N.", Locale: "nn-NO"}) {
			t.Errorf("got %+v", in.Person)
		}
	}
	if w.asked["users.info"] != 1 {
		t.Errorf("asked %d times", w.asked["users.info"])
	}
	w = newWorkspace(t)
	w.run(inbox)
	w.refuse("users.info", "missing_scope")
	for range 3 {
		w.deliver("/slack/commands", commandOf(w, "hei").Encode(), isForm)
		if in := inbox.take(t); in.Person != (bot.Person{ID: "U1", Name: "kari"}) {
			t.Errorf("got %+v", in.Person)
		}
	}
	if w.asked["users.info"] != 1 || w.adapter.Ready() != nil {
		t.Errorf("asked %v, %v", w.asked, w.adapter.Ready())
	}

	// A crowd is not asked about at once, and nobody of it waits for that.
	w = newWorkspace(t)
	w.run(inbox)
	say := func(person string) bot.Person {
		f := commandOf(w, "hei "+person)
		f.Set("user_id", person)
		f.Set("trigger_id", person+strconv.Itoa(w.asked["users.info"])+w.ahead.String())
		w.deliver("/slack/commands", f.Encode(), isForm)
		return inbox.take(t).Person
	}
	for n := range 200 {
		say("UCROWD" + strconv.Itoa(n))
	}
	if n := w.asked["users.info"]; n < 50 || n > 60 {
		t.Errorf("asked %d times", n)
	}
	if p := say("UCROWD199"); p != (bot.Person{ID: "UCROWD199", Name: "kari"}) {
		t.Errorf("got %+v", p)
	}
	w.ahead = time.Minute
	if p := say("UCROWD199"); p.Locale != "nn-NO" {
		t.Errorf("a minute later: %+v", p)
	}
}

// More than five choices are a menu.
func TestMenu(t *testing.T) {
	var r bot.Reply
	for i := range 6 {
		r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID(fmt.Sprint("a", i)), Label: fmt.Sprint("Valg ", i)})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "human", Label: "Menneske", Standing: true})
	blocks, _ := slack.Render(r, "")
	b, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string]int{`"static_select"`: 1, `"type":"button"`: 1, `"value":"0/a`: 6} {
		if strings.Count(string(b), what) != n {
			t.Errorf("%s is not there %d times: %s", what, n, b)
		}
	}
}

// A channel that was set up and cannot be written to is an administrator's matter;
// others are not.
func TestBlamedChannels(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	send := func(channel string) error {
		_, err := w.adapter.Send(t.Context(), bot.Outbound{To: bot.Address{Platform: "slack", Channel: channel, Thread: "1.1"}, Reply: small})
		return err
	}
	for _, code := range []string{"not_in_channel", "channel_not_found", "is_archived"} {
		for _, channel := range []string{"CSUPPORT", "CDESK"} {
			w.refuse("chat.postMessage", code)
			if err := send(channel); !errors.Is(err, bot.ErrGone) {
				t.Errorf("%s: %v", code, err)
			}
			if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), channel) {
				t.Errorf("%s in %s: ready is %v", code, channel, err)
			}
			w.refuse("chat.postMessage", "internal_error")
			_ = send(channel) // it says nothing about the channel
			if w.adapter.Ready() == nil {
				t.Errorf("%s in %s is forgotten", code, channel)
			}
			w.refuse("", "")
			if err := send(channel); err != nil || w.adapter.Ready() != nil {
				t.Errorf("mended: %v, %v", err, w.adapter.Ready())
			}
		}
		w.refuse("chat.postMessage", code)
		if err := send("CELSEWHERE"); !errors.Is(err, bot.ErrGone) || w.adapter.Ready() != nil {
			t.Errorf("elsewhere: %v, %v", err, w.adapter.Ready())
		}
		w.refuse("", "")
	}
}
