package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/name"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// outbound is a saved reply on its way: what is for the desk goes to the thread of
// the case, which is opened if that has not been possible before.
func (e *Engine) outbound(ctx context.Context, task port.Task, send bot.SendReply) (port.Outbound, error) {
	out := port.Outbound{Key: task.Key, To: send.To, Person: task.Of.Person, ReplyToken: send.ReplyToken, Reply: send.Reply}
	if !send.ToDesk {
		out.Conversation = task.Of.Address
		if e.decider().Desks.Own(task.Of) != nil {
			out.Person = send.For // nobody speaks in the desk's own conversation
		}
		return out, nil
	}
	out.Person = send.For // else the desk is everybody's
	if send.Place != (bot.Address{}) {
		out.To = send.Place
		return out, nil
	}
	c, err := e.conversation(ctx, task.Of)
	if err != nil {
		return out, err
	}
	switch {
	case c.Case == nil:
		return out, errNoCase
	case e.decider().Desks.Of(c.Case) == nil:
		return out, errNoDesk
	case c.Case.Card == "":
		c, err = e.postCard(ctx, task, c, send.Reply.Silent)
	}
	out.To, out.Case = c.Case.Thread, c.Case.Number
	return out, err
}

// postCard tells the desk of a case, and the conversation where the desk works on it. It
// returns the conversation with the card. The desk may have moved since the task was saved.
func (e *Engine) postCard(ctx context.Context, task port.Task, c bot.Conversation, silent bool) (bot.Conversation, error) {
	c = c.Clone()
	desk := e.decider().Desks.Of(c.Case).At
	number, err := e.cases.CaseNumber(ctx, task.Of, c.Case.Opened)
	if err != nil {
		return c, err
	}
	c.Case.Number = number
	person := event.Person{ID: task.Of.Person}
	if reader, ok := e.adapters[task.Of.Address.Platform].(port.PersonReader); ok && c.Name == "" {
		person = reader.ReadPerson(ctx, person.ID)
		c.Name = name.Clean(person.Name)
	}
	card, posted := e.posted.of(task.Key)
	if !posted {
		shown := e.fitted(e.card(ctx, task.Of, c), desk.Platform)
		shown.Silent = silent
		if card, err = e.send(ctx, port.Outbound{Key: task.Key + "c", To: desk, Case: number, Reply: shown}); err != nil {
			return c, err
		}
		// While this cannot be saved, another try must not post another card.
		e.posted.note(task.Key, card)
	}
	thread, err := e.openThread(ctx, desk, card)
	if err != nil {
		return c, err
	}
	c.Case.Thread, c.Case.Card = thread, card
	err = e.Handle(ctx, event.Inbound{
		Key: task.Key + "/carded", At: task.Now, From: task.Of.Address, Person: person,
		Event: event.CardPosted{Number: number, Thread: thread, Card: card},
	})
	if err != nil {
		return c, port.RetryLater{Why: err.Error()}
	}
	e.posted.forget(task.Key)
	return c, nil
}

// openThread returns where the desk works on the case of a card: in a thread of its own, or
// where the platform has none, at the desk's own address.
func (e *Engine) openThread(ctx context.Context, desk bot.Address, card bot.MessageID) (thread bot.Address, err error) {
	threader, ok := e.adapters[desk.Platform].(port.Threader)
	if !ok {
		return desk, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while opening a thread: %v", p)
		}
	}()
	return threader.OpenThread(ctx, desk, card)
}

// updateCard shows the desk the case as it is now.
func (e *Engine) updateCard(ctx context.Context, task port.Task, card bot.UpdateCard) port.Result {
	c, err := e.conversation(ctx, task.Of)
	if err != nil {
		return later(task, err)
	}
	switch {
	case c.Case == nil, c.Forgotten:
		return port.Result{Status: bot.Dropped, Reason: errNoCase.Error()}
	case e.decider().Desks.Of(c.Case) == nil:
		return later(task, errNoDesk)
	case c.Case.Card == "":
		c, err = e.postCard(ctx, task, c, card.Silent)
		return e.result(ctx, task, c.Case.Card, err)
	}
	out := port.Outbound{Key: task.Key, To: c.Case.Thread, Case: c.Case.Number, Reply: e.fitted(e.card(ctx, task.Of, c), card.To.Platform)}
	out.Reply.Silent = card.Silent
	return e.result(ctx, task, c.Case.Card, e.edit(ctx, out, c.Case.Card))
}

// result is how an attempt at the desk ended. What the desk cannot be told at all is
// told to the person.
func (e *Engine) result(ctx context.Context, task port.Task, id bot.MessageID, err error) port.Result {
	switch {
	case err == nil || errors.Is(err, errNoEdits):
		return port.Result{Status: bot.Done, Message: id}
	case errors.Is(ctx.Err(), context.Canceled):
		return port.Result{Status: bot.Retry, Reason: "interrupted"}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	if id == "" {
		if reportErr := e.reportFailure(ctx, task, bot.SendReply{ToDesk: true, AnyOwner: true, PlainText: true}, fault); reportErr != nil {
			return later(task, reportErr)
		}
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}

// postTranscript shows the desk the whole conversation.
func (e *Engine) postTranscript(ctx context.Context, task port.Task, post bot.PostTranscript) port.Result {
	c, err := e.conversation(ctx, task.Of)
	if err != nil {
		return later(task, err)
	}
	if c.Forgotten {
		return port.Result{Status: bot.Dropped, Reason: errNoCase.Error()}
	}
	entries, err := e.cases.Transcript(ctx, task.Of)
	if err != nil {
		return later(task, err)
	}
	out, err := e.outbound(ctx, task, bot.SendReply{To: post.To, ToDesk: true, Reply: e.decider().In(task.Of.Address).Transcript(c, entries)})
	if err != nil {
		return later(task, err)
	}
	pieces := []bot.Reply{out.Reply}
	if adapter, ok := e.adapters[out.To.Platform]; ok {
		pieces = reply.Fit(out.Reply, adapter.Limits())
	}
	outcome := port.Result{Status: bot.Done}
	first, _ := e.shown.of(task.Key)
	for i := first; i < len(pieces); i++ {
		out.Key, out.Reply = task.Key+"-"+strconv.Itoa(i), pieces[i]
		if _, err := e.sendWithCopies(ctx, task, bot.SendReply{ToDesk: true}, out); err != nil {
			if outcome = e.result(ctx, task, "shown", err); outcome.Status == bot.Retry {
				return outcome
			}
			break
		}
		e.shown.note(task.Key, i+1)
	}
	e.shown.forget(task.Key)
	return outcome
}
