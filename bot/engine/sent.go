package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// markTime bounds how long an answer holds up what comes after it while it is marked.
const markTime = 3 * time.Second

// markSent marks an agent's message in the thread of the case, so that the agents see that it
// reached the person. It returns why a mark is missing: that is no reason to send the answer
// again, and is told as the reason of a result that is done.
func (e *Engine) markSent(ctx context.Context, task port.Task, send bot.SendReply) (err error) {
	if send.ToDesk || !send.AnyOwner || send.RelayOf == "" || e.cases == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while marking: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, markTime)
	defer cancel()
	c, err := e.cases.Conversation(ctx, task.Of)
	if err != nil || c.Case == nil || (c.Case.Thread == bot.Address{}) {
		return err //nolint:wrapcheck // sendReply does
	}
	reactor, ok := e.adapters[c.Case.Thread.Platform].(port.Reactor)
	if !ok {
		return nil
	}
	if err = reactor.React(ctx, c.Case.Thread, send.RelayOf); errors.Is(err, port.ErrGone) {
		return nil // there is nothing to mark, as after an answer by number
	}
	return err //nolint:wrapcheck // sendReply does
}
