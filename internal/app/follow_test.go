package app

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/internal/settings"
)

// serveFolder serves a folder with knowledge, with a desk.
func serveFolder(t *testing.T, folder, database string, b *board) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &program{t: t, out: new(lines), stop: cancel, done: make(chan error, 1)}
	go func() {
		a := newApp(p.out, b)
		a.Folders = []string{folder}
		p.done <- a.Serve(ctx, settings.Serve{
			Database: settings.Database(database), HTTPAddr: "127.0.0.1:0", Grace: time.Second,
			Desk: settings.Desk{Platform: "board", SlackChannel: "desk", Timezone: "UTC", Language: "nb"},
		})
	}()
	t.Cleanup(cancel)
	eventually(t, "the program listens", func() bool {
		p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(p.out.String())
		return p.url != ""
	})
	return p
}

// toldIn returns what was sent to a channel.
func (b *board) toldIn(channel string) (texts []string) {
	for _, out := range b.shown() {
		if out.To == (bot.Address{Platform: "board", Channel: channel}) {
			texts = append(texts, bottest.Render(out.Reply))
		}
	}
	return texts
}

// answer is what the bot says to somebody who writes for the first time.
func (p *program) answer(b *board, person string) string {
	p.t.Helper()
	p.say(person, "får ikke koblet til VPN")
	eventually(p.t, "an answer", func() bool { return len(b.toldIn(person)) > 0 })
	return b.toldIn(person)[0]
}

// Knowledge that changes while it is served.
func TestKnowledgeIsFollowed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "vpn")
	if err := os.CopyFS(dir, os.DirFS("../../bot/match/testdata/vpn")); err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(dir, "pack.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(settings), "facts:") // the last part of the file
	facts := strings.TrimPrefix(string(settings), before)
	file := filepath.Join(dir, "vpn-kobler-ikke.yaml")
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(from, to string) {
		t.Helper()
		if !strings.Contains(string(sound), from) {
			t.Fatalf("there is no %q", from)
		}
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(sound), from, to)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := newBoard()
	p := serveFolder(t, dir, filepath.Join(t.TempDir(), "a.db"), b)
	if text := p.answer(b, "kari"); !strings.Contains(text, "Avslutt VPN-klienten.") {
		t.Errorf("the answer is\n%s", text)
	}

	// A change counts within a second.
	began := time.Now()
	write("Avslutt VPN-klienten.", "Lukk VPN-klienten.")
	eventually(t, "the change is taken over", func() bool { return strings.Contains(p.out.String(), "knowledge taken over") })
	t.Logf("taken over after %s", time.Since(began))
	if text := p.answer(b, "ola"); !strings.Contains(text, "Lukk VPN-klienten.") {
		t.Errorf("the answer is\n%s", text)
	}

	// A bad one does not, and is told: in the log and to probes at once, to the desk once.
	write("questions: [vpn_network]", "questions: [vpn_net]")
	const fault = `vpn-kobler-ikke.yaml:33: no pack has a fact "vpn_net"`
	eventually(t, "the fault is told to probes", func() bool {
		ready, parts := p.ready()
		return ready && strings.Contains(parts["knowledge"], fault) && strings.Contains(parts["knowledge"], "what was known before is served")
	})
	if !strings.Contains(p.out.String(), "not taken over; what was known before is served") {
		t.Errorf("the log is\n%s", p.out)
	}
	if text := p.answer(b, "siri"); !strings.Contains(text, "Lukk VPN-klienten.") {
		t.Errorf("the answer is\n%s", text)
	}
	eventually(t, "the fault is told to the desk", func() bool { return len(b.toldIn("desk")) > 0 })
	write("questions: [vpn_network]", "questions: [vpn_net] # again")
	time.Sleep(tellAfter + time.Second)
	if told := b.toldIn("desk"); len(told) != 1 || !strings.Contains(told[0], "ikke tatt i bruk") || !strings.Contains(told[0], "no pack has a fact") {
		t.Errorf("the desk was told\n%s", strings.Join(told, "\n"))
	}

	// It is put right.
	write("Avslutt VPN-klienten.", "Stopp VPN-klienten.")
	eventually(t, "the knowledge is sound", func() bool { _, parts := p.ready(); return parts["knowledge"] == "ok" })
	eventually(t, "that is told to the desk", func() bool { return len(b.toldIn("desk")) > 1 })
	if text := p.answer(b, "nils"); !strings.Contains(text, "Stopp VPN-klienten.") {
		t.Errorf("the answer is\n%s", text)
	}

	// What somebody follows is taken away.
	taken := strings.Count(p.out.String(), "knowledge taken over")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]string{"vpn-sette-opp.yaml": "see_also: [vpn-kobler-ikke]\n", "pack.yaml": facts} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(data), from) {
			t.Fatalf("%s has no %q, error %v", name, from, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(string(data), from, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the article is gone", func() bool { return strings.Count(p.out.String(), "knowledge taken over") > taken })
	p.say("nils", "hjemme")
	eventually(t, "the conversation goes on", func() bool { return len(b.toldIn("nils")) > 1 })
	if text := b.toldIn("nils")[1]; !strings.Contains(text, "er ikke her lenger") {
		t.Errorf("the answer is\n%s", text)
	}
	if took := p.end(); took > 5*time.Second {
		t.Errorf("the end took %s", took)
	}
}

// Without a folder nothing is followed, and nothing is said of it.
func TestNothingIsFollowed(t *testing.T) {
	t.Parallel()
	p := serve(t, filepath.Join(t.TempDir(), "a.db"), time.Second, newBoard())
	if _, parts := p.ready(); parts["knowledge"] != "" {
		t.Errorf("readiness tells of %q", parts["knowledge"])
	}
	if code, _ := p.do(http.MethodGet, "/healthz", ""); code != http.StatusOK {
		t.Errorf("health %d", code)
	}
	p.end()
}
