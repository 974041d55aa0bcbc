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

// lineRows are lines of transcripts that are saved by one statement, a slice for each column: the
// events of turns, and what was decided.
type lineRows struct {
	talks, turns                                         []int64
	platforms, keys, kinds, texts, messages              []string
	at                                                   []time.Time
	outcomes, articles, codes, verdicts, remedies, asked []string
	told, languages, closings                            []string
	confidence                                           []float64
	ratings                                              []int32
}

func (r *lineRows) add(a *attempt) {
	e, o, row := a.Entry, a.Outcome, store.RowOf(a.Outcome)
	r.talks = append(r.talks, a.id)
	r.platforms = append(r.platforms, string(a.in.From.Platform))
	r.keys = append(r.keys, a.in.Key)
	r.turns = append(r.turns, int64(a.Conversation.Turn))
	r.at = append(r.at, e.At)
	r.kinds = append(r.kinds, string(e.Kind))
	r.texts = append(r.texts, storable(e.Text))
	r.messages = append(r.messages, string(storable(e.Message)))
	r.outcomes = append(r.outcomes, string(o.Kind))
	r.articles = append(r.articles, o.Article)
	r.codes = append(r.codes, row.Code)
	r.verdicts = append(r.verdicts, string(o.Helped))
	r.remedies = append(r.remedies, row.Remedies)
	r.confidence = append(r.confidence, o.Confidence)
	r.asked = append(r.asked, o.Asked)
	r.told = append(r.told, row.Told)
	r.languages = append(r.languages, string(o.Language))
	r.closings = append(r.closings, string(o.Closing))
	r.ratings = append(r.ratings, int32(o.Rating))
}

func (r *lineRows) queue(batch *pgx.Batch) {
	batch.Queue(`INSERT INTO heard (conversation, platform, key, turn, at, kind, text, message,
			outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)
		SELECT conversation, platform, nullif(key, ''), turn, at, kind, text, message,
			nullif(outcome, ''), article, code, helped, remedies, confidence, asked, told, language, closing, rating
		FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
			$9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::float8[], $15::text[], $16::text[], $17::text[], $18::text[], $19::int[])
			AS r (conversation, platform, key, turn, at, kind, text, message,
			outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)`,
		r.talks, r.platforms, r.keys, r.turns, r.at, r.kinds, r.texts, r.messages,
		r.outcomes, r.articles, r.codes, r.verdicts, r.remedies, r.confidence, r.asked, r.told, r.languages, r.closings, r.ratings)
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
