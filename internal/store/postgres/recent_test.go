package postgres_test

import (
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// A turn begins with the conversation at hand where its row is the one that was saved with it, and
// with what the database has where anybody else has changed it.
func TestConversationAtHand(t *testing.T) {
	t.Parallel()
	const saved, atHand, changed = "saved", "at hand", "changed"
	in := event.Inbound{At: time.Now(), From: bot.Address{Platform: platform, Channel: "c"}, Person: event.Person{ID: "p"}, Event: event.Message{Text: "hei"}}
	for name, c := range map[string]struct {
		meanwhile func(*testing.T, *place)
		found     string
	}{
		"nobody else": {func(*testing.T, *place) {}, atHand},
		"without a turn": {func(t *testing.T, p *place) {
			p.exec(t, `UPDATE conversations SET state = replace(state::text, 'saved', 'changed')::json`)
		}, changed},
		"a turn of another process": {func(t *testing.T, p *place) {
			if found := nameBefore(t, p.open(t), in, changed); found != saved {
				t.Errorf("another process found %q", found)
			}
		}, changed},
		"a lock": {func(t *testing.T, p *place) {
			p.exec(t, `SELECT FROM conversations FOR UPDATE`)
		}, atHand},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			s := p.open(t)
			found := ""
			for range 5 { // on a busy machine a turn may be left out of its group, and made alone reads the state
				nameBefore(t, s, in, saved)
				s.ChangeAtHand(in.Ref(), func(c *bot.Conversation) { c.Name = atHand })
				c.meanwhile(t, p)
				if found = nameBefore(t, s, in, ""); found != saved {
					break
				}
			}
			if found != c.found {
				t.Errorf("the turn began with %q; want %q", found, c.found)
			}
		})
	}
}

// nameBefore makes a turn that gives the person a name, and returns the one before.
func nameBefore(t *testing.T, s *postgres.Store, in event.Inbound, name string) (before string) {
	t.Helper()
	err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		before = c.Name
		c.Turn++
		c.Name = name
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return before
}
