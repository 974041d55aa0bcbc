package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"aktivering/bot/feed"
)

// AddVisitor begins a feed.
func (s *Store) AddVisitor(ctx context.Context, visitor string, at time.Time) error {
	return s.feed(ctx, "add a visitor", func(ctx context.Context, t *statements) error {
		_, err := t.exec(ctx, `INSERT INTO web_visitors (visitor, seq, changed, profile) VALUES (?, 0, ?, x'') ON CONFLICT DO NOTHING`, visitor, micros(at))
		return err
	})
}

// Profile returns what is kept of a visitor beside the lines.
func (s *Store) Profile(ctx context.Context, visitor string) (profile []byte, err error) {
	err = s.read.row(ctx, `SELECT profile FROM web_visitors WHERE visitor = ?`, visitor).Scan(&profile)
	if err != nil {
		return nil, fmt.Errorf("read a visitor: %w", absent(err, feed.ErrNoVisitor))
	}
	return profile, nil
}

// SetProfile keeps something of a visitor beside the lines.
func (s *Store) SetProfile(ctx context.Context, visitor string, profile []byte) error {
	err := s.feed(ctx, "change a visitor", func(ctx context.Context, t *statements) error {
		if err := t.secure(ctx); err != nil { // an address that is to be forgotten
			return err
		}
		d, err := t.exec(ctx, `UPDATE web_visitors SET profile = ? WHERE visitor = ?`, blob(profile), visitor)
		if err == nil && d.changed == 0 {
			return feed.ErrNoVisitor
		}
		return err
	})
	if err == nil {
		s.wal.emptySoon()
	}
	return err
}

// AddLine adds a line at the end.
func (s *Store) AddLine(ctx context.Context, visitor string, l feed.Line) (feed.Line, error) {
	added := false
	err := s.feed(ctx, "add a line", func(ctx context.Context, t *statements) error {
		known := l
		added = false
		var at int64
		err := t.row(ctx, `SELECT line, seq, at, body FROM web_lines WHERE visitor = ? AND key = ?`, visitor, l.Key).Scan(&known.ID, &known.Seq, &at, &known.Body)
		if known.At = time.UnixMicro(at).UTC(); !errors.Is(err, sql.ErrNoRows) {
			l = known
			return err
		}
		if l.Seq, err = s.nextSeq(ctx, t, visitor); err != nil {
			return err
		}
		l.ID, added = l.Seq, true
		_, err = t.exec(ctx, `INSERT INTO web_lines (visitor, line, seq, key, at, body) VALUES (?, ?, ?, ?, ?, ?)`,
			visitor, l.ID, l.Seq, l.Key, micros(l.At), blob(l.Body))
		return err
	})
	if err == nil && added {
		s.signals.Send(feed.Signal{Visitor: visitor})
	}
	return l, err
}

// nextSeq takes the next number of a visitor's lines.
func (s *Store) nextSeq(ctx context.Context, t *statements, visitor string) (seq int64, err error) {
	err = t.row(ctx, `UPDATE web_visitors SET seq = seq + 1, changed = ? WHERE visitor = ? RETURNING seq`, micros(s.now()), visitor).Scan(&seq)
	return seq, absent(err, feed.ErrNoVisitor)
}

// ChangeLine puts another body in the place of a line's.
func (s *Store) ChangeLine(ctx context.Context, visitor string, id int64, body []byte) error {
	err := s.feed(ctx, "change a line", func(ctx context.Context, t *statements) error {
		if err := t.secure(ctx); err != nil { // a word that was taken back
			return err
		}
		seq, err := s.nextSeq(ctx, t, visitor)
		if err != nil {
			return err
		}
		d, err := t.exec(ctx, `UPDATE web_lines SET seq = ?, body = ? WHERE visitor = ? AND line = ?`, seq, blob(body), visitor, id)
		if err == nil && d.changed == 0 {
			return feed.ErrNoLine
		}
		return err
	})
	if err == nil {
		s.wal.emptySoon()
		s.signals.Send(feed.Signal{Visitor: visitor})
	}
	return err
}

// Lines returns the lines that were added or changed after one.
func (s *Store) Lines(ctx context.Context, visitor string, after int64, most int) (list []feed.Line, err error) {
	err = s.read.each(ctx, func(r row) error {
		var l feed.Line
		var at int64
		err := r.Scan(&l.ID, &l.Seq, &l.Key, &at, &l.Body)
		l.At = time.UnixMicro(at).UTC()
		list = append(list, l)
		return err
	}, `SELECT line, seq, key, at, body FROM web_lines WHERE visitor = ? AND seq > ? ORDER BY seq LIMIT ?`, visitor, after, most)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	return list, nil
}

// AddFile keeps a file of a visitor.
func (s *Store) AddFile(ctx context.Context, visitor string, f feed.File, most int64) error {
	return s.feed(ctx, "add a file", func(ctx context.Context, t *statements) error {
		var held, known int64
		err := t.row(ctx, `SELECT coalesce((SELECT sum(length(data)) FROM web_files WHERE visitor = ?1), 0), (SELECT count(*) FROM web_visitors WHERE visitor = ?1)`, visitor).Scan(&held, &known)
		switch {
		case err != nil:
			return err
		case known == 0:
			return feed.ErrNoVisitor
		case held+int64(len(f.Data)) > most:
			return feed.ErrFull
		}
		_, err = t.exec(ctx, `INSERT INTO web_files (file, visitor, name, kind, data) VALUES (?, ?, ?, ?, ?)`, f.ID, visitor, f.Name, f.Kind, blob(f.Data))
		return err
	})
}

// File returns a file by its id.
func (s *Store) File(ctx context.Context, id string) (feed.File, error) {
	f := feed.File{ID: id}
	err := s.read.row(ctx, `SELECT name, kind, data FROM web_files WHERE file = ?`, id).Scan(&f.Name, &f.Kind, &f.Data)
	if err != nil {
		return feed.File{}, fmt.Errorf("read a file: %w", absent(err, feed.ErrNoFile))
	}
	return f, nil
}

// AddLink keeps a link to a visitor.
func (s *Store) AddLink(ctx context.Context, link, visitor string, until time.Time) error {
	return s.feed(ctx, "add a link", func(ctx context.Context, t *statements) error {
		d, err := t.exec(ctx, `INSERT INTO web_links (link, visitor, expires) SELECT ?, visitor, ? FROM web_visitors WHERE visitor = ?`, link, micros(until), visitor)
		if err == nil && d.changed == 0 {
			return feed.ErrNoVisitor
		}
		return err
	})
}

// TakeLink returns where a link leads, once.
func (s *Store) TakeLink(ctx context.Context, link string, now time.Time) (visitor string, err error) {
	err = s.feed(ctx, "take a link", func(ctx context.Context, t *statements) error {
		if _, err := t.exec(ctx, `DELETE FROM web_links WHERE expires <= ?`, micros(now)); err != nil {
			return err
		}
		err := t.row(ctx, `DELETE FROM web_links WHERE link = ? RETURNING visitor`, link).Scan(&visitor)
		if errors.Is(err, sql.ErrNoRows) {
			visitor = ""
			return nil
		}
		return err
	})
	if err == nil && visitor == "" {
		err = feed.ErrNoVisitor // outside of the write, so that what is over stays deleted
	}
	return visitor, err
}

// EraseVisitor removes all that is kept of a visitor.
func (s *Store) EraseVisitor(ctx context.Context, visitor string) error {
	err := s.feed(ctx, "erase a visitor", func(ctx context.Context, t *statements) error {
		if err := t.secure(ctx); err != nil {
			return err
		}
		_, err := t.exec(ctx, `DELETE FROM web_visitors WHERE visitor = ?`, visitor)
		return err
	})
	if err == nil {
		s.wal.emptySoon() // the words stand there still
		s.signals.Send(feed.Signal{Visitor: visitor})
	}
	return err
}

// PruneVisitors erases visitors of whom nothing has changed.
func (s *Store) PruneVisitors(ctx context.Context, before time.Time, most int) (n int, err error) {
	err = s.feed(ctx, "erase old visitors", func(ctx context.Context, t *statements) error {
		d, err := t.exec(ctx, `DELETE FROM web_visitors WHERE visitor IN (SELECT visitor FROM web_visitors WHERE changed < ? ORDER BY changed LIMIT ?)`, micros(before), most)
		n = int(d.changed)
		return err
	})
	return n, err
}

// feedKey names the key in the table meta.
const feedKey = "feed-key"

// FeedKey returns the key that cookies are signed with.
func (s *Store) FeedKey(ctx context.Context, proposal []byte) (key []byte, err error) {
	err = s.feed(ctx, "keep the key of cookies", func(ctx context.Context, t *statements) error {
		if _, err := t.exec(ctx, `INSERT INTO meta (name, value) VALUES (?, hex(?)) ON CONFLICT DO NOTHING`, feedKey, proposal); err != nil {
			return err
		}
		return t.row(ctx, `SELECT unhex(value) FROM meta WHERE name = ?`, feedKey).Scan(&key)
	})
	return key, err
}

// ReplaceFeedKey puts a key in the place of another one.
func (s *Store) ReplaceFeedKey(ctx context.Context, before, after []byte) error {
	return s.feed(ctx, "replace the key of cookies", func(ctx context.Context, t *statements) error {
		_, err := t.exec(ctx, `UPDATE meta SET value = hex(?) WHERE name = ? AND value = hex(?)`, after, feedKey, before)
		return err
	})
}

// SignalTyping tells those who follow that somebody is writing to a visitor.
func (s *Store) SignalTyping(_ context.Context, visitor string) error {
	s.signals.Send(feed.Signal{Visitor: visitor, Typing: true})
	return nil
}

// FollowFeeds calls back for each visitor with something new. One process at a time serves from
// the database.
func (s *Store) FollowFeeds(ctx context.Context, follow func(feed.Signal)) error {
	s.signals.Follow(ctx, follow)
	return nil
}

// feed makes one write.
func (s *Store) feed(ctx context.Context, what string, do func(context.Context, *statements) error) error {
	if err := s.writer.do(ctx, do); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// absent is an error for a row that is not there.
func absent(err, none error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return none
	}
	return err
}

// blob is never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
