package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// queueReports adds to a batch what saves what a person came with in a turn, and which problems
// of the desk the conversation has to do with since.
func queueReports(batch *pgx.Batch, conversation int64, in event.Inbound, before *bot.Conversation, d *bot.Decision) {
	for _, subject := range d.Reports.Subjects {
		batch.Queue(`INSERT INTO reports (conversation, subject, desk, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (conversation, subject, desk) DO UPDATE SET at = greatest(reports.at, excluded.at)`,
			conversation, storable(subject), storable(d.Reports.Desk), in.At)
	}
	begun, over := store.ConcernedChange(before, &d.Conversation)
	for _, problem := range begun {
		batch.Queue(`INSERT INTO concerned (problem, conversation) VALUES ($1, $2) ON CONFLICT DO NOTHING`, storable(problem), conversation)
	}
	for _, problem := range over {
		batch.Queue(`DELETE FROM concerned WHERE problem = $1 AND conversation = $2`, storable(problem), conversation)
	}
}

// Each finds its rows by an index, however many others there are: the sum keeps it from the
// primary key, which has the order but holds all.
const (
	selectReporters = `SELECT c.id, c.platform, c.space, c.channel, c.thread, c.person FROM reports r JOIN conversations c ON c.id = r.conversation
		WHERE r.desk = $1 AND r.subject = $2 AND r.at >= $3 AND r.conversation + 0 > $4 ORDER BY r.conversation + 0 LIMIT $5`
	countReporters = `SELECT count(*) FROM (SELECT DISTINCT c.platform, c.person FROM reports r JOIN conversations c ON c.id = r.conversation
		WHERE r.desk = $1 AND r.subject = $2 AND r.at >= $3 LIMIT $4) people`
	selectConcerned = `SELECT c.id, c.platform, c.space, c.channel, c.thread, c.person FROM concerned k JOIN conversations c ON c.id = k.conversation
		WHERE k.problem = $1 AND k.conversation > $2 ORDER BY k.conversation LIMIT $3`
)

// Reporters returns who came with a subject, as port.Cases says.
func (s *Store) Reporters(ctx context.Context, desk, subject string, since time.Time, after int64, most int) ([]port.Concerned, error) {
	list, err := s.concerned(ctx, selectReporters,
		storable(desk), storable(subject), since, after, most)
	if err != nil {
		return nil, fmt.Errorf("look for those who came with %s: %w", subject, err)
	}
	return list, nil
}

// CountReporters counts people who came with a subject, as port.Cases says.
func (s *Store) CountReporters(ctx context.Context, desk, subject string, since time.Time, most int) (n int, err error) {
	err = s.pool.QueryRow(ctx, countReporters, storable(desk), storable(subject), since, most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count those who came with %s: %w", subject, err)
	}
	return n, nil
}

// Concerned returns who is to be told of a problem still, as port.Cases says.
func (s *Store) Concerned(ctx context.Context, problem string, after int64, most int) ([]port.Concerned, error) {
	list, err := s.concerned(ctx, selectConcerned, storable(problem), after, most)
	if err != nil {
		return nil, fmt.Errorf("look for those whom a problem concerns: %w", err)
	}
	return list, nil
}

func (s *Store) concerned(ctx context.Context, query string, args ...any) ([]port.Concerned, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c port.Concerned, err error) {
		a := &c.Of.Address
		err = row.Scan(&c.ID, &a.Platform, &a.Space, &a.Channel, &a.Thread, &c.Of.Person)
		return c, err
	})
}
