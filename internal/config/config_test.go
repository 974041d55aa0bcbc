package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"aktivering/internal/config"
)

// settings are flags of the kinds that the program has.
type settings struct {
	Config   config.File `name:"config"`
	Database string      `name:"database" env:"TEST_DB" secret:"" default:"default.db"`
	Token    string      `name:"slack-bot-token" env:"TEST_TOKEN" secret:""`
	Channels []string    `name:"slack-channels" env:"TEST_CHANNELS"`
	Port     int         `name:"port" env:"TEST_PORT" default:"80"`

	Wait time.Duration `name:"wait" env:"TEST_WAIT" default:"1s"`
	Kind string        `name:"kind" env:"TEST_KIND" enum:"green,blue" default:"green"`
	On   bool          `name:"on" env:"TEST_ON"`

	Serve struct {
		Level string `name:"level" default:"info"`
	} `cmd:""`
	Other struct {
		Only string `name:"only-there"`
	} `cmd:""`
}

// parse reads settings as the program does.
func parse(t *testing.T, env map[string]string, args ...string) (settings, []string, error) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
	var s settings
	source := &config.Source{Getenv: os.Getenv}
	parser, err := kong.New(&s, append(source.Options(), kong.DefaultEnvars("TEST"))...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(append([]string{"serve"}, args...))
	faults := slices.Clone(source.Faults())
	for i, f := range faults {
		for _, arg := range args { // its name is another one each time
			f = strings.ReplaceAll(f, "configuration file "+arg+",", "configuration file FILE,")
		}
		faults[i] = f
	}
	return s, faults, err
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const whole = `
database: from-file.db
slack:
  bot_token: from-file
  channels: [a, b]
port: 8080
level: debug
only-there: x
`

func TestOrder(t *testing.T) {
	file := write(t, whole)
	secret := write(t, "from-secret\n")
	cases := []struct {
		name           string
		env            map[string]string
		args           []string
		database, port string
	}{
		{"default", nil, nil, "default.db", "80"},
		{"file", nil, []string{"--config", file}, "from-file.db", "8080"},
		{"file named by the environment", map[string]string{"TEST_CONFIG": file}, nil, "from-file.db", "8080"},
		{"secret over file", map[string]string{"TEST_DB_FILE": secret}, []string{"--config", file}, "from-secret", "8080"},
		{"environment over file", map[string]string{"TEST_DB": "env", "TEST_PORT": "81"}, []string{"--config", file}, "env", "81"},
		{"empty environment", map[string]string{"TEST_DB": "", "TEST_PORT": ""}, nil, "default.db", "80"},
		{"file over empty environment", map[string]string{"TEST_DB": "", "TEST_PORT": ""}, []string{"--config", file}, "from-file.db", "8080"},
		{"flag over all", map[string]string{"TEST_DB_FILE": secret, "TEST_PORT": "81"}, []string{"--config", file, "--database", "flag", "--port", "82"}, "flag", "82"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, faults, err := parse(t, c.env, c.args...)
			if err != nil || len(faults) > 0 {
				t.Fatalf("error %v, faults %v", err, faults)
			}
			if s.Database != c.database || c.port != strconv.Itoa(s.Port) {
				t.Errorf("database %q, port %d; want %q, %s", s.Database, s.Port, c.database, c.port)
			}
		})
	}
}

func TestNested(t *testing.T) {
	s, faults, err := parse(t, nil, "--config", write(t, whole))
	if err != nil || len(faults) > 0 {
		t.Fatalf("error %v, faults %v", err, faults)
	}
	if s.Token != "from-file" || !slices.Equal(s.Channels, []string{"a", "b"}) || s.Serve.Level != "debug" {
		t.Errorf("got %+v", s)
	}
}

// All faults are reported together, each with its name and the remedy.
func TestFaults(t *testing.T) {
	empty := write(t, " \n")
	_, faults, err := parse(t, map[string]string{
		"TEST_DB": "x", "TEST_DB_FILE": "y", "TEST_TOKEN_FILE": empty,
	}, "--config", write(t, "databse: x\nslack:\n  bot-tokn: y\n  nonsense: z\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`TEST_DB and TEST_DB_FILE are both set; remove one of them`,
		`TEST_TOKEN_FILE: ` + empty + ` is empty`,
		`configuration file FILE, line 1: unknown setting "databse"; did you mean "database"?`,
		`configuration file FILE, line 3: unknown setting "slack-bot-tokn"; did you mean "slack-bot-token"?`,
		`configuration file FILE, line 4: unknown setting "slack-nonsense"`,
	}
	slices.Sort(want)
	if !slices.Equal(faults, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(faults, "\n"), strings.Join(want, "\n"))
	}
	if _, faults, _ := parse(t, map[string]string{"TEST_DB": "", "TEST_TOKEN_FILE": "no-such-file", "TEST_DB_FILE": ""}); len(faults) != 1 || !strings.Contains(faults[0], "TEST_TOKEN_FILE: there is no file no-such-file; create it") {
		t.Errorf("faults %q", faults)
	}
}

func TestFileThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"- a":        "line 1: not a setting; write name: value",
		"a: [":       "configuration file FILE, line 2: not valid YAML: ",
		"a:\n\t- b":  "indent with spaces, not with tabs",
		"TEST_DB: x": `unknown setting "TEST-DB"; did you mean "database"?`,
		"a: &x *x\n": "YAML",
	} {
		if _, faults, err := parse(t, nil, "--config", write(t, text)); err != nil || !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("%q: %q, %v, want %q", text, faults, err, want)
		}
	}
	if _, faults, err := parse(t, nil, "--config", write(t, "# nothing\n")); err != nil || len(faults) > 0 {
		t.Errorf("an empty file: %v, %v", err, faults)
	}
	_, faults, err := parse(t, map[string]string{"TEST_PORT": "x"}, "--config", "no-such-file")
	if err != nil || len(faults) != 2 || !strings.HasPrefix(faults[0], "configuration file: there is no file ") || !strings.HasSuffix(faults[0], "no-such-file; create it, or correct the path") || faults[1] != `TEST_PORT: "x" is invalid; use a whole number` {
		t.Errorf("a file that is not there: %q, %v", faults, err)
	}
}

// A value of the environment or the file that does not suit its flag is told with all
// else, and what is wrong on the command line ends the program first.
func TestValues(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		file string
		want []string
	}{
		"environment": {
			map[string]string{"TEST_PORT": "eighty", "TEST_WAIT": "x", "TEST_KIND": "red", "TEST_ON": "perhaps"},
			"",
			[]string{
				`TEST_KIND: "red" is invalid; use green or blue`,
				`TEST_ON: "perhaps" is invalid; use true or false`,
				`TEST_PORT: "eighty" is invalid; use a whole number`,
				`TEST_WAIT: "x" is invalid; use a duration such as 8s, 15m or 1h30m`,
			},
		},
		"file": {
			nil, "slack-bot-token: [a, b]\nport: 1.5\nwait: 8\nkind: red\non: [x]\nslack-channels: [{a: b}]\n",
			[]string{
				"configuration file FILE, line 1: slack-bot-token: a list is invalid; use one value",
				`configuration file FILE, line 2: port: "1.5" is invalid; use a whole number`,
				`configuration file FILE, line 3: wait: "8" is invalid; use a duration such as 8s, 15m or 1h30m`,
				`configuration file FILE, line 4: kind: "red" is invalid; use green or blue`,
				"configuration file FILE, line 5: on: a list is invalid; use one value",
				"configuration file FILE, line 6: slack-channels: the value is invalid; use a list of single values",
			},
		},
		"both": {
			map[string]string{"TEST_KIND": "red"},
			"port: x\n",
			[]string{`TEST_KIND: "red" is invalid; use green or blue`, `configuration file FILE, line 1: port: "x" is invalid; use a whole number`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, faults, err := parse(t, c.env, "--config", write(t, c.file))
			if err != nil || !slices.Equal(faults, c.want) {
				t.Errorf("got %v\n%s\nwant\n%s", err, strings.Join(faults, "\n"), strings.Join(c.want, "\n"))
			}
			if s.Port != 80 || s.Kind != "green" || s.Wait != time.Second || s.On || s.Token != "" {
				t.Errorf("they are not at their defaults: %+v", s)
			}
		})
	}
	if _, _, err := parse(t, nil, "--port", "x"); err == nil {
		t.Error("a flag that cannot be read is passed over")
	}
}

// Ids are longer than numbers can be, and need no quotation marks all the same.
func TestNumbersAsText(t *testing.T) {
	s, faults, err := parse(t, nil, "--config", write(t, "slack-bot-token: 01234567890123456789\nslack-channels: [12345678901234567890, &x 1e3, *x]\nport: 0x50\non: true\n"))
	if err != nil || len(faults) > 0 || s.Token != "01234567890123456789" || !slices.Equal(s.Channels, []string{"12345678901234567890", "1e3", "1e3"}) || s.Port != 80 || !s.On {
		t.Errorf("got %+v, %q, %v", s, faults, err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add(whole)
	f.Add("database: {a: {b: c}}")
	f.Add("port: [1, 2]")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, _ = parse(t, nil, "--config", write(t, text))
	})
}
