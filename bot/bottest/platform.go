package bottest

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// FakePlatform is an adapter that keeps every message it is sent. It can fetch files, edit
// messages, open threads and show that somebody is writing.
type FakePlatform struct {
	ID    bot.Platform
	Limit port.Limits
	Shown []Shown // in the order of sending; an edit changes its message in place
	// Fail returns the error with which a message or an edit is refused; a nil function
	// refuses none.
	Fail func(port.Outbound) error
	// Note, if set, is called with every message sent or edited, and NoteErased with every thread
	// that was erased and how many messages that were.
	Note       func(s Shown)
	NoteErased func(thread bot.Address, messages int)
	// Files maps [bot.File.At] to the content that Fetch returns.
	Files map[string]string
	// Stuck makes Fetch wait until its context ends.
	Stuck bool
	// Fixed makes every edit fail with [port.ErrGone].
	Fixed bool
	// Names are what ReadPerson tells people to be called, by their ids.
	Names map[string]string
	// Typings has "thread person" for every call of Typing, and Marked the messages of React.
	Typings []string
	Marked  []bot.MessageID
	// Unmarkable is the error of React.
	Unmarkable error
}

// React implements [port.Reactor].
func (s *FakePlatform) React(_ context.Context, _ bot.Address, message bot.MessageID) error {
	s.Marked = append(s.Marked, message)
	return s.Unmarkable
}

// Typing implements [port.TypingIndicator].
func (s *FakePlatform) Typing(_ context.Context, to bot.Address, person string) error {
	s.Typings = append(s.Typings, to.Thread+" "+person)
	return nil
}

// ReadPerson implements [port.PersonReader].
func (s *FakePlatform) ReadPerson(_ context.Context, id string) event.Person {
	return event.Person{ID: id, Name: s.Names[id]}
}

// IsPrivate implements [port.PrivatePlaces].
func (s *FakePlatform) IsPrivate(at bot.Address) bool { return IsPrivate(at) }

// OpenThread implements [port.Threader]: the thread has the card's id.
func (s *FakePlatform) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// Shown is a message on a fake platform; ID is its number there, from "1".
type Shown struct {
	port.Outbound
	ID     bot.MessageID
	Edited bool
	// Erased tells that EraseThread has deleted it.
	Erased bool
}

// Platform implements [port.Adapter].
func (s *FakePlatform) Platform() bot.Platform { return s.ID }

// Limits implements [port.Adapter].
func (s *FakePlatform) Limits() port.Limits { return s.Limit }

// Run implements [port.Adapter]: it waits for the end of its context.
func (s *FakePlatform) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

// Send implements [port.Adapter].
func (s *FakePlatform) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	if s.Fail != nil {
		if err := s.Fail(out); err != nil {
			return "", err
		}
	}
	m := Shown{Outbound: out, ID: bot.MessageID(strconv.Itoa(len(s.Shown) + 1))}
	s.Shown = append(s.Shown, m)
	if s.Note != nil {
		s.Note(m)
	}
	return m.ID, nil
}

// Fetch implements [port.FileFetcher].
func (s *FakePlatform) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	if s.Stuck {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	data, ok := s.Files[f.At]
	switch {
	case !ok:
		return nil, errors.New("no such file")
	case len(data) > most:
		return nil, port.ErrTooLarge
	}
	return []byte(data), nil
}

// Edit implements [port.Editor]; an unknown id is [port.ErrGone].
func (s *FakePlatform) Edit(_ context.Context, out port.Outbound, id bot.MessageID) error {
	if s.Fixed {
		return port.ErrGone
	}
	if s.Fail != nil {
		if err := s.Fail(out); err != nil {
			return err
		}
	}
	for i := range s.Shown {
		if s.Shown[i].ID == id {
			s.Shown[i].Outbound, s.Shown[i].Edited = out, true
			if s.Note != nil {
				s.Note(s.Shown[i])
			}
			return nil
		}
	}
	return fmt.Errorf("no message %s: %w", id, port.ErrGone)
}

// EraseThread implements [port.ThreadEraser]: messages in the thread, and its card, are left
// without a reply.
func (s *FakePlatform) EraseThread(_ context.Context, thread bot.Address) error {
	if s.Fixed {
		return port.ErrGone
	}
	erased := 0
	defer func() {
		if s.NoteErased != nil {
			s.NoteErased(thread, erased)
		}
	}()
	for i := range s.Shown {
		if m := &s.Shown[i]; !m.Erased && (m.To == thread || string(m.ID) == thread.Thread) {
			m.Reply, m.Pictures, m.Erased = bot.Reply{}, nil, true
			erased++
		}
	}
	return nil
}
