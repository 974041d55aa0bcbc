package main

import (
	"errors"
	"net"
	"strconv"
	"sync"
)

// proxy stands before a server, and can refuse connections or let them go silent.
type proxy struct {
	port   int
	target string

	mu       sync.Mutex
	listener net.Listener
	lines    map[*line]bool
	// frozen are new connections silent from the start.
	frozen bool
	all    sync.WaitGroup
}

// line is one connection, from both its ends.
type line struct {
	ends [2]net.Conn
	mu   sync.Mutex
	// silent is closed when the line may speak again; nil while it may.
	silent chan struct{}
	closed chan struct{}
	once   sync.Once
}

// newProxy puts a proxy before a port of this machine, until the run ends.
func (b *bench) newProxy(target string) (*proxy, error) {
	p := &proxy{target: target, lines: make(map[*line]bool)}
	if err := p.listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	b.cleanup(func() error {
		err := p.refuse()
		p.all.Wait()
		return err
	})
	return p, nil
}

func (p *proxy) listen(address string) error {
	listener, err := net.Listen("tcp", address) //nolint:noctx // it is there at once
	if err != nil {
		return err
	}
	if a, ok := listener.Addr().(*net.TCPAddr); ok {
		p.port = a.Port
	}
	p.mu.Lock()
	p.listener = listener
	p.mu.Unlock()
	p.all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // it was closed
			}
			p.connect(conn)
		}
	})
	return nil
}

func (p *proxy) connect(from net.Conn) {
	to, err := net.Dial("tcp", p.target) //nolint:noctx // to this machine
	if err != nil {
		_ = from.Close() // as the server would
		return
	}
	l := &line{ends: [2]net.Conn{from, to}, closed: make(chan struct{})}
	p.mu.Lock()
	if p.frozen {
		l.silent = make(chan struct{})
	}
	p.lines[l] = true
	p.mu.Unlock()
	for i := range l.ends {
		p.all.Go(func() {
			l.pump(l.ends[i], l.ends[1-i])
			p.mu.Lock()
			defer p.mu.Unlock()
			delete(p.lines, l)
		})
	}
}

// pump passes on what comes, as long as the line is not silent.
func (l *line) pump(from, to net.Conn) {
	defer l.close()
	buffer := make([]byte, 1<<15)
	for {
		n, err := from.Read(buffer)
		if !l.speaks() {
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// speaks waits while the line is silent; false is that it was closed meanwhile.
func (l *line) speaks() bool {
	l.mu.Lock()
	silent := l.silent
	l.mu.Unlock()
	if silent == nil {
		return true
	}
	select {
	case <-silent:
		return true
	case <-l.closed:
		return false
	}
}

func (l *line) close() {
	l.once.Do(func() {
		close(l.closed)
		for _, end := range l.ends {
			_ = end.Close() // the other side tells
		}
	})
}

// freeze lets all connections go silent, without closing them; the new ones too, if
// those are meant.
func (p *proxy) freeze(alsoNew bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = alsoNew
	for l := range p.lines {
		l.mu.Lock()
		if l.silent == nil {
			l.silent = make(chan struct{})
		}
		l.mu.Unlock()
	}
}

// thaw lets all connections speak again.
func (p *proxy) thaw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = false
	for l := range p.lines {
		l.mu.Lock()
		if l.silent != nil {
			close(l.silent)
			l.silent = nil
		}
		l.mu.Unlock()
	}
}

// refuse closes all connections, and takes no new ones.
func (p *proxy) refuse() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	for l := range p.lines {
		l.close()
	}
	return err
}

// accept takes connections again, at the same port.
func (p *proxy) accept() error {
	return p.listen(p.address())
}

// address is where the proxy takes connections.
func (p *proxy) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)) }
