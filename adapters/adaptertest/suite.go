// Package adaptertest is the one suite that every adapter runs. An adapter's
// test gives it a Harness, which plays the adapter's platform:
//
//	func TestConformance(t *testing.T) {
//		adaptertest.Run(t, "scenes", func(t *testing.T) adaptertest.Harness { return newHarness(t) })
//	}
//
// The suite asks what the ports port.Adapter and its optional ones promise. A scene that
// needs what a platform does not have is skipped by what the adapter declares in its
// Limits, by the ports that it implements and by which of the optional interfaces the
// harness has, never by the platform's name. The file testdata/scenes.txt of the adapter
// lists every scene with what it sent, or why it was skipped.
//
// Every scene ends in the same way: a last message comes through, Run returns, and nothing
// else was sent or received than what the scene brought about.
package adaptertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// patience is how long the suite waits for what must happen, on a machine that has much
// else to do.
const patience = 20 * time.Second

// lastText is what is said at the end of every scene.
const lastText = "takk, det var alt"

// How the files of the scenes begin, and what they are.
const (
	pictureHead = "\x89PNG\r\n\x1a\n"
	pictureKind = "image/png"
	plainKind   = "text/plain"
)

// scene is one promise.
type scene struct {
	name string
	play func(*testing.T, *bench)
}

func scenes() []scene {
	return []scene{
		{"says who it is", testIdentity},
		{"delivers text unchanged", testInbound},
		{"keeps the key of a redelivery", testRedelivery},
		{"hands over again what was refused", testRefused},
		{"gives up what is broken", testBroken},
		{"keeps the order of a place", testOrder},
		{"leaves bots alone", testBots},
		{"tells of an edit", testEdited},
		{"tells of a deletion", testDeleted},
		{"tells who is writing", testTyped},
		{"receives files", testAttached},
		{"tells of a sticker", testSticker},
		{"renders everything", testRendering},
		{"interprets nothing", testLiteral},
		{"relays what is formatted", testFormatting},
		{"shows every choice", testChoices},
		{"takes what fits its limits", testLimits},
		{"takes the worst that fits its limits", testWorst},
		{"cuts nothing above its limits", testAbove},
		{"changes what was sent", testEdit},
		{"shows pictures", testPictures},
		{"returns what was picked", testPicked},
		{"tells others whose choices they are", testOthers},
		{"tells what one person sees alone", testAlone},
		{"shows a reply in the response to a command", testResponds},
		{"opens forms", testForms},
		{"opens the form beside choices", testAskForm},
		{"takes pictures in a form", testPicturesInForm},
		{"says when nothing is saved", testUnsaved},
		{"keeps concurrent replies apart", testConcurrent},
		{"shows once what has the same key", testOnce},
		{"refuses strange addresses", testStrange},
		{"says what went wrong", testFaults},
		{"waits where it was asked to", testWaits},
		{"gives up with its context", testSilence},
		{"opens a thread for each case", testThreads},
		{"shows that somebody is writing", testTyping},
		{"is ready while it is connected", testReady},
		{"is ready again after a lost connection", testReconnect},
		{"stops when asked", testStop},
		{"stops after its last event", testLastEvent},
		{"never blocks after the end", testAfterEnd},
	}
}

// Scenes returns the names of all scenes.
func Scenes() []string {
	var names []string
	for _, s := range scenes() {
		names = append(names, s.name)
	}
	return names
}

// Run runs the suite; start returns a new harness for each scene. What the scenes sent is
// compared with the file testdata/<name>.txt, or written there with -update.
func Run(t *testing.T, name string, start func(t *testing.T) Harness) {
	t.Helper()
	all := scenes()
	outcomes := make([]string, len(all))
	t.Run("scenes", func(t *testing.T) {
		for n, s := range all {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel() // some wait for a while
				b := &bench{Harness: start(t), accounted: make(map[Kind]int)}
				b.inbox = newInbox(b.Adapter().Platform(), b.Person())
				t.Cleanup(func() {
					if t.Skipped() {
						outcomes[n] = "\tskipped: " + b.skipped + "\n"
					}
				})
				s.play(t, b)
				b.finish(t)
				outcomes[n] = b.summary()
			})
		}
	})
	if t.Failed() || slices.Contains(outcomes, "") { // or not all were run
		return
	}
	var report strings.Builder
	for n, s := range all {
		report.WriteString(s.name + "\n" + outcomes[n])
	}
	golden(t, name+".txt", []byte(report.String()))
}

// bench is a harness with an adapter that runs.
type bench struct {
	Harness
	inbox *inbox
	stop  context.CancelFunc
	done  chan error
	// ended tells that Run has returned, and skipped is why the scene is not played.
	ended   bool
	skipped string
	// messages were seen, the last of them up to length.
	messages, length int
	// accounted is how many requests of a kind the scene brought about, and refusals how
	// many of them the platform was to refuse.
	accounted map[Kind]int
	refusals  int
	// gaveUp tells that requests were given up, which may reach the platform later: what is sent in
	// such a scene is not counted.
	gaveUp bool
	// anyAnswer tells that what people press is not always answered in the same way.
	anyAnswer bool
	// keys counts the replies that were sent.
	keys atomic.Int64
}

// skip ends the scene, as the platform lacks what it needs.
func (b *bench) skip(t *testing.T, why string) {
	t.Helper()
	b.skipped = why
	t.Skip(why)
}

// talks skips the scene for an adapter that neither receives nor shows replies.
func (b *bench) talks(t *testing.T) {
	t.Helper()
	if _, notifies := b.Adapter().(port.Notifier); notifies {
		b.skip(t, "nobody writes or reads there")
	}
}

// run starts the adapter, and ends it with the test.
func (b *bench) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b.stop, b.done = cancel, make(chan error, 1)
	go func() { b.done <- b.Adapter().Run(ctx, b.inbox) }()
	t.Cleanup(cancel)
	if _, opens := b.Harness.(Opener); opens {
		next[event.Started](t, b.inbox)
	}
}

// say lets a person say something, and waits until it has come.
func (b *bench) say(t *testing.T, text string) (event.Inbound, event.Message) {
	t.Helper()
	b.Say(text)
	in, said := next[event.Message](t, b.inbox)
	if said.Text != text {
		t.Fatalf("%q came, want %q", said.Text, text)
	}
	return in, said
}

// end asks the adapter to stop and waits for it.
func (b *bench) end(t *testing.T) {
	t.Helper()
	b.stop()
	select {
	case err := <-b.done:
		if err != nil {
			t.Errorf("Run returned %v when asked to stop, want nil", err)
		}
		b.ended = true
	case <-time.After(patience):
		t.Fatal("Run goes on after its context ended")
	}
}

// finish is the end of every scene: one more message comes through in its turn, the
// adapter stops, and nothing else was received or sent than what the scene brought about.
func (b *bench) finish(t *testing.T) {
	t.Helper()
	if b.done != nil && !b.ended {
		if _, notifies := b.Adapter().(port.Notifier); !notifies {
			b.say(t, lastText)
		}
		b.settle()
		b.end(t)
	}
	b.settle()
	b.inbox.end(t)
	recorder, ok := b.Harness.(Recorder)
	if !ok || b.gaveUp {
		return
	}
	sent := make(map[Kind][]string)
	for _, r := range recorder.Sent() {
		sent[r.Kind] = append(sent[r.Kind], r.What)
	}
	for _, kind := range []Kind{KindMessage, KindEdit, KindForm, KindTyping, KindMark, KindNotice} {
		if got, want := len(sent[kind]), b.accounted[kind]; got != want {
			t.Errorf("%d requests of the kind %q were made, want %d: %q", got, kind, want, sent[kind])
		}
	}
	if b.accounted[KindAnswer] == 0 && len(sent[KindAnswer]) > 0 {
		t.Errorf("answers to what nobody asked: %q", sent[KindAnswer])
	}
	if b.accounted[KindMessage] == 0 && len(sent[KindPlace]) > 0 {
		t.Errorf("places for no message: %q", sent[KindPlace])
	}
	if refused := recorder.Refused(); len(refused) != b.refusals {
		t.Errorf("the platform refused %d requests, want %d: %q", len(refused), b.refusals, refused)
	}
}

// settle waits until all that was delivered is answered.
func (b *bench) settle() {
	if platform, ok := b.Harness.(Settler); ok {
		platform.Settle()
	}
}

// summary lists what was sent, each line with how often where that is more than once.
func (b *bench) summary() string {
	recorder, ok := b.Harness.(Recorder)
	if !ok || b.gaveUp {
		return "\tplayed\n"
	}
	count := make(map[string]int)
	var lines []string
	for _, r := range recorder.Sent() {
		if r.Kind == KindAnswer && b.anyAnswer {
			continue
		}
		line := string(r.Kind) + ": " + r.What
		if count[line]++; count[line] == 1 {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines) // what goes on beside comes in any order
	var text strings.Builder
	for _, line := range lines {
		text.WriteString("\t" + line)
		if n := count[line]; n > 1 {
			fmt.Fprintf(&text, " × %d", n)
		}
		text.WriteByte('\n')
	}
	if text.Len() == 0 {
		return "\tnothing sent\n"
	}
	return text.String()
}

// account tells that the scene brings about requests of a kind.
func (b *bench) account(kind Kind, requests int) { b.accounted[kind] += requests }

// send sends a reply to the harness's address.
func (b *bench) send(t *testing.T, r bot.Reply, pictures ...port.Picture) bot.MessageID {
	t.Helper()
	id, err := b.try(t, r, pictures...)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return id
}

// try sends a reply to the harness's address, which may fail.
func (b *bench) try(t *testing.T, r bot.Reply, pictures ...port.Picture) (bot.MessageID, error) {
	t.Helper()
	id, err := b.Adapter().Send(t.Context(), b.outbound(r, pictures...))
	if err == nil {
		b.account(KindMessage, 1)
	}
	return id, err
}

// outbound is a reply for the harness's address.
func (b *bench) outbound(r bot.Reply, pictures ...port.Picture) port.Outbound {
	return port.Outbound{Key: fmt.Sprint("k", b.keys.Add(1)), To: b.Address(), Person: b.Person(), Reply: r, Pictures: pictures}
}

// fresh returns what was shown since it was last called.
func (b *bench) fresh() string {
	var text strings.Builder
	for i, m := range b.Shown() {
		switch {
		case i < b.messages-1:
		case i == b.messages-1:
			text.WriteString(m.Text[b.length:])
			b.length = len(m.Text)
		default:
			text.WriteByte('\n')
			text.WriteString(m.Text)
			b.messages, b.length = i+1, len(m.Text)
		}
	}
	return text.String()
}

// labels are those of every button, one a line.
func (b *bench) labels() string {
	var all strings.Builder
	for _, m := range b.Shown() {
		for _, button := range m.Buttons {
			all.WriteByte('\n')
			all.WriteString(button.Label)
		}
	}
	return all.String()
}

// paragraph is a reply of one paragraph.
func paragraph(text string) bot.Reply {
	return bot.Reply{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: text}}}}, Turn: 1}
}
