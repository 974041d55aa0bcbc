package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// errAway is what the inbox refuses events with while its store is away.
var errAway = errors.New("the store is away")

// inbox is a port.Inbox that drops a key it has seen, as a store does, and holds every
// event against what the ports promise.
type inbox struct {
	platform bot.Platform
	person   string

	mu sync.Mutex
	// events are those that nobody has taken yet, and again those whose key was seen.
	events, again []event.Inbound
	keys          map[string]bool
	// refuse judges an event before it is taken in; nil takes all.
	refuse func(event.Inbound) error
	// reply is what a command is answered with in the response to it; nil leaves it to the
	// outbox. written has what adapters tell of these responses.
	reply   *bot.Reply
	written chan bool
	// tries counts the calls, and held are those that a test holds, by their text.
	tries int
	held  map[string]chan struct{}
	// ended tells that Run has returned: nothing may come any more.
	ended  bool
	faults []string
	// changed is closed and made anew whenever something has come.
	changed chan struct{}
}

func newInbox(platform bot.Platform, person string) *inbox {
	return &inbox{platform: platform, person: person, keys: make(map[string]bool), held: make(map[string]chan struct{}), written: make(chan bool, 16), changed: make(chan struct{})}
}

// Handle takes an event in.
func (i *inbox) Handle(ctx context.Context, in event.Inbound) error {
	if ctx.Err() != nil {
		return errors.New("the context of the event has ended")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tries++
	i.check(in)
	if i.refuse != nil {
		if err := i.refuse(in); err != nil {
			i.change()
			return err
		}
	}
	if in.Key != "" && i.keys[in.Key] {
		i.again = append(i.again, in)
		i.change()
		return nil
	}
	i.keys[in.Key] = true
	i.events = append(i.events, in)
	i.change()
	if hold := i.held[textOf(in.Event)]; hold != nil {
		i.mu.Unlock()
		<-hold
		i.mu.Lock()
	}
	return nil
}

// Respond takes an event in, and leaves the reply to the adapter.
func (i *inbox) Respond(ctx context.Context, in event.Inbound) (*port.Response, error) {
	if err := i.Handle(ctx, in); err != nil {
		return nil, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.reply == nil {
		return nil, nil //nolint:nilnil // there is none, as the port says
	}
	out := port.Outbound{
		Key: "response/" + in.Key, To: in.From, Person: in.Person.ID, Conversation: in.Ref().Address, ReplyToken: in.ReplyToken, Reply: *i.reply,
	}
	return &port.Response{Outbound: out, Written: func(ok bool) { i.written <- ok }}, nil
}

// responds sets what commands are answered with from now on.
func (i *inbox) responds(r *bot.Reply) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.reply = r
}

// check holds an event against the ports. It is called with the lock held.
func (i *inbox) check(in event.Inbound) {
	_, typing := in.Event.(event.Typing)
	_, deleted := in.Event.(event.MessageDeleted)
	var fault string
	switch {
	case i.ended:
		fault = "it came after Run had returned"
	case in.Event == nil:
		fault = "there is no event"
	case in.Key == "" && !typing:
		fault = "it has no key"
	case in.At.IsZero():
		fault = "it has no time"
	case in.From.Platform != i.platform || in.From.Channel == "":
		fault = "it has no place"
	case in.Person.ID != i.person && (!deleted || in.Person.ID != ""):
		fault = "it is of another person"
	default:
		return
	}
	i.faults = append(i.faults, fmt.Sprintf("%s: %+v", fault, in))
}

// change wakes those who wait. It is called with the lock held.
func (i *inbox) change() {
	close(i.changed)
	i.changed = make(chan struct{})
}

// refuses judges every event from now on.
func (i *inbox) refuses(judge func(event.Inbound) error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.refuse = judge
}

// away lets the store be away for so many calls; negative is until it is changed.
func (i *inbox) away(calls int) {
	i.refuses(func(event.Inbound) error {
		if calls == 0 {
			return nil
		}
		calls--
		return errAway
	})
}

// hold keeps messages with the text from being taken in until release is called.
func (i *inbox) hold(text string) (release func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	hold := make(chan struct{})
	i.held[text] = hold
	return sync.OnceFunc(func() { close(hold) })
}

// tried returns how often the inbox was called.
func (i *inbox) tried() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.tries
}

// wait calls is, with the lock held, until it returns true; it returns false when the
// patience has ended.
func (i *inbox) wait(is func() bool) bool {
	deadline := time.After(patience)
	for {
		i.mu.Lock()
		ok, changed := is(), i.changed
		i.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-changed:
		case <-deadline:
			return false
		}
	}
}

// end takes note that Run has returned, and complains about what was not expected.
func (i *inbox) end(t *testing.T) {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ended = true
	for _, fault := range i.faults {
		t.Errorf("an event breaks the port: %s", fault)
	}
	for _, in := range i.events {
		t.Errorf("an event came that nothing brought about: %s %T %q", in.Key, in.Event, textOf(in.Event))
	}
}

// next waits for the next event of kind E. Events of other kinds stay, and fail the scene
// at its end.
func next[E event.Event](t *testing.T, i *inbox) (in event.Inbound, e E) {
	t.Helper()
	ok := i.wait(func() bool {
		n := slices.IndexFunc(i.events, func(in event.Inbound) bool {
			_, ok := in.Event.(E)
			return ok
		})
		if n < 0 {
			return false
		}
		in = i.events[n]
		e, _ = in.Event.(E)
		i.events = slices.Delete(i.events, n, n+1)
		return true
	})
	if !ok {
		t.Fatalf("no %T came; there is %s", e, i.list())
	}
	return in, e
}

// repeated waits until an event comes again with its key.
func (i *inbox) repeated(t *testing.T, key string) (in event.Inbound) {
	t.Helper()
	found := false
	i.wait(func() bool {
		n := slices.IndexFunc(i.again, func(in event.Inbound) bool { return in.Key == key })
		if n < 0 {
			return len(i.events) > 0 // it has come with another key
		}
		in, found = i.again[n], true
		i.again = slices.Delete(i.again, n, n+1)
		return true
	})
	if !found {
		t.Fatalf("what was delivered again did not come with its key, %s; there is %s", key, i.list())
	}
	return in
}

// list names the events that nobody has taken.
func (i *inbox) list() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	var all []string
	for _, in := range i.events {
		all = append(all, fmt.Sprintf("%s %T", in.Key, in.Event))
	}
	return "[" + strings.Join(all, "; ") + "]"
}

// textOf is what a person wrote or picked, where an event tells.
func textOf(e event.Event) string {
	switch e := e.(type) {
	case event.Message:
		return e.Text
	case event.MessageEdited:
		return e.Now.Text
	case event.ChoicePicked:
		return string(e.Choice)
	default:
		return ""
	}
}
