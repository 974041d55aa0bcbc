package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// build builds the program and returns the path of its binary.
func build(ctx context.Context, folder string) (string, error) {
	path := filepath.Join(folder, "program")
	command := exec.CommandContext(ctx, "go", "build", "-o", path, "aktivering/internal/bench/soak/program")
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// replica is one process of the program, started again whenever it was killed.
type replica struct {
	binary, database, sink string

	mu      sync.Mutex
	url     string // empty while it does not listen
	process *exec.Cmd
	ended   chan struct{}
}

// listens finds where the program listens.
var listens = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startTimeout is how long a start may take.
const startTimeout = time.Minute

// start starts the process and waits until it listens.
func (r *replica) start(ctx context.Context) error {
	command := exec.Command(r.binary, "-database", r.database, "-sink", r.sink) //nolint:noctx // stop and kill end it
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start the program: %w", err)
	}
	found := make(chan string, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if url := listens.FindString(lines.Text()); url != "" {
				found <- url
				break
			}
		}
		_, _ = io.Copy(io.Discard, out) // until the process has ended
		_ = command.Wait()              // how it ended is known: it was killed or stopped
	}()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.process, r.ended = command, ended
	select {
	case r.url = <-found:
		return nil
	case <-ended:
		return errors.New("the program ended before it listened")
	case <-time.After(startTimeout):
		return errors.New("the program does not listen")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end sends a signal and waits until the process is gone.
func (r *replica) end(signal syscall.Signal) error {
	r.mu.Lock()
	process, ended := r.process, r.ended
	r.url = ""
	r.mu.Unlock()
	if process == nil {
		return nil
	}
	if err := process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-time.After(startTimeout):
		return errors.Join(errors.New("the program does not end"), process.Process.Kill())
	}
}

// at returns where the process listens; empty when it does not.
func (r *replica) at() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.url
}
