package slack

import (
	"net/http"
	"time"
)

// Hurry shortens how long what somebody waits for is tried to be saved, and the waits
// between two tries to hand an event over.
func (a *Adapter) Hurry(saving time.Duration) {
	a.saving = saving
	a.after = func(d time.Duration) <-chan time.Time { return time.After(d / 100) }
}

// Usable reports whether an answer would go by a reply token.
func (a *Adapter) Usable(token string) bool {
	_, ok := a.responses.usable(token)
	return ok
}

// AwaitChecks waits until the channels of the settings are found in order.
func (a *Adapter) AwaitChecks() { a.checks.Wait() }

// WriteAck writes an acknowledgement with a reply.
func WriteAck(w http.ResponseWriter, r *http.Request, body string, came time.Time, written func(bool)) {
	ack{[]byte(body), written}.write(w, r, came)
}

// Hurry shortens the waits of all workspaces.
func (t *Teams) Hurry() {
	t.front.after = func(d time.Duration) <-chan time.Time { return time.After(d / 500) }
}
