package memory

import (
	"context"
	"slices"

	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Outcomes returns what was decided in turns, as port.Outcomes says.
func (s *Store) Outcomes(ctx context.Context, f port.OutcomeFilter) (list []port.TurnOutcome, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, l := range slices.Backward(s.db.heard) {
		switch {
		case l.outcome.Kind == "", l.At.Before(f.From), !f.To.IsZero() && !l.At.Before(f.To):
		case len(f.Kinds) > 0 && !slices.Contains(f.Kinds, l.outcome.Kind):
		default:
			o := port.TurnOutcome{Of: l.of.ref, Turn: l.Turn, At: l.At, Outcome: l.outcome}
			o.Remedies, o.Told = slices.Clone(o.Remedies), slices.Clone(o.Told)
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b port.TurnOutcome) int { return b.At.Compare(a.At) })
	if f.Limit > 0 {
		list = list[:min(f.Limit, len(list))]
	}
	return list, nil
}

// Gaps returns where knowledge fell short, as port.Gaps says.
func (s *Store) Gaps(ctx context.Context, f port.GapFilter) (list []port.Gap, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	kinds := outcome.GapKinds()
	for _, l := range slices.Backward(s.db.heard) {
		if !slices.Contains(kinds, l.outcome.Kind) || l.At.Before(f.From) || !f.To.IsZero() && !l.At.Before(f.To) {
			continue
		}
		o := port.TurnOutcome{Of: l.of.ref, Turn: l.Turn, At: l.At, Outcome: l.outcome}
		o.Remedies, o.Told = slices.Clone(o.Remedies), slices.Clone(o.Told)
		list = append(list, port.Gap{TurnOutcome: o, Text: store.GapText(l.Kind, l.Text)})
	}
	slices.SortStableFunc(list, func(a, b port.Gap) int { return b.At.Compare(a.At) })
	if f.Limit > 0 {
		list = list[:min(f.Limit, len(list))]
	}
	return list, nil
}
