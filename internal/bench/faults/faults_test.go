package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/internal/bench/soak/loopback"
)

// The faults that are quick, need nothing but Go, and do not depend on how busy the
// machine is.
func TestSmoke(t *testing.T) {
	o := options{short: true, logs: t.TempDir()}
	versions, err := o.versions(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := choose("hostile-64000,sqlite-deleted,sqlite-locked")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range chosen {
		t.Run(f.name, func(t *testing.T) {
			r, err := o.runOne(t.Context(), t.TempDir(), f, versions[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, unmet := range r.Unmet {
				t.Error(unmet)
			}
			if r.Sent == 0 || r.Skipped {
				t.Error("nothing was sent")
			}
			if t.Failed() {
				t.Log(logOf(t, filepath.Join(o.logs, f.name+".now.log")))
			}
		})
	}
}

// logOf is the end of a program's log.
func logOf(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
	}
	const most = 4_000
	return string(b[max(len(b)-most, 0):])
}

// What is sent once more is counted, by key or by what it says, and what is
// acknowledged and not answered is lost.
func TestCounting(t *testing.T) {
	r := &rooms{}
	c := newCrowd(r, nil)
	first, second, human, unsent := c.code(), c.code(), c.human("p1"), c.code()
	for _, w := range []*word{first, second, human} {
		w.first, w.acked = time.Now(), time.Now()
	}
	for _, m := range []shown{
		{key: "1", room: "persons", channel: "p1", text: "Koden " + codes.FindString(first.text) + " kjenner vi ikke."},
		{key: "1", room: "persons", channel: "p1", text: "Koden " + codes.FindString(first.text) + " kjenner vi ikke."},
		{key: "2", room: string(loopback.Desk), text: "Ny sak #1 · p1 · Discord · Bokmål"},
		{room: "persons", channel: "p3", text: "uten nøkkel"},
		{room: "persons", channel: "p3", text: "uten  nøkkel"},
		{room: "persons", channel: "p4", text: "uten nøkkel"},
	} {
		r.see(m)
	}
	var f figures
	f.count(t.Output(), c, &r.sights)
	if f.Sent != 3 || f.Acknowledged != 3 || f.Answered != 2 || f.Lost != 1 || f.Doubled != 2 {
		t.Errorf("got %+v", f)
	}
	if unsent.answered != second.answered || human.answered.IsZero() {
		t.Error("the wrong words are answered")
	}
	f.nothingLost()
	if len(f.Unmet) != 2 {
		t.Errorf("unmet: %q", f.Unmet)
	}
}

// A connection that is frozen says nothing until it is thawed, also a new one where
// those are meant, and one that is refused is closed.
func TestProxy(t *testing.T) {
	b := &bench{}
	t.Cleanup(func() {
		for _, end := range slices.Backward(b.cleanups) {
			if err := end(); err != nil {
				t.Error(err)
			}
		}
	})
	p, err := b.newProxy(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	old := dial(t, p)
	if got := old.said("a", time.Second); got != "a" {
		t.Fatalf("got %q", got)
	}
	p.freeze(false)
	fresh := dial(t, p)
	if got := fresh.said("b", time.Second); got != "b" {
		t.Errorf("a new connection says %q", got)
	}
	if got := old.said("c", 50*time.Millisecond); got != "" {
		t.Errorf("a frozen connection says %q", got)
	}
	p.freeze(true)
	late := dial(t, p)
	if got := late.said("d", 50*time.Millisecond); got != "" {
		t.Errorf("a new connection says %q", got)
	}
	p.thaw()
	for _, l := range []struct {
		*caller
		want string
	}{{old, "c"}, {late, "d"}} {
		if got := l.said("", time.Second); got != l.want {
			t.Errorf("got %q, want %q", got, l.want)
		}
	}
	if err := p.refuse(); err != nil {
		t.Fatal(err)
	}
	if err := old.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := old.ReadString('\n'); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a connection is still open: %v", err)
	}
	if conn, err := net.Dial("tcp", p.address()); err == nil {
		t.Error("it is let in", conn.Close())
	}
	if err := p.accept(); err != nil {
		t.Fatal(err)
	}
	if got := dial(t, p).said("e", time.Second); got != "e" {
		t.Errorf("got %q", got)
	}
}

// caller is one end of a connection.
type caller struct {
	net.Conn
	*bufio.Reader
}

func dial(t *testing.T, p *proxy) *caller {
	t.Helper()
	conn, err := net.Dial("tcp", p.address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &caller{conn, bufio.NewReader(conn)}
}

// said says something and returns what comes back in time.
func (c *caller) said(text string, within time.Duration) string {
	if text != "" {
		if _, err := c.Write([]byte(text + "\n")); err != nil {
			return err.Error()
		}
	}
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return err.Error()
	}
	line, _ := c.ReadString('\n')
	return strings.TrimSpace(line)
}

// echo says what it is told.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
	return listener.Addr().String()
}

func TestTable(t *testing.T) {
	var b strings.Builder
	table(&b, []row{
		{Fault: "a", Done: "something", Version: now, figures: figures{Sent: 3, Acknowledged: none, Answered: 2, Lost: 1, Doubled: 0, Recovered: 1500 * time.Millisecond, Caught: never, PeakMB: 31.4, Notes: []string{"x", "y"}, Unmet: []string{"1 lost"}}},
		{Fault: "b", Done: "something else", Version: now, Skipped: true, figures: figures{Notes: []string{"skipped: no disk"}}},
	})
	for _, want := range []string{
		"- **a**: something\n- **b**: something else\n",
		"| a | now | 3 |  | 2 | 1 | 0 | 1.5 s / never | 31 | x; y | **not met**: 1 lost |\n",
		"| b | now |  |  |  |  |  |  |  | skipped: no disk |  |\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

// What was printed as JSON can be read again: the last of each version, in the order of
// the faults.
func TestRows(t *testing.T) {
	name := filepath.Join(t.TempDir(), "rows")
	lines := `{"Fault":"sqlite-full","Version":"now","Sent":1}
{"Fault":"hostile-600","Version":"now","Sent":2}
{"Fault":"sqlite-full","Version":"before","Sent":3}
{"Fault":"sqlite-full","Version":"now","Sent":4}
{"Fault":"no-more","Version":"now","Sent":5}
`
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := readRows(name, all())
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, r := range rows {
		got = append(got, r.Sent)
	}
	if !slices.Equal(got, []int{2, 3, 4}) {
		t.Errorf("got %v", got)
	}
}

// The names of the faults differ, so that each can be chosen.
func TestChoose(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range all() {
		if seen[f.name] || f.run == nil || f.done == "" {
			t.Errorf("%s is there twice, or says nothing", f.name)
		}
		seen[f.name] = true
	}
	some, err := choose("postgres-*,sqlite-full")
	if err != nil || len(some) < 3 || some[len(some)-1].name != "sqlite-full" {
		t.Errorf("got %d, %v", len(some), err)
	}
	if _, err := choose("nothing"); err == nil {
		t.Error("a fault is found that is not there")
	}
}
