package memory

import (
	"context"
	"slices"
	"time"

	"aktivering/bot/port"
)

// FirstAnswers returns when people were answered first, as port.Waits says.
func (s *Store) FirstAnswers(ctx context.Context, desk string, since time.Time, limit int) ([]port.FirstAnswer, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var answers []port.FirstAnswer
	for _, c := range s.db.cases {
		if c.Desk == desk && !c.answered.IsZero() && !c.answered.Before(micros(since)) {
			answers = append(answers, port.FirstAnswer{Asked: c.OpenedAt, Answered: c.answered})
		}
	}
	slices.SortStableFunc(answers, func(a, b port.FirstAnswer) int { return b.Answered.Compare(a.Answered) })
	return answers[:min(len(answers), limit)], nil
}
