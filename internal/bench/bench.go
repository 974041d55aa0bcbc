// Bench measures the speed of the matcher beside engines that one might use
// instead, in one run and with the same queries, and what it costs to remember,
// and prints tables.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"

	"aktivering/knowledge"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are what the command line tells.
type options struct {
	queries string
	parts   []string
	engines []contender
	rounds  int
	sizes   []int
	root    string
	fresh   bool
	// server is that of PostgreSQL, and conversations how many to remember.
	server        string
	profile       string
	conversations []int
	// pages and rate are how many pages are open in the part web, and how many messages a second are
	// sent there.
	pages, rate int
}

// The parts of a run.
const (
	partQueries = "queries"
	partGrowth  = "growth"
	partCodes   = "codes"
	partStart   = "start"
	partTurns   = "turns"
	partFill    = "fill"
	partIdle    = "idle"
	partDiscord = "discord"
	partWeb     = "web"
)

func parse(args []string) (options, error) {
	var o options
	var parts, engines, sizes, conversations string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.queries, "queries", "", "a `file` of queries: lines of JSON objects with a query, or of text up to a tab; without it, those in testdata")
	flags.StringVar(&parts, "parts", "queries,growth,codes,start", "what to measure: these, and turns, fill, idle, discord and web")
	flags.StringVar(&engines, "engines", "", "what the names of the engines to measure begin with; ours is always among them")
	flags.IntVar(&o.rounds, "rounds", 9, "how often each query is put to each engine; growth takes a third of that")
	flags.StringVar(&sizes, "sizes", "29,1000,10000,100000", "the numbers of articles to grow to")
	flags.StringVar(&o.root, "root", "../..", "the `folder` of the program to start")
	flags.StringVar(&o.server, "postgres", "", "the `URL` of a PostgreSQL database to measure beside SQLite, in a schema of its own")
	flags.StringVar(&conversations, "conversations", "1000,1000000", "how many conversations are remembered in the part fill")
	flags.IntVar(&o.pages, "pages", 2_000, "how many pages are open in the part web")
	flags.IntVar(&o.rate, "rate", 200, "how many messages a second are sent there in all")
	flags.StringVar(&o.profile, "cpuprofile", "", "a `file` to write a profile of the processors to")
	flags.BoolVar(&o.fresh, "new-queries", false, "print new queries, made from the symptoms of today, in place of measuring")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.parts = strings.Split(parts, ",")
	for _, p := range o.parts {
		if !slices.Contains([]string{partQueries, partGrowth, partCodes, partStart, partTurns, partFill, partIdle, partDiscord, partWeb}, p) {
			return o, fmt.Errorf("there is no part %q", p)
		}
	}
	o.engines = chosen(engines)
	var err error
	if o.sizes, err = numbers(sizes); err != nil {
		return o, fmt.Errorf("sizes: %w", err)
	}
	if o.conversations, err = numbers(conversations); err != nil {
		return o, fmt.Errorf("conversations: %w", err)
	}
	if o.rounds < 1 || o.pages < 1 || o.rate < 1 || flags.NArg() > 0 {
		return o, errors.New("wrong usage; see -help")
	}
	return o, nil
}

// numbers reads numbers between commas.
func numbers(list string) ([]int, error) {
	var all []int
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	kb, err := knowledge.Default()
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if o.fresh {
		_, err := io.WriteString(out, format(makeQueries(kb)))
		return err
	}
	r := &report{out: out}
	r.line("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	steps := map[string]func() error{
		partQueries: func() error { return compare(r, o, kb) },
		partGrowth:  func() error { return compareGrowth(r, o) },
		partCodes:   func() error { return compareCodes(r, o, kb) },
		partStart:   func() error { return compareStart(ctx, r, o) },
		partTurns:   func() error { return compareTurns(ctx, r, o, kb) },
		partFill:    func() error { return compareFill(ctx, r, o, kb) },
		partIdle:    func() error { return compareIdle(ctx, r, o) },
		partDiscord: func() error { return compareDiscord(ctx, r, o) },
		partWeb:     func() error { return compareWeb(ctx, r, o) },
	}
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return errors.Join(err, f.Close())
		}
		defer func() {
			pprof.StopCPUProfile()
			err = errors.Join(err, f.Close())
		}()
	}
	for _, p := range o.parts {
		if err := steps[p](); err != nil {
			return err
		}
	}
	return r.err
}
