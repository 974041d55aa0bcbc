package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"time"
)

func slowPlatforms() []fault {
	return []fault{
		{
			"slack-hangs",
			"Slack takes 25 s for each message, with 200 to be sent, while 10 people talk on Discord; SQLite; Discord's answers in 30 s",
			slackHangs,
		},
		{
			"webhook-hangs",
			"the webhook's receiver answers nothing, with 120 cases from Discord to tell it of, whose desk is on Slack, while 10 people talk on Discord; SQLite; Discord's answers and the desk's cards in 30 s",
			webhookHangs,
		},
	}
}

// hang is how long a slow platform takes.
const hang = 25 * time.Second

// two starts the program with both platforms.
func (b *bench) two(ctx context.Context, more ...string) (*twoPlatforms, error) {
	w, err := b.newWorkspace()
	if err != nil {
		return nil, err
	}
	g, c, p, err := b.onDiscord(ctx, filepath.Join(b.folder, "bot.db"), append(w.overHTTP(), more...)...)
	if err != nil {
		return nil, err
	}
	t := &twoPlatforms{slack: w, discord: g, onDiscord: c, onSlack: w.newCrowd(p.at)}
	t.program = p
	// Their words differ, so that no answer of one is taken for the other's.
	t.onSlack.n.Store(1 << 20)
	return t, nil
}

type twoPlatforms struct {
	slack              *workspace
	discord            *guild
	onDiscord, onSlack *crowd
	program            *served
}

// measured lets people talk on Discord while something happens, and tells how long
// they wait for answers.
func (t *twoPlatforms) measured(ctx context.Context, b *bench, f *figures, happens func(ctx context.Context)) {
	talking, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { t.onDiscord.talk(talking, b.scaled(10), 300*time.Millisecond) })
	quiet := time.Now()
	pause(ctx, b.lasting(5*time.Second))
	began := time.Now()
	before := t.onDiscord.waits(quiet, began)
	all.Go(func() { happens(talking) })
	pause(ctx, b.lasting(30*time.Second))
	ended := time.Now()
	stop()
	all.Wait()
	waits := t.onDiscord.waits(began, ended)
	f.note("Discord's answers: median %s, p99 %s, longest %s; before it p99 %s",
		took(quantile(waits, 50)), took(quantile(waits, 99)), took(quantile(waits, 100)), took(quantile(before, 99)))
	f.want(quantile(waits, 100) <= bearable, "an answer on Discord took %s", took(quantile(waits, 100)))
}

func slackHangs(ctx context.Context, b *bench) (f figures, err error) {
	t, err := b.two(ctx)
	if err != nil {
		return f, err
	}
	t.measured(ctx, b, &f, func(ctx context.Context) {
		t.slack.hangs.Store(int64(hang))
		var words []*word
		for range b.scaled(200) {
			words = append(words, t.onSlack.code())
		}
		t.onSlack.each(ctx, words, 20, func(w *word) { t.onSlack.sendUntilAcked(ctx, w) })
	})
	t.slack.hangs.Store(0)
	ended := time.Now()
	f.Recovered = t.onSlack.recovered(ctx, ended)
	f.Caught = t.onSlack.caughtUp(ctx, ended, 3*patience)
	pause(ctx, settled)
	f.count(b.log, t.onSlack, &t.slack.sights)
	f.nothingLost()
	return f, t.program.measured(&f)
}

func webhookHangs(ctx context.Context, b *bench) (f figures, err error) {
	url, err := b.listen(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the sender's end is seen
		<-r.Context().Done()
	}))
	if err != nil {
		return f, err
	}
	t, err := b.two(ctx, "--desk", "slack", "--slack-desk-channel", slackDesk, "--webhook-url", url,
		"--webhook-secret", "whsec_bm90LWEtc2VjcmV0LW5vdC1hLXNlY3JldC1ub3Q=")
	if err != nil {
		return f, err
	}
	c := t.onDiscord
	t.slack.told = c.hear // the cards are the answers to those who ask for a human
	var humans []*word
	t.measured(ctx, b, &f, func(ctx context.Context) {
		for range b.scaled(120) {
			w := c.human(fmt.Sprint("p", c.n.Add(1)))
			humans = append(humans, w)
			c.sendUntilAcked(ctx, w)
		}
	})
	ended := time.Now()
	f.Recovered, f.Caught = none, c.caughtUp(ctx, ended, patience)
	waits := c.waitsOf(humans)
	f.note("cards: p99 %s, longest %s", took(quantile(waits, 99)), took(quantile(waits, 100)))
	f.want(quantile(waits, 100) <= bearable, "a card took %s", took(quantile(waits, 100)))
	pause(ctx, settled)
	f.count(b.log, c, &t.discord.sights, &t.slack.sights)
	f.nothingLost()
	return f, t.program.measured(&f)
}
