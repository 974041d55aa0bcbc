package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"

	"aktivering/internal/bench/browser"
	"aktivering/internal/bench/process"
)

// onWeb makes one run of people in the chat on the web who are helped by agents at the desk on the
// web.
func onWeb(ctx context.Context, o options) (v webVerdict, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.limit)
	defer cancel()
	folder, err := os.MkdirTemp("", "soak")
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := o.binary(ctx, folder, process.BuildProgram)
	if err != nil {
		return v, err
	}
	db, err := newDatabase(ctx, o.store, o.server, folder)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, db.drop(context.WithoutCancel(ctx))) }()
	w := &webSite{options: o, visits: make([]webVisit, o.cases)}
	var end func() error
	w.replicas, end, err = o.serve(ctx, binary, "serve", "--database", db.name, "--http-addr", "127.0.0.1:0", "--log-level", "error")
	defer func() { err = errors.Join(err, end()) }()
	if err != nil {
		return v, err
	}
	if err := w.signIn(ctx, binary, db.name); err != nil {
		return v, err
	}
	open, shut := context.WithCancel(ctx) // what is broken may keep the last kills from coming
	defer shut()
	go func() {
		defer shut()
		w.open(ctx)
	}()
	random := rand.New(rand.NewPCG(o.seed, 1<<32)) //nolint:gosec // no secret
	kills, err := o.disturb(open, random, w.replicas, &w.acknowledged, int64(o.cases*webEvents))
	<-open.Done()
	if err != nil && (ctx.Err() != nil || !errors.Is(err, context.Canceled)) {
		return v, err
	}
	v = w.judge()
	v.Kills, v.Stops = len(kills), o.stops
	return v, nil
}

// webSite is all who take part.
type webSite struct {
	options
	replicas []*replica
	agents   []*browser.Browser
	// visits are what happened to each person; each is written by one goroutine.
	visits []webVisit
	// acknowledged is how much was, and resent how often something was sent again.
	acknowledged, resent atomic.Int64
}

// signIn lets the agents in, by a link each.
func (w *webSite) signIn(ctx context.Context, binary, database string) error {
	client := browser.Client(4 * w.atOnce) //nolint:mnd // at most four at a time for a person
	for n := range agents {
		out, err := exec.CommandContext(ctx, binary, "data", "desk-link", "--database", database, "--role", "agent", "--for", agentName(n)).Output() //nolint:gosec // a program that we built
		if err != nil {
			return fmt.Errorf("make a link to the desk: %w", err)
		}
		link, err := url.Parse(strings.TrimSpace(string(out)))
		if err != nil {
			return err
		}
		agent := browser.New(client)
		a, err := agent.Post(ctx, w.replicas[0].at()+"/desk/sign-in", link.Query())
		if err != nil || !a.OK() {
			return errors.Join(err, fmt.Errorf("%s is not let in: %d", agentName(n), a.Status))
		}
		w.agents = append(w.agents, agent)
	}
	return nil
}

// open lets all people come, some at a time.
func (w *webSite) open(ctx context.Context) {
	client := browser.Client(4 * w.atOnce) //nolint:mnd // as above
	var next atomic.Int64
	var all sync.WaitGroup
	for range w.atOnce {
		all.Go(func() {
			for n := next.Add(1) - 1; n < int64(w.cases) && ctx.Err() == nil; n = next.Add(1) - 1 {
				g := &webGuest{
					webSite: w, webVisit: &w.visits[n], Browser: browser.New(client), person: name(int(n)),
					random: rand.New(rand.NewPCG(w.seed, uint64(n))), //nolint:gosec // no secret
				}
				g.stuck = g.helped(ctx)
			}
		})
	}
	all.Wait()
}
