package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot/feed"
)

// feedTopic is the channel by which the processes tell each other of feeds. A payload is the
// schema, the visitor and, of somebody who is writing, a mark.
const (
	feedTopic  = "aktivering_feed"
	typingMark = "typing"
)

// AddVisitor begins a feed.
func (s *Store) AddVisitor(ctx context.Context, visitor string, at time.Time) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO web_visitors (visitor, seq, changed, profile) VALUES ($1, 0, $2, '') ON CONFLICT DO NOTHING`, storable(visitor), at)
	return feedError("add a visitor", err, nil)
}

// Profile returns what is kept of a visitor beside the lines.
func (s *Store) Profile(ctx context.Context, visitor string) (profile []byte, err error) {
	err = s.pool.QueryRow(ctx, `SELECT profile FROM web_visitors WHERE visitor = $1`, storable(visitor)).Scan(&profile)
	return profile, feedError("read a visitor", err, feed.ErrNoVisitor)
}

// SetProfile keeps something of a visitor beside the lines.
func (s *Store) SetProfile(ctx context.Context, visitor string, profile []byte) error {
	return s.execFeed(ctx, "change a visitor", feed.ErrNoVisitor, `UPDATE web_visitors SET profile = $2 WHERE visitor = $1`, storable(visitor), blob(profile))
}

// execFeed changes one row, which must be there.
func (s *Store) execFeed(ctx context.Context, what string, none error, query string, args ...any) error {
	done, err := s.pool.Exec(ctx, query, args...)
	if err == nil && done.RowsAffected() == 0 {
		err = none
	}
	return feedError(what, err, none)
}

// takeSeq takes the next number of a visitor's lines, and has those who follow told of it with the
// transaction. The row is locked until its end, so that lines become visible in their order.
const takeSeq = `WITH v AS (UPDATE web_visitors SET seq = seq + 1, changed = $2 WHERE visitor = $1 RETURNING seq)
	SELECT seq, pg_notify('` + feedTopic + `', $3)::text FROM v`

// AddLine adds a line at the end.
func (s *Store) AddLine(ctx context.Context, visitor string, l feed.Line) (feed.Line, error) {
	visitor = storable(visitor)
	err := s.pool.within(ctx, func(t tx) error {
		known, err := s.lineByKey(ctx, t, visitor, l)
		if err != nil || known.ID != 0 {
			l = known
			return err
		}
		added := l
		if added.Seq, err = s.nextSeq(ctx, t, visitor); err != nil {
			return err
		}
		// Another process may have added it meanwhile: now that the visitor is locked, no more.
		if known, err = s.lineByKey(ctx, t, visitor, l); err != nil || known.ID != 0 {
			l = known
			return err // what was begun is rolled back
		}
		added.ID = added.Seq
		if _, err = t.Exec(ctx, `INSERT INTO web_lines (visitor, line, seq, key, at, body) VALUES ($1, $2, $3, $4, $5, $6)`,
			visitor, added.ID, added.Seq, storable(l.Key), l.At, blob(l.Body)); err != nil {
			return err
		}
		if err = t.Commit(ctx); err == nil {
			l = added
		}
		return err
	})
	return l, feedError("add a line", err, feed.ErrNoVisitor)
}

// nextSeq begins a transaction with the next number of a visitor's lines.
func (s *Store) nextSeq(ctx context.Context, t tx, visitor string) (seq int64, err error) {
	if _, err := t.Exec(ctx, begin); err != nil {
		return 0, err
	}
	err = t.QueryRow(ctx, takeSeq, visitor, s.now(), s.feedPayload(visitor, "")).Scan(&seq, nil)
	return seq, err
}

// lineByKey returns the line that has a key; without an ID where none has.
func (s *Store) lineByKey(ctx context.Context, t tx, visitor string, l feed.Line) (feed.Line, error) {
	err := t.QueryRow(ctx, `SELECT line, seq, at, body FROM web_lines WHERE visitor = $1 AND key = $2`, visitor, storable(l.Key)).Scan(&l.ID, &l.Seq, &l.At, &l.Body)
	if errors.Is(err, pgx.ErrNoRows) {
		return feed.Line{}, nil
	}
	l.At = l.At.UTC()
	return l, err
}

// ChangeLine puts another body in the place of a line's.
func (s *Store) ChangeLine(ctx context.Context, visitor string, id int64, body []byte) error {
	visitor = storable(visitor)
	none := feed.ErrNoVisitor
	err := s.pool.within(ctx, func(t tx) error {
		none = feed.ErrNoVisitor
		seq, err := s.nextSeq(ctx, t, visitor)
		if err != nil {
			return err
		}
		none = feed.ErrNoLine
		done, err := t.Exec(ctx, `UPDATE web_lines SET seq = $3, body = $4 WHERE visitor = $1 AND line = $2`, visitor, id, seq, blob(body))
		switch {
		case err != nil:
			return err
		case done.RowsAffected() == 0:
			return none
		}
		return t.Commit(ctx)
	})
	return feedError("change a line", err, none)
}

// Lines returns the lines that were added or changed after one.
func (s *Store) Lines(ctx context.Context, visitor string, after int64, most int) ([]feed.Line, error) {
	rows, err := s.pool.Query(ctx, `SELECT line, seq, key, at, body FROM web_lines WHERE visitor = $1 AND seq > $2 ORDER BY seq LIMIT $3`, storable(visitor), after, most)
	if err != nil {
		return nil, feedError("read lines", err, nil)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l feed.Line, err error) {
		err = row.Scan(&l.ID, &l.Seq, &l.Key, &l.At, &l.Body)
		l.At = l.At.UTC()
		return l, err
	})
	return list, feedError("read lines", err, nil)
}

// AddFile keeps a file of a visitor.
func (s *Store) AddFile(ctx context.Context, visitor string, f feed.File, most int64) error {
	visitor = storable(visitor)
	err := s.pool.within(ctx, func(t tx) error {
		if _, err := t.Exec(ctx, begin); err != nil {
			return err
		}
		// Locked, so that files that come at once are counted.
		var held int64
		if err := t.QueryRow(ctx, `SELECT seq FROM web_visitors WHERE visitor = $1 FOR UPDATE`, visitor).Scan(&held); err != nil {
			return err
		}
		if err := t.QueryRow(ctx, `SELECT coalesce(sum(length(data)), 0) FROM web_files WHERE visitor = $1`, visitor).Scan(&held); err != nil {
			return err
		}
		if held+int64(len(f.Data)) > most {
			return feed.ErrFull
		}
		if _, err := t.Exec(ctx, `INSERT INTO web_files (file, visitor, name, kind, data) VALUES ($1, $2, $3, $4, $5)`,
			storable(f.ID), visitor, storable(f.Name), storable(f.Kind), blob(f.Data)); err != nil {
			return err
		}
		return t.Commit(ctx)
	})
	return feedError("add a file", err, feed.ErrNoVisitor)
}

// File returns a file by its id.
func (s *Store) File(ctx context.Context, id string) (feed.File, error) {
	f := feed.File{ID: id}
	err := s.pool.QueryRow(ctx, `SELECT name, kind, data FROM web_files WHERE file = $1`, storable(id)).Scan(&f.Name, &f.Kind, &f.Data)
	if err != nil {
		return feed.File{}, feedError("read a file", err, feed.ErrNoFile)
	}
	return f, nil
}

// AddLink keeps a link to a visitor.
func (s *Store) AddLink(ctx context.Context, link, visitor string, until time.Time) error {
	return s.execFeed(ctx, "add a link", feed.ErrNoVisitor,
		`INSERT INTO web_links (link, visitor, expires) SELECT $1, visitor, $3 FROM web_visitors WHERE visitor = $2`, storable(link), storable(visitor), until)
}

// TakeLink returns where a link leads, once.
func (s *Store) TakeLink(ctx context.Context, link string, now time.Time) (visitor string, err error) {
	if _, err := s.pool.Exec(ctx, `DELETE FROM web_links WHERE expires <= $1`, now); err != nil {
		return "", feedError("take a link", err, nil)
	}
	err = s.pool.QueryRow(ctx, `DELETE FROM web_links WHERE link = $1 RETURNING visitor`, storable(link)).Scan(&visitor)
	return visitor, feedError("take a link", err, feed.ErrNoVisitor)
}

// EraseVisitor removes all that is kept of a visitor.
func (s *Store) EraseVisitor(ctx context.Context, visitor string) error {
	_, err := s.pool.Exec(ctx, `WITH gone AS (DELETE FROM web_visitors WHERE visitor = $1)
		SELECT pg_notify('`+feedTopic+`', $2)`, storable(visitor), s.feedPayload(visitor, ""))
	return feedError("erase a visitor", err, nil)
}

// PruneVisitors erases visitors of whom nothing has changed.
func (s *Store) PruneVisitors(ctx context.Context, before time.Time, most int) (int, error) {
	done, err := s.pool.Exec(ctx, `DELETE FROM web_visitors WHERE visitor IN (SELECT visitor FROM web_visitors WHERE changed < $1 ORDER BY changed LIMIT $2)`, before, most)
	return int(done.RowsAffected()), feedError("erase old visitors", err, nil)
}

// feedKey is the name of the key in the table meta.
const feedKey = "feed-key"

// FeedKey returns the key that cookies are signed with.
func (s *Store) FeedKey(ctx context.Context, proposal []byte) (key []byte, err error) {
	if _, err = s.pool.Exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, encode($2, 'hex')) ON CONFLICT DO NOTHING`, feedKey, proposal); err == nil {
		err = s.pool.QueryRow(ctx, `SELECT decode(value, 'hex') FROM meta WHERE name = $1`, feedKey).Scan(&key)
	}
	return key, feedError("keep the key of cookies", err, nil)
}

// ReplaceFeedKey puts a key in the place of another one.
func (s *Store) ReplaceFeedKey(ctx context.Context, before, after []byte) error {
	_, err := s.pool.Exec(ctx, `UPDATE meta SET value = encode($1, 'hex') WHERE name = $2 AND value = encode($3, 'hex')`, after, feedKey, before)
	return feedError("replace the key of cookies", err, nil)
}

// SignalTyping tells those who follow that somebody is writing to a visitor.
func (s *Store) SignalTyping(ctx context.Context, visitor string) error {
	_, err := s.pool.Exec(ctx, `SELECT pg_notify('`+feedTopic+`', $1)`, s.feedPayload(visitor, typingMark))
	return feedError("tell that somebody is writing", err, nil)
}

func (s *Store) feedPayload(visitor, mark string) string {
	return storable(strings.Join([]string{s.schema, visitor, mark}, "\n"))
}

// followPause is how long to wait before listening again after a lost connection.
const followPause = time.Second

// FollowFeeds calls back for each visitor with something new, from any process. It listens on a
// connection of its own. After a lost one, all may have something new.
func (s *Store) FollowFeeds(ctx context.Context, follow func(feed.Signal)) error {
	for ctx.Err() == nil {
		if err := s.listenToFeeds(ctx, follow); ctx.Err() == nil {
			s.log.Warn().Err(err).Msg("cannot listen to what other processes tell of visitors; trying again")
			select {
			case <-ctx.Done():
			case <-time.After(followPause):
			}
		}
	}
	return nil
}

func (s *Store) listenToFeeds(ctx context.Context, follow func(feed.Signal)) (err error) {
	c, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, c.Close(closing))
	}()
	if _, err := c.Exec(ctx, "LISTEN "+feedTopic); err != nil {
		return err
	}
	follow(feed.Signal{}) // of what came before
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if parts := strings.Split(n.Payload, "\n"); len(parts) == 3 && parts[0] == s.schema {
			follow(feed.Signal{Visitor: parts[1], Typing: parts[2] == typingMark})
		}
	}
}

// feedError says what failed; none is the error of a row that is not there.
func feedError(what string, err, none error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) && none != nil {
		err = none
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == foreignKeyViolation {
		err = feed.ErrNoVisitor // erased meanwhile
	}
	return fmt.Errorf("%s: %w", what, err)
}

// blob is never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
