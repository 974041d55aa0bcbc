// Package terminal joins a terminal, or a pipe, to the bot: each line that is typed is a
// message, and replies are printed as text.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "terminal"

// Options are what an adapter needs to know.
type Options struct {
	// In is read and Out is written. Where both are terminals, lines are edited, with
	// history.
	In  io.Reader
	Out io.Writer
	// Style is how replies look.
	Style Style
	// Person is who types. The conversation has their id, and goes on where it was.
	Person event.Person
	// Language is the language that the person chose, as in event.Started.
	Language bot.Lang
	// Now returns the time.
	Now func() time.Time
}

// Adapter is the terminal as a platform.
type Adapter struct {
	options Options
	address bot.Address
	session string
	screen  screen

	mu     sync.Mutex // held while text is printed
	closed bool
	sent   int
}

// New returns an adapter for one conversation.
func New(o Options) *Adapter {
	return &Adapter{
		options: o,
		address: bot.Address{Platform: Platform, Channel: o.Person.ID},
		// Keys hold the time of the start, so that another start has other keys.
		session: o.Person.ID + "/" + strconv.FormatInt(o.Now().UnixNano(), 36),
		screen:  newScreen(o),
	}
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits are those of a terminal: text of any length, and no buttons.
func (a *Adapter) Limits() port.Limits { return port.Limits{Private: true} }

// Address returns the address of the only conversation of this terminal.
func (a *Adapter) Address() bot.Address { return a.address }

// Run hands over what is typed, line by line, until the input or ctx ends. It does not read
// a line that is being typed when ctx ends.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) (err error) {
	restore, err := a.screen.open()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer func() {
		a.close()
		if e := restore(); err == nil && e != nil {
			err = fmt.Errorf("terminal: %w", e)
		}
	}()
	for number := 0; ; number++ {
		ev := event.Event(event.Started{Language: a.options.Language})
		if number > 0 {
			line, err := a.readLine(ctx)
			switch {
			case errors.Is(err, io.EOF) || ctx.Err() != nil:
				return nil
			case err != nil:
				return fmt.Errorf("terminal: %w", err)
			}
			ev = event.Message{Text: line, Addressed: true}
		}
		if err := inbox.Handle(ctx, a.inbound(number, ev)); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("terminal: %w", err)
		}
	}
}

// Send prints one reply. After Run has returned it fails with port.ErrGone.
func (a *Adapter) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.To != a.address {
		return "", fmt.Errorf("terminal: %v: %w", out.To, port.ErrGone)
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("terminal: %w", err)
	}
	text := Render(out.Reply, a.options.Style) + "\n"
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return "", fmt.Errorf("terminal: closed: %w", port.ErrGone)
	}
	if _, err := io.WriteString(a.screen, text); err != nil {
		return "", fmt.Errorf("terminal: %w: %w", port.ErrGone, err)
	}
	a.sent++
	return bot.MessageID(strconv.Itoa(a.sent)), nil
}

func (a *Adapter) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
}

// alone calls do while no reply is printed.
func (a *Adapter) alone(do func() error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return do()
}
