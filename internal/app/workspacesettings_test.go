package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/store/memory"
	"aktivering/internal/workspaces"
)

// writeFile writes settings of workspaces.
func writeFile(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "workspaces.yaml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// writes is what somebody of a workspace writes in a channel, or in a thread there.
func (o *organizations) writes(team, channel, thread, person, text string) {
	o.t.Helper()
	o.mu.Lock()
	o.number++
	ts := fmt.Sprintf("%d.%06d", time.Now().Unix(), o.number)
	o.mu.Unlock()
	event := map[string]any{"type": "message", "channel_type": "channel", "channel": channel, "user": person, "ts": ts, "text": text}
	if thread != "" {
		event["thread_ts"] = thread
	}
	o.event(team, event)
}

// post is the latest message in a channel of a workspace.
func (o *organizations) post(team, channel string) string {
	o.t.Helper()
	ts := ""
	eventually(o.t, "something is posted in "+channel+" of "+team, func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		ts = o.posts[team+" "+channel]
		return ts != ""
	})
	return ts
}

// Two workspaces have desks, languages, channels and packs of their own. What belongs to one of them is
// neither shown in the other one, nor can it be reached from there, whoever writes where.
func TestWorkspacesWithDesksOfTheirOwn(t *testing.T) {
	t.Parallel()
	const file = `
- {platform: slack, id: T1, name: Vest, language: nn, channels: [CHELP], packs: [consumer], desk: {channel: CDESK1, team: Hjelpa i vest}}
- {platform: slack, id: T2, name: Øst, desk: {channel: CDESK2}}
`
	eachDatabase(t, func(t *testing.T, database string) {
		o := serveOrganizations(t, settings.Serve{Database: settings.Database(database), Desk: settings.Desk{Platform: settings.Nowhere, Workspaces: writeFile(t, file), Language: "nb", Replies: "marked", Timezone: "Europe/Oslo"}})
		o.says("T1", "0xC004F213")
		o.sees("T1", "0xC004F213")
		if said := o.in("T1"); !strings.Contains(said, "Hjelpte det") && !strings.Contains(said, "ikkje") {
			t.Errorf("not in the language of the workspace:\n%s", said)
		}
		o.says("T1", "eg vil snakke med eit menneske")
		card1 := o.post("T1", "CDESK1")
		o.says("T2", "jeg vil snakke med et menneske")
		card2 := o.post("T2", "CDESK2")
		for _, other := range []struct{ team, channel string }{{"T1", "CDESK2"}, {"T2", "CDESK1"}} {
			if strings.Contains(o.in(other.team), other.channel+": ") {
				t.Errorf("%s is shown something in %s:\n%s", other.team, other.channel, o.in(other.team))
			}
		}
		// Somebody of T1 writes in a channel and a thread that have the ids of T2's desk.
		o.writes("T1", "CDESK2", card2, "UAGENT", "svar: dette er ikke for deg")
		o.writes("T1", "CDESK1", card2, "UAGENT", "svar: dette er heller ikke for deg")
		o.writes("T2", "CDESK2", card2, "UAGENT", "svar: hei fra øst")
		o.sees("T2", "hei fra øst")
		o.writes("T1", "CDESK1", card1, "UAGENT", "svar: hei frå vest")
		o.sees("T1", "hei frå vest")
		o.sees("T1", "Hjelpa i vest")
		if strings.Contains(o.in("T2"), "for deg") || strings.Contains(o.in("T2"), "vest") || strings.Contains(o.in("T1"), "hei fra øst") {
			t.Errorf("shown in T1:\n%s\nin T2:\n%s", o.in("T1"), o.in("T2"))
		}
		// A block of T2's is T2's.
		o.writes("T2", "CDESK2", card2, "UAGENT", "sperr: plager folk")
		o.sees("T2", "sperr")
		o.writes("T1", "CDESK1", "", "UAGENT", "sperringer")
		eventually(t, "T1's desk is told of blocks", func() bool {
			return strings.Contains(o.in("T1"), "CDESK1: ") && strings.Contains(strings.ToLower(o.in("T1")), "ingen er sperr")
		})
		if strings.Contains(o.in("T1"), "plager folk") {
			t.Errorf("T1 is shown a block of T2's:\n%s", o.in("T1"))
		}
		// A channel of T1's is answered in T1 alone.
		o.writes("T2", "CHELP", "", "U5", "0xC004F074 når jeg aktiverer")
		o.writes("T1", "CHELP", "", "U5", "0xC004C003 når eg aktiverer")
		o.sees("T1", "CHELP: ")
		if strings.Contains(o.in("T2"), "CHELP: ") {
			t.Errorf("T2 is answered in a channel of T1's:\n%s", o.in("T2"))
		}
		if ready := readyParts(t, o.requests.at()); ready["workspaces"] != "ok" {
			t.Errorf("ready: %v", ready)
		}
		// A command with other settings than serve's leaves the cases alone.
		out := new(bytes.Buffer)
		other := CasesOptions{Database: settings.Database(database), Desk: settings.Desk{Platform: settings.OnWeb, Language: "nb", Replies: "marked", Timezone: "Europe/Oslo"}}
		if err := newApp(out).MoveCases(t.Context(), other); err != nil || !strings.Contains(out.String(), "1 case left as it is, of a desk that these settings do not have (slack/T1): #1.") {
			t.Errorf("without the file: %v\n%s", err, out)
		}
	})
}

func TestWorkspaceSettings(t *testing.T) {
	a := newApp(new(lines))
	m, _, err := a.manager(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	program := settings.Desk{Platform: settings.OnWeb, Timezone: "Europe/Oslo", Language: "nb"}
	if err := setUp(&m, program); err != nil {
		t.Fatal(err)
	}
	file := writeFile(t, "- {platform: discord, id: '112233445566778899', packs: [consumer], administrator_channels: ['212233445566778899'], desk: {channel: '312233445566778899', hours: 24/7}}")
	s := memory.Open(memory.NewDatabase(), memory.Options{Now: time.Now})
	var taken *desk.Manager
	texts := new(current)
	p := &workspaceSettings{
		registry: a.registry(settings.Desk{Workspaces: file}, settings.Platforms{DiscordToken: "x", SlackClientID: "1.2"}, m.Knowledge, s),
		program:  program, texts: texts,
		take: func(m desk.Manager) {
			taken = &m
			texts.manager.Store(&m)
		},
	}
	made, err := p.begin(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	there := bot.Address{Platform: "discord", Space: "112233445566778899", Channel: "1"}
	elsewhere := bot.Address{Platform: "discord", Space: "992233445566778899", Channel: "1"}
	if d := made.Desks.For(there); d == nil || d.At.Channel != "312233445566778899" || d.Name != "discord/112233445566778899" {
		t.Errorf("the desk there is %+v", d)
	}
	if d := made.Desks.For(elsewhere); d != m.Desks[0] {
		t.Errorf("the desk elsewhere is %+v", d)
	}
	if n, all := len(made.In(there).Knowledge.Articles()), len(made.In(elsewhere).Knowledge.Articles()); n >= all || n == 0 {
		t.Errorf("%d articles there, and %d elsewhere", n, all)
	}
	if changed, err := p.refresh(t.Context()); changed || err != nil {
		t.Errorf("nothing has changed: %v, %v", changed, err)
	}

	// What is kept counts too; what is wrong with it leaves out that workspace alone.
	nord := workspaces.Settings{Platform: "slack", ID: "T9", Language: "en"}
	if faults, err := p.registry.Save(t.Context(), nord, "Bente", time.Time{}); len(faults) > 0 || err != nil {
		t.Fatal(faults, err)
	}
	if changed, err := p.refresh(t.Context()); !changed || err != nil || taken.In(nord.Place()).Language != "en" {
		t.Errorf("not taken over: %v, %v", changed, err)
	}
	if w := p.slackWorkspace("T9"); w.Language != "en" || w.Manager.Form("").Title == "" {
		t.Errorf("as the adapter knows it: %+v", w)
	}
	p.changeFile(t, file)
	if taken.Desks.For(there) != m.Desks[0] {
		t.Errorf("the desk there is %+v", taken.Desks.For(there))
	}

	// Other knowledge keeps them.
	other := m
	other.Language = "nn"
	if err := p.rebase(other); err != nil || taken.In(nord.Place()).Language != "en" || taken.In(there).Language != "nn" {
		t.Errorf("rebased: %v, %+v", err, taken)
	}
}

// changeFile lets a file have faults, which changes nothing and is told of, and then nothing.
func (p *workspaceSettings) changeFile(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, []byte("- {platform: discord, id: Oslo}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := p.refresh(t.Context()); changed || err == nil || !strings.Contains(p.Ready().Error(), "Copy Server ID") {
		t.Errorf("a faulty file: %v, %v; ready: %v", changed, err, p.Ready())
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := p.refresh(t.Context()); !changed || err != nil || p.Ready() != nil {
		t.Errorf("an empty file: %v, %v; ready: %v", changed, err, p.Ready())
	}
}

// hangingStore tells of no settings until it is let go.
type hangingStore struct {
	workspaces.Store
	asked, free chan struct{}
}

func (s hangingStore) WorkspaceSettings(context.Context) ([]store.WorkspaceSettings, error) {
	close(s.asked)
	<-s.free
	return nil, nil
}

// A database that hangs while the settings are read holds up neither a probe nor the knowledge.
func TestWorkspaceSettingsHang(t *testing.T) {
	a := newApp(new(lines))
	m, _, err := a.manager(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := hangingStore{asked: make(chan struct{}), free: make(chan struct{})}
	p := &workspaceSettings{registry: a.registry(settings.Desk{}, settings.Platforms{}, m.Knowledge, s), texts: new(current), take: func(desk.Manager) {}}
	refreshed := make(chan error, 1)
	go func() {
		_, err := p.refresh(t.Context())
		refreshed <- err
	}()
	<-s.asked
	meanwhile := make(chan error, 1)
	go func() {
		_ = p.Count()
		_ = p.Ready()
		meanwhile <- p.rebase(m)
	}()
	select {
	case err := <-meanwhile:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("a probe waits for the database")
	}
	close(s.free)
	if err := <-refreshed; err != nil {
		t.Error(err)
	}
}
