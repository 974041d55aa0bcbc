package app

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/internal/settings"
)

// check carries the command out and returns its lines.
func check(t *testing.T, o CheckOptions) (string, error) {
	t.Helper()
	var out strings.Builder
	err := (&App{Out: &out, Log: zerolog.Nop(), Now: time.Now}).Check(t.Context(), o)
	return out.String(), err
}

// What is in order is said, and what is not has a line, makes the command fail, and changes nothing.
func TestCheck(t *testing.T) {
	t.Parallel()
	o := CheckOptions{Serve: settings.Serve{Database: filled(t), HTTPAddr: "127.0.0.1:0", Desk: settings.Desk{Timezone: "Europe/Oslo"}}}
	out, err := check(t, o)
	if err != nil || !strings.Contains(out, "ok") || !strings.Contains(out, "database") || !strings.Contains(out, "articles") || strings.Contains(out, "fault") {
		t.Errorf("%v\n%s", err, out)
	}
	missing := filepath.Join(t.TempDir(), "new.db")
	o.Serve.Database, o.Serve.Grace = settings.Database(missing), -1
	out, err = check(t, o)
	if faults, ok := errors.AsType[*FaultsError](err); !ok || faults.Faults != 1 || !strings.Contains(out, "which the first start makes") || !strings.Contains(out, "--grace must not be negative") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("it made the database")
	}
	if err := os.WriteFile(missing, []byte("no database at all, but a text that is long enough to be read"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Serve.Grace, o.JSON = 0, true
	out, err = check(t, o)
	if err == nil || !strings.Contains(out, `{"what":"database","state":"fault","detail":`) {
		t.Errorf("%v\n%s", err, out)
	}
}

// The clock is compared with what a platform tells, and the webhook's target is not told anything.
func TestCheckTargets(t *testing.T) {
	t.Parallel()
	var methods []string
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods = append(methods, r.Method)
		w.WriteHeader(http.StatusMethodNotAllowed)
	}))
	client := adapterkit.NewClient(time.Second, maxCheckAnswer, http.DefaultTransport)
	for ahead, want := range map[time.Duration]adapterkit.State{0: adapterkit.StateOK, 3 * time.Minute: adapterkit.StateFault, -time.Hour: adapterkit.StateFault} {
		a := &App{Now: func() time.Time { return time.Now().Add(ahead) }}
		if f := a.checkClock(t.Context(), client, "Slack", target.URL, ""); f.State != want {
			t.Errorf("%s ahead: %+v", ahead, f)
		}
	}
	methods = nil
	if f := checkWebhook(t.Context(), client, target.URL+"/geheim"); f.State != adapterkit.StateOK || len(methods) != 1 || methods[0] != http.MethodHead {
		t.Errorf("%+v, %v", f, methods)
	}
	target.Close()
	if f := checkWebhook(t.Context(), client, target.URL+"/geheim"); f.State != adapterkit.StateFault || strings.Contains(f.Detail, "geheim") {
		t.Errorf("%+v", f)
	}
	if f := (&App{Now: time.Now}).checkClock(t.Context(), client, "Slack", target.URL, ""); f.State != adapterkit.StateWarning {
		t.Errorf("%+v", f)
	}
}

// Where people reach the pages, and who signs agents in, is looked at over HTTP.
func TestCheckPages(t *testing.T) {
	t.Parallel()
	var site *httptest.Server
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			_, _ = io.WriteString(w, `{"issuer":"`+site.URL+`","authorization_endpoint":"`+site.URL+`/go","token_endpoint":"`+site.URL+`/token","jwks_uri":"`+site.URL+`/keys","claims_supported":["groups"]}`)
		case "/token":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"invalid_grant"}`)
		case "/healthz", "/keys":
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	provider := settings.WebDesk{Issuer: site.URL, ClientID: "bot", GroupsClaim: "groups"}
	for name, c := range map[string]struct {
		o    settings.Serve
		want []string
	}{
		"links":           {settings.Serve{}, []string{"web desk ok links let agents in"}},
		"no desk":         {settings.Serve{Desk: settings.Desk{Platform: settings.Nowhere}}, nil},
		"desk elsewhere":  {settings.Serve{Desk: settings.Desk{Platform: "slack"}, Slack: settings.Slack{Token: "xoxb"}}, nil},
		"reached":         {settings.Serve{Web: settings.Web{PublicURL: site.URL + "/"}}, []string{"PUBLIC_URL ok the pages are reached", "web desk ok"}},
		"not served":      {settings.Serve{Web: settings.Web{PublicURL: closed.URL}}, []string{"PUBLIC_URL warning nothing answers there", "web desk ok"}},
		"another server":  {settings.Serve{Web: settings.Web{PublicURL: site.URL + "/other"}}, []string{"PUBLIC_URL warning /healthz answers 404", "web desk ok"}},
		"without TLS":     {settings.Serve{Web: settings.Web{PublicURL: "http://hjelp.example.no"}}, []string{"PUBLIC_URL warning it is not https", "web desk ok"}},
		"provider":        {settings.Serve{WebDesk: provider}, []string{"web desk ok agents sign in by " + site.URL, "OIDC_ISSUER ok"}},
		"claim":           {settings.Serve{WebDesk: settings.WebDesk{Issuer: site.URL, ClientID: "bot", GroupsClaim: "roles"}}, []string{"web desk ok", "OIDC_ISSUER warning the provider does not name the claim roles"}},
		"no provider":     {settings.Serve{WebDesk: settings.WebDesk{Issuer: closed.URL, ClientID: "bot"}}, []string{"web desk ok", "OIDC_ISSUER fault the provider does not tell of itself"}},
		"desk turned off": {settings.Serve{WebDesk: settings.WebDesk{Serve: "off", Issuer: closed.URL}}, nil},
	} {
		found := checkPages(t.Context(), adapterkit.NewClient(5*time.Second, maxCheckAnswer, http.DefaultTransport), c.o)
		if len(found) != len(c.want) {
			t.Errorf("%s: %+v", name, found)
			continue
		}
		for i, f := range found {
			if got := f.What + " " + string(f.State) + " " + f.Detail; !strings.HasPrefix(got, c.want[i]) {
				t.Errorf("%s: found %s, want %s", name, got, c.want[i])
			}
		}
	}
}
