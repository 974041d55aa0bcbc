package webhook_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

func TestConformance(t *testing.T) {
	adaptertest.Run(t, "scenes", func(t *testing.T) adaptertest.Harness { return newReceiver(t) })
}

// receiver plays the other system, which takes what is signed and nothing else.
type receiver struct {
	t       *testing.T
	adapter *webhook.Adapter

	mu      sync.Mutex
	fault   adaptertest.Fault
	sent    []adaptertest.Request
	refused []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{t: t}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) { r.serve(w, request, verifier) }))
	t.Cleanup(server.Close)
	if r.adapter, err = webhook.New(webhook.Options{URL: server.URL, Secret: secret, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *receiver) serve(w http.ResponseWriter, request *http.Request, verifier *standardwebhooks.Webhook) {
	body := make([]byte, request.ContentLength)
	_, _ = request.Body.Read(body) // what is not read is not signed
	r.mu.Lock()
	fault := r.fault
	r.mu.Unlock()
	switch fault {
	case adaptertest.None, adaptertest.Garbled:
		r.mu.Lock()
		defer r.mu.Unlock()
		if err := verifier.Verify(body, request.Header); err != nil {
			r.refused = append(r.refused, err.Error())
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if fault == adaptertest.Garbled {
			_, _ = w.Write([]byte("<html>")) // what is answered means nothing
			return
		}
		r.sent = append(r.sent, adaptertest.Request{Kind: adaptertest.KindNotice, What: request.Method})
		w.WriteHeader(http.StatusNoContent)
	case adaptertest.Gone:
		w.WriteHeader(http.StatusGone)
	case adaptertest.Invalid:
		w.WriteHeader(http.StatusBadRequest)
	case adaptertest.RateLimited:
		w.Header().Set("Retry-After", strconv.Itoa(int(adaptertest.LimitedFor/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
	case adaptertest.Down:
		w.WriteHeader(http.StatusServiceUnavailable)
	case adaptertest.Cut:
		panic(http.ErrAbortHandler)
	case adaptertest.Revoked:
		w.WriteHeader(http.StatusUnauthorized)
	case adaptertest.Silent:
		<-request.Context().Done()
	}
}

func (r *receiver) Adapter() port.Adapter { return r.adapter }
func (r *receiver) Address() bot.Address {
	return bot.Address{Platform: webhook.Platform, Channel: "hook"}
}
func (r *receiver) Person() string               { return "" }
func (r *receiver) Shown() []adaptertest.Message { return nil }

// Say does nothing: nobody writes there.
func (r *receiver) Say(string) {}

func (r *receiver) Sent() []adaptertest.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]adaptertest.Request(nil), r.sent...)
}

func (r *receiver) Refused() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.refused...)
}

func (r *receiver) Refuse(fault adaptertest.Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = fault
}

// Limit does nothing: there is one place.
func (r *receiver) Limit(bot.Address, time.Duration) {}

func (r *receiver) Routes() []adaptertest.Route {
	number := 0
	return []adaptertest.Route{{Name: "a notice", Kind: adaptertest.KindNotice, Send: func(ctx context.Context) error {
		number++
		return r.adapter.Notify(ctx, "k"+strconv.Itoa(number), notice.Notice{Type: notice.Claimed, At: time.Now()})
	}}}
}
