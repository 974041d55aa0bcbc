package memory

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/bot/feed"
)

// visitor is what is kept of one visitor of the web pages.
type visitor struct {
	seq     int64
	changed time.Time
	profile []byte
	lines   []*feed.Line // in the order of their IDs
	files   []string
}

// link leads to a visitor.
type link struct {
	visitor string
	until   time.Time
}

// feeds are the visitors of a database.
type feeds struct {
	visitors map[string]*visitor
	files    map[string]feed.File
	links    map[string]link
	key      []byte
}

func newFeeds() feeds {
	return feeds{visitors: make(map[string]*visitor), files: make(map[string]feed.File), links: make(map[string]link)}
}

// visit calls do with a visitor, with the database locked; ErrNoVisitor without one.
func (s *Store) visit(ctx context.Context, id string, do func(*visitor) error) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	v, ok := s.db.feeds.visitors[id]
	if !ok {
		return fmt.Errorf("memory: %w", feed.ErrNoVisitor)
	}
	if err := do(v); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	return nil
}

// AddVisitor begins a feed.
func (s *Store) AddVisitor(ctx context.Context, id string, at time.Time) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if s.db.feeds.visitors[id] == nil {
		s.db.feeds.visitors[id] = &visitor{changed: at}
	}
	return nil
}

// Profile returns what is kept of a visitor beside the lines.
func (s *Store) Profile(ctx context.Context, id string) (profile []byte, err error) {
	err = s.visit(ctx, id, func(v *visitor) error {
		profile = slices.Clone(v.profile)
		return nil
	})
	return profile, err
}

// SetProfile keeps something of a visitor beside the lines.
func (s *Store) SetProfile(ctx context.Context, id string, profile []byte) error {
	return s.visit(ctx, id, func(v *visitor) error {
		v.profile = slices.Clone(profile)
		return nil
	})
}

// AddLine adds a line at the end.
func (s *Store) AddLine(ctx context.Context, id string, l feed.Line) (feed.Line, error) {
	err := s.visit(ctx, id, func(v *visitor) error {
		if i := slices.IndexFunc(v.lines, func(known *feed.Line) bool { return known.Key == l.Key }); i >= 0 {
			l = *v.lines[i]
			return nil
		}
		v.seq, v.changed = v.seq+1, s.now()
		l.ID, l.Seq, l.At, l.Body = v.seq, v.seq, l.At.Truncate(time.Microsecond).UTC(), slices.Clone(l.Body)
		added := l
		v.lines = append(v.lines, &added)
		s.db.signals.Send(feed.Signal{Visitor: id})
		return nil
	})
	return l, err
}

// ChangeLine puts another body in the place of a line's.
func (s *Store) ChangeLine(ctx context.Context, id string, line int64, body []byte) error {
	return s.visit(ctx, id, func(v *visitor) error {
		i := slices.IndexFunc(v.lines, func(known *feed.Line) bool { return known.ID == line })
		if i < 0 {
			return feed.ErrNoLine
		}
		v.seq, v.changed = v.seq+1, s.now()
		v.lines[i].Seq, v.lines[i].Body = v.seq, slices.Clone(body)
		s.db.signals.Send(feed.Signal{Visitor: id})
		return nil
	})
}

// Lines returns the lines that were added or changed after one.
func (s *Store) Lines(ctx context.Context, id string, after int64, most int) (list []feed.Line, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	v, ok := s.db.feeds.visitors[id]
	if !ok {
		return nil, nil
	}
	for _, l := range v.lines {
		if l.Seq > after {
			list = append(list, *l)
		}
	}
	slices.SortFunc(list, func(a, b feed.Line) int { return int(a.Seq - b.Seq) })
	return list[:min(len(list), most)], nil
}

// AddFile keeps a file of a visitor.
func (s *Store) AddFile(ctx context.Context, id string, f feed.File, most int64) error {
	return s.visit(ctx, id, func(v *visitor) error {
		held := int64(len(f.Data))
		for _, file := range v.files {
			held += int64(len(s.db.feeds.files[file].Data))
		}
		if held > most {
			return feed.ErrFull
		}
		f.Data = slices.Clone(f.Data)
		v.files = append(v.files, f.ID)
		s.db.feeds.files[f.ID] = f
		return nil
	})
}

// File returns a file by its id.
func (s *Store) File(ctx context.Context, id string) (feed.File, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return feed.File{}, err
	}
	defer unlock()
	f, ok := s.db.feeds.files[id]
	if !ok {
		return feed.File{}, fmt.Errorf("memory: %w", feed.ErrNoFile)
	}
	return f, nil
}

// AddLink keeps a link to a visitor.
func (s *Store) AddLink(ctx context.Context, hash, id string, until time.Time) error {
	return s.visit(ctx, id, func(*visitor) error {
		s.db.feeds.links[hash] = link{id, until}
		return nil
	})
}

// TakeLink returns where a link leads, once.
func (s *Store) TakeLink(ctx context.Context, hash string, now time.Time) (string, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	l, ok := s.db.feeds.links[hash]
	delete(s.db.feeds.links, hash)
	if !ok || !l.until.After(now) {
		return "", fmt.Errorf("memory: %w", feed.ErrNoVisitor)
	}
	return l.visitor, nil
}

// EraseVisitor removes all that is kept of a visitor.
func (s *Store) EraseVisitor(ctx context.Context, id string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s.db.eraseVisitor(id)
	s.db.signals.Send(feed.Signal{Visitor: id})
	return nil
}

// eraseVisitor is called with the lock held.
func (d *Database) eraseVisitor(id string) {
	v, ok := d.feeds.visitors[id]
	if !ok {
		return
	}
	for _, file := range v.files {
		delete(d.feeds.files, file)
	}
	for hash, l := range d.feeds.links {
		if l.visitor == id {
			delete(d.feeds.links, hash)
		}
	}
	delete(d.feeds.visitors, id)
}

// PruneVisitors erases visitors of whom nothing has changed.
func (s *Store) PruneVisitors(ctx context.Context, before time.Time, most int) (int, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	n := 0
	for id, v := range s.db.feeds.visitors {
		if n < most && v.changed.Before(before) {
			s.db.eraseVisitor(id)
			n++
		}
	}
	return n, nil
}

// FeedKey returns the key that cookies are signed with.
func (s *Store) FeedKey(ctx context.Context, proposal []byte) ([]byte, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.db.feeds.key == nil {
		s.db.feeds.key = slices.Clone(proposal)
	}
	return slices.Clone(s.db.feeds.key), nil
}

// ReplaceFeedKey puts a key in the place of another one.
func (s *Store) ReplaceFeedKey(ctx context.Context, before, after []byte) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if bytes.Equal(s.db.feeds.key, before) {
		s.db.feeds.key = slices.Clone(after)
	}
	return nil
}

// SignalTyping tells those who follow that somebody is writing to a visitor.
func (s *Store) SignalTyping(_ context.Context, id string) error {
	s.db.signals.Send(feed.Signal{Visitor: id, Typing: true})
	return nil
}

// FollowFeeds calls back for each visitor with something new.
func (s *Store) FollowFeeds(ctx context.Context, follow func(feed.Signal)) error {
	s.db.signals.Follow(ctx, follow)
	return nil
}

// dumpFeeds returns all that is kept of visitors as text, a line each.
func (d *Database) dumpFeeds() string {
	var b strings.Builder
	for id, v := range d.feeds.visitors {
		fmt.Fprintf(&b, "visitor %s %s\n", id, v.profile)
		for _, l := range v.lines {
			fmt.Fprintf(&b, "line %d of %s %s\n", l.ID, id, l.Body)
		}
	}
	for id, f := range d.feeds.files {
		fmt.Fprintf(&b, "file %s %s %s\n", id, f.Name, f.Data)
	}
	return b.String()
}
