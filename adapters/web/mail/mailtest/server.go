// Package mailtest is a mail server on this machine for tests: it speaks as much SMTP as a sender
// needs, with STARTTLS, and keeps what it is handed.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is a mail server.
type Server struct {
	// Addr is host:port, and TLS what a sender trusts it by.
	Addr string
	TLS  *tls.Config

	certificate tls.Certificate
	messages    chan Message

	mu     sync.Mutex
	refuse string
}

// Message is one that was handed over.
type Message struct {
	From, To string
	// Text is all of it, with CRLF, and Encrypted tells that it came by TLS.
	Text      string
	Encrypted bool
	// User and Password are those that the sender gave.
	User, Password string
}

// Serve starts a server for the time of a test.
func Serve(t testing.TB) *Server {
	t.Helper()
	// The certificate of package httptest is for 127.0.0.1.
	site := httptest.NewUnstartedServer(http.NotFoundHandler())
	site.StartTLS()
	s := &Server{certificate: site.TLS.Certificates[0], messages: make(chan Message, 100)} //nolint:mnd // more than a test sends
	pool := x509.NewCertPool()
	pool.AddCert(site.Certificate())
	s.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	site.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed with the test
	if err != nil {
		t.Fatal(err)
	}
	s.Addr = listener.Addr().String()
	var all sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); all.Wait() })
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.session(conn) })
		}
	})
	return s
}

// Messages are those that are handed over.
func (s *Server) Messages() <-chan Message { return s.messages }

// Refuse has the server answer RCPT with a line, such as "550 no such user"; empty takes all again.
func (s *Server) Refuse(with string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = with
}

func (s *Server) session(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in, out := bufio.NewReader(conn), io.Writer(conn)
	say := func(lines ...string) { _, _ = io.WriteString(out, strings.Join(lines, "\r\n")+"\r\n") }
	var m Message
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			if m.Encrypted {
				say("250-test", "250 AUTH PLAIN")
			} else {
				say("250-test", "250 STARTTLS")
			}
		case "STARTTLS":
			say("220 go on")
			secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.certificate}, MinVersion: tls.VersionTLS12})
			conn, in, out, m.Encrypted = secure, bufio.NewReader(secure), secure, true
		case "AUTH":
			raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			if parts := strings.Split(string(raw), "\x00"); len(parts) == 3 { //nolint:mnd // RFC 4616
				m.User, m.Password = parts[1], parts[2]
			}
			say("235 welcome")
		case "MAIL":
			m.From = rest
			say("250 ok")
		case "RCPT":
			s.mu.Lock()
			refuse := s.refuse
			s.mu.Unlock()
			if refuse != "" {
				say(refuse)
				continue
			}
			m.To += rest
			say("250 ok")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(strings.TrimPrefix(line, "."))
			}
			m.Text = text.String()
			s.messages <- m
			m = Message{Encrypted: m.Encrypted, User: m.User, Password: m.Password}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
