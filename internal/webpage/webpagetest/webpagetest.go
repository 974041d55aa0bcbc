// Package webpagetest holds what the tests of all sites of the program share.
//
// What belongs here: what a hostile or broken browser does, at the level of bytes.
package webpagetest

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// SlowBody begins a form of a path that never ends, calls meanwhile, and returns the status that it
// is answered with at last.
func SlowBody(t *testing.T, site, path string, meanwhile func()) int {
	t.Helper()
	at, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil { // a guard alone
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntext=a", path, at.Host)
	if err != nil {
		t.Fatal(err)
	}
	meanwhile()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close() // the status is all that is asked for
	return resp.StatusCode
}
