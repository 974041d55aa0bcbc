package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"time"

	"aktivering/bot/feed"
	"aktivering/internal/webpage"
)

const (
	// pingEvery is how often an open page gets something, and is read anew in case a signal was
	// lost.
	pingEvery = 20 * time.Second
	// linesAtOnce is how many lines are read at a time.
	linesAtOnce = 100
)

// The names of the events of a stream.
const (
	lineEvent   = "line"   // a line, new or changed
	caseEvent   = "case"   // what is told of the case
	typingEvent = "typing" // somebody writes
	goneEvent   = "gone"   // nothing is kept of the visitor any longer
	// languageEvent tells that another language is spoken than that of the page.
	languageEvent = "language"
)

// events tells an open page what is new after the number that it has.
func (a *Adapter) events(w http.ResponseWriter, r *http.Request, s surface) {
	h, visitor, err := a.begin(r, s)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	if visitor == "" {
		w.WriteHeader(http.StatusNoContent) // by which a browser does not come again
		return
	}
	opened, ok := a.streams.open(visitor)
	if !ok {
		w.Header().Set("Retry-After", "10")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	defer a.streams.close(visitor, opened)
	out, err := webpage.OpenStream(w)
	if err != nil {
		a.options.Log.Warn().Ctx(r.Context()).Err(err).Msg("web: a page cannot be told what is new")
		return
	}
	f := follower{a: a, out: out, visitor: visitor, head: h, renderer: a.renderer(r, h), after: startOf(r), language: cmp.Or(r.URL.Query().Get("language"), h.Texts.Language)}
	// It ends with the page, or where a write fails: the page comes again, and loses nothing.
	var unread *unreadError
	if err := f.follow(r.Context(), opened); errors.As(err, &unread) && r.Context().Err() == nil {
		a.options.Log.Warn().Ctx(r.Context()).Err(err).Msg("web: what is new for a page cannot be read; the page asks again")
	}
}

// startOf is the number of the last line that a page has.
func startOf(r *http.Request) int64 {
	after := webpage.LastEventID(r)
	if after == "" {
		after = r.URL.Query().Get("after")
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// unreadError is that of a store, not of a page that has gone.
type unreadError struct{ error }

func (e *unreadError) Unwrap() error { return e.error }

// follower sends what is new to one page.
type follower struct {
	a        *Adapter
	out      *webpage.Stream
	visitor  string
	head     head
	renderer renderer
	after    int64
	// language is that of the page around the lines.
	language string
	// told is the case as the page has it.
	told caseView
	asks bool
}

func (f *follower) follow(ctx context.Context, opened *stream) error {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		if err := f.news(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.a.streams.ended:
			return nil
		case <-opened.lines:
		case <-opened.typing:
			if err := f.out.Send(webpage.Event{Name: typingEvent, Data: "1"}); err != nil {
				return err
			}
		case <-ping.C:
			if err := f.out.Ping(); err != nil {
				return err
			}
		}
	}
}

// news sends the lines that the page does not have, and what is told of the case.
func (f *follower) news(ctx context.Context) error {
	for {
		lines, err := f.a.options.Feed.Lines(ctx, f.visitor, f.after, linesAtOnce)
		if err != nil {
			return &unreadError{err}
		}
		for _, l := range lines {
			if err := f.line(l); err != nil {
				return err
			}
		}
		if len(lines) == 0 && !f.asks {
			f.asks = true
			return f.around(ctx)
		}
		if len(lines) < linesAtOnce {
			if len(lines) == 0 {
				return f.stillThere(ctx)
			}
			return f.around(ctx)
		}
	}
}

func (f *follower) line(l feed.Line) error {
	view := f.renderer.line(l, true)
	view.Form = rand.Text()
	html, err := f.a.pages.render("line", view)
	if err != nil {
		return err
	}
	f.after = l.Seq
	return f.out.Send(webpage.Event{ID: strconv.FormatInt(l.Seq, 10), Name: lineEvent, Data: html})
}

// stillThere tells the page where the visitor was erased.
func (f *follower) stillThere(ctx context.Context) error {
	_, err := f.a.options.Feed.Profile(ctx, f.visitor)
	switch {
	case errors.Is(err, feed.ErrNoVisitor):
		return cmp.Or(f.out.Send(webpage.Event{Name: goneEvent, Data: "1"}), err)
	case err != nil:
		return &unreadError{err}
	}
	return nil
}

// around tells the page of what stands around the lines, where that is other than before: the
// language and the case.
func (f *follower) around(ctx context.Context) error {
	c, err := f.a.conversation(ctx, f.visitor)
	if err != nil {
		return &unreadError{err}
	}
	if now := languageOf(c); now != "" && now != f.language {
		f.head.Texts = f.a.options.Manager.PageTexts(textPrefix, now)
		f.language, f.renderer.texts = now, f.head.Texts
		if err := f.out.Send(webpage.Event{Name: languageEvent, Data: now}); err != nil {
			return err
		}
	}
	now := f.a.caseOf(c, f.head)
	if now.Number == f.told.Number && now.Open == f.told.Open {
		return nil
	}
	html, err := f.a.pages.render("case", now)
	if err != nil {
		return err
	}
	f.told = now
	return f.out.Send(webpage.Event{Name: caseEvent, Data: html})
}
