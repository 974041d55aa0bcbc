package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// canary is a secret that must be seen nowhere.
const canary = "kanarifugl"

// databases are ways to write a database with a password, right and wrong.
func databases() []string {
	return []string{
		"postgres://user:" + canary + "@127.0.0.1:1/db?connect_timeout=1", // nobody answers there
		"host=127.0.0.1 port=1 user=u password=" + canary + " dbname=d connect_timeout=1",
		"postgres//user:" + canary + "@host/db", "postgres:user:" + canary + "@host/db", "user:" + canary + "@host/db",
		"postgres://user:" + canary + "@[host/db", "postgres://user:1#" + canary + "@host/db", "postgres://user:1/" + canary + "@host/db",
		"host=h password='" + canary, "host=h port=x password=" + canary, "mysql://user:" + canary + "@host/db", "sqlite://user:" + canary + "@host/db",
		"postgres://user@host/db?password=" + canary + "&sslmode=nonsense", "postgres://user:" + canary + "@host:port/db",
		"postgres://host/db?sslrootcert=/nowhere&sslmode=verify-full&password=" + canary,
	}
}

// unseen fails where the canary is in what the program wrote, or in the name of a file.
func unseen(t *testing.T, what, text string) {
	t.Helper()
	if strings.Contains(text, canary) {
		t.Errorf("%s: the secret is in\n%s", what, text)
	}
	files, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.Contains(file, canary) {
			t.Errorf("%s: the secret is the name of the file %s", what, file)
		}
	}
}

// waiting returns what the program writes until it waits for its database.
func waiting(t *testing.T, args []string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a program that was to end must not hang the tests
	defer cancel()
	var text strings.Builder
	code := run(ctx, args, environment{in: strings.NewReader(""), out: io.Discard, getenv: os.Getenv, err: writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "cannot be reached yet") {
			cancel()
		}
		return text.Write(p)
	})})
	if code != exitOK || !strings.Contains(text.String(), "cannot be reached yet") {
		t.Errorf("exit code %d:\n%s", code, text.String())
	}
	return text.String()
}

// writerFunc is a function as a writer.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// The password of a database is never printed, however it is given and whatever is
// wrong with it.
func TestDatabaseIsSecret(t *testing.T) {
	commands := [][]string{{"serve", "--http-addr", "127.0.0.1:0"}, {"chat"}, {"data", "outbox"}, {"data", "retry", "x"}}
	for i, database := range databases() {
		t.Chdir(t.TempDir())
		if err := os.WriteFile("secret", []byte(database+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("c.yaml", []byte("database: \""+strings.ReplaceAll(database, `"`, `\"`)+"\"\nlog-level: trace\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, command := range commands {
			for how, given := range map[string]func(t *testing.T) []string{
				"flag": func(*testing.T) []string { return []string{"--database", database, "--log-level", "trace"} },
				"environment": func(t *testing.T) []string {
					t.Setenv("DATABASE_URL", database)
					return []string{"--log-level", "trace"}
				},
				"file": func(t *testing.T) []string {
					t.Setenv("DATABASE_URL_FILE", "secret")
					return []string{"--log-level", "trace"}
				},
				"YAML": func(*testing.T) []string { return []string{"--config", "c.yaml"} },
			} {
				if i > 1 && how != "environment" && command[0] != "data" {
					continue // the ways were tried; what is wrong is told by the same function
				}
				t.Run(strings.Join(command, " ")+" "+how, func(t *testing.T) {
					args := append(append([]string(nil), command...), given(t)...)
					if i < 2 && command[0] == "serve" {
						unseen(t, database, waiting(t, args))
						return
					}
					r := start(t, "", args...)
					if r.code == exitOK {
						t.Errorf("%s: it worked", database)
					}
					unseen(t, database, r.out+r.err)
				})
			}
		}
	}
}

// No setting that can be secret is printed, also where it stands in the wrong place.
func TestSettingsAreSecret(t *testing.T) {
	desk := map[string]string{"DESK": "slack", "SLACK_DESK_CHANNEL": "C1", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "WEBHOOK_SECRET": "bm9uZQ=="}
	for name, c := range map[string]struct {
		base map[string]string
		env  map[string]string
		args []string
	}{
		"webhook without a scheme": {desk, map[string]string{"WEBHOOK_URL": "user:" + canary + "@host/x"}, nil},
		"webhook that is none":     {desk, map[string]string{"WEBHOOK_URL": "https://user:" + canary + "@host:port/x"}, nil},
		"webhook of another kind":  {desk, map[string]string{"WEBHOOK_URL": "ftp://host/" + canary}, nil},
		"webhook with a token":     {desk, map[string]string{"WEBHOOK_URL": "https://host/%zz?token=" + canary}, nil},
		"webhook without a desk":   {nil, map[string]string{"WEBHOOK_URL": "https://user:" + canary + "@host/x"}, nil},
		"webhook's secret":         {desk, map[string]string{"WEBHOOK_URL": "https://host/x", "WEBHOOK_SECRET": canary + "!"}, nil},
		"Slack's API":              {desk, map[string]string{"SLACK_API_URL": "https://user:" + canary + "@host/api"}, nil},
		"Discord's API":            {nil, map[string]string{"DISCORD_TOKEN": "x", "DISCORD_API_URL": "https://user:" + canary + "@[host/api"}, nil},
		"bot token":                {nil, map[string]string{"SLACK_BOT_TOKEN": canary, "SLACK_APP_TOKEN": "xapp-1"}, nil},
		"app token":                {nil, map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": canary}, nil},
		"token of Discord":         {nil, map[string]string{"DISCORD_TOKEN": "Bot " + canary}, nil},
		"public key of Discord":    {nil, map[string]string{"DISCORD_TOKEN": "x", "DISCORD_PUBLIC_KEY": canary}, nil},
		"token as a channel":       {nil, map[string]string{"DISCORD_TOKEN": "x", "DISCORD_DESK_CHANNEL": "MTA." + canary + ".abcdefghijklmnopqrstuvwxyz"}, nil},
		"token as a number":        {nil, map[string]string{"SLACK_CONNECTIONS": "xoxb-" + canary}, nil},
		"token as a duration":      {nil, map[string]string{"DESK_CLAIM": "xapp-" + canary}, nil},
		"token as a choice":        {nil, map[string]string{"DESK": "whsec_" + canary}, nil},
		"database as an address":   {nil, map[string]string{"HTTP_ADDR": "postgres://user:" + canary + "@host/db"}, nil},
		"an argument too many":     {nil, nil, []string{"postgres://user:" + canary + "@host/db"}},
		"keywords too many":        {nil, nil, []string{"host=h password=" + canary}},
		"a flag that is none":      {nil, nil, []string{"--databse=postgres://user:" + canary + "@host/db"}},
		"a level that is none":     {nil, nil, []string{"--log-level", "postgres://user:" + canary + "@host/db"}},
		"help": {
			desk,
			map[string]string{"DATABASE_URL": "postgres://user:" + canary + "@host/db", "WEBHOOK_URL": "https://" + canary, "SLACK_SIGNING_SECRET": canary, "DISCORD_TOKEN": canary},
			[]string{"--help"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, env := range []map[string]string{c.base, c.env} {
				for name, value := range env {
					t.Setenv(name, value)
				}
			}
			r := start(t, "", append([]string{"serve", "--log-level", "trace"}, c.args...)...)
			if (r.code == exitOK) != (name == "help") {
				t.Errorf("exit code %d:\n%s", r.code, r.err)
			}
			unseen(t, name, r.out+r.err)
		})
	}
}

// A file of settings that cannot be read is not printed either.
func TestFileOfSettingsIsSecret(t *testing.T) {
	for name, text := range map[string]string{
		"an alias":          "slack-bot-token: *" + canary + "\n",
		"a tag":             "slack-bot-token: !" + canary + " x\n",
		"no space":          "database:postgres://user:" + canary + "@host/db\n",
		"no space, in more": "log-level: info\ndatabase:postgres://user:" + canary + "@host/db\ngrace: 1s\n",
		"a quote too few":   "database: \"postgres://user:" + canary + "@host/db\ngrace: 1s\n",
		"a colon too many":  "slack-bot-token: " + canary + ": x\n",
		"an escape":         "slack-bot-token: \"\\" + canary + "\"\n",
		"a list":            "- postgres://user:" + canary + "@host/db\n",
		"twice":             "database: postgres://user:" + canary + "@host/db\ndatabase: postgres://user:" + canary + "@host/db\n",
		"a number":          "slack-connections: " + canary + "-and-more-than-a-number-has\n",
		"within":            "slack:\n  connections:\n    - xoxb-" + canary + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("c.yaml", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			r := start(t, "", "serve", "--http-addr", "127.0.0.1:0", "--config", "c.yaml")
			if r.code == exitOK {
				t.Error("it worked")
			}
			unseen(t, name, r.out+r.err)
		})
	}
}
