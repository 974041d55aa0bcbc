package engine

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// continuing finds the conversation of what a person does where nobody else is. Whatever a person
// says to the bot in private belongs to one conversation, wherever it began:
//
//   - While people have one of the person's private conversations, that is the one.
//   - A change of a message belongs where the message was heard, and a button where it was offered.
//   - What is written in direct messages goes on with the latest one, and a command with the one
//     of its own place.
//
// What is asked at a place that another desk serves, such as a server of another organisation, is
// none of theirs: only direct messages, which are of the person alone, lead to any of them.
//
// The event keeps its place, so that it is answered there.
func (e *Engine) continuing(ctx context.Context, in event.Inbound) (event.Inbound, error) {
	places, ok := e.adapters[in.From.Platform].(port.PrivatePlaces)
	desks := e.decider().Desks
	if !ok || in.Audience == event.AudienceShared || in.Person.ID == "" || e.cases == nil || desks.At(in.From) != nil {
		return in, nil
	}
	all, err := e.cases.ConversationsOf(ctx, in.From.Platform, in.Person.ID)
	if err != nil {
		return in, err
	}
	var private []port.PersonConversation
	for _, c := range all {
		if places.IsPrivate(c.Of.Address) && (in.Audience == event.AudienceDirect || desks.For(c.Of.Address) == desks.For(in.From)) {
			private = append(private, c)
		}
	}
	to, err := e.chosen(ctx, in, private)
	if err != nil {
		return in, err
	}
	if in.Conversation = to; to == in.From {
		in.Conversation = bot.Address{}
	}
	return in, nil
}

// chosen returns the address of the conversation that an event belongs to, among a person's
// private ones: first those that people have, then the others, the latest first.
func (e *Engine) chosen(ctx context.Context, in event.Inbound, private []port.PersonConversation) (bot.Address, error) {
	own := in.Ref()
	if id, change := in.Message(); change {
		for _, c := range private {
			heard, found, err := e.cases.WriterOf(ctx, c.Of.Address, id)
			if err != nil || found && heard == c.Of {
				return c.Of.Address, err
			}
		}
	}
	for _, c := range private {
		if c.Of == own && c.Open {
			return own.Address, nil
		}
	}
	switch {
	case len(private) == 0:
	case private[0].Open, in.Audience == event.AudienceDirect && !isPress(in.Event):
		return private[0].Of.Address, nil
	}
	return own.Address, nil
}
