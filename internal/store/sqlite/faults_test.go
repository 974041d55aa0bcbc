package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

// patience is how long the tests wait for what must happen.
const patience = 30 * time.Second

// heard is an event of a person.
func heard(person, key string) event.Inbound {
	return event.Inbound{
		Key: key, At: time.Now(), From: bot.Address{Platform: "test", Channel: "c"},
		Person: event.Person{ID: person}, Event: event.Message{Text: key},
	}
}

// turn makes one turn with a reply of a size, and returns how it ended.
func turn(ctx context.Context, s *sqlite.Store, in event.Inbound, size int) error {
	words := content.Span{Text: strings.Repeat("x", size)}
	return storetest.Decide(ctx, s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, []bot.Effect{bot.SendReply{To: in.From, Reply: bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{words}}}}}}
	})
}

// pinged waits until Ping succeeds, or does not any more.
func pinged(t *testing.T, s *sqlite.Store, want bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err := s.Ping(t.Context())
		if (err == nil) == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("Ping: %v", err)
		}
	}
}

// journal is a log to read from.
type journal struct {
	mu sync.Mutex
	bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Buffer.Write(p)
}

func (j *journal) has(words string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Contains(j.String(), words)
}

// performer sends to a platform.
type performer func(context.Context, port.Task) port.Result

func (performer) Serves() []bot.Address {
	return []bot.Address{{Platform: "test"}}
}

func (p performer) Perform(ctx context.Context, t port.Task) port.Result { return p(ctx, t) }

// run lets a performer work until the test's end.
func run(t *testing.T, s *sqlite.Store, p performer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, p) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// What happens to the files of an open database is noticed before anything more is
// acknowledged: what was acknowledged is in the file that was there then.
func TestLostFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps files that are open")
	}
	cases := []struct {
		name string
		lose func(path string) error
		says string
		// back puts things right again, where that is possible.
		back func(path string) error
	}{
		{"deleted", os.Remove, "was deleted or moved", nil},
		{
			"moved, and back", func(path string) error { return os.Rename(path, path+".old") }, "was deleted or moved",
			func(path string) error { return os.Rename(path+".old", path) },
		},
		{"replaced by a copy", func(path string) error {
			body, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+".new", body, 0o600), os.Rename(path+".new", path))
		}, "was replaced", nil},
		{"the log deleted", func(path string) error { return os.Remove(path + "-wal") }, "-wal was deleted", nil},
		{
			"the folder moved, and back", func(path string) error { return os.Rename(filepath.Dir(path), filepath.Dir(path)+".old") },
			"was deleted or moved",
			func(path string) error { return os.Rename(filepath.Dir(path)+".old", filepath.Dir(path)) },
		},
		{"the folder deleted", func(path string) error { return os.RemoveAll(filepath.Dir(path)) }, "was deleted or moved", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "data", "a.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			var log journal
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Log: zerolog.New(&log)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() }) // it may fail with no file
			if err := turn(t.Context(), s, heard("p", "before"), 10); err != nil {
				t.Fatal(err)
			}
			pinged(t, s, true)
			if err := c.lose(path); err != nil {
				t.Fatal(err)
			}
			if err := turn(t.Context(), s, heard("p", "after"), 10); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("a turn in a lost file: %v", err)
			}
			if err := s.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Ping: %v", err)
			}
			if !log.has("database file lost") || !log.has(`"level":"error"`) {
				t.Errorf("the log says %s", log.String())
			}
			if c.back == nil {
				return
			}
			if err := c.back(path); err != nil {
				t.Fatal(err)
			}
			pinged(t, s, true)
			if err := turn(t.Context(), s, heard("p", "again"), 10); err != nil {
				t.Error(err)
			}
		})
	}
}

// The log tells of a lost file though nobody writes or asks, and nothing is sent any
// more that could not be recorded.
func TestLostFileWhileServing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps files that are open")
	}
	path := filepath.Join(t.TempDir(), "a.db")
	var log journal
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Log: zerolog.New(&log)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	run(t, s, func(context.Context, port.Task) port.Result {
		t.Error("something is sent")
		return port.Result{Status: bot.Done}
	})
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); !log.has("database file lost"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the log says nothing")
		}
	}
}

// While another process holds the lock, an outcome waits for it, and nothing is sent
// twice.
func TestLockHeld(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	t.Cleanup(func() { _ = s.Close() })
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	lock, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := turn(t.Context(), s, heard("p", "1"), 10); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	times := 0
	under, free := make(chan struct{}, 10), make(chan struct{})
	run(t, s, func(context.Context, port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		times++
		under <- struct{}{}
		<-free
		return port.Result{Status: bot.Done}
	})
	<-under
	if _, err := lock.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	close(free)
	// Ping ends with its context, though the lock is waited for longer.
	asking, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if err := s.Ping(asking); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Ping while the lock is held: %v", err)
	}
	if err := turn(t.Context(), s, heard("q", "2"), 10); err == nil {
		t.Error("a turn is acknowledged that cannot be written")
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		soon, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := s.Ping(soon)
		stop()
		if err != nil && strings.Contains(err.Error(), "another process holds the database's lock: end the program that has "+path+" open") {
			break // also while the next attempt waits for the lock
		}
		if time.Now().After(deadline) {
			t.Fatalf("Ping never names the lock: %v", err)
		}
	}
	if _, err := lock.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	pinged(t, s, true)
	drained, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	if err := s.Drain(drained); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if n, err := s.Counts(t.Context()); err != nil || times != 1 || n.Waiting != 0 {
		t.Errorf("sent %d times, %d wait, %v", times, n.Waiting, err)
	}
}

// A full disk: nothing is acknowledged that is not kept, nothing is sent twice, Ping
// tells, and all goes on by itself when there is room again.
func TestDiskFull(t *testing.T) {
	folder := smallDisk(t, "4m")
	path, ballast := filepath.Join(folder, "a.db"), filepath.Join(folder, "ballast")
	s := open(t, path)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var mu sync.Mutex
	times := make(map[string]int)
	under, free := make(chan struct{}, 10), make(chan struct{})
	release := sync.OnceFunc(func() { close(free) })
	acknowledged := 0
	say := func(key string) error {
		err := turn(t.Context(), s, heard("p"+key, key), 4000)
		if err == nil {
			acknowledged++
		}
		return err
	}
	if err := say("first"); err != nil {
		t.Fatal(err)
	}
	run(t, s, func(_ context.Context, task port.Task) port.Result {
		under <- struct{}{}
		<-free
		mu.Lock()
		defer mu.Unlock()
		times[task.Key]++
		return port.Result{Status: bot.Done}
	})
	t.Cleanup(release)
	<-under
	fill(t, ballast)
	full := 0
	for i := 0; full < 20; i++ {
		if err := say(strconv.Itoa(i)); err != nil {
			full++
		}
		if i > 10000 {
			t.Fatal("the disk is never full")
		}
	}
	pinged(t, s, false)
	if err := s.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "the disk is full: free space on /") {
		t.Errorf("Ping on a full disk: %v", err)
	}
	release()
	// The outcomes cannot be recorded: nothing is due to be sent twice.
	ctx, stop := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer stop()
	if err := s.Drain(ctx); err == nil {
		t.Error("all is recorded on a full disk")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	pinged(t, s, true)
	if err := say("last"); err != nil {
		t.Fatal(err)
	}
	drained, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	if err := s.Drain(drained); err != nil {
		t.Fatal(err)
	}
	n, err := s.Counts(t.Context())
	if err != nil || n.Conversations != acknowledged || n.Waiting != 0 {
		t.Errorf("%d acknowledged, %d kept, %d wait, %v", acknowledged, n.Conversations, n.Waiting, err)
	}
	mu.Lock()
	defer mu.Unlock()
	for key, n := range times {
		if n != 1 {
			t.Errorf("%s was sent %d times", key, n)
		}
	}
	if len(times) != acknowledged {
		t.Errorf("%d acknowledged, %d sent", acknowledged, len(times))
	}
}

// smallDisk mounts a file system of a size, until the test's end.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root can mount a small file system")
	}
	folder := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return folder
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	_ = f.Close() // what could be written is
}

// Nothing connects to the file while another process may be making it: SQLite does not wait
// where two switch a new file to WAL at once.
func TestOpenWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	lock := flock.New(path + ".migrate")
	if locked, err := lock.TryLock(); err != nil || !locked {
		t.Fatal(locked, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := sqlite.Open(ctx, path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Open gives %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 0 {
		t.Errorf("the file was written: %v, %v", info, err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
}

// A database that is damaged or locked when it is opened is told with what to do about it.
func TestOpenTrouble(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fails := func(path, want string) {
		t.Helper()
		_, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
		if _, ok := errors.AsType[*store.TroubleError](err); !ok || !strings.Contains(err.Error(), want) {
			t.Errorf("Open gives %v, want %q", err, want)
		}
	}
	damaged := bytes.Clone(whole)
	for i := 8192; i < len(damaged); i++ {
		damaged[i] = 0x41
	}
	for name, content := range map[string][]byte{"damaged.db": damaged, "cut.db": whole[:20_000]} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		fails(path, "the file is damaged: stop the program and restore a copy of "+path)
	}
	holder, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Close() }() // of this test alone
	holder.SetMaxOpenConns(1)
	if _, err := holder.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	fails(path, "another process holds the database's lock: end the program that has "+path+" open")
}
