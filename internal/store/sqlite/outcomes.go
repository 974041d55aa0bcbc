package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saveHeard saves the event of a turn: its line of the transcript, and what was decided.
func saveHeard(ctx context.Context, t *statements, conversation int64, in event.Inbound, d *bot.Decision) error {
	e, o, row := &d.Entry, &d.Outcome, store.RowOf(d.Outcome)
	_, err := t.exec(ctx, `INSERT INTO heard (conversation, platform, key, turn, at, kind, text, message,
			outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)
		VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		conversation, in.From.Platform, in.Key, d.Conversation.Turn, micros(e.At), e.Kind, e.Text, e.Message,
		o.Kind, o.Article, row.Code, o.Helped, row.Remedies, o.Confidence, o.Asked, row.Told, o.Language, o.Closing, o.Rating)
	if err != nil {
		return fmt.Errorf("save what was heard: %w", err)
	}
	return nil
}

// Outcomes returns what was decided in turns, as port.Outcomes says.
func (s *Store) Outcomes(ctx context.Context, f port.OutcomeFilter) (list []port.TurnOutcome, err error) {
	from, to, limit := bounds(f.From, f.To, f.Limit)
	kinds, err := json.Marshal(f.Kinds)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	const query = `SELECT ` + outcomeColumns + `
		FROM heard h JOIN conversations c ON c.id = h.conversation
		WHERE h.outcome IS NOT NULL AND h.at >= ?1 AND h.at < ?2 AND (?3 = 0 OR h.outcome IN (SELECT value FROM json_each(?4)))
		ORDER BY h.at DESC, h.id DESC LIMIT ?5`
	err = s.read.each(ctx, func(r row) error {
		o, err := scanOutcome(r)
		list = append(list, o)
		return err
	}, query, from, to, len(f.Kinds), kinds, limit)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	return list, nil
}

// Gaps returns where knowledge fell short, as port.Gaps says.
func (s *Store) Gaps(ctx context.Context, f port.GapFilter) (list []port.Gap, err error) {
	from, to, limit := bounds(f.From, f.To, f.Limit)
	err = s.read.each(ctx, func(r row) error {
		var kind bot.EntryKind
		var text string
		o, err := scanOutcome(r, &kind, &text)
		list = append(list, port.Gap{TurnOutcome: o, Text: store.GapText(kind, text)})
		return err
	}, gapQuery(), from, to, limit)
	if err != nil {
		return nil, fmt.Errorf("look for gaps: %w", err)
	}
	return list, nil
}

// gapQuery reads the turns of an index, which it names so that a change of the planner's mind
// fails a test and slows nothing.
func gapQuery() string {
	return `SELECT ` + outcomeColumns + `, h.kind, h.text
		FROM heard h INDEXED BY heard_gaps CROSS JOIN conversations c ON c.id = h.conversation
		WHERE h.` + store.GapCondition() + ` AND h.at >= ?1 AND h.at < ?2 ORDER BY h.at DESC, h.id DESC LIMIT ?3`
}

// outcomeColumns are what scanOutcome reads first, in this order.
const outcomeColumns = `c.platform, c.space, c.channel, c.thread, c.person, h.turn, h.at,
	h.outcome, h.article, h.code, h.helped, h.remedies, h.confidence, h.asked, h.told, h.language, h.closing, h.rating`

// scanOutcome reads an outcome, and what comes behind it.
func scanOutcome(r row, more ...any) (o port.TurnOutcome, err error) {
	var at sql.NullInt64
	var stored store.OutcomeRow
	a := &o.Of.Address
	err = r.Scan(append([]any{
		&a.Platform, &a.Space, &a.Channel, &a.Thread, &o.Of.Person, &o.Turn, &at,
		&o.Kind, &o.Article, &stored.Code, &o.Helped, &stored.Remedies, &o.Confidence, &o.Asked, &stored.Told, &o.Language, &o.Closing, &o.Rating,
	}, more...)...)
	if err != nil {
		return o, err
	}
	o.At = timeOf(at)
	return o, stored.Read(&o.Outcome)
}

// bounds are the bounds of a query, as SQLite is given them.
func bounds(from, to time.Time, most int) (first, end int64, limit int) {
	first, end, limit = math.MinInt64, math.MaxInt64, -1
	if !from.IsZero() {
		first = micros(from)
	}
	if !to.IsZero() {
		end = micros(to)
	}
	if most > 0 {
		limit = most
	}
	return first, end, limit
}
