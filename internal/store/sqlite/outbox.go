package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"

	"aktivering/bot"
)

// How the outbox works.
const (
	// mostAtOnce is how many lanes are worked on at a time.
	mostAtOnce = 64
	// scanEvery is how often the database is searched for what is due: timers,
	// and what other processes saved. A search may take no more than a twentieth
	// of the time.
	scanEvery = time.Second
	scanShare = 20
	// taskTimeout is how long one task may take, and graceful how long those
	// under way may go on when Run is to end.
	taskTimeout = 30 * time.Second
	graceful    = 3 * time.Second
	// faultWait is how long a lane rests when the database failed.
	faultWait = time.Second
)

// place is where effects are performed: a channel of a platform.
type place struct {
	platform bot.Platform
	channel  string
}

// lane is what must be done one after the other: what is said of one conversation
// at one place, or one timer.
type lane struct {
	place
	conversation int64
	timer        int64 // the effect's id, of a timer
}

// outbox performs the effects of a store, on lanes that are worked on side by
// side. The database holds all that waits; what is kept here is only what is
// known to be due.
type outbox struct {
	store *Store

	mu sync.Mutex
	// changed is signalled when a lane has ended or was found.
	changed *sync.Cond
	serves  []bot.Address // of the Run that goes on, nil without one
	scanned bool          // by that Run
	lanes   map[lane]*laneState
	queue   []lane
	working int
	atHand  int // on all lanes
	era     int
	wake    chan struct{}
}

// laneState is what is known of a lane that has something to do.
type laneState struct {
	// active lanes are worked on, and resting ones wait for their timer; others
	// stand in the queue.
	active, resting bool
	// more tells that something was added to an active lane.
	more bool
	hands
}

func newOutbox(s *Store) *outbox {
	o := &outbox{store: s, lanes: make(map[lane]*laneState), wake: make(chan struct{}, 1)}
	o.changed = sync.NewCond(&o.mu)
	return o
}

// Run performs what p serves, as bot.Outbox says.
func (s *Store) Run(ctx context.Context, p bot.Performer) error {
	o := s.outbox
	if err := o.begin(p.Serves()); err != nil {
		return err
	}
	defer o.end()
	// Tasks under way outlive ctx by a moment.
	tasks, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	// Workers stay for the next lane: the stack of a new goroutine would have to grow
	// each time.
	var workers sync.WaitGroup
	lanes := make(chan lane)
	worker := func(l lane) {
		for ok := true; ok; l, ok = <-lanes {
			o.finish(l, o.work(tasks, l, p))
		}
	}
	scan := time.NewTimer(0)
	defer scan.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-scan.C:
			start := time.Now()
			if err := o.scan(ctx); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Msg("search for what is due")
			}
			scan.Reset(max(scanEvery, scanShare*time.Since(start)))
		}
		for ctx.Err() == nil {
			l, ok := o.next()
			if !ok {
				break
			}
			select {
			case lanes <- l:
			default:
				workers.Go(func() { worker(l) })
			}
		}
	}
	close(lanes)
	patience := time.AfterFunc(graceful, stop)
	defer patience.Stop()
	workers.Wait()
	return nil
}

// Drain waits until nothing that Run serves is due.
func (s *Store) Drain(ctx context.Context) error {
	o := s.outbox
	defer context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.changed.Broadcast()
	})()
	o.mu.Lock()
	defer o.mu.Unlock()
	for ctx.Err() == nil && (o.serves == nil || !o.scanned || o.working > 0 || len(o.queue) > 0) {
		o.changed.Wait()
	}
	return ctx.Err()
}

func (o *outbox) begin(serves []bot.Address) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.serves != nil {
		return errors.New("sqlite: the outbox runs already")
	}
	o.serves = append(make([]bot.Address, 0, len(serves)), serves...)
	return nil
}

func (o *outbox) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.serves, o.scanned, o.queue, o.atHand = nil, false, nil, 0
	clear(o.lanes)
	o.changed.Broadcast()
}

// offer tells of lanes that have something to do.
func (o *outbox) offer(lanes []lane) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range lanes {
		if o.served(l.place) {
			o.add(l)
		}
	}
}

func (o *outbox) served(p place) bool {
	for _, s := range o.serves {
		if s.Platform == p.platform && (s.Channel == "" || s.Channel == p.channel) {
			return true
		}
	}
	return false
}

// add puts a lane in the queue, unless it is there, or waits for its time.
func (o *outbox) add(l lane) {
	st, known := o.lanes[l]
	switch {
	case !known:
		o.lanes[l] = new(laneState)
		o.queue = append(o.queue, l)
		o.signal()
	case st.active:
		st.more = true
	}
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// next takes a lane from the queue, if there is one and somebody to work on it.
func (o *outbox) next() (lane, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 || o.working >= mostAtOnce {
		return lane{}, false
	}
	l := o.queue[0]
	o.queue = o.queue[1:]
	o.lanes[l].active = true
	o.working++
	return l, true
}

// finish takes a lane out of work: for good, until a time, or to the end of the
// queue if something was added in the meantime.
func (o *outbox) finish(l lane, until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.changed.Broadcast()
	o.working--
	st := o.lanes[l]
	st.active = false
	switch {
	case !until.IsZero():
		st.resting, st.more = true, false
		o.letGo(st)
		time.AfterFunc(until.Sub(o.store.now()), func() { o.rested(l, st) })
	case st.more:
		st.more = false
		o.queue = append(o.queue, l)
	default:
		delete(o.lanes, l)
		o.letGo(st)
	}
	o.signal()
}

// rested puts a lane back in the queue whose time has come.
func (o *outbox) rested(l lane, st *laneState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lanes[l] == st && st.resting { // of this Run
		st.resting = false
		o.queue = append(o.queue, l)
		o.signal()
	}
}

// scan searches the database for what is due.
func (o *outbox) scan(ctx context.Context) error {
	now := micros(o.store.now())
	for _, at := range o.serves {
		var due, id int64
		for more := true; more; {
			var lanes []lane
			err := o.store.read.each(ctx, func(r row) error {
				l := lane{place: place{platform: at.Platform}}
				var kind string
				if err := r.Scan(&id, &due, &l.conversation, &kind, &l.channel); err != nil {
					return err
				}
				if kind == kindWake {
					l.timer = id
				}
				lanes = append(lanes, l)
				return nil
			}, `SELECT id, due, conversation, kind, channel FROM effects
				WHERE fate = '' AND platform = ? AND due <= ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT 500`,
				at.Platform, now, due, id)
			if err != nil {
				return err
			}
			o.offer(lanes)
			more = len(lanes) > 0
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.scanned = true
	o.changed.Broadcast()
	return nil
}
