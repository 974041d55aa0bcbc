package app

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"aktivering/internal/settings"
)

// A database that is not up yet is waited for; a stop ends that.
func TestServeWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out lines
	ended := make(chan error, 1)
	go func() {
		ended <- newApp(&out).Serve(ctx, settings.Serve{Database: settings.Database("postgres://bot:hemmelig@" + at + "/helpdesk"), HTTPAddr: "127.0.0.1:0", Grace: time.Second})
	}()
	eventually(t, "the log tells", func() bool { return strings.Contains(out.String(), "cannot be reached yet") })
	select {
	case err := <-ended:
		t.Fatalf("Serve gives up: %v", err)
	default:
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve: %v", err)
	}
	if strings.Contains(out.String(), "hemmelig") {
		t.Errorf("the log holds the password:\n%s", &out)
	}
}
