package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// grid plays Slack with several workspaces, and keeps the installations.
type grid struct {
	t       *testing.T
	api     *httptest.Server
	site    *httptest.Server
	teams   *slack.Teams
	browser *http.Client

	mu sync.Mutex
	// tokens are the access tokens that Slack takes, with their workspaces, and refresh the refresh
	// tokens that are not spent.
	tokens, refresh map[string]string
	number          int
	answer          map[string]any // of oauth.v2.access, in place of the usual one
	posts           []string       // workspace, channel and text
	kept            map[string]slack.Installation
	begun           map[string]time.Time
	reasons         map[string]string
	fault           error
	now             time.Time
	different       map[string]slack.Workspace
	socket          string // where Socket Mode is
}

func newGrid(t *testing.T, change ...func(*slack.TeamsOptions)) *grid {
	t.Helper()
	g := &grid{
		t: t, tokens: map[string]string{}, refresh: map[string]string{}, kept: map[string]slack.Installation{}, begun: map[string]time.Time{}, reasons: map[string]string{},
		now: time.Now(),
	}
	g.api = httptest.NewServer(http.HandlerFunc(g.serve))
	mux := http.NewServeMux()
	g.site = httptest.NewServer(mux)
	t.Cleanup(g.api.Close)
	t.Cleanup(g.site.Close)
	o := slack.TeamsOptions{
		Options: slack.Options{SigningSecret: secret, APIURL: g.api.URL + "/api", Manager: texts{}, Now: g.clock, Log: zerolog.Nop()},
		Install: slack.Install{ClientID: "1.2", ClientSecret: "client secret", Site: g.site.URL, Texts: func(string) form.Texts {
			phrases := map[string]string{"again": "igjen"}
			for _, page := range []string{"done", "cancelled", "expired", "organization", "unsaved", "failed"} {
				phrases[page], phrases[page+".title"] = page+" {workspace}", page
			}
			return form.NewTexts("nb", []form.Language{{ID: "nb"}, {ID: "en"}}, phrases)
		}},
		Installations: g,
		Workspace: func(team string) slack.Workspace {
			g.mu.Lock()
			defer g.mu.Unlock()
			return g.different[team]
		},
	}
	for _, c := range change {
		c(&o)
	}
	var err error
	g.teams, err = slack.NewTeams(o)
	if err != nil {
		t.Fatal(err)
	}
	g.teams.Mount(mux)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return g
}

func (g *grid) clock() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

// run serves until the end of the test.
func (g *grid) run(inbox port.Inbox) {
	g.t.Helper()
	g.teams.Hurry()
	ctx, cancel := context.WithCancel(g.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.teams.Run(ctx, inbox) }()
	g.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			g.t.Error(err)
		}
	})
	g.await("the adapter", func() bool { return g.teams.Ready() == nil })
}

func (g *grid) await(what string, holds func() bool) {
	g.t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			g.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// serve answers Slack's methods.
func (g *grid) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	g.mu.Lock()
	defer g.mu.Unlock()
	answer := map[string]any{"ok": true}
	defer func() { _ = json.NewEncoder(w).Encode(answer) }()
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	switch method {
	case "oauth.v2.access":
		answer = g.access(r.PostForm)
		return
	case "apps.connections.open": // by the app's token, for all workspaces
		answer["url"] = "ws" + strings.TrimPrefix(g.socket, "http") + "/link"
		return
	}
	team := g.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if team == "" {
		team = g.tokens[r.PostForm.Get("token")]
	}
	switch {
	case team == "":
		answer = map[string]any{"ok": false, "error": "token_expired"}
	case team == "revoked":
		answer = map[string]any{"ok": false, "error": "account_inactive"}
	case method == "auth.test":
		answer["user_id"], answer["team_id"], answer["url"] = "UBOT", team, "https://"+strings.ToLower(team)+".slack.com/"
	case method == "users.info":
		answer["user"] = map[string]any{"id": r.PostForm.Get("user"), "name": "kari i " + team, "profile": map[string]any{}}
	case method == "chat.postMessage":
		g.number++
		said := r.PostForm.Get("text")
		if strings.Contains(r.PostForm.Get("blocks"), `"range":"here"`) || strings.Contains(r.PostForm.Get("blocks"), "!here") {
			said = "@here " + said
		}
		g.posts = append(g.posts, team+" "+r.PostForm.Get("channel")+" "+said)
		answer["ts"] = fmt.Sprintf("1700000000.%06d", g.number)
	}
}

// access answers oauth.v2.access as Slack does: each code and each refresh token once.
func (g *grid) access(f url.Values) map[string]any {
	if f.Get("client_id") != "1.2" || f.Get("client_secret") != "client secret" {
		return map[string]any{"ok": false, "error": "bad_client_secret"}
	}
	team := strings.TrimPrefix(f.Get("code"), "code-")
	if f.Get("grant_type") == "refresh_token" {
		team = g.refresh[f.Get("refresh_token")]
		delete(g.refresh, f.Get("refresh_token"))
		if team == "" {
			return map[string]any{"ok": false, "error": "invalid_refresh_token"}
		}
	} else if f.Get("redirect_uri") != g.site.URL+"/slack/oauth/callback" || team == f.Get("code") {
		return map[string]any{"ok": false, "error": "invalid_code"}
	}
	if g.answer != nil {
		return g.answer
	}
	g.number++
	access, refresh := fmt.Sprint("xoxe.xoxb-", g.number), fmt.Sprint("xoxe-1-", g.number)
	g.tokens[access], g.refresh[refresh] = team, team
	return map[string]any{
		"ok": true, "access_token": access, "token_type": "bot", "refresh_token": refresh, "expires_in": 43200,
		"bot_user_id": "UBOT", "team": map[string]any{"id": team, "name": "<b>" + team + "</b>"}, "authed_user": map[string]any{"id": "UADMIN"},
	}
}

func (g *grid) Installed(context.Context) (list []slack.Installation, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, i := range g.kept {
		list = append(list, i)
	}
	return list, g.fault
}

func (g *grid) Install(_ context.Context, i slack.Installation) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fault == nil {
		g.kept[i.Team] = i
	}
	return g.fault
}

func (g *grid) Uninstall(_ context.Context, team, reason string, at time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i, ok := g.kept[team]; ok && g.fault == nil && !i.At.Truncate(time.Second).After(at) {
		delete(g.kept, team)
		g.reasons[team] = reason
	}
	return g.fault
}

func (g *grid) Renew(ctx context.Context, team string, due time.Time, renew func(context.Context, string) (slack.Token, error)) (slack.Token, error) {
	g.mu.Lock()
	i := g.kept[team]
	g.mu.Unlock()
	if i.Token.Expires.After(due) {
		return i.Token, nil
	}
	token, err := renew(ctx, i.Token.Refresh)
	if err != nil {
		return token, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fault == nil {
		i.Token = token
		g.kept[team] = i
	}
	return token, g.fault
}

func (g *grid) Begin(_ context.Context, name string, within time.Duration) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun[name] = g.now.Add(within)
	return g.fault
}

func (g *grid) End(_ context.Context, name string) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	until, found := g.begun[name]
	delete(g.begun, name)
	return found && until.After(g.now), g.fault
}

// get opens an address of the site; path may be a whole address.
func (g *grid) get(browser *http.Client, address string) (status int, page string, to *url.URL) {
	g.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = g.site.URL + address
	}
	request, err := http.NewRequestWithContext(g.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		g.t.Fatal(err)
	}
	answer, err := browser.Do(request)
	if err != nil {
		g.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	to, _ = answer.Location()
	return answer.StatusCode, string(body), to
}

// begin begins an installation, and returns its state.
func (g *grid) begin() string {
	g.t.Helper()
	status, _, to := g.get(g.browser, "/slack/install")
	if status != http.StatusFound || !strings.HasPrefix(to.String(), g.api.URL+"/oauth/v2/authorize?") {
		g.t.Fatalf("status %d, to %v", status, to)
	}
	query := to.Query()
	if query.Get("client_id") != "1.2" || query.Get("redirect_uri") != g.site.URL+"/slack/oauth/callback" || !strings.Contains(query.Get("scope"), "chat:write,commands") {
		g.t.Errorf("asked for %v", query)
	}
	return query.Get("state")
}

func callback(state string, more string) string {
	return "/slack/oauth/callback?state=" + url.QueryEscape(state) + "&" + more
}

// install installs the app in a workspace.
func (g *grid) install(team string) {
	g.t.Helper()
	if status, page, _ := g.get(g.browser, callback(g.begin(), "code=code-"+team)); status != http.StatusOK || !strings.Contains(page, "<h1>done</h1>") {
		g.t.Fatalf("status %d: %s", status, page)
	}
	g.await(team, func() bool { err, serves := g.teams.Workspaces()[team]; return serves && err == nil })
}

// send lets Slack send a request, and returns the status of the answer.
func (g *grid) send(path, body, contentType string) int {
	g.t.Helper()
	request := signed(g.t.Context(), g.site.URL+path, body, contentType, secret, g.clock())
	request.RequestURI = ""
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		g.t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func (g *grid) event(team, event string) int {
	return g.send("/slack/events", fmt.Sprintf(`{"type":"event_callback","team_id":%q,"event_time":%d,"event":%s}`, team, g.clock().Unix(), event), "application/json")
}

// Somebody installs the app in two workspaces. What comes from each has the workspace in its address
// and in the ids of people, and what is sent goes by the token of its workspace.
func TestTeams(t *testing.T) {
	g, inbox := newGrid(t), &kept{}
	g.run(inbox)
	g.install("T1")
	g.install("T2")
	for _, team := range []string{"T1", "T2"} {
		if code := g.event(team, `{"type":"app_mention","user":"U1","channel":"C`+team+`","ts":"1700000000.000001","text":"<@UBOT> hei","files":[{"name":"x.png","mimetype":"image/png","url_private_download":"`+g.api.URL+`/x.png"}]}`); code != http.StatusOK {
			t.Errorf("an event of %s: status %d", team, code)
		}
		in := inbox.take(t)
		if in.From.Space != team || in.Person.ID != team+".U1" || in.Person.Name != "kari i "+team {
			t.Errorf("%s: %+v from %+v", team, in.Person, in.From)
		}
		if said, ok := in.Event.(event.Message); !ok || len(said.Files) != 1 || !strings.HasPrefix(said.Files[0].At, team+".http") {
			t.Errorf("%+v", in.Event)
		}
		if _, err := g.teams.Send(t.Context(), port.Outbound{To: in.From, Person: in.Person.ID, Reply: bot.Reply{Blocks: svar()}}); err != nil {
			t.Error(err)
		}
	}
	g.mu.Lock()
	if want := []string{"T1 CT1 svar", "T2 CT2 svar"}; !slices.Equal(g.posts, want) {
		t.Errorf("sent %q, want %q", g.posts, want)
	}
	g.mu.Unlock()
	command := func(team string) int {
		f := url.Values{"team_id": {team}, "channel_id": {"C1"}, "user_id": {"U1"}, "trigger_id": {"1." + team}, "text": {"hei"}}
		return g.send("/slack/commands", f.Encode(), isForm)
	}
	if code := command("T2"); code != http.StatusOK || inbox.take(t).Person.ID != "T2.U1" {
		t.Errorf("a command: status %d", code)
	}
	press := `{"type":"block_actions","trigger_id":"2","team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"C1"},"container":{"message_ts":"1700000000.000001"},"actions":[{"type":"button","value":"1/x"}]}`
	if code := g.send("/slack/interactions", "payload="+url.QueryEscape(press), isForm); code != http.StatusOK || inbox.take(t).Person.ID != "T1.U1" {
		t.Errorf("a press: status %d", code)
	}
	for _, team := range []string{"T3", ""} {
		if code := g.event(team, `{"type":"app_mention","user":"U1","channel":"C","ts":"1700000000.000009","text":"<@UBOT> hei"}`); code != http.StatusOK {
			t.Errorf("an event of a workspace that is not served: status %d", code)
		}
		_ = command(team)
	}
	inbox.none(t, "of a workspace without the app")
}

// Each workspace has channels and a desk of its own, which hold there alone, and which change
// while it is served. Its token goes on being used.
func TestTeamsWorkspaces(t *testing.T) {
	g, inbox := newGrid(t), &kept{}
	g.run(inbox)
	g.different = map[string]slack.Workspace{"T1": {SupportChannels: []string{"CHELP"}, DeskChannel: "CDESK", Alert: "here"}}
	g.install("T1")
	g.install("T2")
	number := 0
	hears := func(team, channel string) bool {
		number++
		g.event(team, fmt.Sprintf(`{"type":"message","channel_type":"channel","user":"U1","channel":%q,"ts":"1700000000.%06d","text":"hei"}`, channel, number))
		heard := len(inbox.all()) > 0
		inbox.mu.Lock()
		inbox.events = nil
		inbox.mu.Unlock()
		return heard
	}
	for _, test := range []struct {
		team, channel string
		want          bool
	}{{"T1", "CHELP", true}, {"T1", "CDESK", true}, {"T1", "COTHER", false}, {"T2", "CHELP", false}, {"T2", "CDESK", false}} {
		if got := hears(test.team, test.channel); got != test.want {
			t.Errorf("%s in %s: heard %v", test.channel, test.team, got)
		}
	}
	alert := bot.Reply{Blocks: svar(), Alert: true}
	for _, team := range []string{"T1", "T2"} {
		if _, err := g.teams.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: team, Channel: "CDESK"}, Reply: alert}); err != nil {
			t.Error(err)
		}
	}
	g.mu.Lock()
	if want := []string{"T1 CDESK @here svar", "T2 CDESK svar"}; !slices.Equal(g.posts, want) {
		t.Errorf("sent %q, want %q", g.posts, want)
	}
	g.different = map[string]slack.Workspace{"T2": {SupportChannels: []string{"CHELP2"}}}
	tokens := len(g.tokens)
	g.mu.Unlock()
	g.await("the settings to be taken over", func() bool { return hears("T2", "CHELP2") && !hears("T1", "CHELP") })
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.tokens) != tokens {
		t.Errorf("%d tokens, want %d", len(g.tokens), tokens)
	}
}

// A workspace that removes the app is served no more, and what is to be sent there ends; also where
// only a call tells. It can be installed again.
func TestTeamsRemoved(t *testing.T) {
	for name, remove := range map[string]func(g *grid){
		"app_uninstalled": func(g *grid) { g.event("T1", `{"type":"app_uninstalled"}`) },
		"tokens_revoked":  func(g *grid) { g.event("T1", `{"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":["UBOT"]}}`) },
		"account_inactive": func(g *grid) {
			g.mu.Lock()
			for token := range g.tokens {
				g.tokens[token] = "revoked"
			}
			g.mu.Unlock()
			_, _ = g.teams.Send(g.t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1"}, Reply: bot.Reply{Blocks: svar()}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, inbox := newGrid(t), &kept{}
			g.run(inbox)
			g.install("T1")
			if code := g.event("T1", `{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}`); code != http.StatusOK || len(g.teams.Workspaces()) != 1 {
				t.Errorf("the token of a person: status %d, %v", code, g.teams.Workspaces())
			}
			remove(g)
			g.await("the end", func() bool { return len(g.teams.Workspaces()) == 0 })
			g.mu.Lock()
			if g.reasons["T1"] != name {
				t.Errorf("the reason is %q", g.reasons["T1"])
			}
			g.now = g.now.Add(time.Minute)
			g.mu.Unlock()
			_, err := g.teams.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1"}, Reply: bot.Reply{Blocks: svar()}})
			if !errors.Is(err, port.ErrGone) || !strings.Contains(err.Error(), "not installed") {
				t.Errorf("sent with %v", err)
			}
			g.install("T1")
		})
	}
}

// A token is renewed before it ends, and each refresh token is used once, also when the store is away
// just then.
func TestTeamsRenewTokens(t *testing.T) {
	g, inbox := newGrid(t), &kept{}
	g.run(inbox)
	g.install("T1")
	token := func() slack.Token {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.kept["T1"].Token
	}
	first := token()
	g.mu.Lock()
	g.fault = errors.New("away")
	g.now = g.now.Add(11 * time.Hour)
	g.mu.Unlock()
	g.await("the refresh token to be spent", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.refresh[first.Refresh] == ""
	})
	if token() != first {
		t.Errorf("%+v is kept, though nothing can be saved", token())
	}
	g.mu.Lock()
	g.fault = nil
	g.mu.Unlock()
	g.await("another token", func() bool { return token() != first })
	g.mu.Lock()
	delete(g.tokens, first.Access) // it has ended
	if len(g.tokens) != 1 || g.refresh[g.kept["T1"].Token.Refresh] != "T1" {
		t.Errorf("the tokens %v were made; %v are not spent", g.tokens, g.refresh)
	}
	g.mu.Unlock()
	g.await("the new token to be used", func() bool {
		_, err := g.teams.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1"}, Reply: bot.Reply{Blocks: svar()}})
		return err == nil
	})
}

// Every way in which an installation can go wrong has a page, and installs nothing.
func TestInstallFaults(t *testing.T) {
	for name, c := range map[string]struct {
		do     func(g *grid, state string) (string, *http.Client)
		status int
		page   string
	}{
		"cancelled":     {func(g *grid, s string) (string, *http.Client) { return callback(s, "error=access_denied"), g.browser }, http.StatusOK, "cancelled"},
		"another error": {func(g *grid, s string) (string, *http.Client) { return callback(s, "error=x"), g.browser }, http.StatusBadGateway, "failed"},
		"no state":      {func(g *grid, _ string) (string, *http.Client) { return callback("", "code=code-T1"), g.browser }, http.StatusBadRequest, "expired"},
		"a state that was made": {func(g *grid, s string) (string, *http.Client) {
			return callback(strings.Repeat("A", len(s)), "code=code-T1"), g.browser
		}, http.StatusBadRequest, "expired"},
		"another browser":  {func(_ *grid, s string) (string, *http.Client) { return callback(s, "code=code-T1"), &http.Client{} }, http.StatusBadRequest, "expired"},
		"no code":          {func(g *grid, s string) (string, *http.Client) { return callback(s, ""), g.browser }, http.StatusBadRequest, "expired"},
		"a code of nobody": {func(g *grid, s string) (string, *http.Client) { return callback(s, "code=x"), g.browser }, http.StatusBadGateway, "expired"},
		"too late": {func(g *grid, s string) (string, *http.Client) {
			g.now = g.now.Add(11 * time.Minute)
			return callback(s, "code=code-T1"), g.browser
		}, http.StatusBadRequest, "expired"},
		"an organization": {func(g *grid, s string) (string, *http.Client) {
			g.answer = map[string]any{"ok": true, "access_token": "xoxb-1", "token_type": "bot", "is_enterprise_install": true, "enterprise": map[string]any{"id": "E1"}}
			return callback(s, "code=code-T1"), g.browser
		}, http.StatusBadGateway, "organization"},
		"no bot": {func(g *grid, s string) (string, *http.Client) {
			g.answer = map[string]any{"ok": true, "access_token": "xoxp-1", "token_type": "user", "team": map[string]any{"id": "T1"}}
			return callback(s, "code=code-T1"), g.browser
		}, http.StatusBadGateway, "failed"},
		"not saved": {func(g *grid, s string) (string, *http.Client) {
			g.fault = errors.New("away")
			return callback(s, "code=code-T1"), g.browser
		}, http.StatusServiceUnavailable, "unsaved"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGrid(t)
			state := g.begin()
			g.mu.Lock()
			address, browser := c.do(g, state)
			g.mu.Unlock()
			status, page, _ := g.get(browser, address)
			if status != c.status || !strings.Contains(page, "<h1>"+c.page+"</h1>") || !strings.Contains(page, `<a href="/slack/install">igjen</a>`) {
				t.Errorf("status %d: %s", status, page)
			}
			if len(g.kept) != 0 {
				t.Errorf("installed: %v", g.kept)
			}
		})
	}
	g := newGrid(t)
	address := callback(g.begin(), "code=code-T1")
	cookies := g.browser.Jar.Cookies(must(url.Parse(g.site.URL + "/slack/")))
	if _, page, _ := g.get(g.browser, address); !strings.Contains(page, "done &lt;b&gt;T1&lt;/b&gt;") {
		t.Errorf("a name is markup: %s", page)
	}
	g.browser.Jar.SetCookies(must(url.Parse(g.site.URL+"/slack/")), cookies)
	if status, page, _ := g.get(g.browser, address); status != http.StatusBadRequest || !strings.Contains(page, "expired") {
		t.Errorf("a second time: status %d: %s", status, page)
	}
	for range 40 {
		if status, _, _ := g.get(g.browser, "/slack/install"); status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("installations begin without a bound")
}

func must(u *url.URL, err error) *url.URL {
	if err != nil {
		panic(err)
	}
	return u
}

// svar is the text of a reply.
func svar() content.Blocks { return content.Marked("svar", content.Marks{}) }
