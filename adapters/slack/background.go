package slack

import (
	"context"
	"errors"

	"aktivering/bot"
)

// maxLater bounds what is done beside what must not be lost, such as how a used
// button looks. What is beyond that is left undone.
const maxLater = 32

// later does something of less weight, after what must not be lost is kept.
func (a *Adapter) later(ctx context.Context, what string, do func(context.Context) error) {
	select {
	case a.slots <- struct{}{}:
	default:
		a.options.Log.Warn().Ctx(ctx).Str("what", what).Msg("slack: background work dropped, queue full")
		return
	}
	ctx = context.WithoutCancel(ctx) // the request is answered before
	a.background.Go(func() {
		defer func() { <-a.slots }()
		ctx, cancel := context.WithTimeout(ctx, requestTimeout)
		defer cancel()
		if err := do(ctx); err != nil && !errors.Is(err, bot.ErrGone) {
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("what", what).Msg("slack: left undone")
		}
	})
}
