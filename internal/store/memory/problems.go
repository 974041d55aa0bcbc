package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// report is what somebody came with, by the desk that serves them.
type report struct{ desk, subject string }

// saveReports keeps what a person came with in a turn, and which problems of the desk the
// conversation has to do with since.
func (c *conversation) saveReports(in event.Inbound, before *bot.Conversation, d *bot.Decision) {
	for _, subject := range d.Reports.Subjects {
		if c.reports == nil {
			c.reports = make(map[report]time.Time)
		}
		of := report{d.Reports.Desk, subject}
		if at := micros(in.At); c.reports[of].Before(at) {
			c.reports[of] = at
		}
	}
	begun, over := store.ConcernedChange(before, &d.Conversation)
	c.concerned = append(c.concerned, begun...)
	c.concerned = slices.DeleteFunc(c.concerned, func(id string) bool { return slices.Contains(over, id) })
}

// Reporters returns who came with a subject, as port.Cases says.
func (s *Store) Reporters(ctx context.Context, desk, subject string, since time.Time, after int64, most int) ([]port.Concerned, error) {
	return s.those(ctx, after, most, func(c *conversation) bool { return c.reported(desk, subject, since) })
}

// CountReporters counts people who came with a subject, as port.Cases says.
func (s *Store) CountReporters(ctx context.Context, desk, subject string, since time.Time, most int) (int, error) {
	list, err := s.those(ctx, 0, -1, func(c *conversation) bool { return c.reported(desk, subject, since) })
	type person struct {
		on bot.Platform
		id string
	}
	people := make(map[person]bool)
	for _, c := range list {
		people[person{c.Of.Address.Platform, c.Of.Person}] = true
	}
	return min(len(people), most), err
}

// Concerned returns who is to be told of a problem still, as port.Cases says.
func (s *Store) Concerned(ctx context.Context, problem string, after int64, most int) ([]port.Concerned, error) {
	return s.those(ctx, after, most, func(c *conversation) bool { return slices.Contains(c.concerned, problem) })
}

func (c *conversation) reported(desk, subject string, since time.Time) bool {
	at, ok := c.reports[report{desk, subject}]
	return ok && !at.Before(micros(since))
}

// those returns conversations in the order of their numbers, from after one on; most is how
// many at most, or -1.
func (s *Store) those(ctx context.Context, after int64, most int, are func(*conversation) bool) (list []port.Concerned, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, c := range s.db.conversations {
		if c.number > after && are(c) {
			list = append(list, port.Concerned{ID: c.number, Of: c.ref})
		}
	}
	slices.SortFunc(list, func(a, b port.Concerned) int { return cmp.Compare(a.ID, b.ID) })
	if most >= 0 {
		list = list[:min(len(list), most)]
	}
	return list, nil
}
