package webdesk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/name"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webpage"
)

// agentTypes shows the person that the agent writes.
func (d *Desk) agentTypes(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	err = d.Actor.Act(v.ctx(), o.number, d.inbound(v, "", event.Typing{}))
	if _, denied := errors.AsType[bot.DeniedError](err); err != nil && !denied {
		return err //nolint:wrapcheck // it says what it is about
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// queueEvents tells the pages of the queue what changes.
func (d *Desk) queueEvents(v *visit) error { return d.stream(v, 0, bot.Ref{}) }

// caseEvents tells the page of a case what changes.
func (d *Desk) caseEvents(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	return d.stream(v, o.number, o.ref)
}

// How often a stream is kept open, and it is looked whether its person is still signed in.
const pingEvery = 15 * time.Second

// stream tells a page what changes until it is closed.
func (d *Desk) stream(v *visit, number int, ref bot.Ref) error {
	watch, ok := d.Hub.Watch(v.agent(), number, ref)
	if !ok {
		v.w.Header().Set("Retry-After", "10")
		v.w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	defer watch.Close()
	s, err := webpage.OpenStream(v.w)
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	// The page may have missed something since it was made.
	if err := d.tell(v.ctx(), s, live.News{Changed: true}); err != nil {
		return nil // the page is gone
	}
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-v.ctx().Done():
			return nil
		case _, more := <-watch.Ready():
			if !more {
				return nil
			}
			err = d.tell(v.ctx(), s, watch.News())
		case <-tick.C:
			if !d.Gate.Holds(v.ctx()) {
				_ = s.Send(webpage.Event{Name: "ended"}) // the stream ends anyway
				return nil
			}
			err = s.Ping()
		}
		if err != nil {
			return nil // the page is gone
		}
	}
}

// tell tells a page news.
func (d *Desk) tell(ctx context.Context, s *webpage.Stream, news live.News) error {
	if news.Changed {
		if err := s.Send(webpage.Event{Name: "changed", Data: d.waiting(ctx)}); err != nil {
			return err //nolint:wrapcheck // the page is gone
		}
	}
	if news.Typing {
		return s.Send(webpage.Event{Name: "typing"}) //nolint:wrapcheck // the page is gone
	}
	return nil
}

// newest is what a page is told of the queue, for the notice of a new case.
type newest struct {
	// Number is that of the newest case that waits; 0 where none does.
	Number int    `json:"number"`
	Name   string `json:"name"`
}

// waiting tells of the newest case that waits, as JSON.
func (d *Desk) waiting(ctx context.Context) string {
	var n newest
	list, _, err := d.Store.ListCases(ctx, caselist.Filter{States: []bot.CaseState{bot.CaseQueued}}, caselist.Page{Size: 1})
	if err == nil && len(list) > 0 { // else the page itself tells what is wrong
		n = newest{list[0].Number, name.Clean(list[0].Name)}
	}
	data, err := json.Marshal(n)
	if err != nil {
		return "{}"
	}
	return string(data)
}
