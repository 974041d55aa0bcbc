//go:build unix

package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What is no file in a folder is told, and waited for by nothing.
func TestKnowledgeOfNoFiles(t *testing.T) {
	for flag, name := range map[string]string{"--knowledge": "article.yaml", "--desk-texts": "reply.yaml"} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("/dev/zero", filepath.Join(dir, "endless.yaml")); err != nil {
			t.Fatal(err)
		}
		t.Chdir(t.TempDir())
		args := []string{"serve", "--http-addr", "127.0.0.1:0", flag, dir}
		if flag == "--desk-texts" {
			args = append(args, "--desk", "slack", "--slack-desk-channel", "C1", "--slack-bot-token", "xoxb-1", "--slack-app-token", "xapp-1")
		}
		r := start(t, "", args...)
		for _, want := range []string{filepath.Join(dir, name), "it is a pipe, not a file", filepath.Join(dir, "endless.yaml"), "it is a device, not a file"} {
			if r.code == exitOK || !strings.Contains(r.err, want) {
				t.Errorf("%s: exit code %d, %q is not in\n%s", flag, r.code, want, r.err)
			}
		}
	}
}

// Whoever stops a start is not kept waiting by what the start waits for.
func TestStopInAStart(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	endless, writer := io.Pipe()
	t.Cleanup(func() { _ = writer.Close() })
	for name, args := range map[string][]string{
		"a database that does not answer":   {"serve", "--http-addr", "127.0.0.1:0", "--database", "postgres://u:p@" + listener.Addr().String() + "/db"},
		"settings that nobody writes":       {"serve", "--config", pipe},
		"a question that nobody asks":       {"ask"},
		"a database that is not there, too": {"data", "outbox", "--database", "postgres://u:p@" + listener.Addr().String() + "/db"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			ctx, cancel := context.WithCancel(t.Context())
			t.Cleanup(cancel)
			ended := make(chan int, 1)
			go func() {
				ended <- run(ctx, args, environment{in: endless, out: io.Discard, err: io.Discard, getenv: os.Getenv})
			}()
			select {
			case code := <-ended:
				t.Fatalf("it ended with %d before it was asked to", code)
			case <-time.After(50 * time.Millisecond): // the start is under way
			}
			cancel()
			select {
			case code := <-ended:
				if code != exitOK {
					t.Errorf("exit code %d", code)
				}
			case <-time.After(8 * time.Second): // less than any of them would take
				t.Error("it does not end")
			}
		})
	}
}
