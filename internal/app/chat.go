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
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/redact"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// ChatOptions are the settings of a conversation in the terminal.
type ChatOptions struct {
	Database settings.Database
	Keep     settings.Keep `embed:"" group:"Privacy"`
	// Desk is where an agent can take over. Another process must serve it.
	Desk settings.Desk `embed:"" group:"Desk"`
	// Language is what to begin in; empty means as before, or as the environment says.
	Language settings.Lang `name:"lang" enum:"${languages}," default:"" placeholder:"LANG" help:"Begin in ${a_language}."`
	Name     string        `name:"as" default:"local" placeholder:"NAME" help:"Who you are; your conversation goes on where it was. The default is ${default}."`
}

// Faults returns all that is wrong with the settings, as *settings.Error joined. Whether the
// desk is reached is for the process that serves it.
func (o ChatOptions) Faults() error {
	return errors.Join(o.Database.Faults(), o.Desk.Faults(o.Desk.Platform))
}

const (
	// chatLease is for how long a conversation stays taken when its terminal dies.
	chatLease = 10 * time.Second
	// replyTimeout is how long a reply may take to be shown.
	replyTimeout = 30 * time.Second
)

// Chat holds a conversation in the terminal until the person leaves.
func (a *App) Chat(ctx context.Context, c ChatOptions) (err error) {
	if err := c.Faults(); err != nil {
		return err
	}
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	if err := setUp(&manager, c.Desk); err != nil {
		return err
	}
	manager.Keep = c.Keep.Retention()
	s, err := a.open(ctx, c.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	c.Name, _ = redact.Redact(c.Name)
	adapter := terminal.New(terminal.Options{
		In: a.In, Out: a.Out, Style: a.style(), Now: a.Now,
		Person: event.Person{ID: c.Name, Name: c.Name, Locale: a.locale()}, Language: c.Language,
	})
	ref := bot.Ref{Address: adapter.Address(), Person: c.Name}
	session := &chatSession{engine: engine.New(manager, s, adapter).WithCases(s).WithPrivacy(s), store: s, matcher: matcher, log: a.Log}
	session.sorry = func(ctx context.Context) error {
		last, _ := s.Conversation(ctx, ref) // without it, in bokmål
		_, err := adapter.Send(ctx, port.Outbound{To: ref.Address, Reply: manager.NotSaved(cmp.Or(c.Language, last.Language))})
		return err
	}
	a.started()
	held, err := store.Hold(ctx, s, "chat/"+c.Name, chatLease, func(ctx context.Context) error {
		return session.serve(ctx, adapter)
	})
	switch {
	case err != nil:
		return fmt.Errorf("chat: %w", err)
	case !held:
		return &UsageError{fmt.Sprintf("%q is in a conversation already, in another terminal: use --as with another name, or wait %d seconds if that terminal is gone", c.Name, int(chatLease.Seconds()))}
	case session.farewell:
		return nil
	}
	last, err := s.Conversation(context.WithoutCancel(ctx), ref)
	if err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	if _, err := io.WriteString(a.Out, manager.Knowledge.Phrases().Say(last.Language, "bye", nil)+"\n"); err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	return nil
}

// chatSession hands what is typed to the engine. When a line cannot be saved it logs the
// error and tells the person, who can write it again. It ends the conversation only when
// nothing can be shown any more.
type chatSession struct {
	engine  *engine.Engine
	store   port.Outbox
	matcher port.Matcher
	log     zerolog.Logger
	// begin starts to show replies. It is called after the first event was handled: a timer
	// that has run out meanwhile then finds that the person is back.
	begin func()
	// sorry tells the person that what they said could not be kept.
	sorry func(context.Context) error
	// end ends the conversation with its cause: nothing can be shown.
	end context.CancelCauseFunc
	// farewell tells that the last thing said was goodbye, and answered.
	farewell bool
}

// serve lets the person type until they leave.
func (c *chatSession) serve(ctx context.Context, adapter port.Adapter) error {
	ctx, end := context.WithCancelCause(ctx)
	c.end = end
	var shown errgroup.Group
	c.begin = sync.OnceFunc(func() { shown.Go(func() error { return c.store.Run(ctx, c) }) })
	err := adapter.Run(ctx, c)
	end(nil)
	err = errors.Join(err, shown.Wait())
	if cause := context.Cause(ctx); err == nil && errors.Is(cause, errNotShown) {
		return cause
	}
	return err
}

// Handle handles one line, and returns when the replies to it have been shown.
func (c *chatSession) Handle(ctx context.Context, in event.Inbound) error {
	said, _ := in.Event.(event.Message)
	result := c.matcher.Match(said.Text, match.Scope{})
	c.farewell = result.Has(match.SaysBye)
	err := c.engine.Handle(ctx, in)
	c.begin()
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		c.log.Error().Ctx(ctx).Err(err).Str("key", in.Key).Msg("turn failed")
		return c.sorry(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	return c.store.Drain(ctx)
}

var errNotShown = errors.New("the reply cannot be shown")

// Serves returns the terminal.
func (c *chatSession) Serves() []bot.Address { return c.engine.Serves() }

// Perform shows a reply; a terminal that shows none is gone.
func (c *chatSession) Perform(ctx context.Context, t port.Task) port.Result {
	out := c.engine.Perform(ctx, t)
	if out.Status == bot.Failed || out.Status == bot.Retry && ctx.Err() == nil {
		c.end(fmt.Errorf("%w: %s", errNotShown, out.Reason))
	}
	return out
}
