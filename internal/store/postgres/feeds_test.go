package postgres_test

import (
	"context"
	"testing"
	"time"

	"aktivering/bot/feed"
)

// What one process adds to a feed wakes those who follow in another.
func TestFeedsWakeOtherProcesses(t *testing.T) {
	p := newPlace(t)
	writer, follower := p.Open(t), p.Open(t)
	t.Cleanup(func() {
		if err := writer.Close(); err != nil {
			t.Error(err)
		}
		if err := follower.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	signals := make(chan feed.Signal, 10)
	ended := make(chan error, 1)
	go func() { ended <- follower.FollowFeeds(ctx, func(s feed.Signal) { signals <- s }) }()
	next := func() feed.Signal {
		select {
		case s := <-signals:
			return s
		case <-ctx.Done():
			t.Fatal("no signal came")
			return feed.Signal{}
		}
	}
	if first := next(); first != (feed.Signal{}) {
		t.Fatalf("first came %+v", first)
	}
	if err := writer.AddVisitor(ctx, "v", time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := writer.AddLine(ctx, "v", feed.Line{Key: "k", At: time.Now(), Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	if s := next(); s.Visitor != "v" || s.Typing {
		t.Errorf("got %+v", s)
	}
	if lines, err := follower.Lines(ctx, "v", 0, 10); err != nil || len(lines) != 1 {
		t.Errorf("when it is told, it is not there: %v, %v", lines, err)
	}
	if err := writer.SignalTyping(ctx, "v"); err != nil {
		t.Fatal(err)
	}
	if s := next(); s != (feed.Signal{Visitor: "v", Typing: true}) {
		t.Errorf("while an agent writes at the other process came %+v", s)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
