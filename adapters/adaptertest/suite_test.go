package adaptertest_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"aktivering/adapters/adaptertest"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// The suite runs against a platform in memory with the least that a platform with buttons
// has: tight limits, and events that come again.
func TestSuite(t *testing.T) {
	adaptertest.Run(t, "scenes", func(*testing.T) adaptertest.Harness { return newBoard() })
}

// The guide for authors of adapters lists every scene, in the same order.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../../docs/adapters.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(guide), "| scene | holds that |\n| --- | --- |\n")
	var listed []string
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "| ") {
			break
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		listed = append(listed, name)
	}
	if !slices.Equal(listed, adaptertest.Scenes()) {
		t.Errorf("the guide lists %q, the suite has %q", listed, adaptertest.Scenes())
	}
}

// board is both the platform and its adapter.
type board struct {
	events chan event.Inbound

	mu     sync.Mutex
	closed bool
	last   event.Inbound
	number int
	shown  []adaptertest.Message
}

func newBoard() *board { return &board{events: make(chan event.Inbound, 64)} }

func (b *board) Platform() bot.Platform { return "board" }
func (b *board) Limits() port.Limits {
	return port.Limits{TextRunes: 300, Choices: 3, LabelRunes: 12, Buttons: true}
}

func (b *board) Run(ctx context.Context, inbox port.Inbox) error {
	var presses sync.WaitGroup
	defer presses.Wait()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.closed = true
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case in := <-b.events:
			if _, pressed := in.Event.(event.ChoicePicked); pressed {
				presses.Go(func() { _ = inbox.Handle(ctx, in) }) // nothing is kept that it refuses
				continue
			}
			if err := inbox.Handle(ctx, in); err != nil {
				return err
			}
		}
	}
}

func (b *board) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || out.To != b.Address() {
		return "", port.ErrGone
	}
	r := out.Reply
	m := adaptertest.Message{Text: textOf(r)}
	for _, c := range r.Choices {
		m.Buttons = append(m.Buttons, adaptertest.Button{
			Label: safe(c.Label),
			Press: func() { b.deliver(event.ChoicePicked{Choice: c.ID, Turn: r.Turn}) },
		})
	}
	b.shown = append(b.shown, m)
	return bot.MessageID(strconv.Itoa(len(b.shown))), nil
}

func (b *board) Adapter() port.Adapter { return b }
func (b *board) Address() bot.Address  { return bot.Address{Platform: "board", Channel: "wall"} }
func (b *board) Say(text string)       { b.deliver(event.Message{Text: text}) }
func (b *board) Person() string        { return "p" }
func (b *board) Multiline()            {}

func (b *board) Redeliver() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events <- b.last
}

func (b *board) deliver(e event.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.number++
	b.last = event.Inbound{
		Key: fmt.Sprint("e", b.number), At: time.Unix(int64(b.number), 0), From: b.Address(),
		Person: event.Person{ID: "p"}, Event: e,
	}
	b.events <- b.last
}

func (b *board) Shown() []adaptertest.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.shown)
}

// textOf is the plainest rendering there is.
func textOf(r bot.Reply) string {
	var parts []string
	for _, block := range r.Blocks {
		switch block := block.(type) {
		case content.Heading:
			parts = append(parts, words(block.Spans))
		case content.Paragraph:
			parts = append(parts, words(block.Spans))
		case content.Note:
			parts = append(parts, words(block.Spans))
		case content.Code:
			parts = append(parts, safe(block.Text))
		case content.Fields:
			var rows []string
			for _, f := range block.Items {
				rows = append(rows, safe(f.Name+": "+f.Value))
			}
			parts = append(parts, strings.Join(rows, "\n"))
		case content.Steps:
			var rows []string
			for i, item := range block.Items {
				rows = append(rows, fmt.Sprintf("%d. %s", max(block.Start, 1)+i, words(item)))
			}
			parts = append(parts, strings.Join(rows, "\n"))
		}
	}
	return strings.Join(parts, "\n\n")
}

func words(spans []content.Span) string {
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.Text)
	}
	return safe(text.String())
}

func safe(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return utf8.RuneError
		}
		return r
	}, text)
}
