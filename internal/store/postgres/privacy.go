package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// DeskPlaces returns where desks work on the cases of a conversation, as port.Cases says.
func (s *Store) DeskPlaces(ctx context.Context, ref bot.Ref) ([]bot.Address, error) {
	rows, err := s.pool.Query(ctx, `WITH c AS (SELECT id FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5)
		SELECT platform, space, channel, thread FROM cases WHERE conversation = (SELECT id FROM c) AND platform <> ''
		UNION SELECT platform, space, channel, thread FROM case_places WHERE conversation = (SELECT id FROM c)`, refArgs(ref)...)
	if err != nil {
		return nil, fmt.Errorf("look for the places of cases: %w", err)
	}
	places, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a bot.Address, err error) {
		return a, row.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread)
	})
	if err != nil {
		return nil, fmt.Errorf("look for the places of cases: %w", err)
	}
	return places, nil
}

// Export returns what is kept of a person, as port.Privacy says.
func (s *Store) Export(ctx context.Context, on bot.Platform, person string) (d port.PersonalData, err error) {
	d.Platform, d.Person = on, person
	if d.Language, err = s.personLanguage(ctx, on, person); err != nil {
		return d, err
	}
	if d.HadCases, err = s.HasHadCase(ctx, on, person); err != nil {
		return d, err
	}
	refs, err := s.refs(ctx, selectRef+`WHERE c.person = $1 AND c.platform = $2 ORDER BY c.id`, storable(person), on)
	if err != nil {
		return d, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	for _, ref := range refs {
		c, err := s.exportConversation(ctx, ref)
		if err != nil {
			return d, fmt.Errorf("export a conversation: %w", err)
		}
		d.Conversations = append(d.Conversations, c)
	}
	return d, nil
}

func (s *Store) exportConversation(ctx context.Context, ref bot.Ref) (c port.PersonalConversation, err error) {
	c.Of = ref
	if c.State, err = s.Conversation(ctx, ref); err != nil {
		return c, err
	}
	if c.Entries, err = s.Transcript(ctx, ref); err != nil {
		return c, err
	}
	const of = ` = (SELECT id FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5) `
	rows, err := s.pool.Query(ctx, `SELECT `+store.CaseColumns+` FROM cases k JOIN conversations c ON c.id = k.conversation WHERE k.conversation`+of+`ORDER BY k.number`, refArgs(ref)...)
	if err != nil {
		return c, err
	}
	if c.Cases, err = pgx.CollectRows(rows, scanCase); err != nil {
		return c, err
	}
	rows, err = s.pool.Query(ctx, `SELECT body, fate, saved FROM effects WHERE conversation`+of+`ORDER BY id`, refArgs(ref)...)
	if err != nil {
		return c, err
	}
	c.Effects, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e port.PersonalEffect, err error) {
		var body []byte
		if err := row.Scan(&body, &e.Status, &e.Saved); err != nil {
			return e, err
		}
		e.Saved = e.Saved.UTC()
		e.Effect, _ = bot.DecodeEffect(body) // one that cannot be read is exported as such
		return e, nil
	})
	if err != nil {
		return c, err
	}
	rows, err = s.pool.Query(ctx, `SELECT DISTINCT subject FROM reports WHERE conversation`+of+`ORDER BY subject`, refArgs(ref)...)
	if err != nil {
		return c, err
	}
	c.Reports, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return c, err
}

// FindPeople returns people by what they are called, as port.Privacy says.
func (s *Store) FindPeople(ctx context.Context, what string, most int) ([]port.KnownPerson, error) {
	rows, err := s.pool.Query(ctx, `SELECT platform, person, state, changed FROM conversations`)
	if err != nil {
		return nil, fmt.Errorf("look for people: %w", err)
	}
	f := store.NewPeopleFinder(what)
	var p port.KnownPerson
	var state []byte
	_, err = pgx.ForEachRow(rows, []any{&p.Platform, &p.Person, &state, &p.Last}, func() error {
		var named struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(state, &named); err != nil {
			return fmt.Errorf("read the conversation: %w", err)
		}
		f.Add(port.KnownPerson{Platform: p.Platform, Person: p.Person, Name: named.Name, Last: p.Last.UTC()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for people: %w", err)
	}
	return f.Found(most), nil
}

// Remembered returns the conversations in which something is remembered, as port.Privacy says.
func (s *Store) Remembered(ctx context.Context, on bot.Platform, person string, most int) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`WHERE c.person = $1 AND c.platform = $2 AND c.state ->> 'forgotten' IS NULL ORDER BY c.id LIMIT $3`, storable(person), on, most)
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	return refs, nil
}

// Erase removes the rest that is kept of a person, as port.Privacy says.
func (s *Store) Erase(ctx context.Context, on bot.Platform, person string) error {
	var batch pgx.Batch
	batch.Queue(`DELETE FROM people WHERE person = $1 AND platform = $2`, storable(person), on)
	batch.Queue(`DELETE FROM key_parts WHERE person = $1 AND platform = $2`, storable(person), on)
	batch.Queue(`DELETE FROM conversations c WHERE c.person = $1 AND c.platform = $2 AND c.state ->> 'forgotten' = 'true'
		AND NOT EXISTS (SELECT FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say')`, storable(person), on)
	if err := s.pool.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("erase a person: %w", err)
	}
	return s.EraseVisitor(ctx, person)
}
