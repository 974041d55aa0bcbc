package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two settings that are wrong are told together, wherever they stand, and nothing else
// is said of them.
func TestSettingsAreToldTogether(t *testing.T) {
	bad := map[string]string{"HTTP_ADDR": "localhost"} // the other fault
	for name, c := range map[string]struct {
		env  map[string]string
		file string
		want string
		not  string
	}{
		"choice":           {map[string]string{"DESK": "teams", "SLACK_DESK_CHANNEL": "C1"}, "", `DESK: "teams" is set, and there is only slack or discord`, "DESK is not set"},
		"duration":         {map[string]string{"AKTIVERING_GRACE": "x"}, "", `AKTIVERING_GRACE: "x" is set, and a duration was expected`, ""},
		"level":            {map[string]string{"AKTIVERING_LOG_LEVEL": "loud"}, "", `AKTIVERING_LOG_LEVEL: "loud" is set, and there is only trace, debug, info, warn or error`, ""},
		"number":           {map[string]string{"SLACK_CONNECTIONS": "two"}, "", `SLACK_CONNECTIONS: "two" is set, and a whole number was expected`, ""},
		"list for a token": {map[string]string{"SLACK_APP_TOKEN": "xapp-1"}, "slack-bot-token: [xoxb-1, xoxb-2]\n", "configuration file, line 1: slack-bot-token: one value was expected, and there is a list of 2", "SLACK_BOT_TOKEN is missing"},
		"duration in file": {nil, "grace: 8\n", `configuration file, line 1: grace: "8" is set, and a duration was expected`, ""},
		"no file":          {map[string]string{"AKTIVERING_CONFIG": "no-such-file"}, "", "no-such-file: no such file or directory", ""},
		"not YAML":         {nil, "a: [", "not YAML", ""},
		"token of Slack":   {map[string]string{"SLACK_BOT_TOKEN": "x", "SLACK_CONNECTIONS": "11"}, "", "SLACK_BOT_TOKEN is no bot token", ""},
		"more of Slack":    {map[string]string{"SLACK_BOT_TOKEN": "x", "SLACK_API_URL": "x"}, "", "SLACK_API_URL is an invalid API URL", ""},
		"id of Discord":    {map[string]string{"DISCORD_TOKEN": "Bot x", "DISCORD_AGENT_ROLE": "x"}, "", `DISCORD_AGENT_ROLE: "x" is no id`, ""},
		"hours":            {map[string]string{"DESK": "slack", "DESK_HOURS": "x", "DESK_TIMEZONE": "y"}, "", "DESK_HOURS: ", ""},
		"zone":             {map[string]string{"DESK": "slack", "DESK_HOURS": "x", "DESK_TIMEZONE": "y"}, "", "DESK_TIMEZONE: ", ""},
		"desk":             {map[string]string{"DESK": "slack", "DESK_CLAIM": "x"}, "", "DESK is slack, which is not set up: SLACK_BOT_TOKEN is missing", "DESK_CLAIM, "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, env := range []map[string]string{bad, c.env} {
				for name, value := range env {
					t.Setenv(name, value)
				}
			}
			args := []string{"serve"}
			if c.file != "" {
				if err := os.WriteFile("c.yaml", []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, "--config", "c.yaml")
			}
			r := start(t, "", args...)
			r.want(t, exitConfig, c.want, `"localhost" is an invalid listen address`)
			if c.not != "" && strings.Contains(r.err, c.not) {
				t.Errorf("it also says %q:\n%s", c.not, r.err)
			}
			if strings.Contains(r.err, "interface {}") {
				t.Errorf("it speaks Go:\n%s", r.err)
			}
		})
	}
	t.Run("command line", func(t *testing.T) {
		t.Setenv("DESK", "teams")
		start(t, "", "serve", "--log-level", "loud").want(t, exitUsage, "--log-level", "DESK: ")
	})
}

// A database that cannot be where the settings say is told at once, with the remedy.
func TestDatabaseInTheWrongPlace(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("text", []byte(strings.Repeat("no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("closed", 0o500); err != nil {
		t.Fatal(err)
	}
	for database, want := range map[string]string{
		filepath.Join(dir, "none", "x", "a.db"): "there is no folder " + filepath.Join(dir, "none", "x") + ": create it",
		dir:                                     "it is a folder: name a file in it",
		filepath.Join(dir, "text", "a.db"):      "is no folder: name a file in a folder",
		"text":                                  "it is not a database of aktivering: name another file, or move it away",
		"closed/a.db":                           "the program may not write there: give its user the right",
	} {
		if database == "closed/a.db" && os.Getuid() == 0 {
			continue // who may do everything is refused nothing
		}
		for _, command := range []string{"serve", "chat"} {
			r := start(t, "", command, "--database", database)
			r.want(t, exitConfig, want)
			if strings.Contains(r.err, "trying again") {
				t.Errorf("%s waits for %s:\n%s", command, database, r.err)
			}
		}
	}
	if files, err := os.ReadDir("."); err != nil || len(files) != 2 {
		t.Errorf("there are files: %v, %v", files, err)
	}
}
