package main

import (
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// shownSettings are what config --json prints, by name of the variable.
func shownSettings(t *testing.T, args ...string) map[string]shownSetting {
	t.Helper()
	r := start(t, "", append([]string{"config", "--json"}, args...)...)
	r.want(t, exitOK)
	all := make(map[string]shownSetting)
	for line := range strings.Lines(r.out) {
		var s shownSetting
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all[s.Variable] = s
	}
	return all
}

type shownSetting struct {
	Name, Variable, Value, From, Where string
	Secret                             bool
}

// Of every setting it is told what it is and where it comes from.
func TestConfig(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"c.yaml": "desk-team: Brukerstøtte\nhttp-addr: 127.0.0.1:1\ngrace: 4s\nslack:\n  support-channels: [C2, C3]\n",
		"token":  "xoxb-" + canary + "\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{
		"HTTP_ADDR": "127.0.0.1:2", "AKTIVERING_GRACE": "5s", "SLACK_BOT_TOKEN_FILE": "token", "SLACK_APP_TOKEN": "xapp-" + canary,
		"DESK": "slack", "SLACK_DESK_CHANNEL": "C1", "WEBHOOK_URL": "https://x:" + canary + "@example.no/hook/" + canary + "?key=" + canary, "WEBHOOK_SECRET": base64.StdEncoding.EncodeToString([]byte(canary + canary + canary + canary)),
		"DATABASE_URL": "postgres://user:" + canary + "@db.example.no/aktivering",
	} {
		t.Setenv(name, value)
	}
	args := []string{"--config", "c.yaml", "--grace", "6s"}
	got := shownSettings(t, args...)
	for variable, want := range map[string]shownSetting{
		"DESK_TEAM":              {"desk-team", "", "Brukerstøtte", "file", "c.yaml, line 1", false},
		"SLACK_SUPPORT_CHANNELS": {"slack-support-channels", "", "C2,C3", "file", "c.yaml, line 5", false},
		"HTTP_ADDR":              {"http-addr", "", "127.0.0.1:2", "environment", "HTTP_ADDR", false},
		"AKTIVERING_GRACE":       {"grace", "", "6s", "flag", "", false},
		"AKTIVERING_LOG_LEVEL":   {"log-level", "", "info", "default", "", false},
		"SLACK_BOT_TOKEN":        {"slack-bot-token", "", "********", "secret file", "SLACK_BOT_TOKEN_FILE=token", true},
		"SLACK_APP_TOKEN":        {"slack-app-token", "", "********", "environment", "SLACK_APP_TOKEN", true},
		"DISCORD_TOKEN":          {"discord-token", "", "", "default", "", true},
		"DATABASE_URL":           {"database", "", "PostgreSQL, db.example.no:5432/aktivering", "environment", "DATABASE_URL", true},
		"WEBHOOK_URL":            {"webhook-url", "", "https://example.no/…", "environment", "WEBHOOK_URL", false},
		"DESK_CLAIM":             {"desk-claim", "", "15m0s", "default", "", false},
	} {
		want.Variable = variable
		if got[variable] != want {
			t.Errorf("%s\ngot  %+v\nwant %+v", variable, got[variable], want)
		}
	}
	if n := len(serveSettings(t)); len(got) != n {
		t.Errorf("%d settings are printed; serve has %d", len(got), n)
	}
	r := start(t, "", append([]string{"config"}, args...)...)
	r.want(t, exitOK, "DESK_TEAM", "Brukerstøtte", "file, c.yaml, line 1", "secret file, SLACK_BOT_TOKEN_FILE=token")
	unseen(t, "config", r.out+r.err)
	t.Setenv("DESK_CLAIM", "soon")
	start(t, "", "config").want(t, exitConfig, "DESK_CLAIM", "soon", "use a duration")
}

// secretSettings are valid values of all settings that are secret, with the canary in them.
func secretSettings(t *testing.T) map[string]string {
	t.Helper()
	values := map[string]string{
		"SLACK_BOT_TOKEN": "xoxb-" + canary, "SLACK_APP_TOKEN": "xapp-" + canary, "SLACK_SIGNING_SECRET": canary, "DISCORD_TOKEN": canary + ".a.b",
		"WEBHOOK_SECRET": "whsec_" + base64.StdEncoding.EncodeToString([]byte(canary+canary+canary)), "OIDC_CLIENT_SECRET": canary,
		"SLACK_CLIENT_SECRET": canary, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=" + canary,
		"SMTP_PASSWORD": canary,
		"SECRET_KEY":    base64.StdEncoding.EncodeToString([]byte(canary + canary + canary + "aa")),
	}
	for _, f := range serveSettings(t) {
		if _, ok := values[f.Envs[0]]; !ok && f.Tag.Has("secret") && f.Envs[0] != "DATABASE_URL" { // TestDatabaseIsSecret
			t.Errorf("%s is secret: give it a value here", f.Envs[0])
		}
	}
	return values
}

// No secret is in what the program prints, logs, serves or keeps, also where platforms quote it in
// their errors.
func TestSecretsInNoOutput(t *testing.T) {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // what is no form has none
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("no: " + r.Header.Get("Authorization") + r.Form.Encode() + r.URL.String())) // the program fails otherwise
	}))
	defer echo.Close()
	values := secretSettings(t)
	secrets := make(map[string]string)
	for name, value := range values {
		secrets[name] = value
		if decoded, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(value, "whsec_")); err == nil {
			secrets[name+", decoded"] = string(decoded)
		}
	}
	clean := func(t *testing.T, what, text string) {
		t.Helper()
		for name, value := range secrets {
			if strings.Contains(text, value) || strings.Contains(text, canary) {
				t.Errorf("%s holds %s:\n%s", what, name, text)
			}
		}
	}
	for how, set := range map[string]func(t *testing.T) []string{
		"environment": func(t *testing.T) []string {
			for name, value := range values {
				t.Setenv(name, value)
			}
			return nil
		},
		"secret files": func(t *testing.T) []string {
			for name, value := range values {
				file := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(file, []byte(value), 0o600); err != nil {
					t.Fatal(err)
				}
				t.Setenv(name+"_FILE", file)
			}
			return nil
		},
		"YAML": func(t *testing.T) []string {
			file := filepath.Join(t.TempDir(), "c.yaml")
			var text strings.Builder
			for name, value := range values {
				text.WriteString(strings.ToLower(strings.ReplaceAll(name, "_", "-")) + ": " + value + "\n")
			}
			if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"--config", file}
		},
		"flags": func(*testing.T) (args []string) {
			for name, value := range values {
				args = append(args, "--"+strings.ToLower(strings.ReplaceAll(name, "_", "-")), value)
			}
			return args
		},
	} {
		t.Run(how, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, value := range map[string]string{
				"SLACK_API_URL": echo.URL + "/", "DISCORD_API_URL": echo.URL, "DESK": "slack", "SLACK_DESK_CHANNEL": "C1", "WEBHOOK_URL": echo.URL,
				"OTEL_EXPORTER_OTLP_ENDPOINT": echo.URL, "OIDC_ISSUER": echo.URL, "OIDC_CLIENT_ID": "id", "OIDC_AGENTS": "a", "PUBLIC_URL": "https://hjelp.example.no", "SMTP_ADDR": "127.0.0.1:1", "SMTP_FROM": "bot@example.no", "SMTP_USER": "bot", "DATABASE_URL": "a.db",
			} {
				t.Setenv(name, value)
			}
			args := append([]string{"--log-level", "trace"}, set(t)...)
			for _, command := range [][]string{{"config"}, {"config", "--json"}, {"check"}, {"check", "--json"}, {"serve", "--help"}, {"serve", "--grace", "-1s"}} {
				r := start(t, "", append(slices.Clone(command), args...)...)
				clean(t, strings.Join(command, " "), r.out+r.err)
			}
			s := serve(t, args...)
			for deadline := time.Now().Add(time.Minute); !strings.Contains(s.read(), "500") && time.Now().Before(deadline); {
				time.Sleep(10 * time.Millisecond)
			}
			for _, path := range []string{"/metrics", "/readyz", "/healthz", "/", "/desk", "/slack/events"} {
				_, body := s.get(t, path)
				clean(t, path, body)
			}
			if code := s.stop(); code != exitOK {
				t.Errorf("exit code %d", code)
			}
			if !strings.Contains(s.read(), "500") {
				t.Errorf("no platform failed:\n%s", s.read())
			}
			clean(t, "the log", s.read())
			start(t, "", "data", "backup", "copy.db").want(t, exitOK)
			r := start(t, "", "data", "outbox", "--all", "--json")
			clean(t, "data outbox", r.out+r.err)
			err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				clean(t, path, read(t, path))
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
