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
	"strings"
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

// Root returns the folder of the program's sources.
func Root(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "aktivering").Output()
	if err != nil {
		return "", fmt.Errorf("find the program: %w", err)
	}
	return strings.TrimSpace(string(root)), nil
}

// BuildProgram builds the program itself in a folder, and returns the path of its
// binary.
func BuildProgram(ctx context.Context, folder string) (string, error) {
	root, err := Root(ctx)
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "aktivering.exe")                                  // as above
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, ".") //nolint:gosec // a path that we chose
	command.Dir = root
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// PeakMB returns the most memory that the process was resident with so far, in MB, as
// Linux tells it.
func (p *Process) PeakMB() (float64, error) {
	name := fmt.Sprintf("/proc/%d/status", p.ID())
	status, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes float64
	if _, err := fmt.Sscanf(rest, "%f kB", &kilobytes); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return kilobytes / 1024, nil
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
	return StartLogging(ctx, os.Stderr, binary, args...)
}

// StartLogging does the same, and writes the binary's standard error to a file.
func StartLogging(ctx context.Context, log *os.File, binary string, args ...string) (*Process, error) {
	p := &Process{command: exec.Command(binary, args...), ended: make(chan struct{})} //nolint:gosec,noctx // a program that we built; End ends it
	// A few people write here as much as thousands do.
	p.command.Env = append(os.Environ(), "LIMIT_PERSON=0", "LIMIT_CHANNEL=0")
	p.command.Stderr = log
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

// Ended is closed when the process has ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }

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
