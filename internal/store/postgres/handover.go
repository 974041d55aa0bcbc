package postgres

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

const (
	// settleEvery is how long those that are done are gathered, to be recorded by one statement.
	settleEvery = 20 * time.Millisecond
	// maxAwait is how long a turn waits until it is recorded what became of an effect of its
	// conversation that was handed over.
	maxAwait = 100 * time.Millisecond
	// reasonHanded is the reason of an effect that was handed over and waits.
	reasonHanded = "handed over"
)

// Hand makes one turn and hands its reply over, as port.HandoverStore says. The effect stands in
// the database like one that was put off for a while, and has no job: should the process end
// before it has recorded what became of it, reconcile inserts one.
func (s *Store) Hand(ctx context.Context, in bot.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	i, dropped, err := s.make(ctx, in, step, true)
	if err != nil || i == nil {
		return nil, dropped, err
	}
	s.handovers.begin(i)
	task := i.Task(i.owner, s.now())
	return &port.Handover{Task: task, Settle: func(done bool) { s.settleHanded(i, done) }}, false, nil //nolint:contextcheck // it outlives ctx
}

// hands reports whether an effect of a platform can be handed over here: a Run performs it
// otherwise, through River.
func (s *Store) hands(p bot.Platform) bool {
	places, ok := s.serving.places()
	if !ok || s.isLocal(p) {
		return false
	}
	for _, at := range places {
		if at.Platform == p {
			return true
		}
	}
	return false
}

// newItem is an effect as it stands in the database just after it was saved.
func (s *Store) newItem(e effect, of bot.Ref, owner bot.Owner, what bot.Effect, saved time.Time, trace port.Trace) *item {
	return &item{id: e.id, kind: e.kind, owner: owner, Item: store.Item{
		Key: s.instance + "-" + strconv.FormatInt(e.id, 36), Of: of, Effect: what, Saved: saved.Truncate(time.Microsecond).UTC(), Due: e.due, Trace: trace,
	}, lane: e.lane}
}

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

// settleHanded takes note of what became of an effect that was handed over.
func (s *Store) settleHanded(i *item, done bool) {
	switch {
	case !done:
		go s.takeBack(i)
	case s.handovers.add(i):
		go s.recordHanded()
	}
}

// recordHanded records effects that are done and that no group of turns has recorded meanwhile, until
// there are none. While that fails, it is tried again: they are not sent again here, but may be by
// another process when that time has passed.
func (s *Store) recordHanded() {
	for {
		time.Sleep(settleEvery)
		done := s.handovers.take(true)
		if len(done) == 0 {
			return
		}
		ctx, give := context.WithTimeout(context.Background(), s.pace.handed)
		err := s.record(ctx, done[0].Key, func(ctx context.Context) error {
			return withTimeout(ctx, writeTimeout, func(ctx context.Context) error {
				var batch pgx.Batch
				batch.Queue(noScans)
				queueSettled(&batch, done, s.now())
				return s.pool.batch(ctx, &batch)
			})
		})
		give()
		if err != nil {
			var kept []*item
			done, kept = s.givenUp(done)
			s.handovers.putBack(kept)
			if len(done) > 0 {
				s.log.Error().Err(err).Int("effects", len(done)).Msg("outcomes not recorded: these replies may be sent again")
			}
		}
		s.handovers.end(done, err == nil)
	}
}

// givenUp separates the outcomes that nobody tries to record any more: those of replies that somebody
// else has shown, whose time is over, and all when the store is closed.
func (s *Store) givenUp(done []*item) (given, kept []*item) {
	for _, i := range done {
		if i.ended == nil || s.closed.Load() {
			given = append(given, i)
		} else {
			kept = append(kept, i)
		}
	}
	return given, kept
}

// queueSettled adds to a batch what records that effects are done that were handed over.
func queueSettled(batch *pgx.Batch, done []*item, now time.Time) {
	if len(done) == 0 {
		return
	}
	slices.SortFunc(done, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	ids, ended := make([]int64, len(done)), make([]time.Time, len(done))
	fates, reasons, messages := make([]string, len(done)), make([]string, len(done)), make([]string, len(done))
	for n, i := range done {
		ids[n], fates[n], ended[n] = i.id, string(bot.Done), now
		if e := i.ended; e != nil {
			fates[n], ended[n] = string(e.outcome.Status), e.at
			reasons[n], messages[n] = storable(e.outcome.Reason), string(storable(e.outcome.Message))
		}
	}
	// An index of those that wait would be read as a whole, and a join of the arrays might be.
	batch.Queue(`UPDATE effects SET fate = ($2::text[])[array_position($1::bigint[], id)], reason = ($3::text[])[array_position($1, id)],
			message = ($4::text[])[array_position($1, id)], ended = ($5::timestamptz[])[array_position($1, id)]
		WHERE id = ANY ($1) AND fate || '' = ''`, ids, fates, reasons, messages, ended)
}

// takeBack makes an effect due that was handed over and is not done.
func (s *Store) takeBack(i *item) {
	defer s.handovers.end([]*item{i}, true)
	left, err := s.release(context.Background(), i, `UPDATE effects SET due = $2, waits = 0, reason = '' WHERE id = $1 AND fate = ''`, i.id, s.clock.Now())
	if err != nil {
		s.log.Error().Err(err).Str("effect", i.Key).Dur("after", s.pace.handed+s.pace.reconcile).Msg("a reply that was not shown in a response is sent later")
		return
	}
	s.announce(left)
}

// awaitHanded waits until it is recorded what became of all that was handed over, or is given up.
func (s *Store) awaitHanded(patience time.Duration) {
	for deadline := time.Now().Add(patience); s.handovers.any() && time.Now().Before(deadline); {
		time.Sleep(settleEvery)
	}
}

var _ port.HandoverStore = (*Store)(nil)
