package slack_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/bot/port"
)

func TestSendErrors(t *testing.T) {
	cases := []struct {
		name   string
		status int
		header string
		body   string
		want   error
		later  time.Duration
		ready  bool
	}{
		{"rate limited", 429, "7", "", nil, 7 * time.Second, true},
		{"server error", 502, "", "", port.RetryLater{}, 0, true},
		{"channel gone", 200, "", `{"ok":false,"error":"channel_not_found"}`, port.ErrGone, 0, true},
		{"not invited", 200, "", `{"ok":false,"error":"not_in_channel"}`, port.ErrGone, 0, true},
		{"archived", 200, "", `{"ok":false,"error":"is_archived"}`, port.ErrGone, 0, true},
		{"our fault", 200, "", `{"ok":false,"error":"invalid_blocks"}`, port.ErrRejected, 0, true},
		{"token", 200, "", `{"ok":false,"error":"token_revoked"}`, port.RetryLater{}, 0, false},
		{"scope", 200, "", `{"ok":false,"error":"missing_scope","needed":"chat:write"}`, port.RetryLater{}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t)
			w.run(&kept{})
			w.mu.Lock()
			w.fail = func(_ string, rw http.ResponseWriter) bool {
				if c.header != "" {
					rw.Header().Set("Retry-After", c.header)
				}
				rw.WriteHeader(c.status)
				_, _ = io.WriteString(rw, c.body)
				return true
			}
			w.mu.Unlock()
			_, err := w.adapter.Send(t.Context(), port.Outbound{To: w.Address(), Reply: adaptertest.Fixtures()[0].Reply})
			later, isLater := errors.AsType[port.RetryLater](err)
			switch {
			case errors.Is(c.want, port.ErrGone) || errors.Is(c.want, port.ErrRejected):
				if !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
			case !isLater || later.After != c.later:
				t.Errorf("got %v", err)
			}
			if (w.adapter.Ready() == nil) != c.ready {
				t.Errorf("ready: %v", w.adapter.Ready())
			}
		})
	}
	w := newWorkspace(t)
	w.api.Close()
	if _, err := w.adapter.Send(t.Context(), port.Outbound{To: w.Address()}); err == nil {
		t.Error("sent to nowhere")
	} else if _, ok := errors.AsType[port.RetryLater](err); !ok {
		t.Errorf("unreachable: %v", err)
	}
}
