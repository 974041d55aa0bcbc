package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"aktivering/internal/bench/process"
	"aktivering/internal/bench/soak/loopback"
)

const (
	// settle is how long a program is left alone after its start, or after its work.
	settle    = 3 * time.Second
	idleSpan  = 30 * time.Second
	idleTurns = 10_000
)

// compareIdle measures a serving process that has nothing to do, and its memory
// after some work.
func compareIdle(ctx context.Context, r *report, o options) error {
	r.line("\n## At rest\n\n%s after its start, and after %s turns", idleSpan, grouped(idleTurns))
	folder, err := os.MkdirTemp("", "idle")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	plain, err := buildProgram(ctx, o.root, folder)
	if err != nil {
		return err
	}
	// Without a platform nothing is waited for: the program of the soak has one.
	served, err := process.BuildLoopback(ctx, folder)
	if err != nil {
		return err
	}
	sink := new(counting)
	server := httptest.NewServer(sink)
	defer server.Close()
	var rows [][]string
	for _, platform := range []string{"no platform", "loopback"} {
		err := eachDatabase(ctx, o.server, func(d database) error {
			binary, args, turns := plain, []string{"serve", "--database", d.program, "--http-addr", "127.0.0.1:0", "--log-level", "error"}, 0
			if platform == "loopback" {
				binary, args, turns = served, []string{"-database", d.program, "-sink", server.URL}, idleTurns
			}
			q, err := idle(ctx, sink, idleSpan, turns, binary, args...)
			row := []string{d.name + ", " + platform, fmt.Sprintf("%.2f %%", 100*q.share), fmt.Sprintf("%.0f", q.resident), ""}
			if turns > 0 {
				row[3] = fmt.Sprintf("%.0f", q.worked)
			}
			rows = append(rows, row)
			return err
		})
		if err != nil {
			return err
		}
	}
	r.table([]string{"store", "of a processor", "resident MB", "after work"}, rows)
	return r.err
}

// counting is a platform that takes everything.
type counting struct{ taken atomic.Int64 }

func (c *counting) ServeHTTP(http.ResponseWriter, *http.Request) { c.taken.Add(1) }

// quiet is what a program at rest takes: its share of a processor, its resident
// memory in MB, and the same when it has worked.
type quiet struct{ share, resident, worked float64 }

// idle starts a program and measures it, also after some turns.
func idle(ctx context.Context, sink *counting, span time.Duration, turns int, binary string, args ...string) (q quiet, err error) {
	p, err := process.Start(ctx, binary, args...)
	if err != nil {
		return q, err
	}
	defer func() { err = errors.Join(err, p.End(syscall.SIGTERM)) }()
	time.Sleep(settle)
	before, err := worked(p.ID())
	if err != nil {
		return q, err
	}
	time.Sleep(span)
	after, err := worked(p.ID())
	if err != nil {
		return q, err
	}
	q.share = (after - before).Seconds() / span.Seconds()
	if q.resident, err = resident(p.ID()); err != nil || turns == 0 {
		return q, err
	}
	if err := busy(ctx, p.URL, turns); err != nil {
		return q, err
	}
	for taken := int64(-1); taken != sink.taken.Load(); { // until nothing more is delivered
		taken = sink.taken.Load()
		time.Sleep(settle)
	}
	q.worked, err = resident(p.ID())
	return q, err
}

// busy lets people say so many things to a program.
func busy(ctx context.Context, url string, turns int) error {
	var people errgroup.Group
	for p := range rushPeople {
		people.Go(func() error {
			for n := range turns / rushPeople {
				m := loopback.Message{Key: fmt.Sprintf("%d/%d", p, n), Person: fmt.Sprintf("%d-%d", p, n/rushTurns), Text: spoken[n%len(spoken)]}
				if _, err := m.Post(ctx, http.DefaultClient, url); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return people.Wait()
}

// worked reads how long all threads of a process have run, as Linux tells it.
func worked(pid int) (sum time.Duration, err error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		return 0, errors.Join(err, errors.New("how long a process has run is known on Linux only"))
	}
	for _, task := range tasks {
		stat, err := os.ReadFile(task)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the thread has just ended
		}
		if err != nil {
			return 0, err
		}
		first, _, _ := strings.Cut(string(stat), " ")
		nanoseconds, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", task, err)
		}
		sum += time.Duration(nanoseconds)
	}
	return sum, nil
}

// resident reads the resident memory of a process in MB, likewise.
func resident(pid int) (float64, error) {
	name := fmt.Sprintf("/proc/%d/status", pid)
	status, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kilobytes float64
	if _, err := fmt.Sscanf(rest, "%f kB", &kilobytes); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return kilobytes / 1024, nil
}
