// Command soak proves that nothing that was acknowledged is lost, and nothing
// doubled: many people talk to the real program over its HTTP port, which is
// killed at random moments and started again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// options are those of one run.
type options struct {
	database                          string
	people, messages, kills, replicas int
	faults                            int
	pause, between                    time.Duration
	seed                              uint64
	limit, patience                   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.database, "database", "", "sqlite:///path or postgres://…, empty at first; a SQLite file of its own without it")
	flag.IntVar(&o.people, "people", 50, "how many people talk at a time, 1,000 at most")
	flag.IntVar(&o.messages, "messages", 100, "how many messages each of them sends, 1,000 at most")
	flag.IntVar(&o.kills, "kills", 10, "how often a process is killed")
	flag.IntVar(&o.replicas, "replicas", 1, "how many processes serve (with PostgreSQL)")
	flag.IntVar(&o.faults, "faults", 5, "how many of a hundred sends the platform refuses for the moment")
	flag.DurationVar(&o.pause, "pause", 50*time.Millisecond, "how long a person waits between two messages, on average")
	flag.DurationVar(&o.between, "between", 500*time.Millisecond, "how long it is between two kills, on average")
	flag.Uint64Var(&o.seed, "seed", 1, "what the random moments follow from")
	flag.DurationVar(&o.limit, "limit", 5*time.Minute, "how long the talk may take")
	flag.DurationVar(&o.patience, "patience", 2*time.Minute, "how long the last replies are waited for")
	flag.Parse()
	f, err := soak(context.Background(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
	f.print(os.Stdout)
	if broken := f.broken(o.people); len(broken) > 0 {
		fmt.Fprintln(os.Stderr, "broken promises:", strings.Join(broken, "; "))
		os.Exit(1)
	}
}

// soak makes one run.
func soak(ctx context.Context, o options) (f findings, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.limit)
	defer cancel()
	folder, err := os.MkdirTemp("", "soak")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := build(ctx, folder)
	if err != nil {
		return f, err
	}
	if o.database == "" {
		o.database = filepath.Join(folder, "soak.db")
	}
	random := rand.New(rand.NewPCG(o.seed, 0))
	s, err := newSink(o.faults, rand.New(rand.NewPCG(o.seed, 1)))
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.server.Close()) }()
	p := &people{
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: o.people}},
		count:  o.people, messages: o.messages, pause: o.pause,
		acked: make(map[message]time.Time),
	}
	for range o.replicas {
		r := &replica{binary: binary, database: o.database, sink: s.url}
		if err := r.start(ctx); err != nil {
			return f, err
		}
		defer func() { err = errors.Join(err, r.end(syscall.SIGTERM)) }()
		p.replicas = append(p.replicas, r)
	}
	talked := make(chan error, 1)
	go func() { talked <- p.talk(ctx, o.seed) }()
	kills, err := killAll(ctx, p.replicas, o, random)
	if err := errors.Join(err, <-talked); err != nil {
		return f, err
	}
	// The last replies may wait for a job to be rescued.
	for end := time.Now().Add(o.patience); time.Now().Before(end) && examine(p, s, kills).Lost > 0; {
		time.Sleep(200 * time.Millisecond)
	}
	return examine(p, s, kills), nil
}

// killAll kills a process now and then and starts it again; it returns when.
func killAll(ctx context.Context, replicas []*replica, o options, random *rand.Rand) (kills []time.Time, err error) {
	for range o.kills {
		select {
		case <-ctx.Done():
			return kills, ctx.Err()
		case <-time.After(time.Duration(random.Int64N(int64(2 * o.between)))):
		}
		r := replicas[random.IntN(len(replicas))]
		kills = append(kills, time.Now())
		if err := r.end(syscall.SIGKILL); err != nil {
			return kills, err
		}
		if err := r.start(ctx); err != nil {
			return kills, err
		}
	}
	return kills, nil
}
