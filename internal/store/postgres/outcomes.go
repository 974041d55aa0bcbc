package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// queueHeard adds to a batch what saves the event of a turn: its line of the transcript, and
// what was decided.
func queueHeard(batch *pgx.Batch, conversation int64, in bot.Inbound, d bot.Decision) {
	e, o, row := d.Entry, d.Outcome, store.RowOf(d.Outcome)
	batch.Queue(`INSERT INTO heard (conversation, platform, key, turn, at, kind, text, message,
			outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)
		VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, nullif($9, ''), $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		conversation, in.From.Platform, in.Key, d.Conversation.Turn, e.At, e.Kind, storable(e.Text), storable(string(e.Message)),
		string(o.Kind), o.Article, row.Code, o.Helped, row.Remedies, o.Confidence, o.Asked, row.Told, o.Language, o.Closing, o.Rating)
}

// Outcomes returns what was decided in turns, as port.Outcomes says.
func (s *Store) Outcomes(ctx context.Context, f port.OutcomeFilter) ([]port.TurnOutcome, error) {
	from, to := bounds(f.From, f.To)
	kinds := make([]string, len(f.Kinds))
	for i, k := range f.Kinds {
		kinds[i] = string(k)
	}
	rows, err := s.pool.Query(ctx, `SELECT `+outcomeColumns+`
		FROM heard h JOIN conversations c ON c.id = h.conversation
		WHERE h.outcome IS NOT NULL AND h.at >= $1 AND h.at < $2 AND (cardinality($3::text[]) = 0 OR h.outcome = ANY ($3::text[]))
		ORDER BY h.at DESC, h.id DESC LIMIT nullif($4::bigint, 0)`, from, to, kinds, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanOutcome)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	return list, nil
}

// Gaps returns where knowledge fell short, as port.Gaps says.
func (s *Store) Gaps(ctx context.Context, f port.GapFilter) ([]port.Gap, error) {
	from, to := bounds(f.From, f.To)
	rows, err := s.pool.Query(ctx, gapQuery(), from, to, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("look for gaps: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (port.Gap, error) {
		var kind bot.EntryKind
		var text string
		o, err := readOutcome(row, &kind, &text)
		return port.Gap{TurnOutcome: o, Text: store.GapText(kind, text)}, err
	})
	if err != nil {
		return nil, fmt.Errorf("look for gaps: %w", err)
	}
	return list, nil
}

// gapQuery has the condition of the index heard_gaps, so that it reads nothing else.
func gapQuery() string {
	return `SELECT ` + outcomeColumns + `, h.kind, h.text
		FROM heard h JOIN conversations c ON c.id = h.conversation
		WHERE h.` + store.GapCondition() + ` AND h.at >= $1 AND h.at < $2
		ORDER BY h.at DESC, h.id DESC LIMIT nullif($3::bigint, 0)`
}

// bounds are the bounds of a query, as PostgreSQL is given them.
func bounds(from, to time.Time) (first, end pgtype.Timestamptz) {
	first = pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
	end = pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	if !from.IsZero() {
		first = pgtype.Timestamptz{Time: from, Valid: true}
	}
	if !to.IsZero() {
		end = pgtype.Timestamptz{Time: to, Valid: true}
	}
	return first, end
}

// outcomeColumns are what readOutcome reads first, in this order.
const outcomeColumns = `c.platform, c.space, c.channel, c.thread, c.person, h.turn, h.at,
	h.outcome, h.article, h.code, h.helped, h.remedies, h.confidence, h.asked, h.told, h.language, h.closing, h.rating`

func scanOutcome(row pgx.CollectableRow) (port.TurnOutcome, error) { return readOutcome(row) }

// readOutcome reads an outcome, and what comes behind it.
func readOutcome(row pgx.CollectableRow, more ...any) (o port.TurnOutcome, err error) {
	var at time.Time
	var stored store.OutcomeRow
	a := &o.Of.Address
	err = row.Scan(append([]any{
		&a.Platform, &a.Space, &a.Channel, &a.Thread, &o.Of.Person, &o.Turn, &at,
		&o.Kind, &o.Article, &stored.Code, &o.Helped, &stored.Remedies, &o.Confidence, &o.Asked, &stored.Told, &o.Language, &o.Closing, &o.Rating,
	}, more...)...)
	if err != nil {
		return o, err
	}
	o.At = at.UTC()
	return o, stored.Read(&o.Outcome)
}
