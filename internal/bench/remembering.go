package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// How much is measured.
const (
	rushPeople  = 32
	rushSpan    = 8 * time.Second
	strollTurns = 2000
	idleSpan    = 30 * time.Second
)

// compareTurns measures what it costs to remember.
func compareTurns(ctx context.Context, r *report, o options, kb *knowledge.Base) error {
	r.line("\n## Turns\n\n%d people at a time, %s; times in milliseconds", rushPeople, rushSpan)
	list, err := databases(ctx, o.server)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, d := range list {
		t, err := rushed(ctx, d, kb)
		if err = errors.Join(err, d.remove()); err != nil {
			return err
		}
		rows = append(rows, []string{
			d.name, grouped(int64(float64(t.made) / t.took.Seconds())), millis(quantile(t.each, 50)), millis(quantile(t.each, 99)),
			millis(quantile(t.answered, 50)), millis(quantile(t.answered, 99)),
		})
	}
	r.table([]string{"store", "turns a second", "kept, median", "p99", "answered, median", "p99"}, rows)
	return r.err
}

func rushed(ctx context.Context, d database, kb *knowledge.Base) (t turns, err error) {
	s, err := d.open(ctx)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return rush(ctx, s, kb, rushPeople, rushSpan)
}

// compareFill measures a turn with few and with many conversations.
func compareFill(ctx context.Context, r *report, o options, kb *knowledge.Base) error {
	r.line("\n## Many conversations\n\n%d turns of conversations here and there, one at a time; times in milliseconds", strollTurns)
	var rows [][]string
	for _, count := range o.conversations {
		list, err := databases(ctx, o.server)
		if err != nil {
			return err
		}
		for _, d := range list {
			t, filled, err := strolled(ctx, d, kb, count)
			if err = errors.Join(err, d.remove()); err != nil {
				return err
			}
			rows = append(rows, []string{
				d.name, grouped(int64(count)), fmt.Sprintf("%.0f", filled.Seconds()), millis(quantile(t.each, 50)), millis(quantile(t.each, 99)),
			})
		}
	}
	r.table([]string{"store", "conversations", "filled in s", "kept, median", "p99"}, rows)
	return r.err
}

func strolled(ctx context.Context, d database, kb *knowledge.Base, count int) (t turns, filled time.Duration, err error) {
	s, err := d.open(ctx)
	if err != nil {
		return t, 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	engine := bot.NewEngine(bot.Mind{Knowledge: kb, Matcher: match.New(kb)}, s, quietly{func(bot.Outbound) {}})
	if err := engine.Handle(ctx, saying("p0", 0, spoken[0])); err != nil {
		return t, 0, err
	}
	start := time.Now()
	if err := d.fill(ctx, count); err != nil {
		return t, 0, err
	}
	filled = time.Since(start)
	if _, err := stroll(ctx, s, kb, count, strollTurns/10); err != nil { // until it is warm
		return t, filled, err
	}
	t, err = strollAgain(ctx, s, kb, count)
	return t, filled, err
}

// strollAgain makes turns under other keys than the first ones.
func strollAgain(ctx context.Context, s remembering, kb *knowledge.Base, count int) (turns, error) {
	return stroll(ctx, renamed{s}, kb, count, strollTurns)
}

// renamed gives every event a key of its own.
type renamed struct{ remembering }

func (r renamed) Turn(ctx context.Context, in bot.Inbound, step bot.Step) error {
	in.Key += "/again"
	return r.remembering.Turn(ctx, in, step)
}

// compareIdle measures a serving process that has nothing to do.
func compareIdle(ctx context.Context, r *report, o options) error {
	r.line("\n## At rest\n\nthe program as `serve` runs it, with one platform, in the %s after its start", idleSpan)
	folder, err := os.MkdirTemp("", "idle")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	// The program of the soak test: without a platform nothing would be waited for.
	program := filepath.Join(folder, "program")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./soak/program") //nolint:gosec // a path that we chose
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	list, err := databases(ctx, o.server)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, d := range list {
		name := d.source
		if d.driver == "sqlite" {
			name = filepath.Join(folder, "idle.db")
		}
		share, resident, err := idle(ctx, program, name)
		if err = errors.Join(err, d.remove()); err != nil {
			return err
		}
		rows = append(rows, []string{d.name, fmt.Sprintf("%.2f %%", 100*share), fmt.Sprintf("%.0f", resident)})
	}
	r.table([]string{"store", "of a processor", "resident MB"}, rows)
	return r.err
}

// idle starts the program and tells which share of a processor it takes when it
// has settled, and how much memory.
func idle(ctx context.Context, program, database string) (share, resident float64, err error) {
	serve := exec.CommandContext(ctx, program, "-database", database, "-sink", "http://127.0.0.1:1") //nolint:gosec // ours
	if err := serve.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		err = errors.Join(err, serve.Process.Signal(syscall.SIGTERM), serve.Wait())
	}()
	time.Sleep(3 * time.Second) // until it has started
	before, _, err := usage(serve.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(idleSpan)
	after, resident, err := usage(serve.Process.Pid)
	return (after - before).Seconds() / idleSpan.Seconds(), resident, err
}

// usage reads how long a process has worked, and its resident memory in MB, as
// Linux tells it.
func usage(pid int) (worked time.Duration, resident float64, err error) {
	const perSecond = 100 // clock ticks, on every Linux that Go runs on
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, f := range fields[11:13] { // user and system time
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, 0, err
		}
		ticks += n
	}
	pages, err := strconv.Atoi(fields[21])
	return time.Duration(ticks) * time.Second / perSecond, float64(pages*os.Getpagesize()) / (1 << 20), err
}
