package serving

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/internal/store"
)

const (
	// maxEventAge is how long an event may wait to be handled, and maxDueAge how long
	// a reply may be due, while the program is ready.
	maxEventAge = 5 * time.Second
	maxDueAge   = time.Minute
	// watchEvery is how often waiting events are looked for without a probe.
	watchEvery = 2 * time.Second
	// pingTicks is after how many of these checks the database is asked while all is well.
	pingTicks = 5
)

// Readiness is the body of /readyz.
type Readiness struct {
	Ready bool `json:"ready"`
	// Parts tells of each part that it is "ok", or what is wrong.
	Parts map[string]string `json:"parts"`
	// Waiting tells of each platform for how many seconds its oldest event waits to be
	// handled, and of the outbox for how many its oldest reply is due.
	Waiting map[string]float64 `json:"waiting_seconds,omitempty"`
}

func newReadiness() *Readiness {
	return &Readiness{Ready: true, Parts: make(map[string]string), Waiting: make(map[string]float64)}
}

// part adds a part, or what else is wrong with it.
func (r *Readiness) part(name string, err error) {
	switch before := r.Parts[name]; {
	case err == nil && before == "":
		r.Parts[name] = "ok"
	case err != nil && (before == "" || before == "ok"):
		r.Ready, r.Parts[name] = false, err.Error()
	case err != nil:
		r.Parts[name] = before + "; " + err.Error()
	}
}

// note tells what is wrong with a part without which the program does its work.
func (r *Readiness) note(name string, err error) {
	r.Parts[name] = "ok"
	if err != nil {
		r.Parts[name] = err.Error()
	}
}

func (r *Readiness) wait(name string, age time.Duration) {
	if age > 0 {
		r.Waiting[name] = age.Round(100 * time.Millisecond).Seconds()
	}
}

var errNotDelivering = errors.New("does not deliver")

// readyz answers whether the program can do its work, within a second also where a
// part hangs.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	body := s.check(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !body.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body) // whoever asked may be gone
}

// check asks all parts how they are.
func (s *Server) check(ctx context.Context) *Readiness {
	body := newReadiness()
	state := s.probe.check(ctx)
	body.part("database", nil)
	if state.ping != nil {
		// What the driver says is for the log: it may name hosts and users.
		body.part("database", errNoAnswer)
	}
	if ctx.Err() == nil { // else whoever asked is gone, which says nothing of the database
		s.troubles.report(s.log, "database", "the database", causeOf(state.ping), state.ping)
	}
	if s.places != nil {
		if err := s.places.Ready(); err != nil || s.places.Count() > 0 {
			body.note("workspaces", err)
		}
	}
	if s.following != nil {
		body.note("knowledge", s.following.Ready())
	}
	s.checkPlatforms(body, state.ping != nil)
	if state.ping == nil { // else nothing is known of the outbox
		s.checkOutbox(body, state)
	}
	if s.stopping.Load() {
		body.part("process", errors.New("stopping"))
	}
	return body
}

// checkOutbox tells whether what is due gets delivered.
func (s *Server) checkOutbox(body *Readiness, state storeState) {
	body.wait("outbox", state.due)
	late, shown := state.outbox, errNotDelivering
	if late == nil && state.due > maxDueAge {
		late = fmt.Errorf("replies are due since %s", state.due.Round(time.Second))
		shown = late
	}
	body.part("outbox", nil)
	if late != nil {
		body.part("outbox", shown)
	}
	s.troubles.report(s.log, "outbox", "the outbox", "", late)
}

// checkPlatforms asks the adapters, and looks for events that wait.
func (s *Server) checkPlatforms(body *Readiness, databaseDown bool) {
	for _, l := range s.links {
		name := string(l.adapter.Platform())
		waits := l.waiting(s.now())
		body.wait(name, waits)
		fault := l.ready()
		body.part(name, fault)
		if m, ok := l.adapter.(manifold); ok {
			for workspace, fault := range m.Workspaces() {
				body.note(name+" "+workspace, fault) // the others are served
			}
		}
		var late error
		switch {
		case waits <= maxEventAge, errors.Is(fault, adapterkit.ErrReading): // they are held, and all is well
		case databaseDown:
			late = fmt.Errorf("events wait since %s: the database does not answer", waits.Round(time.Second))
		default:
			late = fmt.Errorf("events wait since %s", waits.Round(time.Second))
		}
		if late != nil {
			body.part(name, late)
		}
		if cause := l.inbox.cause(); late != nil && cause != nil {
			late = fmt.Errorf("%w: %w", late, cause) // what the store says is for the log
		}
		s.troubles.report(s.log, name, "the events of "+name, "", late)
	}
}

// causeOf is what an error is told by: errors of one cause differ in details.
func causeOf(err error) string {
	if trouble, ok := errors.AsType[*store.TroubleError](err); ok {
		return trouble.Fix
	}
	return ""
}

// watch checks the parts, so that the log tells of trouble also where nobody probes. While
// all is well it asks the database seldom, as that commits a row each time.
func (s *Server) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for ticks := 0; ; ticks++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.watchOnce(ctx, ticks)
		}
	}
}

// watchOnce is one check of watch.
func (s *Server) watchOnce(ctx context.Context, ticks int) {
	waits := slices.ContainsFunc(s.links, func(l *link) bool { return l.waiting(s.now()) > 0 })
	if waits || s.troubles.any() || ticks%pingTicks == 0 {
		s.check(ctx)
	}
}
