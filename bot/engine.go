package bot

import (
	"context"
	"fmt"
)

// Engine joins Mind to a store and to the adapters. It is the Inbox of every
// adapter and safe for concurrent use.
type Engine struct {
	mind     Mind
	store    Store
	adapters map[Platform]Adapter
}

// NewEngine returns an engine that answers through the adapters given, one for
// each platform.
func NewEngine(mind Mind, store Store, adapters ...Adapter) *Engine {
	e := &Engine{mind: mind, store: store, adapters: make(map[Platform]Adapter, len(adapters))}
	for _, a := range adapters {
		e.adapters[a.Platform()] = a
	}
	return e
}

// Handle takes in one thing that happened: secrets are masked before anything
// else sees the text, one turn is made and saved, and its replies are sent. An
// error before the turn was saved means that it did not take place; a SendError
// means that it did, and that its replies from there on were not shown.
func (e *Engine) Handle(ctx context.Context, in Inbound) error {
	if said, ok := in.Event.(Said); ok {
		var secret bool
		said.Text, secret = Redact(said.Text)
		said.Secret = said.Secret || secret
		in.Event = said
	}
	effects, err := e.store.Turn(ctx, in, func(c Conversation) (Conversation, []Effect) {
		c, effects := e.mind.Step(c, in)
		return c, e.fit(effects)
	})
	if err != nil {
		return fmt.Errorf("turn on %s: %w", in.From.Platform, err)
	}
	for _, effect := range effects {
		if err := e.perform(ctx, effect); err != nil {
			return err
		}
	}
	return nil
}

// fit cuts every reply to what its platform can show, so that one effect is one
// call of the platform.
func (e *Engine) fit(effects []Effect) []Effect {
	var fitted []Effect
	for _, effect := range effects {
		switch effect := effect.(type) {
		case Say:
			adapter, ok := e.adapters[effect.To.Platform]
			if !ok {
				fitted = append(fitted, effect)
				continue
			}
			for _, piece := range Fit(effect.Reply, adapter.Limits()) {
				fitted = append(fitted, Say{To: effect.To, Reply: piece})
			}
		}
	}
	return fitted
}

func (e *Engine) perform(ctx context.Context, effect Effect) error {
	switch effect := effect.(type) {
	case Say:
		adapter, ok := e.adapters[effect.To.Platform]
		if !ok {
			return &SendError{To: effect.To, Err: ErrNoAdapter}
		}
		if _, err := adapter.Send(ctx, effect.To, effect.Reply); err != nil {
			return &SendError{To: effect.To, Err: err}
		}
	}
	return nil
}
