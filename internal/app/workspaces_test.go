package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/internal/serving"
	"aktivering/internal/settings"
)

// organizations plays Slack with several workspaces, whose people and channels have the same ids: nothing
// but the workspace tells them apart.
type organizations struct {
	t   *testing.T
	api *httptest.Server
	// requests signs what Slack sends.
	requests *workspace

	mu     sync.Mutex
	number int
	tokens map[string]string   // the workspace of each access token
	shown  map[string][]string // what was shown in each workspace
	down   map[string]bool
	// posts are the latest messages outside threads, by workspace and channel.
	posts map[string]string
}

func newOrganizations(t *testing.T, at func() string) *organizations {
	t.Helper()
	o := &organizations{
		t: t, tokens: make(map[string]string), shown: make(map[string][]string), down: make(map[string]bool), posts: make(map[string]string),
		requests: &workspace{t: t, at: at},
	}
	o.api = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.api.Close)
	return o
}

func (o *organizations) serve(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		panic(http.ErrAbortHandler) // whoever asked is gone
	}
	f := r.PostForm
	o.mu.Lock()
	defer o.mu.Unlock()
	answer := map[string]any{"ok": true}
	defer func() { _ = json.NewEncoder(w).Encode(answer) }() // the adapter tells
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	if method == "oauth.v2.access" {
		team := strings.TrimPrefix(f.Get("code"), "code-")
		token := "xoxe.xoxb-" + rand.Text()
		o.tokens[token] = team
		answer["access_token"], answer["token_type"], answer["refresh_token"], answer["expires_in"] = token, "bot", "xoxe-1-"+rand.Text(), 43200
		answer["team"], answer["bot_user_id"], answer["authed_user"] = map[string]string{"id": team, "name": "Nettverket " + team}, "UBOT", map[string]string{"id": "UADMIN"}
		return
	}
	team := o.tokens[cmp.Or(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), f.Get("token"))]
	switch {
	case team == "":
		answer = map[string]any{"ok": false, "error": "invalid_auth"}
	case o.down[team]:
		answer = map[string]any{"ok": false, "error": "service_unavailable"}
	case method == "auth.test":
		answer["user_id"], answer["team_id"] = "UBOT", team
	case method == "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nb-NO", "profile": map[string]string{"display_name": f.Get("user") + " i " + team}}
	case method == "conversations.info":
		answer["channel"] = map[string]any{"id": f.Get("channel"), "is_member": true}
	case method == "conversations.open":
		answer["channel"] = map[string]string{"id": "D" + f.Get("users")}
	case method == "chat.postMessage", method == "chat.postEphemeral", method == "chat.update":
		var blocks any
		if err := json.Unmarshal([]byte(f.Get("blocks")), &blocks); err != nil && f.Get("blocks") != "" {
			o.t.Error(err)
		}
		o.number++
		ts := cmp.Or(f.Get("ts"), fmt.Sprintf("%d.%06d", time.Now().Unix(), o.number))
		o.shown[team] = append(o.shown[team], f.Get("channel")+": "+strings.Join(texts(blocks), "\n")+f.Get("text"))
		answer["channel"], answer["ts"] = f.Get("channel"), ts
		if method == "chat.postMessage" && f.Get("thread_ts") == "" {
			o.posts[team+" "+f.Get("channel")] = ts
		}
	}
}

// in returns all that was shown in a workspace.
func (o *organizations) in(team string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.shown[team], "\n")
}

// sees waits until a person of a workspace is shown something in direct messages.
func (o *organizations) sees(team, text string) {
	o.t.Helper()
	eventually(o.t, team+" is shown: "+text, func() bool { return strings.Contains(o.in(team), text) })
}

// install installs the app in a workspace, as somebody does in a browser.
func (o *organizations) install(team string) {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(address string) (location *url.URL, page string) {
		r, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			o.t.Fatal(err)
		}
		r.Header.Set("Accept-Language", "nn")
		answer, err := browser.Do(r)
		if err != nil {
			o.t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }() // all that counts is read
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			o.t.Fatal(err)
		}
		location, _ = answer.Location() // a page has none
		return location, string(body)
	}
	to, page := get(o.requests.at() + "/slack/install")
	if to == nil {
		o.t.Fatalf("not led to Slack: %s", page)
	}
	if _, page = get(o.requests.at() + "/slack/oauth/callback?code=code-" + team + "&state=" + url.QueryEscape(to.Query().Get("state"))); !strings.Contains(page, "Aktivering er installert i Nettverket "+team) {
		o.t.Fatalf("installed in %s: %s", team, page)
	}
}

// event lets Slack send an event of a workspace, twice.
func (o *organizations) event(team string, event map[string]any) {
	o.t.Helper()
	o.requests.twice("/slack/events", o.requests.encoded(map[string]any{"type": "event_callback", "team_id": team, "event_time": time.Now().Unix(), "event": event}), "application/json")
}

// says is what U1 of a workspace writes in direct messages.
func (o *organizations) says(team, text string) {
	o.t.Helper()
	o.mu.Lock()
	o.number++
	ts := fmt.Sprintf("%d.%06d", time.Now().Unix(), o.number)
	o.mu.Unlock()
	o.event(team, map[string]any{"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "ts": ts, "text": text})
}

// serveOrganizations serves until the end of the test, with the app installed in T1 and T2.
func serveOrganizations(t *testing.T, o settings.Serve) *organizations {
	t.Helper()
	out := new(lines)
	at := ""
	played := newOrganizations(t, func() string { return at })
	o.HTTPAddr, o.Grace = "127.0.0.1:0", 2*time.Second
	o.Web.PublicURL = "http://hjelp.example.no"
	o.Secrets.Keys = base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
	o.Slack = settings.Slack{ClientID: "1.2", ClientSecret: "secret", SigningSecret: slackSecret, APIURL: played.api.URL + "/api"}
	if err := o.Faults(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- newApp(out).Serve(ctx, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	eventually(t, "the program listens", func() bool {
		at = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(out.String())
		return at != ""
	})
	played.install("T1")
	played.install("T2")
	return played
}

// The app is installed in two workspaces, whose people have the same ids. Each is answered where they
// are, nothing of one is with the other, and no token is in the database in plain text. When one workspace removes
// the app, what waits for it ends with the reason; the other one is served as before.
func TestInstalledWorkspaces(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		o := serveOrganizations(t, settings.Serve{Database: settings.Database(database), Desk: settings.Desk{Platform: settings.Nowhere}})
		o.says("T1", "0xC004F213")
		o.sees("T1", "0xC004F213")
		o.says("T2", "0x8007232B")
		o.sees("T2", "0x8007232B")
		if strings.Contains(o.in("T2"), "C004F213") || strings.Contains(o.in("T1"), "8007232B") {
			t.Errorf("shown in T1:\n%s\nin T2:\n%s", o.in("T1"), o.in("T2"))
		}
		out := new(bytes.Buffer)
		a := newApp(out)
		run := func(do func() error) string {
			t.Helper()
			out.Reset()
			if err := do(); err != nil {
				t.Error(err)
			}
			return out.String()
		}
		exported := run(func() error {
			return a.ExportPerson(t.Context(), PersonOptions{Database: settings.Database(database), Person: "slack:T1.U1"})
		})
		if !strings.Contains(exported, "C004F213") || strings.Contains(exported, "8007232B") {
			t.Errorf("exported of T1.U1: %s", exported)
		}
		o.mu.Lock()
		o.down["T1"] = true
		o.mu.Unlock()
		o.says("T1", "0xC004C003")
		o.event("T1", map[string]any{"type": "app_uninstalled"})
		eventually(t, "what waits for T1 ends", func() bool {
			return strings.Contains(run(func() error { return a.Outbox(t.Context(), OutboxQuery{Database: settings.Database(database)}) }), "the app is not installed in the workspace")
		})
		o.says("T2", "0xC004C008")
		o.sees("T2", "0xC004C008")

		s, err := a.openExisting(t.Context(), settings.Database(database))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }() // it was only read
		list, err := s.Installations(t.Context(), "slack")
		if err != nil || len(list) != 2 || list[0].Removed.IsZero() || list[0].Tokens != nil || !list[1].Removed.IsZero() {
			t.Fatalf("%+v, %v", list, err)
		}
		if bytes.Contains(list[1].Tokens, []byte("xox")) || len(list[1].Tokens) == 0 {
			t.Errorf("the token is kept as %q", list[1].Tokens)
		}
		if listed := run(func() error {
			return a.ListWorkspaces(t.Context(), WorkspacesOptions{Database: settings.Database(database)})
		}); !strings.Contains(listed, "app_uninstalled") || strings.Contains(listed, "xox") {
			t.Errorf("listed: %s", listed)
		}
		ready := readyParts(t, o.requests.at())
		if ready["slack"] != "ok" || ready["slack T2"] != "ok" || ready["slack T1"] != "" {
			t.Errorf("ready: %v", ready)
		}
	})
}

// readyParts are the parts that /readyz tells of.
func readyParts(t *testing.T, at string) map[string]string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/readyz", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var body serving.Readiness
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return body.Parts
}
