package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// killSignal ends a program in the middle of what it does.
const killSignal = syscall.SIGKILL

var (
	errNotConnected = errors.New("the program does not connect")
	errNotAnswered  = errors.New("the program does not answer before the fault")
)

// kills are the soak's runs.
func kills() []fault {
	return []fault{
		{
			"kills-sqlite",
			"the program is killed 10 times (SIGKILL) and stopped twice while 40 people send 3,000 messages, some delivered twice; SQLite",
			func(ctx context.Context, b *bench) (figures, error) {
				return b.soak(ctx, "-people", "40", "-messages", strconv.Itoa(b.scaled(75)), "-kills", "10")
			},
		},
		{
			"kills-postgres",
			"one of two processes is killed, 4 times, and stopped, twice, while 30 people send 750 messages; PostgreSQL",
			func(ctx context.Context, b *bench) (figures, error) {
				c, err := b.newCluster(ctx)
				if err != nil {
					return figures{}, err
				}
				return b.soak(ctx, "-people", "30", "-messages", strconv.Itoa(b.scaled(25)), "-kills", "4", "-replicas", "2", "-store", "postgres", "-postgres", c.url(c.port, "bot"))
			},
		},
		{
			"kills-handoffs",
			"the program is killed 6 times while 150 people are handed over to agents; SQLite",
			func(ctx context.Context, b *bench) (figures, error) {
				return b.soak(ctx, "-cases", strconv.Itoa(b.scaled(150)), "-kills", "6")
			},
		},
	}
}

// soak runs the soak with the version's program.
func (b *bench) soak(ctx context.Context, args ...string) (f figures, err error) {
	program, err := b.of.binary(ctx, loopbackBinary)
	if err != nil {
		return f, err
	}
	binary := filepath.Join(b.folder, "soak.exe")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "aktivering/internal/bench/soak").CombinedOutput(); err != nil { //nolint:gosec // a path that we chose
		return f, fmt.Errorf("build the soak: %w\n%s", err, out)
	}
	command := exec.CommandContext(ctx, binary, append(args, "-program", program, "-json", "-pause", "100ms", "-limit", "4m")...) //nolint:gosec // as above
	command.Stderr = b.log
	out, err := command.Output()
	var found struct {
		Acknowledged, Lost, Doubled, Repeated, Unexplained, Disordered, Delivered, Shown int
		Kills                                                                            int
		Took, Back                                                                       []time.Duration
		Broken                                                                           []string
	}
	if failed := json.Unmarshal(out, &found); failed != nil {
		return f, errors.Join(err, failed)
	}
	f.Sent, f.Acknowledged, f.Answered, f.Lost = none, found.Acknowledged, found.Acknowledged-found.Lost, found.Lost
	f.Doubled, f.Recovered, f.Caught = found.Doubled+found.Unexplained, none, none
	if len(found.Back) > 0 {
		f.Recovered = quantile(found.Back, 100)
	}
	f.note("%d kills; %d repeated under the same key, of which %d were not under way at a kill; %d out of order", found.Kills, found.Repeated, found.Unexplained, found.Disordered)
	f.note("acknowledged to shown: p99 %s", took(quantile(found.Took, 99)))
	f.Unmet = found.Broken
	return f, nil
}
