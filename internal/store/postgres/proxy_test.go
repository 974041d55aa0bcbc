package postgres_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between a store and its server, and does to their connections what
// networks do.
type proxy struct {
	to  string
	at  net.Listener
	all sync.WaitGroup

	mu sync.Mutex
	// refusing closes new connections at once, and frozen swallows all that they carry.
	refusing, frozen bool
	conns            map[*proxied]bool
	opened           int
}

// proxied is one connection.
type proxied struct {
	near, far net.Conn
	// frozen swallows what comes.
	frozen bool
}

// through puts a proxy before the database of a place.
func through(t *testing.T, p *place) *proxy {
	t.Helper()
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	at, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x := &proxy{to: u.Host, at: at, conns: make(map[*proxied]bool)}
	u.Host = at.Addr().String()
	p.url = u.String()
	x.all.Go(x.accept)
	t.Cleanup(func() {
		_ = at.Close()
		x.cut()
		x.all.Wait()
	})
	return x
}

func (x *proxy) accept() {
	for {
		near, err := x.at.Accept()
		if err != nil {
			return
		}
		x.mu.Lock()
		refusing := x.refusing
		x.mu.Unlock()
		if refusing {
			_ = near.Close()
			continue
		}
		far, err := new(net.Dialer).DialContext(context.Background(), "tcp", x.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		x.mu.Lock()
		c := &proxied{near: near, far: far, frozen: x.frozen}
		x.conns[c] = true
		x.opened++
		x.mu.Unlock()
		x.all.Go(func() { x.pass(c, far, near) })
		x.all.Go(func() { x.pass(c, near, far) })
	}
}

// pass copies what comes, or swallows it.
func (x *proxy) pass(c *proxied, to io.Writer, from io.Reader) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		x.mu.Lock()
		frozen := c.frozen
		x.mu.Unlock()
		if n > 0 && !frozen {
			if _, err := to.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	x.mu.Lock()
	delete(x.conns, c)
	x.mu.Unlock()
	_ = c.near.Close()
	_ = c.far.Close()
}

// cut closes all connections.
func (x *proxy) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for c := range x.conns {
		_ = c.near.Close()
		_ = c.far.Close()
	}
}

// refuse closes all connections and lets none be opened.
func (x *proxy) refuse(yes bool) {
	x.mu.Lock()
	x.refusing = yes
	x.mu.Unlock()
	if yes {
		x.cut()
	}
}

// freeze makes all connections swallow what they carry, for good, and those that are
// opened until thaw.
func (x *proxy) freeze() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.frozen = true
	for c := range x.conns {
		c.frozen = true
	}
}

// thaw lets new connections work.
func (x *proxy) thaw() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.frozen = false
}
