// Package process builds the program and runs it as a process of its own.
package process

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
	"syscall"
	"time"
)

// BuildLoopback builds the program that serves the loopback platform, in a folder,
// and returns the path of its binary.
func BuildLoopback(ctx context.Context, folder string) (string, error) {
	path := filepath.Join(folder, "loopback.exe")                                                                         // Windows wants an ending, others do not mind
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "aktivering/internal/bench/soak/program") //nolint:gosec // a path that we chose
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// Process is a serving program.
type Process struct {
	// URL is where it listens.
	URL string

	command *exec.Cmd
	ended   chan struct{}
}

// Timeout is how long a start or an end may take.
const Timeout = time.Minute

// listens finds where the program listens in what it says at its start.
var listens = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// Start starts a binary and waits until it listens.
func Start(ctx context.Context, binary string, args ...string) (*Process, error) {
	p := &Process{command: exec.Command(binary, args...), ended: make(chan struct{})} //nolint:gosec,noctx // a program that we built; End ends it
	p.command.Stderr = os.Stderr
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	// The loopback program ends when nobody holds the other end any more.
	if _, err := p.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	found := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if url := listens.FindString(lines.Text()); url != "" {
				found <- url
				break
			}
		}
		_, _ = io.Copy(io.Discard, out) // until the process has ended
		_ = p.command.Wait()            // how it ended is known: it was killed or stopped
	}()
	select {
	case p.URL = <-found:
		return p, nil
	case <-p.ended:
		return nil, errors.New("the program ended before it listened")
	case <-time.After(Timeout):
		err = errors.New("the program does not listen")
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, errors.Join(err, p.End(syscall.SIGKILL))
}

// ID is the process's id.
func (p *Process) ID() int { return p.command.Process.Pid }

// End sends a signal and waits until the process is gone.
func (p *Process) End(signal syscall.Signal) error {
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end the program: %w", err)
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(Timeout):
		return errors.Join(errors.New("the program does not end"), p.command.Process.Kill())
	}
}
