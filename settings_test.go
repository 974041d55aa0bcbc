package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"
)

// serveSettings returns the settings of serve, those that all commands share first.
func serveSettings(t *testing.T) (all []*kong.Flag) {
	t.Helper()
	root := model(t)
	nodes := []*kong.Node{root}
	for _, n := range root.Children {
		if n.Name == "serve" {
			nodes = append(nodes, n)
		}
	}
	for _, n := range nodes {
		for _, f := range n.Flags {
			if len(f.Envs) > 0 {
				all = append(all, f)
			}
		}
	}
	if len(nodes) != 2 || len(all) < 30 {
		t.Fatalf("%d settings in %d places", len(all), len(nodes))
	}
	return all
}

// tableOf is a table of the README, between two comments that name its settings' group.
var tableOf = regexp.MustCompile(`(?s)(<!-- settings: (\w+) -->\n).*?(<!-- end -->)`)

// The tables of the README hold all settings of serve, with the names and words of the help.
func TestSettingsInREADME(t *testing.T) {
	groups := make(map[string]string)
	for _, f := range serveSettings(t) {
		group := "General"
		if f.Group != nil {
			group = f.Group.Key
		}
		name := f.Envs[0]
		help := f.Help
		if f.Tag.Has("secret") {
			both := name + " or " + name + "_FILE"
			if !strings.Contains(help, both) {
				t.Errorf("the help of --%s does not say %s", f.Name, both)
			}
			help = strings.ReplaceAll(help, both, "Also from a file: `"+name+"_FILE`")
		}
		groups[group] += fmt.Sprintf("| `%s` | `--%s` | %s |\n", name, f.Name, help)
	}
	old := read(t, "README.md")
	readme := tableOf.ReplaceAllStringFunc(old, func(table string) string {
		m := tableOf.FindStringSubmatch(table)
		rows := groups[m[2]]
		if rows == "" {
			t.Errorf("the README has a table %s, and there are no such settings", m[2])
		}
		delete(groups, m[2])
		return m[1] + "| variable | flag | what |\n| --- | --- | --- |\n" + rows + m[3]
	})
	for group := range groups {
		t.Errorf("the README has no table of the settings %s", group)
	}
	golden(t, "README.md", readme)
}

// What docker-compose.yml hands to the bot are settings, and all of them but those that
// make no sense there.
func TestSettingsInCompose(t *testing.T) {
	var compose struct {
		Services struct {
			Bot struct{ Environment map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "docker-compose.yml")), &compose); err != nil {
		t.Fatal(err)
	}
	given := compose.Services.Bot.Environment
	// They name files and folders, which a container has not, or belong to tests and to
	// stop_grace_period.
	without := []string{"AKTIVERING_CONFIG", "AKTIVERING_KNOWLEDGE", "DESK_TEXTS", "WORKSPACES_FILE", "SLACK_API_URL", "DISCORD_API_URL", "AKTIVERING_GRACE"}
	for _, f := range serveSettings(t) {
		name := f.Envs[0]
		value, ok := given[name]
		delete(given, name)
		switch {
		case slices.Contains(without, name):
			if ok {
				t.Errorf("docker-compose.yml hands over %s", name)
			}
		case !ok:
			t.Errorf("docker-compose.yml does not hand over %s", name)
		case strings.Contains(value, "$") && value != "${"+name+":-}":
			t.Errorf("docker-compose.yml has %s: %s", name, value)
		}
	}
	delete(given, "PGPASSWORD")
	for name := range given {
		t.Errorf("docker-compose.yml hands over %s, which is no setting", name)
	}
}

// What a fault tells an operator to set is a setting.
func TestFaultsNameSettings(t *testing.T) {
	variable := regexp.MustCompile(`\b(SLACK|DISCORD|DESK|WEBHOOK|AKTIVERING|DATABASE|HTTP)(_[A-Z]+)+\b`)
	var known []string
	for _, f := range serveSettings(t) {
		known = append(known, f.Envs[0])
		if f.Tag.Has("secret") {
			known = append(known, f.Envs[0]+"_FILE")
		}
	}
	var found int
	for _, folder := range []string{"internal/app", "internal/settings", "adapters/slack", "adapters/discord", "adapters/webhook"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				text, ok := n.(*ast.BasicLit)
				if !ok || text.Kind != token.STRING {
					return true
				}
				value, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range variable.FindAllString(value, -1) {
					if found++; !slices.Contains(known, v) {
						t.Errorf("%s names %s, which is no setting", name, v)
					}
				}
				return true
			})
		}
	}
	if found < 20 {
		t.Errorf("only %d names were found", found)
	}
}

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
		"choice":           {map[string]string{"DESK": "teams", "SLACK_DESK_CHANNEL": "C1"}, "", `DESK: "teams" is invalid; use slack, discord, web or none`, "but DESK is not"},
		"duration":         {map[string]string{"AKTIVERING_GRACE": "x"}, "", `AKTIVERING_GRACE: "x" is invalid; use a duration`, ""},
		"level":            {map[string]string{"AKTIVERING_LOG_LEVEL": "loud"}, "", `AKTIVERING_LOG_LEVEL: "loud" is invalid; use trace, debug, info, warn or error`, ""},
		"number":           {map[string]string{"SLACK_CONNECTIONS": "two"}, "", `SLACK_CONNECTIONS: "two" is invalid; use a whole number`, ""},
		"list for a token": {map[string]string{"SLACK_APP_TOKEN": "xapp-1"}, "slack-bot-token: [xoxb-1, xoxb-2]\n", "configuration file c.yaml, line 1: slack-bot-token: a list is invalid; use one value", "SLACK_BOT_TOKEN is missing"},
		"duration in file": {nil, "grace: 8\n", `configuration file c.yaml, line 1: grace: "8" is invalid; use a duration`, ""},
		"no file":          {map[string]string{"AKTIVERING_CONFIG": "no-such-file"}, "", "no-such-file; create it, or correct the path", ""},
		"not YAML":         {nil, "a: [", "configuration file c.yaml, line 2: not valid YAML: ", ""},
		"token of Slack":   {map[string]string{"SLACK_BOT_TOKEN": "x", "SLACK_CONNECTIONS": "11"}, "", "SLACK_BOT_TOKEN is not a bot token", ""},
		"more of Slack":    {map[string]string{"SLACK_BOT_TOKEN": "x", "SLACK_API_URL": "x"}, "", "SLACK_API_URL is an invalid API URL", ""},
		"id of Discord":    {map[string]string{"DISCORD_TOKEN": "Bot x", "DISCORD_AGENT_ROLE": "x"}, "", `DISCORD_AGENT_ROLE: "x" is not an id`, ""},
		"hours":            {map[string]string{"DESK": "slack", "DESK_HOURS": "x", "DESK_TIMEZONE": "y"}, "", "DESK_HOURS: ", ""},
		"zone":             {map[string]string{"DESK": "slack", "DESK_HOURS": "x", "DESK_TIMEZONE": "y"}, "", "DESK_TIMEZONE: ", ""},
		"zone alone":       {map[string]string{"DESK_TIMEZONE": "y"}, "", "DESK_TIMEZONE: ", ""},
		"hours alone":      {map[string]string{"DESK_HOURS": "x"}, "", "DESK_HOURS: ", ""},
		"hours and choice": {map[string]string{"DESK": "teams", "DESK_HOURS": "x"}, "", "DESK_HOURS: ", "but DESK is not"},
		"a time":           {map[string]string{"DESK": "teams", "DESK_CLAIM": "-1s"}, "", "DESK_CLAIM must not be negative (-1s)", "but DESK is not"},
		"texts":            {map[string]string{"DESK": "teams", "DESK_TEXTS": "no-such-folder"}, "", "no-such-folder: the folder cannot be read", "but DESK is not"},
		"desk":             {map[string]string{"DESK": "slack", "DESK_CLAIM": "x"}, "", "DESK is slack, but SLACK_BOT_TOKEN is missing", "DESK_CLAIM must"},
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
			r.want(t, exitConfig, c.want, `HTTP_ADDR: invalid listen address "localhost"`)
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

// Whoever names a channel by its name is told its id, if the platform tells it.
func TestNamesOfChannelsAreLookedUp(t *testing.T) {
	t.Chdir(t.TempDir())
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/conversations.list"):
			_, _ = io.WriteString(w, `{"ok":true,"channels":[{"id":"C0AGENTS","name":"saker"},{"id":"C0HELP","name":"hjelp"}]}`)
		case strings.HasSuffix(r.URL.Path, "/users/@me/guilds"):
			_, _ = io.WriteString(w, `[{"id":"200000000000000001"}]`)
		default:
			_, _ = io.WriteString(w, `[{"id":"300000000000000001","name":"hjelp"}]`)
		}
	}))
	defer platform.Close()
	for name, value := range map[string]string{
		"DESK": "slack", "SLACK_DESK_CHANNEL": "#saker", "SLACK_SUPPORT_CHANNELS": "C1,hjelp,borte", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1",
		"DISCORD_TOKEN": "x", "DISCORD_SUPPORT_CHANNELS": "hjelp", "SLACK_API_URL": platform.URL, "DISCORD_API_URL": platform.URL, "HTTP_ADDR": "localhost",
	} {
		t.Setenv(name, value)
	}
	start(t, "", "serve").want(t, exitConfig,
		`SLACK_DESK_CHANNEL: "#saker" is not the id of a channel`, `SLACK_DESK_CHANNEL: the id of "#saker" is C0AGENTS`,
		`SLACK_SUPPORT_CHANNELS: "borte" is not the id of a channel`, `SLACK_SUPPORT_CHANNELS: the id of "hjelp" is C0HELP`,
		`DISCORD_SUPPORT_CHANNELS: "hjelp" is not an id`, `DISCORD_SUPPORT_CHANNELS: the id of "hjelp" is 300000000000000001`, "HTTP_ADDR: ",
	)
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
