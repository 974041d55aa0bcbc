package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/name"
	"aktivering/bot/port"
)

// problems returns the problems in force that the turn of an event may have to tell of. They
// are read before the turn, as what its text means is.
func (e *Engine) problems(ctx context.Context, in bot.Inbound) ([]bot.Problem, error) {
	if e.cases == nil || !desk.IsOfPerson(in.Event) {
		return nil, nil
	}
	d := e.decider().Desks.For(in.Ref().Address)
	if d == nil {
		return nil, nil
	}
	own, err := e.cases.Conversation(ctx, d.Ref())
	if err != nil {
		return nil, fmt.Errorf("read the problems of the desk: %w", err)
	}
	return own.InForce(in.At), nil
}

// catchUp tells a conversation of what has become of the problems of its desk since they were
// read for its turn: whoever told the others at that moment may not have found it.
func (e *Engine) catchUp(ctx context.Context, in bot.Inbound, read []bot.Problem, d bot.Decision) error {
	if len(d.Reports.Subjects) == 0 && !slices.ContainsFunc(d.Conversation.Known, func(k bot.Known) bool { return !k.Over }) {
		return nil
	}
	at := e.decider().Desks.For(in.Ref().Address)
	if e.cases == nil || at == nil || !desk.IsOfPerson(in.Event) {
		return nil
	}
	own, err := e.cases.Conversation(ctx, at.Ref())
	if err != nil {
		return fmt.Errorf("read the problems of the desk again: %w", err)
	}
	for _, p := range own.Problems {
		was := slices.ContainsFunc(read, func(r bot.Problem) bool { return r.ID == p.ID })
		if p.InForce(in.At) == was {
			continue
		}
		of := in.Ref()
		changed := bot.Inbound{At: in.At, From: of.Address, Person: bot.Person{ID: of.Person}, Event: bot.ProblemChanged{Problem: p}}
		if _, err := e.turn(ctx, changed, nil); err != nil {
			return err
		}
	}
	return nil
}

// routeToDesk turns what an agent does about problems that many have, or about blocks, into an
// action in the conversation that it belongs to; false where it is something else. inCase tells
// that it was done in the thread of a case.
func (e *Engine) routeToDesk(ctx context.Context, d *bot.Desk, in bot.Inbound, act bot.AgentAction, inCase bool) (bot.Inbound, bool, error) {
	message, change := in.Message()
	switch {
	case change && message != "":
		own, err := e.cases.Conversation(ctx, d.Ref())
		if err != nil {
			return in, false, err
		}
		known := slices.ContainsFunc(own.Problems, func(p bot.Problem) bool { return p.Message == message || p.NoteIn == message })
		edited, _ := in.Event.(bot.MessageEdited)
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
	if _, command := in.Event.(bot.Message); command {
		act.ReplyToken = in.ReplyToken // it may be one that nobody else sees
	}
	if act.Act != bot.ActRetract { // whoever may remove a message on the platform may take it back
		own := ownRef(d, act.Act)
		return asAgentAction(own, in, permitted(own, in, act)), true, nil
	}
	return asAgentAction(d.Ref(), in, act), true, nil
}

// actAtDesk does what an agent does about problems that many have, or about blocks, and submits by
// a number.
func (e *Engine) actAtDesk(ctx context.Context, number int, in bot.Inbound, d *bot.Desk) error {
	action, ok := in.Event.(bot.AgentAction)
	switch {
	case e.cases == nil || d == nil:
		return bot.DeniedError{Why: bot.DeniedNoCase}
	case number == 0 && !desk.IsOfDesk(action.Act):
		return bot.DeniedError{Why: bot.DeniedNoCase}
	case !ok || !desk.IsOfDesk(action.Act):
		return bot.DeniedError{Why: bot.DeniedAction}
	}
	if why := denial(d.Ref(), in); why != "" {
		return bot.DeniedError{Why: why}
	}
	action.Agent, action.ByNumber = bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}, true
	in.Key = keyOf(number, in)
	var why bot.Denial
	dropped, err := e.turn(ctx, asAgentAction(ownRef(d, action.Act), in, action), func(c bot.Conversation, m desk.Manager) bool {
		why = m.DeskDenial(d, c, action, in.At)
		return why == ""
	})
	if err == nil && !dropped && why != "" {
		return bot.DeniedError{Why: why}
	}
	return err
}

// How many conversations are read at a time, and how long before a problem was known those
// came who are told of it.
const (
	maxConcerned = 100
	knownSince   = 24 * time.Hour
)

// announceProblem tells everybody whom a problem concerns how it stands now. Whoever was told
// is left out, so that another try goes on where this one ended.
func (e *Engine) announceProblem(ctx context.Context, task port.Task, announce bot.AnnounceProblem) port.Result {
	own, err := e.conversation(ctx, task.Of)
	if err != nil {
		return later(task, err)
	}
	i := slices.IndexFunc(own.Problems, func(p bot.Problem) bool { return p.Number == announce.Number })
	d := e.decider().Desks.Own(task.Of)
	if i < 0 || d == nil {
		return port.Result{Status: bot.Dropped, Reason: "the problem is not known any more"}
	}
	p := own.Problems[i]
	if p.End != "" {
		err = e.toldOf(ctx, task, p, func(after int64) ([]port.Concerned, error) {
			return e.cases.Concerned(ctx, p.ID, after, maxConcerned)
		})
	} else {
		for _, subject := range p.Subjects() {
			err = e.toldOf(ctx, task, p, func(after int64) ([]port.Concerned, error) {
				return e.cases.Reporters(ctx, d.Name, subject, p.Since.Add(-knownSince), after, maxConcerned)
			})
			if err != nil {
				break
			}
		}
	}
	if err != nil {
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
}

// toldOf tells the conversations that next returns, page by page.
func (e *Engine) toldOf(ctx context.Context, task port.Task, p bot.Problem, next func(after int64) ([]port.Concerned, error)) error {
	after := int64(0)
	for {
		page, err := next(after)
		if err != nil {
			return err
		}
		for _, c := range page {
			after = c.ID
			// A conversation that was told takes it for nothing the second time.
			in := bot.Inbound{At: task.Now, From: c.Of.Address, Person: bot.Person{ID: c.Of.Person}, Event: bot.ProblemChanged{Problem: p}}
			if err := e.Handle(ctx, in); err != nil {
				return err
			}
		}
		if len(page) < maxConcerned {
			return nil
		}
	}
}

// countReports tells the desk where many people came with a code lately.
func (e *Engine) countReports(ctx context.Context, task port.Task, count bot.CountReports) port.Result {
	i := slices.IndexFunc(e.decider().Desks, func(d *bot.Desk) bool { return d.At == count.To })
	if e.cases == nil || i < 0 {
		return port.Result{Status: bot.Dropped, Reason: errNoDesk.Error()}
	}
	d := e.decider().Desks[i]
	if !d.Burst.On() {
		return port.Result{Status: bot.Dropped, Reason: "bursts are not looked for"}
	}
	n, err := e.cases.CountReporters(ctx, d.Name, count.Code.String(), task.Saved.Add(-d.Burst.Within), max(d.Burst.People, maxConcerned))
	if err != nil {
		return later(task, err)
	}
	if n < d.Burst.People {
		return port.Result{Status: bot.Done}
	}
	own := d.Ref()
	err = e.Handle(ctx, bot.Inbound{
		Key: task.Key + "/burst", At: task.Now, From: own.Address, Person: bot.Person{ID: own.Person}, Event: bot.BurstSeen{Code: count.Code, People: n},
	})
	if err != nil {
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
}
