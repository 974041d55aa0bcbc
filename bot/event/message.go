package event

import "aktivering/bot"

// Change returns the change of a message that the event tells of; false where it changes none.
func (in Inbound) Change() (bot.Change, bool) {
	id, change := in.Message()
	a, desk := in.Event.(AgentAction)
	c := bot.Change{Message: id, At: in.At, Removed: in.IsRemoval(), ByAgent: desk}
	if desk {
		c.Retracted = a.Act != bot.ActAmend
	}
	return c, change && id.Kept()
}

// MessageAt returns the place of the message that an event is about: where it stands, also
// where what an agent does with it belongs to a conversation elsewhere.
func (in Inbound) MessageAt() bot.Address {
	if a, ok := in.Event.(AgentAction); ok && a.At != (bot.Address{}) {
		return a.At
	}
	return in.From
}

// Message returns the message that the event is about; empty where it is about none.
// change tells that the message was there before, and that what it said is to be
// forgotten.
func (in Inbound) Message() (id bot.MessageID, change bool) {
	switch e := in.Event.(type) {
	case Message:
		return e.Message, false
	case MessageEdited:
		return e.Now.Message, true
	case MessageDeleted:
		return e.Message, true
	case ProblemChanged:
		return e.Problem.Message, e.Problem.End == bot.ProblemWithdrawn
	case AgentAction:
		return e.Message, e.Act == bot.ActAmend || e.Act == bot.ActUnmark || e.Act == bot.ActRetract
	default:
		return "", false
	}
}

// IsRemoval reports that the event removes a message.
func (in Inbound) IsRemoval() bool {
	if a, ok := in.Event.(AgentAction); ok {
		return a.Act == bot.ActRetract
	}
	if p, ok := in.Event.(ProblemChanged); ok {
		return p.Problem.End == bot.ProblemWithdrawn
	}
	_, ok := in.Event.(MessageDeleted)
	return ok
}

// IsOutdated reports that the event tells of a message as it was before a change that is known.
// Platforms do not promise to deliver in order.
func (in Inbound) IsOutdated(c bot.Change) bool {
	switch _, change := in.Message(); {
	case in.IsRemoval():
		return c.Removed
	case change:
		return c.Removed || in.At.Before(c.At)
	default:
		return c.Removed || !in.At.After(c.At) // what it said before any change
	}
}
