package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/web/push"
	"aktivering/bot"
	"aktivering/bot/feed"
	"aktivering/bot/form"
	"aktivering/bot/port"
	"aktivering/internal/webpage"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "web"

// Bounds of what a visitor is shown. What is longer becomes several messages.
const (
	maxText     = 8_000
	maxChoices  = 25
	maxLabel    = 80
	maxPictures = 8 << 20
)

// Manager makes the texts of the pages.
type Manager interface {
	// PageTexts returns the phrases whose keys begin with a prefix, in the language of a locale.
	PageTexts(prefix, locale string) form.Texts
	// Complete returns problems to begin with: a choice's ID is what to write.
	Complete(typed, locale string, limit int) []bot.Choice
	Unsaved(locale string) form.Unsaved
}

// Options are what an adapter needs to know.
type Options struct {
	Manager Manager
	Feed    feed.Store
	// Conversation returns what is known of a visitor's conversation.
	Conversation func(ctx context.Context, ref bot.Ref) (bot.Conversation, error)
	// PublicURL is where people reach the pages, such as https://hjelp.example.no; empty where
	// that is as they come.
	PublicURL string
	// Frames are the origins of pages that may show the chat in a frame.
	Frames []string
	// Keep is for how long a conversation is kept on the page after its last line; 0 is 90 days.
	Keep time.Duration
	// Mail is how those who have closed the page are told of answers by e-mail; nil where they are
	// not. It needs PublicURL.
	Mail Mailer
	// Push is how browsers are told; nil where they are not.
	Push *push.Options
	// ReachAfter is how long an answer may stand unseen before a mail tells of it; 0 is a minute.
	ReachAfter time.Duration
	// Zone is the time zone that times are shown in; nil is UTC.
	Zone *time.Location
	Now  func() time.Time
	Log  zerolog.Logger
}

// Adapter is the web as a platform.
type Adapter struct {
	options Options
	gate    adapterkit.Gate
	callers adapterkit.Callers
	pages   *pages
	assets  *webpage.Assets
	streams *streams
	limits  *limits
	// turns has the events of one visitor follow one another.
	turns lanes
	// contacts has changes of how one visitor is reached follow one another, unseen holds what they
	// are to be told of, and pushes is nil until the key was read from the store.
	contacts lanes
	unseen   chan unseen
	pushes   atomic.Pointer[push.Sender]
	// signer is nil until the key was read from the store.
	signer  atomic.Pointer[signer]
	signing sync.Mutex
	running atomic.Bool
}

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	if o.Keep == 0 {
		o.Keep = 90 * 24 * time.Hour
	}
	if o.ReachAfter == 0 {
		o.ReachAfter = reachAfter
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	assets, err := webpage.NewAssets("/static/", webpage.Static(), static())
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	pages, err := newPages(assets)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return &Adapter{options: o, pages: pages, assets: assets, streams: newStreams(), limits: newLimits(), unseen: make(chan unseen, reachWaiting)}, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits are what one message on the page holds.
func (a *Adapter) Limits() port.Limits {
	return port.Limits{
		TextRunes: maxText, Choices: maxChoices, LabelRunes: maxLabel, Buttons: true,
		PictureBytes: maxPictures, Private: true, Edits: true,
	}
}

// How often visitors are erased of whom nothing is kept any longer, and how many at a time.
const (
	pruneEvery = time.Hour
	pruneMost  = 500
)

// Run hands over what visitors do until ctx ends, and has open pages told what is new.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) error {
	a.gate.Open(inbox)
	a.running.Store(true)
	defer func() {
		a.running.Store(false)
		a.streams.end()
		a.gate.Close()
	}()
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { a.prune(ctx) })
	if a.reachable() {
		parts.Go(func() { a.reach(ctx) })
	}
	if err := a.options.Feed.FollowFeeds(ctx, a.streams.wake); err != nil && ctx.Err() == nil {
		return fmt.Errorf("web: %w", err)
	}
	<-ctx.Done()
	return nil
}

// prune erases what has been kept for long enough.
func (a *Adapter) prune(ctx context.Context) {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		for {
			n, err := a.options.Feed.PruneVisitors(ctx, a.options.Now().Add(-a.options.Keep), pruneMost)
			if err != nil && ctx.Err() == nil {
				a.options.Log.Warn().Ctx(ctx).Err(err).Msg("web: old conversations cannot be removed from the pages; trying again in an hour")
			}
			if n < pruneMost {
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Ready tells whether events are handed over.
func (a *Adapter) Ready() error {
	if !a.running.Load() {
		return adapterkit.ErrNotReceiving
	}
	return nil
}

// errAddress is an address that is no visitor's.
var errAddress = fmt.Errorf("web: this is no visitor's address: %w", port.ErrGone)

// visitorAt returns the id of the visitor of an address.
func visitorAt(at bot.Address) (string, error) {
	if at.Platform != Platform || at.Channel == "" || at.Space != "" || at.Thread != "" {
		return "", errAddress
	}
	return at.Channel, nil
}

func addressOf(visitor string) bot.Address { return bot.Address{Platform: Platform, Channel: visitor} }

// Send adds a reply to what a visitor is shown.
func (a *Adapter) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	visitor, err := visitorAt(out.To)
	if err != nil {
		return "", err
	}
	files, err := a.keepPictures(ctx, visitor, out.Pictures)
	if err != nil {
		return "", err
	}
	body, err := entry{Reply: &out.Reply, Files: files}.encode()
	if err != nil {
		return "", err
	}
	key := out.Key
	if key == "" {
		key = rand.Text()
	}
	l, err := a.options.Feed.AddLine(ctx, visitor, feed.Line{Key: replyKey + key, At: a.options.Now(), Body: body})
	if err != nil {
		return "", sendError(err)
	}
	a.told(ctx, out, visitor, l)
	return bot.MessageID(strconv.FormatInt(l.ID, 10)), nil
}

// Edit puts a reply in the place of one that a visitor was shown.
func (a *Adapter) Edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	visitor, err := visitorAt(out.To)
	if err != nil {
		return err
	}
	line, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return fmt.Errorf("web: %w: no message has the id %q", port.ErrGone, id)
	}
	body, err := entry{Reply: &out.Reply, Edited: true}.encode()
	if err != nil {
		return err
	}
	return sendError(a.options.Feed.ChangeLine(ctx, visitor, line, body))
}

// Typing shows for a moment that an answer is being written.
func (a *Adapter) Typing(ctx context.Context, to bot.Address, _ string) error {
	visitor, err := visitorAt(to)
	if err != nil {
		return err
	}
	return sendError(a.options.Feed.SignalTyping(ctx, visitor))
}

// sendError is an error of the feed as one of the port.
func sendError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, feed.ErrNoVisitor), errors.Is(err, feed.ErrNoLine):
		return fmt.Errorf("web: %w: %w", port.ErrGone, err)
	}
	return fmt.Errorf("web: %w", err)
}
