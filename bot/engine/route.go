package engine

import (
	"context"
	"slices"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/name"
)

// route turns what happened in the channel of a desk into what an agent does with a case. It
// returns false where it means nothing.
func (e *Engine) route(ctx context.Context, in event.Inbound) (event.Inbound, bool, error) {
	d := e.decider().Desks.At(in.From)
	gone, removal := in.Event.(event.MessageDeleted)
	switch {
	case removal && in.Person.ID == "" && d == nil:
		// Where nobody is known, the store remembers it: the message may come yet.
		in, _, err := e.findWriter(ctx, in, gone.Message)
		return in, true, err
	case e.cases == nil:
		return in, true, nil
	case d == nil:
		if former, found, err := e.routeFormerPlace(ctx, in); found || err != nil {
			return former, true, err
		}
		return e.routeBesideDesk(ctx, in)
	}
	ref, found, err := e.cases.CaseAt(ctx, d.Place(in.From))
	if err != nil {
		return in, false, err
	}
	act, ok := e.decider().ReadAction(d, in)
	if own, is, err := e.routeToDesk(ctx, d, in, act, found); err != nil || is {
		return own, is, err
	}
	switch {
	case found:
		return asAgentAction(ref, in, permitted(ref, in, act)), ok, nil
	case ok && isPress(in.Event):
		// The card is not known yet, or never will be if the program died right after
		// it was shown: whoever pressed sees that nothing came of it.
		return in, false, errNoCase
	case isAmongAgents(in.Event):
		return in, false, nil
	}
	return in, true, nil
}

// isAmongAgents reports what agents say to one another in the channel of a desk.
func isAmongAgents(e event.Event) bool {
	message, ok := e.(event.Message)
	return ok && !message.Addressed && !message.InThread
}

// findWriter finds the person whose message is gone, where the platform does not tell.
func (e *Engine) findWriter(ctx context.Context, in event.Inbound, id bot.MessageID) (event.Inbound, bool, error) {
	if e.cases == nil {
		return in, false, nil
	}
	ref, found, err := e.cases.WriterOf(ctx, in.From, id)
	if err != nil || found {
		in.Person.ID = ref.Person
		return in, found, err
	}
	people, err := e.cases.ConversationsAt(ctx, in.From)
	if err != nil {
		return in, false, err
	}
	for _, ref := range people {
		c, err := e.cases.Conversation(ctx, ref)
		if err != nil {
			return in, false, err
		}
		if slices.Contains(c.Messages, id) {
			in.Person.ID = ref.Person
			return in, true, nil
		}
	}
	return in, false, nil
}

// removeAgain carries out a removal of nobody's in the conversation where the message was taken
// in while it was not known yet that it is gone.
func (e *Engine) removeAgain(ctx context.Context, in event.Inbound) error {
	gone, ok := in.Event.(event.MessageDeleted)
	if !ok || in.Person.ID != "" || e.cases == nil {
		return nil
	}
	ref, found, err := e.cases.WriterOf(ctx, in.From, gone.Message)
	if err != nil || !found {
		return err //nolint:wrapcheck // Handle does
	}
	in.Person.ID = ref.Person
	_, err = e.turn(ctx, in, nil)
	return err
}

// routeFormerPlace notices somebody who works on a case where it is worked on no more, as its desk
// was moved or removed: they are told, or else they would believe that it arrived.
func (e *Engine) routeFormerPlace(ctx context.Context, in event.Inbound) (event.Inbound, bool, error) {
	var message bot.MessageID
	switch event := in.Event.(type) {
	case event.Message:
		if !event.InThread {
			return in, false, nil
		}
		message = event.Message
	case event.MessageEdited:
		if !event.Now.InThread {
			return in, false, nil
		}
		message = event.Now.Message
	case event.ChoicePicked:
		if !e.decider().OffersAtDesk(event.Choice) {
			return in, false, nil
		}
	case event.FormSubmitted:
		if !e.decider().OffersAtDesk(event.Choice) {
			return in, false, nil
		}
	default: // nobody waits for an answer to it
		return in, false, nil
	}
	ref, found, err := e.cases.FormerCaseAt(ctx, in.From)
	if err != nil || !found {
		return in, false, err
	}
	agent := bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}
	return asAgentAction(ref, in, event.AgentAction{Agent: agent, Act: bot.ActDenied, Why: bot.DeniedMoved, Message: message, ReplyToken: in.ReplyToken}), true, nil
}

// routeBesideDesk notices an agent who speaks where the person is: the bot is silent from
// then on.
func (e *Engine) routeBesideDesk(ctx context.Context, in event.Inbound) (event.Inbound, bool, error) {
	message, ok := in.Event.(event.Message)
	if !ok || message.Addressed || !message.InThread {
		return in, true, nil
	}
	if !e.decider().Desks.On(in.From.Platform) {
		passing, err := e.isPassingBy(ctx, in)
		return in, !passing, err
	}
	is := in.Person.Agent == event.StandingMember
	if !is && in.Person.Agent != event.StandingOutside {
		var err error
		if is, err = e.hasHadCase(ctx, in); err != nil {
			return in, false, err
		}
	}
	if !is {
		passing, err := e.isPassingBy(ctx, in)
		return in, !passing, err
	}
	others, err := e.cases.ConversationsAt(ctx, in.From)
	if err != nil {
		return in, false, err
	}
	for _, ref := range others {
		if ref.Person != in.Person.ID {
			agent := bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}
			return asAgentAction(ref, in, event.AgentAction{Agent: agent, Act: bot.ActSpeak, Text: message.Text, Marks: message.Marks, Message: message.Message, Files: message.Files}), true, nil
		}
	}
	return in, true, nil
}

// hasHadCase reports somebody who has had a case of the desk that serves the place where they are.
func (e *Engine) hasHadCase(ctx context.Context, in event.Inbound) (bool, error) {
	is, err := e.cases.HasHadCase(ctx, in.From.Platform, in.Person.ID)
	desks := e.decider().Desks
	if err != nil || !is || len(desks) == 1 {
		return is, err //nolint:wrapcheck // Handle does
	}
	d := desks.For(in.From)
	if d == nil {
		return false, nil
	}
	agents, err := e.cases.AgentsAt(ctx, d.Name, maxColleagues) // they may be another desk's
	return slices.ContainsFunc(agents, func(a bot.Agent) bool { return a.ID == in.Person.ID }), err
}

// isPassingBy reports somebody who writes in the thread of another person's open case, and to
// nobody there: an answer of the bot would stand in the middle of what is said between the person
// and the agents.
func (e *Engine) isPassingBy(ctx context.Context, in event.Inbound) (bool, error) {
	others, err := e.cases.ConversationsAt(ctx, in.From)
	if err != nil || slices.ContainsFunc(others, func(ref bot.Ref) bool { return ref.Person == in.Person.ID }) {
		return false, err
	}
	for _, ref := range others {
		c, err := e.cases.Conversation(ctx, ref)
		if err != nil || c.Case.Active() {
			return err == nil, err
		}
	}
	return false, nil
}

// routeToDesk turns what an agent does about problems that many have, or about blocks, into an
// action in the conversation that it belongs to; false where it is something else. inCase tells
// that it was done in the thread of a case.
func (e *Engine) routeToDesk(ctx context.Context, d *bot.Desk, in event.Inbound, act event.AgentAction, inCase bool) (event.Inbound, bool, error) {
	message, change := in.Message()
	switch {
	case change && message != "":
		own, err := e.cases.Conversation(ctx, d.Ref())
		if err != nil {
			return in, false, err
		}
		known := slices.ContainsFunc(own.Problems, func(p bot.Problem) bool { return p.Message == message || p.NoteIn == message })
		edited, _ := in.Event.(event.MessageEdited)
		switch {
		case known && in.IsRemoval():
			act.Act = bot.ActRetract
		case known:
			act.Act, act.Message, act.Text, act.Secret = bot.ActAmend, message, edited.Now.Text, edited.Now.Secret
		case inCase || in.IsRemoval():
			return in, false, nil
		default: // it may be one only now
			in.Event = edited.Now
			if act, _ = e.decider().ReadAction(d, in); !desk.IsOfDesk(act.Act) {
				return in, false, nil
			}
		}
	case !desk.IsOfDesk(act.Act):
		return in, false, nil
	}
	if _, command := in.Event.(event.Message); command {
		act.ReplyToken = in.ReplyToken // it may be one that nobody else sees
	}
	if act.Act != bot.ActRetract { // whoever may remove a message on the platform may take it back
		own := ownRef(d, act.Act)
		return asAgentAction(own, in, permitted(own, in, act)), true, nil
	}
	return asAgentAction(d.Ref(), in, act), true, nil
}
