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
	path := filepath.Join(folder, "program.exe")                                                                          // Windows wants an ending, others do not mind
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "aktivering/internal/bench/soak/program") //nolint:gosec // a path that we chose
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// replica is one process of the program, started again whenever it has ended.
type replica struct {
	binary string
	args   []string

	mu      sync.Mutex
	url     string // empty while it does not listen
	process *exec.Cmd
	ended   chan struct{}
}

// listens finds where the program listens.
var listens = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startTimeout is how long a start or an end may take.
const startTimeout = time.Minute

// start starts the process and waits until it listens.
func (r *replica) start(ctx context.Context) error {
	command := exec.Command(r.binary, r.args...) //nolint:gosec,noctx // the program that we built; end ends it
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	// The program ends when nobody holds the other end any more.
	if _, err := command.StdinPipe(); err != nil {
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

// end sends a signal and waits until the process is gone; it returns its id.
func (r *replica) end(signal syscall.Signal) (pid int, err error) {
	r.mu.Lock()
	process, ended := r.process, r.ended
	r.process, r.url = nil, ""
	r.mu.Unlock()
	if process == nil {
		return 0, nil
	}
	pid = process.Process.Pid
	if err := process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return pid, err
	}
	select {
	case <-ended:
		return pid, nil
	case <-time.After(startTimeout):
		return pid, errors.Join(errors.New("the program does not end"), process.Process.Kill())
	}
}

// at returns where the process listens; empty when it does not.
func (r *replica) at() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.url
}
