package engine

import (
	"context"
	"errors"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

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
		if err := e.reportFailure(ctx, task, a.SendReply, event.FaultForeign); err != nil {
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
	return e.Handle(ctx, event.Inbound{
		Key: task.Key + "/outgrown", At: task.Now, From: task.Of.Address, Person: event.Person{ID: task.Of.Person}, Event: event.ReplyOutgrown{Effect: send},
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
	return e.Handle(ctx, event.Inbound{
		Key: task.Key + "/retracted", At: task.Now, From: task.Of.Address, Person: event.Person{ID: task.Of.Person},
		Event: event.AnswerRetracted{Message: source, Stays: stays},
	})
}
