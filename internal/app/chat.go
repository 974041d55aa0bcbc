package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/rs/zerolog"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/internal/store/memory"
	"aktivering/knowledge"
)

// Chat holds a conversation in the terminal until the person leaves.
func (a *App) Chat(ctx context.Context, language knowledge.Lang) error {
	mind, matcher, err := a.mind(ctx)
	if err != nil {
		return err
	}
	person := bot.Person{ID: "local", Locale: a.locale()}
	if language != "" {
		person.Locale = string(language)
	}
	style := a.style()
	store := memory.New()
	adapter := terminal.New(terminal.Options{In: a.In, Out: a.Out, Style: style, Person: person, Now: a.Now})
	inbox := &desk{inbox: bot.NewEngine(mind, store, adapter), matcher: matcher, log: a.Log}
	if err := adapter.Run(ctx, inbox); err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	if inbox.farewell {
		return nil
	}
	spoken := store.Conversation(adapter.Address(), person.ID).Language
	if _, err := io.WriteString(a.Out, mind.Knowledge.Phrases().Say(spoken, "bye", nil)+"\n"); err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	return nil
}

// desk takes what is typed to the bot. It logs what went wrong with one line, so
// that the next one can be said; only when nothing can be shown any more does
// the conversation end.
type desk struct {
	inbox   bot.Inbox
	matcher bot.Matcher
	log     zerolog.Logger
	// farewell tells that the last thing said was goodbye, and answered.
	farewell bool
}

func (d *desk) Handle(ctx context.Context, in bot.Inbound) error {
	said, _ := in.Event.(bot.Said)
	result := d.matcher.Match(said.Text)
	d.farewell = result.Has(match.SaysBye)
	err := d.inbox.Handle(ctx, in)
	if _, unsent := errors.AsType[*bot.SendError](err); err == nil || unsent || ctx.Err() != nil {
		return err
	}
	d.log.Error().Ctx(ctx).Err(err).Str("key", in.Key).Msg("turn failed")
	return nil
}
