// Command soak proves that nothing that was acknowledged is lost, and nothing
// doubled: many people talk to the real program over its HTTP port, which is
// killed at random moments and started again.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"aktivering/internal/bench/process"
)

// options are those of one run.
type options struct {
	store, server            string
	people, messages, flight int
	kills, stops, replicas   int
	faults, echoes           int
	pause, linger            time.Duration
	seed                     uint64
	limit                    time.Duration
	// early makes the program acknowledge so long before a message is kept.
	early time.Duration
	// cases is how many conversations are handed over, in place of what else is done,
	// atOnce how many at a time, and inVain how long one is waited for; 0 is long.
	cases, atOnce int
	inVain        time.Duration
	// web has the cases on the web: people in the chat, agents at the desk in the browser.
	web bool
	// program is the binary to run, in place of one that is built.
	program string
	json    bool
}

// binary returns the program to run, built in a folder if none was named.
func (o options) binary(ctx context.Context, folder string, build func(ctx context.Context, folder string) (string, error)) (string, error) {
	if o.program != "" {
		return o.program, nil
	}
	return build(ctx, folder)
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.StringVar(&o.store, "store", "sqlite", "where the program remembers: sqlite or postgres")
	flags.StringVar(&o.server, "postgres", "", "the `URL` of a PostgreSQL database, which gets a schema for the time of the run; without it, TEST_DATABASE_URL or "+localServer)
	flags.IntVar(&o.people, "people", 50, "how many people talk at a time")
	flags.IntVar(&o.messages, "messages", 100, "how many messages each of them sends")
	flags.IntVar(&o.flight, "flight", 3, "how many messages a person has under way at most; one has 1, the next 2, and so on")
	flags.IntVar(&o.kills, "kills", 10, "how often a process is killed")
	flags.IntVar(&o.stops, "stops", 2, "how often a process is stopped in order")
	flags.IntVar(&o.replicas, "replicas", 1, "how many processes serve (with PostgreSQL)")
	flags.IntVar(&o.faults, "faults", 5, "how many of a hundred sends the platform refuses for the moment")
	flags.IntVar(&o.echoes, "echoes", 5, "how many of a hundred messages the platform delivers twice, soon after each other")
	flags.DurationVar(&o.pause, "pause", 50*time.Millisecond, "how long a person waits before a message, on average")
	flags.DurationVar(&o.linger, "linger", 4*time.Millisecond, "how long the platform takes at most to take a reply")
	flags.Uint64Var(&o.seed, "seed", 1, "what the random moments follow from")
	flags.DurationVar(&o.limit, "limit", 10*time.Minute, "how long all of it may take")
	flags.DurationVar(&o.early, "early", 0, "let the program acknowledge so long before a message is kept, to see that the soak fails")
	flags.IntVar(&o.cases, "cases", 0, "let so many people be helped by agents at a desk, in place of talking to the bot alone")
	flags.IntVar(&o.atOnce, "at-once", 40, "how many of them at a time")
	flags.BoolVar(&o.web, "web", false, "let these people and agents be on the web, with the program itself")
	flags.StringVar(&o.program, "program", "", "the `BINARY` of the loopback program (of the program itself with -web) to run, such as an earlier one; without it, that is built")
	flags.BoolVar(&o.json, "json", false, "print JSON in place of a table")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	return o, o.check(flags.NArg())
}

func (o options) check(more int) error {
	switch {
	case more > 0:
		return errors.New("wrong usage; see -help")
	case o.people < 1 || o.people > maxPeople || o.messages < 1 || o.messages > maxMessages || o.flight < 1:
		return fmt.Errorf("1 to %d people with 1 to %d messages each, at least one under way", maxPeople, maxMessages)
	case o.cases < 0 || o.atOnce < 1:
		return errors.New("no cases, or some at a time")
	case o.web && o.cases == 0:
		return errors.New("-web needs -cases")
	case o.replicas < 1 || o.replicas > 1 && o.store == "sqlite":
		return errors.New("SQLite is for one process")
	}
	return nil
}

func main() {
	o, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	// Whatever hangs ends, and the program with it.
	time.AfterFunc(o.limit+2*process.Timeout, func() { panic("soak: it takes too long") })
	f, err := o.run(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
	broken := f.broken()
	if o.json {
		err = encode(os.Stdout, f, broken)
	} else {
		f.print(os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
	if len(broken) > 0 {
		fmt.Fprintln(os.Stderr, "broken promises:", strings.Join(broken, "; "))
		os.Exit(1)
	}
}

// encode writes a result and the promises that were broken as one JSON object.
func encode(w io.Writer, r result, broken []string) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var object map[string]any
	if err := json.Unmarshal(b, &object); err != nil {
		return err
	}
	object["Broken"] = broken
	return json.NewEncoder(w).Encode(object)
}

// result is what a run showed.
type result interface {
	print(w io.Writer)
	// broken tells which promises were broken.
	broken() []string
}

// run makes one run.
func (o options) run(ctx context.Context) (result, error) {
	if o.web {
		return onWeb(ctx, o)
	}
	if o.cases > 0 {
		return handoffs(ctx, o)
	}
	return soak(ctx, o)
}

// soak makes one run of people who talk to the bot alone.
func soak(ctx context.Context, o options) (f findings, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.limit)
	defer cancel()
	core, err := newCore()
	if err != nil {
		return f, err
	}
	folder, err := os.MkdirTemp("", "soak")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := o.binary(ctx, folder, process.BuildLoopback)
	if err != nil {
		return f, err
	}
	db, err := newDatabase(ctx, o.store, o.server, folder)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, db.drop(context.WithoutCancel(ctx))) }()
	random := rand.New(rand.NewPCG(o.seed, 1<<32))                                //nolint:gosec // no secret
	s, err := newSink(o.faults, o.linger, rand.New(rand.NewPCG(o.seed, 1<<32+1))) //nolint:gosec // no secret
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.server.Close()) }()
	p := &people{
		options: o,
		client:  &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: o.people * o.flight}},
		said:    make(map[message]saying),
		sink:    s,
	}
	var end func() error
	p.replicas, end, err = o.serve(ctx, binary, "-database", db.name, "-sink", s.url, "-early", o.early.String())
	defer func() { err = errors.Join(err, end()) }()
	if err != nil {
		return f, err
	}
	talked := make(chan error, 1)
	go func() { talked <- p.talk(ctx) }()
	kills, err := o.disturb(ctx, random, p.replicas, &p.acknowledged, int64(p.people*p.messages))
	if err := errors.Join(err, <-talked); err != nil {
		return f, err
	}
	failed, err := drained(ctx, db)
	if err != nil {
		return f, err
	}
	if err := end(); err != nil { // so that nothing comes after what is examined
		return f, err
	}
	heard, err := db.heard(context.WithoutCancel(ctx))
	if err != nil {
		return f, err
	}
	f, err = core.examine(ctx, record{options: o, said: p.said, heard: heard, attempts: s.all(), kills: kills})
	f.Resent, f.Echoed, f.Stops, f.Failed = p.resent, p.echoed, o.stops, failed
	return f, err
}

// serve starts the processes; end stops those that run.
func (o options) serve(ctx context.Context, binary string, args ...string) (replicas []*replica, end func() error, err error) {
	end = func() (err error) {
		for _, r := range replicas {
			_, e := r.end(syscall.SIGTERM)
			err = errors.Join(err, e)
		}
		return err
	}
	for range o.replicas {
		r := &replica{binary: binary, args: args}
		if err := r.start(ctx); err != nil {
			return nil, end, err
		}
		replicas = append(replicas, r)
	}
	return replicas, end, nil
}

const (
	// maxDown is how long a process stays away that was killed.
	maxDown = 200 * time.Millisecond
	// maxJitter is how long after a message a kill comes.
	maxJitter = 20 * time.Millisecond
)

// disturb kills and stops processes, each when some number of all messages have been
// acknowledged, and starts them again.
func (o options) disturb(ctx context.Context, random *rand.Rand, replicas []*replica, acknowledged *atomic.Int64, all int64) (kills []death, err error) {
	moments := make([]int64, o.kills+o.stops)
	for i := range moments {
		moments[i] = random.Int64N(all)
	}
	slices.Sort(moments)
	for i, kind := range random.Perm(len(moments)) {
		for ctx.Err() == nil && acknowledged.Load() < moments[i] {
			time.Sleep(time.Millisecond)
		}
		wait(ctx, random, maxJitter)
		if ctx.Err() != nil {
			return kills, ctx.Err()
		}
		r := replicas[random.IntN(len(replicas))]
		if kind < o.stops {
			if _, err := r.end(syscall.SIGTERM); err != nil {
				return kills, err
			}
		} else {
			at := time.Now()
			pid, err := r.end(syscall.SIGKILL)
			if err != nil {
				return kills, err
			}
			kills = append(kills, death{pid, at})
		}
		wait(ctx, random, maxDown)
		if err := r.start(ctx); err != nil {
			return kills, err
		}
	}
	return kills, nil
}

// drained waits until no reply waits any more, and returns how many were given up.
// What a killed process had in hand may wait for its rescue; what is not there when
// ctx ends counts as lost.
func drained(ctx context.Context, db *database) (failed int, err error) {
	for {
		waiting, failed, err := db.waiting(context.WithoutCancel(ctx))
		if err != nil || waiting == 0 || ctx.Err() != nil {
			return failed, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}
