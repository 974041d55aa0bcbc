package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/adapters/web/mail"
	"aktivering/adapters/web/push"
	"aktivering/bot/feed"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// Mailer sends e-mail; mail.Sender is one.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// How those are reached who have closed the page.
const (
	// reachAfter is how long an answer may stand unseen before a mail tells of it.
	reachAfter = time.Minute
	// reachTime is how long a mail or a push may take.
	reachTime = 30 * time.Second
	// maxBrowsers is how many browsers of one person are told.
	maxBrowsers = 5
	// reachWaiting is how much may wait to be told, and reachAtOnce how much is told at a time.
	reachWaiting = 1_000
	reachAtOnce  = 8
	// mailTries is how often a mail is tried, and mailAgain how many times as long as for the first
	// one it waits before another try.
	mailTries = 4
	mailAgain = 5
	// mailLink is for how long the link in a mail can be used.
	mailLink = 7 * 24 * time.Hour
)

// contact is how a visitor is reached while a case is open. It is kept beside the visitor's lines
// (feed.Store.SetProfile), as JSON: the names stand in databases. Whoever has none has the zero
// value.
type contact struct {
	// Case is the one that it is kept for.
	Case  int                 `json:"case,omitempty"`
	Email string              `json:"email,omitempty"`
	Push  []push.Subscription `json:"push,omitempty"`
	// Seen is the highest number of a line that was on a page that somebody looked at, and Mailed that
	// of the one that a mail told of: until the person comes, there is no other mail.
	Seen   int64 `json:"seen,omitempty"`
	Mailed int64 `json:"mailed,omitempty"`
}

func (c contact) empty() bool { return c.Email == "" && len(c.Push) == 0 }

// contact returns how a visitor is reached.
func (a *Adapter) contact(ctx context.Context, visitor string) (c contact, err error) {
	profile, err := a.options.Feed.Profile(ctx, visitor)
	if err != nil || len(profile) == 0 {
		return c, err //nolint:wrapcheck // the caller says what it is about
	}
	if err := json.Unmarshal(profile, &c); err != nil {
		return contact{}, fmt.Errorf("read how a visitor is reached: %w", err)
	}
	return c, nil
}

// changeContact changes how a visitor is reached; change returns false where nothing is to be kept
// anew.
func (a *Adapter) changeContact(ctx context.Context, visitor string, change func(*contact) bool) error {
	release, err := a.contacts.take(ctx, visitor)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	defer release()
	c, err := a.contact(ctx, visitor)
	if err == nil && change(&c) {
		var profile []byte
		if !c.empty() {
			if profile, err = json.Marshal(c); err != nil {
				return fmt.Errorf("web: %w", err)
			}
		}
		err = a.options.Feed.SetProfile(ctx, visitor, profile)
	}
	if err != nil && !errors.Is(err, feed.ErrNoVisitor) {
		return fmt.Errorf("web: %w", err)
	}
	return nil
}

// forgetContact removes how a visitor is reached.
func (a *Adapter) forgetContact(ctx context.Context, visitor string) error {
	return a.changeContact(ctx, visitor, func(c *contact) bool {
		had := !c.empty()
		*c = contact{}
		return had
	})
}

// seen keeps that somebody has looked at the lines up to a number.
func (a *Adapter) seen(ctx context.Context, visitor string, seq int64) error {
	return a.changeContact(ctx, visitor, func(c *contact) bool {
		if c.empty() || seq <= c.Seen {
			return false
		}
		c.Seen = seq
		return true
	})
}

// reachable tells whether there is any way to reach those who close the page.
func (a *Adapter) reachable() bool { return a.options.Mail != nil || a.options.Push != nil }

// unseen is a line that a visitor may not have seen; at the end of a case it is none.
type unseen struct {
	visitor string
	seq     int64
	due     time.Time
	// last is the latest that came while the first one waited, and lastDue is when its time is over.
	last    int64
	lastDue time.Time
	// tries is how often a mail has failed, and known tells that it waits again: the browsers were
	// told already.
	tries int
	known bool
	// over tells that the case is closed, so that nothing is kept of how the visitor is reached.
	over bool
}

// told takes in that a line was added for a visitor: what an agent says is told of where the page is
// closed, and when the case ends, nothing is kept of how the person is reached.
func (a *Adapter) told(ctx context.Context, out port.Outbound, visitor string, l feed.Line) {
	if !a.reachable() {
		return
	}
	c, err := a.contact(ctx, visitor)
	if err != nil || c.empty() {
		a.warn(ctx, err)
		return
	}
	conversation, err := a.conversation(ctx, visitor)
	if err != nil {
		a.warn(ctx, err)
		return
	}
	u := unseen{visitor: visitor, seq: l.Seq, due: a.options.Now().Add(a.options.ReachAfter), over: !conversation.Case.Active() || conversation.Case.Number != c.Case}
	if _, _, byAgent := out.Reply.Unsigned(); !byAgent && !u.over {
		return
	} else if !byAgent {
		u.seq = 0
	}
	select {
	case a.unseen <- u:
	default:
		a.options.Log.Warn().Ctx(ctx).Msg("web: too many people are to be told of answers; one is not")
	}
}

func (a *Adapter) warn(ctx context.Context, err error) {
	if err != nil && !errors.Is(err, feed.ErrNoVisitor) && ctx.Err() == nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("web: somebody who has closed the page may not be told of an answer")
	}
}

// reach tells those who have closed the page of answers until ctx ends; what waits then is told at
// once.
func (a *Adapter) reach(ctx context.Context) {
	work := context.WithoutCancel(ctx)
	waiting := make(map[string]unseen)
	busy := make(chan struct{}, reachAtOnce)
	do := func(task func(context.Context)) {
		busy <- struct{}{}
		go func() {
			defer func() { <-busy }()
			ctx, cancel := context.WithTimeout(work, reachTime)
			defer cancel()
			task(ctx)
		}()
	}
	finish := func(u unseen) {
		delete(waiting, u.visitor)
		do(func(ctx context.Context) { a.finish(ctx, u) })
	}
	take := func(u unseen) {
		if u.seq > 0 && u.tries == 0 && !u.known {
			do(func(ctx context.Context) { a.pushTo(ctx, u.visitor) })
		}
		before, waits := waiting[u.visitor]
		switch {
		case waits: // the case may be over by now
			before.over = u.over
			if u.seq > 0 {
				before.last, before.lastDue = u.seq, u.due
			}
			waiting[u.visitor] = before
		case u.seq == 0:
			finish(u)
		default:
			waiting[u.visitor] = u
		}
	}
	tick := time.NewTicker(min(time.Second, a.options.ReachAfter))
	defer tick.Stop()
	for {
		select {
		case u := <-a.unseen:
			take(u)
			continue
		case <-tick.C:
			for _, u := range waiting {
				if !a.options.Now().Before(u.due) {
					finish(u)
				}
			}
			continue
		case <-ctx.Done():
		}
		break
	}
	for len(a.unseen) > 0 {
		take(<-a.unseen)
	}
	for _, u := range waiting {
		finish(u)
	}
	for range reachAtOnce { // all of them are free when all is done
		busy <- struct{}{}
	}
}

// finish tells of an unseen answer by mail, again later where that fails, and forgets how the visitor
// is reached where the case is over.
func (a *Adapter) finish(ctx context.Context, u unseen) {
	mailed, err := a.mailTo(ctx, u)
	a.warn(ctx, err)
	again := false
	switch {
	case err != nil:
		u.tries++
		again = u.tries < mailTries
		u.due = a.options.Now().Add(mailAgain * a.options.ReachAfter)
	case !mailed && u.last > 0: // the first one was seen
		u.seq, u.due, u.last = u.last, u.lastDue, 0
		u.known, again = true, true
	}
	if again {
		select {
		case a.unseen <- u:
			return
		default: // too much waits
		}
	}
	if u.over {
		a.warn(ctx, a.forgetContact(ctx, u.visitor))
	}
}

// pushTo tells the browsers of a visitor that there is an answer. Nothing of what it says is told.
func (a *Adapter) pushTo(ctx context.Context, visitor string) {
	c, err := a.contact(ctx, visitor)
	if err != nil || len(c.Push) == 0 || a.options.Push == nil {
		a.warn(ctx, err)
		return
	}
	texts, err := a.textsOf(ctx, visitor)
	title, e := texts.Say("push.title")
	body, e2 := texts.Say("push.text", "number", c.Case)
	sender, e3 := a.pusher(ctx)
	if err := errors.Join(err, e, e2, e3); err != nil {
		a.warn(ctx, err)
		return
	}
	var gone []string
	for _, s := range c.Push {
		err := sender.Send(ctx, s, push.Message{Title: title, Body: body, URL: "/#last"})
		if errors.Is(err, push.ErrGone) || errors.Is(err, push.ErrSubscription) {
			gone = append(gone, s.Endpoint)
			continue
		}
		a.warn(ctx, err)
	}
	if len(gone) > 0 {
		a.warn(ctx, a.changeContact(ctx, visitor, func(c *contact) bool {
			c.Push = slices.DeleteFunc(c.Push, func(s push.Subscription) bool { return slices.Contains(gone, s.Endpoint) })
			return true
		}))
	}
}

// mailTo tells a visitor of an answer that was not seen, with a link that leads to the conversation
// once.
func (a *Adapter) mailTo(ctx context.Context, u unseen) (mailed bool, err error) {
	var to, before contact
	if err := a.changeContact(ctx, u.visitor, func(c *contact) bool {
		if c.Email == "" || a.options.Mail == nil || u.seq == 0 || c.Seen >= u.seq || c.Mailed > c.Seen {
			return false
		}
		before = *c
		c.Mailed, to = u.seq, *c
		return true
	}); err != nil || to.Email == "" {
		return false, err
	}
	if err = a.mail(ctx, u.visitor, to); err != nil { // so that it is told of still
		err = errors.Join(err, a.changeContact(context.WithoutCancel(ctx), u.visitor, func(c *contact) bool {
			c.Mailed = before.Mailed
			return true
		}))
	}
	return err == nil, err
}

// mail sends a mail to a visitor. It says nothing of what was said.
func (a *Adapter) mail(ctx context.Context, visitor string, to contact) error {
	texts, err := a.textsOf(ctx, visitor)
	if err != nil {
		return err
	}
	link, err := a.newMailLink(ctx, visitor)
	if err != nil {
		return err
	}
	subject, err := texts.Say("mail.subject", "number", to.Case)
	var parts []string
	for _, key := range []string{"mail.hello", "mail.text", "mail.once", "mail.why"} {
		part, e := texts.Say(key, "number", to.Case)
		if err = errors.Join(err, e); key == "mail.once" {
			parts = append(parts, link)
		}
		parts = append(parts, part)
	}
	if err != nil {
		return err //nolint:wrapcheck // it names the text
	}
	return a.options.Mail.Send(ctx, mail.Message{To: to.Email, Subject: subject, Text: strings.Join(parts, "\n\n") + "\n"}) //nolint:wrapcheck // it says what it is about
}

// textsOf are those of the language that is spoken with a visitor.
func (a *Adapter) textsOf(ctx context.Context, visitor string) (form.Texts, error) {
	c, err := a.conversation(ctx, visitor)
	return a.options.Manager.PageTexts(textPrefix, languageOf(c)), err
}

// pusher returns the sender of pushes, whose key follows from the store's.
func (a *Adapter) pusher(ctx context.Context) (*push.Sender, error) {
	if s := a.pushes.Load(); s != nil {
		return s, nil
	}
	sign, err := a.sign(ctx)
	if err != nil {
		return nil, err
	}
	s, err := push.New(sign.key, *a.options.Push)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	a.pushes.Store(s)
	return s, nil
}
