package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// Chatting is what a conversation in the terminal needs to know.
type Chatting struct {
	Database Database
	// Desk is where an agent can take over. Another process must serve it.
	Desk Desk
	// Name is that of the person, whose conversation goes on where it was.
	Name string
	// Language is what to begin in; empty means as before, or as the environment
	// says.
	Language knowledge.Lang
}

const (
	// chatLease is for how long a conversation stays taken when its terminal dies.
	chatLease = 10 * time.Second
	// chatPatience is how long a reply may take to be shown.
	chatPatience = 30 * time.Second
)

// Faults tells what is wrong with the settings. Whether the desk is reached is for the
// process that serves it.
func (c Chatting) Faults() error { return c.Desk.Faults(bot.Platform(c.Desk.On)) }

// Chat holds a conversation in the terminal until the person leaves.
func (a *App) Chat(ctx context.Context, c Chatting) (err error) {
	if err := c.Faults(); err != nil {
		return err
	}
	mind, matcher, err := a.mind(ctx)
	if err != nil {
		return err
	}
	if mind.Desk, err = c.Desk.desk(); err != nil {
		return err
	}
	s, err := a.open(ctx, c.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	c.Name, _ = redact.Redact(c.Name)
	adapter := terminal.New(terminal.Options{
		In: a.In, Out: a.Out, Style: a.style(), Now: a.Now,
		Person: bot.Person{ID: c.Name, Name: c.Name, Locale: a.locale()}, Language: c.Language,
	})
	ref := bot.Ref{Address: adapter.Address(), Person: c.Name}
	inbox := &chatSession{engine: engine.New(mind, s, adapter).WithCases(s), store: s, matcher: matcher, log: a.Log}
	inbox.sorry = func(ctx context.Context) error {
		last, _ := s.Conversation(ctx, ref) // without it, in bokmål
		_, err := adapter.Send(ctx, bot.Outbound{To: ref.Address, Reply: mind.NotKept(cmp.Or(c.Language, last.Language))})
		return err
	}
	a.begun()
	held, err := store.Hold(ctx, s, "chat/"+c.Name, chatLease, func(ctx context.Context) error {
		return inbox.serve(ctx, adapter)
	})
	switch {
	case err != nil:
		return fmt.Errorf("chat: %w", err)
	case !held:
		return &UsageError{fmt.Sprintf("%q is in a conversation already, in another terminal: use --as with another name, or wait %d seconds if that terminal is gone", c.Name, int(chatLease.Seconds()))}
	case inbox.farewell:
		return nil
	}
	last, err := s.Conversation(context.WithoutCancel(ctx), ref)
	if err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	if _, err := io.WriteString(a.Out, mind.Knowledge.Phrases().Say(last.Language, "bye", nil)+"\n"); err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	return nil
}

// desk takes what is typed to the bot. It logs what went wrong with one line and
// tells the person, so that it can be said again; only when nothing can be shown any more does
// the conversation end.
type chatSession struct {
	engine  *engine.Engine
	store   bot.Outbox
	matcher bot.Matcher
	log     zerolog.Logger
	// begin begins to show replies. That the person is back is taken in before: a
	// timer that has run out meanwhile then asks for nothing any more.
	begin func()
	// sorry tells the person that what they said could not be kept.
	sorry func(context.Context) error
	// end ends the conversation because nothing can be shown.
	end context.CancelCauseFunc
	// farewell tells that the last thing said was goodbye, and answered.
	farewell bool
}

// serve lets the person type until they leave.
func (d *chatSession) serve(ctx context.Context, adapter bot.Adapter) error {
	ctx, end := context.WithCancelCause(ctx)
	d.end = end
	var shown errgroup.Group
	d.begin = sync.OnceFunc(func() { shown.Go(func() error { return d.store.Run(ctx, d) }) })
	err := adapter.Run(ctx, d)
	end(nil)
	err = errors.Join(err, shown.Wait())
	if cause := context.Cause(ctx); err == nil && errors.Is(cause, errNotShown) {
		return cause
	}
	return err
}

// Handle takes one line in, and returns when the replies to it have been shown.
func (d *chatSession) Handle(ctx context.Context, in bot.Inbound) error {
	said, _ := in.Event.(bot.Message)
	result := d.matcher.Match(said.Text)
	d.farewell = result.Has(match.SaysBye)
	err := d.engine.Handle(ctx, in)
	d.begin()
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		d.log.Error().Ctx(ctx).Err(err).Str("key", in.Key).Msg("turn failed")
		return d.sorry(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, chatPatience)
	defer cancel()
	return d.store.Drain(ctx)
}

var errNotShown = errors.New("the reply cannot be shown")

// Serves returns the terminal.
func (d *chatSession) Serves() []bot.Address { return d.engine.Serves() }

// Perform shows a reply; a terminal that shows none is gone.
func (d *chatSession) Perform(ctx context.Context, t bot.Task) bot.Result {
	out := d.engine.Perform(ctx, t)
	if out.Status == bot.Failed || out.Status == bot.Retry && ctx.Err() == nil {
		d.end(fmt.Errorf("%w: %s", errNotShown, out.Reason))
	}
	return out
}
