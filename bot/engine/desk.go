package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/name"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// errNoCase means that there is nothing for the desk to see to.
var errNoCase = errors.New("there is no case")

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
	person := bot.Person{ID: task.Of.Person}
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
	err = e.Handle(ctx, bot.Inbound{
		Key: task.Key + "/carded", At: task.Now, From: task.Of.Address, Person: person,
		Event: bot.CardPosted{Number: number, Thread: thread, Card: card},
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

var errNoDesk = errors.New("there is no desk")

func (e *Engine) conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error) {
	if e.cases == nil || len(e.decider().Desks) == 0 {
		return bot.Conversation{}, errNoDesk
	}
	return e.cases.Conversation(ctx, ref)
}

// editReply changes the message that relays another one.
func (e *Engine) editReply(ctx context.Context, task port.Task, a bot.EditReply) port.Result {
	switch {
	case a.Reply.Erased:
		return erased()
	case e.cases == nil:
		return port.Result{Status: bot.Dropped, Reason: "there is no desk"}
	}
	ids, ok, err := e.cases.RelayedMessages(ctx, task.Of, a.To.Platform, a.RelayOf)
	switch {
	case err != nil:
		return later(task, err)
	case !ok && (a.Remove || a.IfExists && a.ToDesk):
		return port.Result{Status: bot.Dropped, Reason: "it was never shown"}
	case !ok && a.IfExists:
		// Nothing has failed, but whoever wrote it believes that it arrived.
		if err := e.reportFailure(ctx, task, a.SendReply, bot.FaultForeign); err != nil {
			return later(task, err)
		}
		return port.Result{Status: bot.Dropped, Reason: "whoever wrote it does not have the case"}
	case !ok || len(ids) == 0:
		return e.sendReply(ctx, task, a.SendReply)
	}
	out, err := e.outbound(ctx, task, a.SendReply)
	if err != nil {
		return later(task, err)
	}
	pieces, err := e.pieces(ctx, task, a, len(ids))
	if err != nil {
		return later(task, err)
	}
	for i, id := range ids {
		out.Reply = pieces[i]
		if fault := e.edit(ctx, out, id); fault != nil {
			err = errors.Join(err, fault)
		}
	}
	if _, wait := errors.AsType[port.RetryLater](err); wait {
		return later(task, err)
	}
	if a.Report {
		if reportErr := e.reportRetracted(ctx, task, a.RelayOf, err != nil); reportErr != nil {
			return later(task, reportErr)
		}
	}
	if err != nil {
		return e.sendReply(ctx, task, a.SendReply) // as a message of its own
	}
	if err := e.reportOutgrown(ctx, task, a.SendReply, pieces[len(ids):]); err != nil {
		return later(task, err)
	}
	return port.Result{Status: bot.Done, Message: ids[0]}
}

// reportOutgrown tells the conversation what there was no room for where a message was changed.
func (e *Engine) reportOutgrown(ctx context.Context, task port.Task, send bot.SendReply, pieces []bot.Reply) error {
	if len(pieces) == 0 {
		return nil
	}
	send.Reply.Blocks, send.Reply.Files = nil, nil
	for _, piece := range pieces {
		send.Reply.Blocks = append(send.Reply.Blocks, piece.Blocks...)
	}
	return e.Handle(ctx, bot.Inbound{
		Key: task.Key + "/outgrown", At: task.Now, From: task.Of.Address, Person: bot.Person{ID: task.Of.Person}, Event: bot.ReplyOutgrown{Effect: send},
	})
}

// pieces are what is put in the place of messages, at least one for each: of what is gone
// each says so, of what is shorter now the last ones say that they are removed.
func (e *Engine) pieces(ctx context.Context, task port.Task, a bot.EditReply, messages int) ([]bot.Reply, error) {
	pieces := []bot.Reply{a.Reply}
	if adapter, ok := e.adapters[a.To.Platform]; ok {
		pieces = reply.Fit(a.Reply, adapter.Limits())
	}
	if len(pieces) >= messages {
		return pieces, nil
	}
	rest := pieces[0]
	if !a.Remove {
		c, err := e.conversation(ctx, task.Of)
		if err != nil {
			return nil, err
		}
		v := e.decider().AgentLocalizer(c)
		if !a.ToDesk {
			v = e.decider().PersonLocalizer(c)
		}
		rest = bot.Reply{Blocks: []content.Block{v.Paragraph("transcript.removed", nil)}, Turn: a.Reply.Turn}
	}
	for len(pieces) < messages {
		pieces = append(pieces, rest)
	}
	return pieces, nil
}

// reportRetracted tells the conversation what came of taking an answer back.
func (e *Engine) reportRetracted(ctx context.Context, task port.Task, source bot.MessageID, stays bool) error {
	return e.Handle(ctx, bot.Inbound{
		Key: task.Key + "/retracted", At: task.Now, From: task.Of.Address, Person: bot.Person{ID: task.Of.Person},
		Event: bot.AnswerRetracted{Message: source, Stays: stays},
	})
}

var errNoEdits = errors.New("the platform changes no messages")

func (e *Engine) edit(ctx context.Context, out port.Outbound, id bot.MessageID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while editing: %v", p)
		}
	}()
	adapter, ok := e.adapters[out.To.Platform]
	if !ok {
		return port.RetryLater{Why: "no adapter for " + string(out.To.Platform)}
	}
	editor, ok := adapter.(port.Editor)
	if !ok {
		return errNoEdits
	}
	return editor.Edit(ctx, out, id)
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

// fitted is a reply as one message of a platform.
func (e *Engine) fitted(r bot.Reply, platform bot.Platform) bot.Reply {
	adapter, ok := e.adapters[platform]
	if !ok {
		return r
	}
	return reply.Fit(r, adapter.Limits())[0]
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

// progress holds what a task has done already, by the task's key, so that another try
// continues from there. The zero value is ready.
type progress[T any] struct {
	mu  sync.Mutex
	all map[string]T
}

// maxProgress bounds how many tasks are held: a task that another process completes
// is never forgotten here.
const maxProgress = 10_000

func (p *progress[T]) of(key string) (done T, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	done, ok = p.all[key]
	return done, ok
}

func (p *progress[T]) note(key string, done T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil || len(p.all) >= maxProgress {
		p.all = make(map[string]T)
	}
	p.all[key] = done
}

func (p *progress[T]) forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, key)
}
