package sqlite

import (
	"context"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saveReports saves what a person came with in a turn, and which problems of the desk the
// conversation has to do with since.
func saveReports(ctx context.Context, t *statements, conversation int64, in event.Inbound, before *bot.Conversation, d *bot.Decision) error {
	for _, subject := range d.Reports.Subjects {
		_, err := t.exec(ctx, `INSERT INTO reports (conversation, subject, desk, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (conversation, subject, desk) DO UPDATE SET at = max(at, excluded.at)`, conversation, subject, d.Reports.Desk, micros(in.At))
		if err != nil {
			return fmt.Errorf("save what somebody came with: %w", err)
		}
	}
	begun, over := store.ConcernedChange(before, &d.Conversation)
	for _, problem := range begun {
		if _, err := t.exec(ctx, `INSERT INTO concerned (problem, conversation) VALUES (?, ?) ON CONFLICT DO NOTHING`, problem, conversation); err != nil {
			return fmt.Errorf("save whom a problem concerns: %w", err)
		}
	}
	for _, problem := range over {
		if _, err := t.exec(ctx, `DELETE FROM concerned WHERE problem = ? AND conversation = ?`, problem, conversation); err != nil {
			return fmt.Errorf("save whom a problem concerns no more: %w", err)
		}
	}
	return nil
}

// Each finds its rows by an index, however many others there are: the plus keeps it from the
// primary key, which has the order but holds all.
const (
	selectReporters = `SELECT c.id, c.platform, c.space, c.channel, c.thread, c.person FROM reports r JOIN conversations c ON c.id = r.conversation
		WHERE r.desk = ? AND r.subject = ? AND r.at >= ? AND +r.conversation > ? ORDER BY +r.conversation LIMIT ?`
	countReporters = `SELECT count(*) FROM (SELECT DISTINCT c.platform, c.person FROM reports r JOIN conversations c ON c.id = r.conversation
		WHERE r.desk = ? AND r.subject = ? AND r.at >= ? LIMIT ?)`
	selectConcerned = `SELECT c.id, c.platform, c.space, c.channel, c.thread, c.person FROM concerned k JOIN conversations c ON c.id = k.conversation
		WHERE k.problem = ? AND k.conversation > ? ORDER BY k.conversation LIMIT ?`
)

// Reporters returns who came with a subject, as port.Cases says.
func (s *Store) Reporters(ctx context.Context, desk, subject string, since time.Time, after int64, most int) ([]port.Concerned, error) {
	list, err := s.concerned(ctx, selectReporters, desk, subject, micros(since), after, most)
	if err != nil {
		return nil, fmt.Errorf("look for those who came with %s: %w", subject, err)
	}
	return list, nil
}

// CountReporters counts people who came with a subject, as port.Cases says.
func (s *Store) CountReporters(ctx context.Context, desk, subject string, since time.Time, most int) (n int, err error) {
	err = s.read.row(ctx, countReporters, desk, subject, micros(since), most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count those who came with %s: %w", subject, err)
	}
	return n, nil
}

// Concerned returns who is to be told of a problem still, as port.Cases says.
func (s *Store) Concerned(ctx context.Context, problem string, after int64, most int) ([]port.Concerned, error) {
	list, err := s.concerned(ctx, selectConcerned, problem, after, most)
	if err != nil {
		return nil, fmt.Errorf("look for those whom a problem concerns: %w", err)
	}
	return list, nil
}

func (s *Store) concerned(ctx context.Context, query string, args ...any) (list []port.Concerned, err error) {
	err = s.read.each(ctx, func(r row) error {
		var c port.Concerned
		a := &c.Of.Address
		err := r.Scan(&c.ID, &a.Platform, &a.Space, &a.Channel, &a.Thread, &c.Of.Person)
		list = append(list, c)
		return err
	}, query, args...)
	return list, err
}
