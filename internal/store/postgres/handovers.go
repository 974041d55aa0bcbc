package postgres

import (
	"context"
	"sync"
	"time"

	"aktivering/bot"
)

// maxAwait is how long a turn waits until it is recorded what became of an effect of its
// conversation that was handed over.
const maxAwait = 100 * time.Millisecond

// handovers are the conversations of this process with an effect that was handed over and is not
// recorded yet.
type handovers struct {
	// recorded, where it is not nil, is called when some are recorded.
	recorded func()

	mu   sync.Mutex
	open map[bot.Ref]*openHandover
	// done are effects to be recorded, and recording tells that somebody does that soon.
	done      []*item
	recording bool
}

// openHandover is an effect that was handed over.
type openHandover struct {
	id int64
	// since is when this process began to send it; zero of one that somebody else shows.
	since time.Time
	// settled is closed when it is known what became of it, and ended when that is recorded.
	settled, ended chan struct{}
	// recording tells that it is being recorded, and isSettled that settled is closed.
	recording, isSettled bool
}

func (o *openHandover) settle() {
	if !o.isSettled {
		o.isSettled = true
		close(o.settled)
	}
}

func (h *handovers) begin(i *item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open == nil {
		h.open = make(map[bot.Ref]*openHandover)
	}
	o := &openHandover{id: i.id, settled: make(chan struct{}), ended: make(chan struct{})}
	if i.recorded != nil {
		o.since = time.Now()
	}
	h.open[i.Of] = o
}

// of returns what is known of an effect that was handed over and is not recorded yet, or nil.
func (h *handovers) of(i *item) *openHandover {
	if o := h.open[i.Of]; o != nil && o.id == i.id {
		return o
	}
	return nil
}

// oldest returns for how long a reply is being sent as soon as it was saved.
func (h *handovers) oldest() (oldest time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range h.open {
		if !o.since.IsZero() {
			oldest = max(oldest, time.Since(o.since))
		}
	}
	return oldest
}

// end takes note that it is recorded what became of effects, or given up.
func (h *handovers) end(done []*item, recorded bool) {
	if len(done) == 0 {
		return
	}
	h.mu.Lock()
	for _, i := range done {
		if o := h.of(i); o != nil {
			o.settle()
			close(o.ended)
			delete(h.open, i.Of)
		}
	}
	h.mu.Unlock()
	for _, i := range done {
		if i.recorded != nil {
			i.recorded(recorded)
		}
	}
	if h.recorded != nil {
		h.recorded()
	}
}

// any reports whether something was handed over and is not recorded yet.
func (h *handovers) any() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open) > 0
}

// sends reports whether an effect of a conversation was handed over, and it is not known yet what
// became of it.
func (h *handovers) sends(ref bot.Ref) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	o, ok := h.open[ref]
	return ok && !o.isSettled
}

// records reports whether it is being recorded what became of an effect of a conversation.
func (h *handovers) records(ref bot.Ref) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	o, ok := h.open[ref]
	return ok && o.recording
}

// await waits until nothing of a conversation is handed over, for maxAwait at most: else what a
// turn brings about would have to wait for it in the database.
func (h *handovers) await(ctx context.Context, ref bot.Ref) {
	h.wait(ctx, ref, func(o *openHandover) chan struct{} { return o.ended })
}

// awaitSettled is await for a turn whose transaction also records what became of the effect.
func (h *handovers) awaitSettled(ctx context.Context, ref bot.Ref) {
	h.wait(ctx, ref, func(o *openHandover) chan struct{} { return o.settled })
}

func (h *handovers) wait(ctx context.Context, ref bot.Ref, until func(*openHandover) chan struct{}) {
	h.mu.Lock()
	o, ok := h.open[ref]
	h.mu.Unlock()
	if !ok {
		return
	}
	patience := time.NewTimer(maxAwait)
	defer patience.Stop()
	select {
	case <-until(o):
	case <-patience.C:
	case <-ctx.Done():
	}
}

// awaitEnd waits until it is recorded what became of an effect, for a time at most. It returns false
// where that is not known to be handed over here, or takes longer.
func (h *handovers) awaitEnd(ctx context.Context, i *item, most time.Duration) bool {
	h.mu.Lock()
	o := h.of(i)
	h.mu.Unlock()
	if o == nil {
		return false
	}
	patience := time.NewTimer(most)
	defer patience.Stop()
	select {
	case <-o.ended:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

// add adds an effect that is done. It returns true where the caller is to see to it that those are
// recorded soon.
func (h *handovers) add(i *item) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, i)
	if o := h.of(i); o != nil {
		o.settle()
	}
	first := !h.recording
	h.recording = true
	return first
}

// take returns the effects to be recorded, which the caller does. With last, none ends what add
// began.
func (h *handovers) take(last bool) []*item {
	h.mu.Lock()
	defer h.mu.Unlock()
	done := h.done
	h.done = nil
	if last && len(done) == 0 {
		h.recording = false
	}
	for _, i := range done {
		if o := h.of(i); o != nil {
			o.recording = true
		}
	}
	return done
}

// putBack gives back effects that could not be recorded. It returns true where the caller is to see
// to it that those are recorded soon.
func (h *handovers) putBack(done []*item) bool {
	if len(done) == 0 {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, i := range done {
		if o := h.of(i); o != nil {
			o.recording = false
		}
	}
	h.done = append(done, h.done...)
	first := !h.recording
	h.recording = true
	return first
}
