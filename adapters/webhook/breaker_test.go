package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"aktivering/adapters/webhook"
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

// host is another system. It answers with a status, or hangs with 0.
type host struct{ asked, status atomic.Int32 }

func (h *host) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asked.Add(1)
	status := int(h.status.Load())
	if status == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

func (h *host) adapter(t *testing.T) *webhook.Adapter {
	t.Helper()
	a, err := webhook.New(webhook.Options{URL: "https://user:hemmelig@example.com/hook", Secret: secret, Now: time.Now, Transport: h})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// later posts an event that has to be tried again, and returns after which wait.
func later(t *testing.T, a *webhook.Adapter) time.Duration {
	t.Helper()
	err := a.Notify(t.Context(), "k", notice.Notice{Type: notice.Claimed})
	wait, ok := errors.AsType[port.RetryLater](err)
	if !ok || strings.Contains(err.Error(), "hemmelig") {
		t.Fatalf("Tell: %v", err)
	}
	return wait.After
}

// After several failures no request is made for a while; then one request tests whether the
// host is back.
func TestRequestsStopAfterFailures(t *testing.T) {
	for name, status := range map[string]int32{"hangs": 0, "fails": 500, "refuses": 404} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var h host
				h.status.Store(status)
				a := h.adapter(t)
				for range 5 {
					began := time.Now()
					later(t, a)
					if took := time.Since(began); took > 5*time.Second {
						t.Errorf("a request took %v", took)
					}
				}
				if h.asked.Load() != 5 {
					t.Fatalf("asked %d times, want 5", h.asked.Load())
				}
				time.Sleep(10 * time.Second)
				began := time.Now()
				for range 100 {
					if wait := later(t, a); wait != 20*time.Second {
						t.Errorf("to be tried again in %v, want 20s, when one request is made", wait)
					}
				}
				if h.asked.Load() != 5 || time.Since(began) != 0 || a.Ready() == nil {
					t.Errorf("asked %d times in %v, ready %v", h.asked.Load(), time.Since(began), a.Ready())
				}
				// One request fails, and it is spared again.
				time.Sleep(21 * time.Second)
				later(t, a)
				later(t, a)
				if h.asked.Load() != 6 {
					t.Errorf("asked %d times, want 6", h.asked.Load())
				}
				h.status.Store(200)
				time.Sleep(31 * time.Second)
				for range 3 {
					if err := a.Notify(t.Context(), "k", notice.Notice{}); err != nil {
						t.Errorf("it is well again: %v", err)
					}
				}
				if h.asked.Load() != 9 || a.Ready() != nil {
					t.Errorf("asked %d times, ready %v", h.asked.Load(), a.Ready())
				}
			})
		})
	}
}

func TestOneRequestTestsTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h host
		a := h.adapter(t)
		for range 5 {
			later(t, a)
		}
		time.Sleep(31 * time.Second)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			later(t, a)
		}()
		synctest.Wait()
		if wait := later(t, a); wait != 5*time.Second || h.asked.Load() != 6 {
			t.Errorf("to be tried again in %v, asked %d times", wait, h.asked.Load())
		}
		<-ended
	})
}

func TestCanceledRequestIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h host
		a := h.adapter(t)
		for range 10 {
			ctx, stop := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, stop)
			if err := a.Notify(ctx, "k", notice.Notice{}); err == nil {
				t.Error("a request that was cut off succeeds")
			}
		}
		if h.asked.Load() != 10 || a.Ready() != nil {
			t.Errorf("asked %d times, ready %v", h.asked.Load(), a.Ready())
		}
	})
}
