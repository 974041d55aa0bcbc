package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// console is a pseudo-terminal: the test types on its keyboard and reads its screen.
type console struct {
	keyboard *os.File
	device   *os.File

	mu    sync.Mutex
	shown bytes.Buffer
}

func newConsole(t *testing.T) *console {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	device, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(device.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 60}); err != nil {
		t.Fatal(err)
	}
	c := &console{keyboard: master, device: device}
	t.Cleanup(func() { _, _ = device.Close(), master.Close() })
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := master.Read(buffer)
			if err != nil {
				return
			}
			c.mu.Lock()
			c.shown.Write(buffer[:n])
			c.mu.Unlock()
		}
	}()
	return c
}

func (c *console) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := c.keyboard.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// sees waits for a text on the screen.
func (c *console) sees(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		c.mu.Lock()
		shown := c.shown.String()
		c.mu.Unlock()
		if strings.Contains(shown, want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the screen never shows %q, but %q", want, shown)
		}
	}
}

// cooked reports whether the terminal edits lines by itself, as a shell left it.
func (c *console) cooked(t *testing.T) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(c.device.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ICANON != 0
}

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestStyleOfTerminal(t *testing.T) {
	c := newConsole(t)
	cases := []struct {
		env           func(string) string
		colors, links bool
	}{
		{env("TERM", "xterm-256color"), true, false},
		{env("TERM", "xterm-256color", "VTE_VERSION", "7201"), true, true},
		{env("TERM", "xterm-256color", "VTE_VERSION", "4999"), true, false},
		{env("TERM", "xterm-kitty"), true, true},
		{env("WT_SESSION", "1"), true, true},
		{env("TERM_PROGRAM", "vscode"), true, true},
		{env("TERM_PROGRAM", "Apple_Terminal"), true, false},
		{env("TERM", "xterm", "NO_COLOR", "1"), false, false},
		{env("TERM", "dumb", "WT_SESSION", "1"), false, false},
	}
	for i, c2 := range cases {
		s := terminal.StyleOf(c.device, c2.env)
		if s.Colors != c2.colors || s.Links != c2.links {
			t.Errorf("case %d: colors %t, links %t", i, s.Colors, s.Links)
		}
		if s.Width() != 60 {
			t.Errorf("the width is %d", s.Width())
		}
	}
}

func TestLineEditing(t *testing.T) {
	c := newConsole(t)
	said := make(chan string, 8)
	a := terminal.New(terminal.Options{
		In: c.device, Out: c.device, Now: time.Now,
		Person: event.Person{ID: "local"},
		Style:  terminal.StyleOf(c.device, env("TERM", "xterm")),
	})
	done := make(chan error, 1)
	go func() {
		done <- a.Run(t.Context(), inboxFunc(func(_ context.Context, in event.Inbound) error {
			if s, ok := in.Event.(event.Message); ok {
				said <- s.Text
			}
			return nil
		}))
	}()
	c.sees(t, "> ")
	for _, step := range []struct{ keys, want string }{
		{"hei på deg\r", "hei på deg"},
		{"hxy\x7f\x7fallo\r", "hallo"}, // backspace
		{"\x1b[A\r", "hallo"},          // arrow up: the line before
		{"\x1b[A\x1b[A\x1b[A\r", "hei på deg"},
		{"kode\x01feil\r", "feilkode"}, // Ctrl-A: to the beginning
		{"\x1b[200~linje en\rlinje to\x1b[201~\r", "linje en\nlinje to"},
		{"\r\r \rsvar\r", "svar"}, // an empty line is no message
	} {
		c.press(t, step.keys)
		select {
		case got := <-said:
			if got != step.want {
				t.Errorf("%q says %q, want %q", step.keys, got, step.want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%q says nothing", step.keys)
		}
	}
	// A reply that comes while a line is typed is shown above it.
	c.press(t, "halvskr")
	c.sees(t, "halvskr")
	r := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "et svar"}}}}}
	if _, err := a.Send(t.Context(), port.Outbound{To: a.Address(), Reply: r}); err != nil {
		t.Fatal(err)
	}
	c.sees(t, "et svar\r\n")
	c.press(t, "evet\r")
	if got := <-said; got != "halvskrevet" {
		t.Errorf("got %q", got)
	}
	if c.cooked(t) {
		t.Error("the terminal edits lines by itself")
	}
	c.press(t, "\x04")
	if err := <-done; err != nil {
		t.Errorf("Ctrl-D: %v", err)
	}
	if !c.cooked(t) {
		t.Error("the terminal is not left as it was")
	}
}

func TestRunEndsAndRestoresTheTerminal(t *testing.T) {
	leave := map[string]func(*testing.T, *console, context.CancelFunc){
		"Ctrl-C":  func(t *testing.T, c *console, _ context.CancelFunc) { c.press(t, "noe\x03") },
		"Ctrl-D":  func(t *testing.T, c *console, _ context.CancelFunc) { c.press(t, "\x04") },
		"context": func(_ *testing.T, _ *console, cancel context.CancelFunc) { cancel() },
	}
	for name, leave := range leave {
		for _, kind := range []string{"xterm", "dumb"} {
			if kind == "dumb" && name == "Ctrl-C" {
				continue // there it is a signal, which ends the context
			}
			t.Run(name+" "+kind, func(t *testing.T) {
				c := newConsole(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				a := terminal.New(terminal.Options{
					In: c.device, Out: c.device, Now: time.Now,
					Style: terminal.StyleOf(c.device, env("TERM", kind)),
				})
				done := make(chan error, 1)
				go func() {
					done <- a.Run(ctx, inboxFunc(func(context.Context, event.Inbound) error { return nil }))
				}()
				c.sees(t, "> ")
				leave(t, c, cancel)
				select {
				case err := <-done:
					if err != nil {
						t.Errorf("Run: %v", err)
					}
				case <-time.After(5 * time.Second):
					t.Fatal("Run goes on")
				}
				if !c.cooked(t) {
					t.Error("the terminal is not left as it was")
				}
			})
		}
	}
}
