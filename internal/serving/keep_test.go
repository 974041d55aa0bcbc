package serving

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

// While the bot serves, one process at a time prunes.
func TestPruneDaily(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	in := event.Inbound{At: time.Now(), From: bot.Address{Platform: "slack", Channel: "C1"}, Person: event.Person{ID: "U1"}, Event: event.Message{Text: "kanarifugl"}}
	err = storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	late := func() time.Time { return time.Now().Add(400 * 24 * time.Hour) }
	keep := port.Retention{Transcripts: 365 * 24 * time.Hour}
	if mine, err := s.Lease(t.Context(), pruneLease, "another", time.Hour); err != nil || !mine {
		t.Fatal(mine, err)
	}
	srv := &Server{store: s, log: zerolog.Nop(), now: late, keep: keep, holder: "this"}
	for _, want := range []int{1, 0} {
		srv.pruneOnce(t.Context())
		if counts, err := s.Counts(t.Context()); err != nil || counts.Conversations != want {
			t.Errorf("%d conversations are left, want %d, %v", counts.Conversations, want, err)
		}
		if err := s.Release(t.Context(), pruneLease, "another"); err != nil {
			t.Fatal(err)
		}
	}
}
