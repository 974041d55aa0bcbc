package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
)

// A turn is decided while the writer does something else, and the decision holds if nothing has
// changed meanwhile.
func TestDecidesBesideTheWriter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(*Store) // in a write that the turn waits for
		fails     bool         // that write
		runs      int
	}{
		"nothing":              {runs: 1},
		"a write that fails":   {fails: true, runs: 2},
		"what may be removed":  {meanwhile: (*Store).discardStored, runs: 2},
		"another conversation": {meanwhile: func(s *Store) { s.recent.Add(bot.Ref{Person: "q"}, &knownConversation{id: 7}) }, runs: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			in := event.Inbound{Person: event.Person{ID: "p"}, Event: event.Message{Text: "hei"}}
			busy, decided, written := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			go func() {
				written <- s.writer.do(t.Context(), func(context.Context, *statements) error {
					if first := c.meanwhile; first != nil {
						defer first(s)
					}
					select {
					case <-busy:
					default:
						close(busy)
					}
					<-decided
					if c.fails {
						return errors.New("no")
					}
					return nil
				})
			}()
			<-busy
			runs := 0
			dropped, err := s.Turn(t.Context(), in, func(before bot.Conversation) bot.Decision {
				if runs++; runs == 1 {
					close(decided) // the writer is still busy
				}
				after := before
				after.Turn++
				return bot.Decision{Conversation: after, Entry: in.Entry(before)}
			})
			if err != nil || dropped {
				t.Fatal(dropped, err)
			}
			if err := <-written; (err != nil) != c.fails {
				t.Error(err)
			}
			if runs != c.runs {
				t.Errorf("decided %d times, want %d", runs, c.runs)
			}
			if after, err := s.Conversation(t.Context(), in.Ref()); err != nil || after.Turn != 1 {
				t.Errorf("got %+v, %v", after, err)
			}
		})
	}
}

// A decision ahead can be on another conversation than the one there is: a process that has just
// started takes it for new. What a step cannot do with that one, it does in the writer.
func TestDraftMayPanic(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	in := event.Inbound{Person: event.Person{ID: "p"}, Event: event.Message{Text: "hei"}}
	for turn := range 2 {
		s, err := Open(t.Context(), path, Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		dropped, err := s.Turn(t.Context(), in, func(before bot.Conversation) bot.Decision {
			if before.Turn != turn {
				panic("step")
			}
			after := before
			after.Turn++
			return bot.Decision{Conversation: after, Entry: in.Entry(before)}
		})
		if err != nil || dropped {
			t.Fatal(dropped, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
