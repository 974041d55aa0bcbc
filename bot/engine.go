package bot

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Engine joins Mind to a store and to the adapters. It is the Inbox of every
// adapter, the Performer of the outbox, and safe for concurrent use.
type Engine struct {
	mind     Mind
	store    Store
	cases    Cases // nil without a desk
	adapters map[Platform]Adapter
	shown    progress[int]       // how many messages of a transcript were sent
	posted   progress[MessageID] // cards that were posted and are not saved yet
	copies   chan struct{}       // a slot for each message with pictures
}

// NewEngine returns an engine that answers through the adapters given, one for
// each platform.
func NewEngine(mind Mind, store Store, adapters ...Adapter) *Engine {
	e := &Engine{mind: mind, store: store, adapters: make(map[Platform]Adapter, len(adapters)), copies: make(chan struct{}, mostCopying)}
	for _, a := range adapters {
		e.adapters[a.Platform()] = a
	}
	return e
}

// handleTimeout is how long one event may take: a database that does not answer must
// not hold up what comes after it.
const handleTimeout = 8 * time.Second

// mostText bounds what one person can say at once, in bytes: far more than any
// platform's message.
const mostText = 64 << 10

// Handle takes in one thing that happened: secrets are masked before anything
// else sees the text, the text is understood, and one turn is made and saved with its
// effects, which the outbox performs. An error means that the turn did not take place. It returns within
// handleTimeout and the time that the store needs to end a transaction.
func (e *Engine) Handle(ctx context.Context, in Inbound) (err error) {
	// A fault that one message brings out is that message's, not everybody's.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("turn on %s: %w: panic: %v\n%s", in.From.Platform, ErrBroken, p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, handleTimeout)
	defer cancel()
	switch event := in.Event.(type) {
	case Typing:
		return e.typing(ctx, in, event)
	case Said:
		in.Event = withoutSecrets(event)
	case Edited:
		in.Event = Edited{withoutSecrets(event.Now)}
	case Filled:
		in.Event = filledWithoutSecrets(event)
	default: // holds no text of a person's
	}
	in, ok, err := e.route(ctx, in)
	if err != nil {
		return fmt.Errorf("route from %s: %w", in.From.Platform, err)
	}
	if !ok {
		return nil
	}
	if err := e.turn(ctx, in); err != nil {
		return fmt.Errorf("turn on %s: %w", in.From.Platform, err)
	}
	return nil
}

// withoutSecrets returns what was said with secrets masked, and no longer than can be
// read.
func withoutSecrets(e Said) Said {
	text, secret := Redact(e.Text)
	e.Text, e.Secret = bounded(text), e.Secret || secret
	e.Files = slices.Clone(e.Files[:min(len(e.Files), mostFiles)])
	for i := range e.Files {
		f := &e.Files[i]
		f.Name, _ = Redact(f.Name)
		f.Name, f.Kind, f.URL, f.At = short(f.Name), short(f.Kind), short(f.URL), short(f.At)
	}
	return e
}

// filledWithoutSecrets masks what stands in the rows of a form.
func filledWithoutSecrets(e Filled) Filled {
	rows := make(map[string]string, len(e.Rows))
	for id, row := range e.Rows {
		row, secret := Redact(row)
		rows[id], e.Secret = bounded(row), e.Secret || secret
	}
	e.Rows = rows
	return e
}

// mostFiles bounds how many files of one message are kept, and mostName how long
// a name or address of one may be, in bytes.
const (
	mostFiles = 10
	mostName  = 2 << 10
)

// short drops what is too long to be a name or an address.
func short(s string) string {
	if len(s) > mostName {
		return ""
	}
	return s
}

// bounded cuts a text that is too long, between two characters, and makes it one that
// can be stored.
func bounded(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= mostText {
		return text
	}
	end := mostText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// fit cuts every reply to what its platform can show, so that one effect is one
// call of the platform.
func (e *Engine) fit(effects []Effect) []Effect {
	var fitted []Effect
	for _, effect := range effects {
		if solved, ok := effect.(Solved); ok && !e.settles(solved.To.Platform) {
			continue
		}
		say, ok := effect.(Say)
		if !ok {
			fitted = append(fitted, effect)
			continue
		}
		adapter, ok := e.adapters[say.To.Platform]
		if !ok {
			fitted = append(fitted, say)
			continue
		}
		for _, piece := range Fit(say.Reply, adapter.Limits()) {
			next := say
			next.Reply = piece
			fitted = append(fitted, next)
		}
	}
	return fitted
}
