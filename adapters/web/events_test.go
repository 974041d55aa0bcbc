package web

import (
	"context"
	"errors"
	"testing"

	"aktivering/bot/feed"
)

// awayFeed is a store that cannot be asked now.
type awayFeed struct {
	feed.Store
	err error
}

func (f awayFeed) Profile(context.Context, string) ([]byte, error) { return nil, f.err }

func (f awayFeed) Lines(context.Context, string, int64, int) ([]feed.Line, error) {
	return nil, f.err
}

// A store that is away for a moment does not tell a page that nothing is kept of the visitor.
func TestStoreThatIsAway(t *testing.T) {
	away := errors.New("the database is away")
	f := follower{a: &Adapter{options: Options{Feed: awayFeed{err: away}}}} // without a page to tell
	for name, do := range map[string]func(context.Context) error{"lines": f.news, "visitor": f.stillThere} {
		var unread *unreadError
		if err := do(t.Context()); !errors.As(err, &unread) || !errors.Is(err, away) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
