package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// maxForgetting is how many conversations are read at a time.
const maxForgetting = 100

// errNoPrivacy means that nothing can be erased.
var errNoPrivacy = errors.New("the store cannot forget people")

// Forget erases all that is kept of a person on a platform, and returns how many conversations
// that were. What desks were shown is deleted by the outbox. A person who is blocked remains so
// until the end of the block, of which no more is kept than the id. It goes on where it ended when
// it is called again.
func (e *Engine) Forget(ctx context.Context, on bot.Platform, person string, at time.Time) (conversations int, err error) {
	if e.privacy == nil {
		return 0, errNoPrivacy
	}
	for {
		refs, err := e.privacy.Remembered(ctx, on, person, maxForgetting)
		if err != nil {
			return conversations, fmt.Errorf("forget a person: %w", err)
		}
		for _, ref := range refs {
			if _, err := e.turn(ctx, event.Inbound{At: at, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.PersonForgotten{}}, nil); err != nil {
				return conversations, fmt.Errorf("forget a person: %w", err)
			}
			conversations++
		}
		if len(refs) < maxForgetting {
			break
		}
	}
	blocks := bot.BlocksRef()
	of := event.Inbound{At: at, From: blocks.Address, Person: event.Person{ID: blocks.Person}, Event: event.PersonForgotten{Platform: on, Person: person}}
	if _, err := e.turn(ctx, of, nil); err != nil {
		return conversations, fmt.Errorf("forget why a person is blocked: %w", err)
	}
	if err := e.forgetAgent(ctx, on, person, at); err != nil {
		return conversations, err
	}
	if err := e.privacy.Erase(ctx, on, person); err != nil {
		return conversations, fmt.Errorf("forget a person: %w", err)
	}
	return conversations, nil
}

// forgetPerson erases what is kept of the person of a conversation.
func (e *Engine) forgetPerson(ctx context.Context, task port.Task) port.Result {
	if e.privacy == nil {
		return port.Result{Status: bot.Failed, Reason: errNoPrivacy.Error()}
	}
	if _, err := e.Forget(ctx, task.Of.Address.Platform, task.Of.Person, task.Now); err != nil {
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
}

// eraseAtDesk deletes what desks were shown of a conversation.
func (e *Engine) eraseAtDesk(ctx context.Context, task port.Task) port.Result {
	if e.cases == nil {
		return port.Result{Status: bot.Dropped, Reason: errNoDesk.Error()}
	}
	places, err := e.cases.DeskPlaces(ctx, task.Of)
	if err != nil {
		return later(task, err)
	}
	var failed error
	left := 0
	for _, place := range places {
		adapter, served := e.adapters[place.Platform]
		eraser, can := adapter.(port.ThreadEraser)
		switch {
		case !served:
			return later(task, port.RetryLater{Why: "no adapter for " + string(place.Platform)})
		case !can:
			left++
			continue
		}
		err := erasing(ctx, eraser, place)
		switch _, wait := errors.AsType[port.RetryLater](err); {
		case err == nil || errors.Is(err, port.ErrGone):
		case wait, ctx.Err() != nil:
			return later(task, err)
		default:
			failed = errors.Join(failed, err)
		}
	}
	switch {
	case failed != nil:
		return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("delete it by hand: %v", failed)}
	case left > 0:
		return port.Result{Status: bot.Done, Reason: "a desk without threads shows what the database holds"}
	}
	return port.Result{Status: bot.Done}
}

// erasing erases a thread; a panic there is an error like any other.
func erasing(ctx context.Context, eraser port.ThreadEraser, thread bot.Address) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while erasing: %v", p)
		}
	}()
	return eraser.EraseThread(ctx, thread)
}
