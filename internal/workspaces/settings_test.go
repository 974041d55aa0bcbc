package workspaces_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/internal/store/memory"
	"aktivering/internal/workspaces"
)

func isID(first string) func(string) bool {
	return func(id string) bool { return strings.HasPrefix(id, first) && len(id) > 1 }
}

func checker() workspaces.Checker {
	return workspaces.Checker{
		Platforms: map[bot.Platform]workspaces.Rules{
			"slack":   {IsWorkspace: isID("T"), IsChannel: isID("C"), IsAgents: isID("S"), Alerts: []string{"here", "channel"}},
			"discord": {IsWorkspace: isID("1"), IsChannel: isID("2"), IsAgents: isID("3")},
		},
		Languages: []string{"nb", "nn", "en"}, Packs: []string{"consumer", "volume"}, Zone: "Europe/Oslo",
	}
}

const file = `
- platform: slack
  id: T1
  name: Vest
  language: nn
  channels: [C1, C2]
  administrator_channels: [C3]
  packs: [consumer]
  desk:
    channel: C9
    agents: S1
    alert: here
    language: nn
    hours: man-fre 08:00-16:00
    timezone: Europe/Oslo
    team: Hjelpa
    replies: all
- {platform: discord, id: "11"}
`

func TestRead(t *testing.T) {
	list, err := workspaces.Read([]byte(file))
	if err != nil || len(list) != 2 || len(checker().CheckAll(list)) > 0 {
		t.Fatalf("%+v, %v, %v", list, err, checker().CheckAll(list))
	}
	b, err := list[0].JSON()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := workspaces.FromJSON(b); err != nil || !back.Equal(list[0]) {
		t.Errorf("%+v, %v, want %+v", back, err, list[0])
	}
	for what, content := range map[string]string{
		"a field that is not known": "- {platform: slack, id: T1, chanels: [C1]}",
		"a field twice":             "- {platform: slack, id: T1, id: T2}",
		"no list":                   "platform: slack",
		"a text":                    "hei",
		"two documents":             "- {platform: slack, id: T1}\n---\n- {platform: slack, id: T2}",
		"an empty entry":            "- {platform: slack, id: T1}\n- ~",
		"too many":                  strings.Repeat("- {platform: slack, id: T1}\n", 501),
	} {
		if list, err := workspaces.Read([]byte(content)); err == nil {
			t.Errorf("%s: %+v", what, list)
		}
	}
	for _, content := range []string{"", "# nothing yet\n", "[]"} {
		if list, err := workspaces.Read([]byte(content)); err != nil || len(list) > 0 {
			t.Errorf("%q: %+v, %v", content, list, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file)
	f.Add("- &a {platform: slack, id: T1}\n- *a")
	f.Fuzz(func(t *testing.T, content string) {
		list, err := workspaces.Read([]byte(content))
		if err != nil {
			return
		}
		checker().CheckAll(list)
		for _, s := range list {
			b, err := s.JSON()
			if err != nil {
				continue // too long
			}
			if _, err := workspaces.FromJSON(b); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	long := strings.Repeat("a", 81)
	for _, test := range []struct {
		change func(*workspaces.Settings)
		want   string
	}{
		{func(s *workspaces.Settings) { s.Platform = "teams" }, "platform platform"},
		{func(s *workspaces.Settings) { s.ID = "Oslo" }, "id id"},
		{func(s *workspaces.Settings) { s.Name = long }, "name long"},
		{func(s *workspaces.Settings) { s.Language = "sv" }, "language language"},
		{func(s *workspaces.Settings) { s.Channels = []string{"#hjelp"} }, "channels channel"},
		{func(s *workspaces.Settings) { s.Channels = []string{"C1", "C1"} }, "channels twice"},
		{func(s *workspaces.Settings) { s.Channels = slices.Repeat([]string{"C1"}, 51) }, "channels long"},
		{func(s *workspaces.Settings) { s.AdministratorChannels = []string{"1"} }, "administrator_channels channel"},
		{func(s *workspaces.Settings) { s.Packs = []string{"office"} }, "packs pack"},
		{func(s *workspaces.Settings) { s.Desk.Channel = "" }, "desk.channel channel"},
		{func(s *workspaces.Settings) { s.Desk.Channel = "C1" }, "desk.channel twice"},
		{func(s *workspaces.Settings) { s.Desk.Agents = "U1" }, "desk.agents agents"},
		{func(s *workspaces.Settings) { s.Desk.Alert = "everyone" }, "desk.alert alert"},
		{func(s *workspaces.Settings) { s.Desk.Language = "xx" }, "desk.language language"},
		{func(s *workspaces.Settings) { s.Desk.Hours = "alltid" }, "desk.hours hours"},
		{func(s *workspaces.Settings) { s.Desk.Timezone = "Oslo" }, "desk.timezone zone"},
		{func(s *workspaces.Settings) { s.Desk.Team = long }, "desk.team long"},
		{func(s *workspaces.Settings) { s.Desk.Replies = "some" }, "desk.replies replies"},
		{func(s *workspaces.Settings) {
			s.Platform, s.ID, s.Channels, s.AdministratorChannels = "discord", "11", nil, nil
			*s.Desk = workspaces.Desk{Channel: "22", Alert: "here"}
		}, "desk.alert alert"},
		{func(*workspaces.Settings) {}, ""},
	} {
		list, err := workspaces.Read([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		s := list[0]
		test.change(&s)
		var got []string
		for _, f := range checker().Check(s) {
			if f.Remedy == "" || !strings.Contains(f.String(), f.Field) {
				t.Errorf("%+v", f)
			}
			if kind := f.Field + " " + string(f.Kind); !slices.Contains(got, kind) {
				got = append(got, kind)
			}
		}
		if !slices.Contains(got, test.want) && test.want != "" || test.want == "" && got != nil {
			t.Errorf("%q, want %s", got, test.want)
		}
	}
	twice := checker().CheckAll([]workspaces.Settings{{Platform: "slack", ID: "T1", Channels: []string{"C1"}}, {Platform: "slack", ID: "T2", Channels: []string{"C1"}}, {Platform: "slack", ID: "T1"}})
	if len(twice) != 2 || !strings.Contains(twice[0], "slack/T2: the channel C1 is also slack/T1's") || !strings.Contains(twice[1], "named twice") {
		t.Errorf("%q", twice)
	}
}

func TestRegistry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workspaces.yaml")
	if err := os.WriteFile(path, []byte("- {platform: slack, id: T1, channels: [C1]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	r := workspaces.Registry{File: path, Store: memory.Open(nil, memory.Options{}), Checker: checker(), Now: func() time.Time { return noon }}
	save := func(s workspaces.Settings, before time.Time) string {
		t.Helper()
		faults, err := r.Save(t.Context(), s, "Bente", before)
		switch {
		case err != nil:
			return err.Error()
		case len(faults) > 0:
			return string(faults[0].Kind)
		}
		return ""
	}
	second := workspaces.Settings{Platform: "slack", ID: "T2", Language: "nn"}
	if got := save(second, time.Time{}); got != "" {
		t.Fatal(got)
	}
	if got := save(workspaces.Settings{Platform: "slack", ID: "T1"}, time.Time{}); got != workspaces.ErrInFile.Error() {
		t.Errorf("over the file: %s", got)
	}
	if got := save(second, time.Time{}); got != "twice" {
		t.Errorf("as a new one again: %s", got)
	}
	shared := second
	shared.Channels = []string{"C1"}
	if got := save(shared, noon); got != "twice" {
		t.Errorf("a channel of another one: %s", got)
	}
	second.Name = "Øst"
	if got := save(second, noon); got != "" {
		t.Errorf("changed: %s", got)
	}
	if got := save(second, noon); got != workspaces.ErrChanged.Error() {
		t.Errorf("without having seen the change: %s", got)
	}
	all, err := r.All(t.Context())
	if err != nil || len(all) != 2 || !all[0].InFile || all[1].InFile || all[1].Name != "Øst" || all[1].By != "Bente" || !all[1].Changed.After(noon) {
		t.Fatalf("%+v, %v", all, err)
	}

	// A pack that is gone leaves out the workspace, and no other.
	second.Packs = []string{"volume"}
	if got := save(second, all[1].Changed); got != "" {
		t.Fatal(got)
	}
	r.Checker.Packs = []string{"consumer"}
	if all, err = r.All(t.Context()); err != nil || len(all[1].Faults) != 1 || len(workspaces.InForce(all)) != 1 {
		t.Errorf("%+v, %v", all, err)
	}

	if err := r.Remove(t.Context(), second.Key(), noon); !errors.Is(err, workspaces.ErrChanged) {
		t.Errorf("removed without having seen the change: %v", err)
	}
	if err := r.Remove(t.Context(), second.Key(), all[1].Changed); err != nil {
		t.Error(err)
	}
	r.File = filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(r.File, []byte(strings.Repeat("# a comment\n", 100_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.All(t.Context()); err == nil {
		t.Error("a file of over a megabyte is read")
	}
	r.File = t.TempDir()
	if _, err := r.All(t.Context()); err == nil || !strings.Contains(err.Error(), "a folder, not a file") {
		t.Errorf("a folder: %v", err)
	}
	r.File = filepath.Join(t.TempDir(), "none.yaml")
	all, err = r.All(t.Context())
	if wrong, ok := errors.AsType[*workspaces.FileError](err); !ok || len(all) != 0 || len(wrong.Faults) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}
