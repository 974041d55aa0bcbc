package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	"aktivering/internal/bench/process"
)

// handoffs makes one run of people who are helped by agents.
func handoffs(ctx context.Context, o options) (v verdict, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.limit)
	defer cancel()
	folder, err := os.MkdirTemp("", "soak")
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := o.binary(ctx, folder, process.BuildLoopback)
	if err != nil {
		return v, err
	}
	db, err := newDatabase(ctx, o.store, o.server, folder)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, db.drop(context.WithoutCancel(ctx))) }()
	w, err := newWitness(o.faults, o.linger, rand.New(rand.NewPCG(o.seed, 1<<32+1))) //nolint:gosec // no secret
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, w.server.Close()) }()
	h := &helpdesk{
		options: o, witness: w, words: make(map[string]*word), visits: make([]visit, o.cases),
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4 * o.atOnce}},
	}
	var end func() error
	h.replicas, end, err = o.serve(ctx, binary, "-rooms", "-database", db.name, "-sink", w.url, "-early", o.early.String())
	defer func() { err = errors.Join(err, end()) }()
	if err != nil {
		return v, err
	}
	// What is broken may keep the last kills from coming.
	open, shut := context.WithCancel(ctx)
	defer shut()
	go func() {
		defer shut()
		h.open(ctx)
	}()
	random := rand.New(rand.NewPCG(o.seed, 1<<32)) //nolint:gosec // no secret
	kills, err := o.disturb(open, random, h.replicas, &h.acknowledged, int64(o.cases*minEvents))
	<-open.Done()
	if err != nil && (ctx.Err() != nil || !errors.Is(err, context.Canceled)) {
		return v, err
	}
	for _, r := range h.replicas { // a kill may have been the last thing to come
		if r.at() == "" {
			if err := r.start(ctx); err != nil {
				return v, err
			}
		}
	}
	failed, err := drained(ctx, db)
	if err != nil {
		return v, err
	}
	if err := end(); err != nil { // so that nothing comes after what is examined
		return v, err
	}
	v = h.judge(w.all(), kills)
	v.Failed, v.Stops = failed, o.stops
	return v, nil
}
