package engine

import (
	"context"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

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
			in := event.Inbound{At: task.Now, From: c.Of.Address, Person: event.Person{ID: c.Of.Person}, Event: event.ProblemChanged{Problem: p}}
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
	err = e.Handle(ctx, event.Inbound{
		Key: task.Key + "/burst", At: task.Now, From: own.Address, Person: event.Person{ID: own.Person}, Event: event.BurstSeen{Code: count.Code, People: n},
	})
	if err != nil {
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
}
