package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func TestConformance(t *testing.T) {
	for name, style := range map[string]terminal.Style{
		"plain":  {},
		"styled": {Colors: true, Links: true},
		"narrow": {Width: func() int { return 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			adaptertest.Run(t, "scenes", func(t *testing.T) adaptertest.Harness { return newHarness(t, style) })
		})
	}
}

// harness plays a terminal: what is typed goes in, and escape sequences that
// come out are carried out.
type harness struct {
	adapter *terminal.Adapter
	typed   chan string
	lines   int // that were typed
	screen  *screen
}

func newHarness(t *testing.T, style terminal.Style) *harness {
	in, typed := io.Pipe()
	h := &harness{typed: make(chan string, 64), screen: new(screen)}
	t.Cleanup(func() {
		_ = in.Close() // it never fails
		close(h.typed)
	})
	go func() {
		for line := range h.typed {
			_, _ = io.WriteString(typed, line+"\n") // nobody may read it any more
		}
	}()
	h.adapter = terminal.New(terminal.Options{
		In:     in,
		Out:    h.screen,
		Style:  style,
		Person: event.Person{ID: "local", Locale: "nb-NO"},
		Now:    time.Now,
	})
	return h
}

func (h *harness) Adapter() port.Adapter { return h.adapter }
func (h *harness) Address() bot.Address  { return h.adapter.Address() }
func (h *harness) Person() string        { return "local" }
func (h *harness) Opens()                {}
func (h *harness) Say(text string) {
	h.lines++
	h.typed <- text
}

func (h *harness) Shown() []adaptertest.Message {
	return []adaptertest.Message{{Text: h.screen.read()}}
}

func (h *harness) Sent() []adaptertest.Request {
	h.screen.mu.Lock()
	defer h.screen.mu.Unlock()
	return slices.Repeat([]adaptertest.Request{{Kind: adaptertest.KindMessage, What: "print"}}, h.screen.writes-h.lines)
}

func (h *harness) Refused() []string { return nil }

// screen is a screen without end.
type screen struct {
	mu    sync.Mutex
	shown strings.Builder
	// writes counts what was printed, each line that was typed among it.
	writes int
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if string(p) != "\n" { // at the end
		s.writes++
	}
	// A sequence never spans two writes: one reply is one write.
	s.shown.Write(sequences.ReplaceAll(p, nil))
	return len(p), nil
}

// sequences are what a terminal carries out: CSI and OSC.
var sequences = regexp.MustCompile("\x1b\\[[0-9;]*[a-zA-Z]|\x1b\\][^\x1b\a]*(\x1b\\\\|\a)")

func (s *screen) read() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

// inboxFunc answers events.
type inboxFunc func(context.Context, event.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in event.Inbound) error { return f(ctx, in) }

// run runs a conversation from a text that is piped in.
func run(t *testing.T, input string, handle inboxFunc) (output string, err error) {
	t.Helper()
	var out bytes.Buffer
	a := terminal.New(terminal.Options{In: strings.NewReader(input), Out: &out, Now: time.Now, Person: event.Person{ID: "local"}})
	if handle == nil {
		handle = func(ctx context.Context, in event.Inbound) error {
			r := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "svar"}}}}}
			_, err := a.Send(ctx, port.Outbound{To: in.From, Reply: r})
			return err
		}
	}
	err = a.Run(t.Context(), handle)
	return out.String(), err
}

func TestPipedConversation(t *testing.T) {
	got, err := run(t, "hei\r\n\nto \x1b[31m abcde-fghij-klmno-pqrst-uvwxy", nil)
	if err != nil {
		t.Fatal(err)
	}
	// What was said is shown, so that the output reads as a conversation; an
	// empty line says nothing.
	want := "svar\n\n> hei\n\nsvar\n\n> \n> to ␛[31m •••••-•••••-•••••-•••••-uvwxy\n\nsvar\n\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLongLineIsBounded(t *testing.T) {
	var said string
	_, err := run(t, strings.Repeat("æ", 1<<20)+"\nhei\n", func(_ context.Context, in event.Inbound) error {
		if s, ok := in.Event.(event.Message); ok {
			if said == "" && (len(s.Text) > 64<<10 || len(s.Text) < 60<<10) {
				t.Errorf("the line is %d bytes long", len(s.Text))
			}
			said = s.Text
		}
		return nil
	})
	if err != nil || said != "hei" {
		t.Errorf("after a long line came %q, error %v", said, err)
	}
}

func TestRunFailsWithItsInbox(t *testing.T) {
	broken := errors.New("broken")
	if _, err := run(t, "hei\n", func(context.Context, event.Inbound) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the inbox's error", err)
	}
}

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestSendFailsWithItsOutput(t *testing.T) {
	a := terminal.New(terminal.Options{In: strings.NewReader(""), Out: full{}, Now: time.Now})
	if _, err := a.Send(t.Context(), port.Outbound{To: a.Address(), Reply: adaptertest.Fixtures()[0].Reply}); !errors.Is(err, io.ErrShortWrite) || !errors.Is(err, port.ErrGone) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Send(ctx, port.Outbound{To: a.Address()}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
