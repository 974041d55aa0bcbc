package engine

import (
	"context"
	"errors"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/port"
)

// TellDesks shows every desk that has a channel, and is for all who have no other, something that
// concerns no conversation: a desk of certain places has no part in what is the program's. It is
// sent at once and not saved, and has to fit one message. The key is that of one message, as in port.Outbound.
func (e *Engine) TellDesks(ctx context.Context, key string, say func(desk.Manager, *bot.Desk) bot.Reply) error {
	manager := e.decider()
	var failed []error
	for _, d := range manager.Desks {
		adapter, ok := e.adapters[d.At.Platform]
		if !ok || !d.Contains(d.At) || len(d.Serves) > 0 {
			continue
		}
		out := port.Outbound{Key: key, To: d.At, Reply: e.fitted(say(manager, d), d.At.Platform)}
		if _, err := adapter.Send(ctx, out); err != nil {
			failed = append(failed, fmt.Errorf("tell the desk on %s: %w", d.At.Platform, err))
		}
	}
	return errors.Join(failed...)
}
