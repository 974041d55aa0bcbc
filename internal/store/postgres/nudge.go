package postgres

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
)

// nudger tells all processes, through River's channel of the database, in which
// queues there is something to do, so that they do not find it only when they
// look by themselves, once a second. What comes while it speaks is told together.
type notifier struct {
	store *Store

	mu     sync.Mutex
	queues map[string]bool
	more   chan struct{}

	stop  context.CancelFunc
	ended chan struct{}
}

func newNotifier(ctx context.Context, s *Store) *notifier {
	ctx, stop := context.WithCancel(ctx)
	n := &notifier{
		store: s, queues: make(map[string]bool), more: make(chan struct{}, 1),
		stop: stop, ended: make(chan struct{}),
	}
	go n.run(ctx)
	return n
}

func (n *notifier) close() {
	n.stop()
	<-n.ended
}

// add tells of queues, soon.
func (n *notifier) add(queues []string) {
	if len(queues) == 0 {
		return
	}
	n.mu.Lock()
	for _, q := range queues {
		n.queues[q] = true
	}
	n.mu.Unlock()
	select {
	case n.more <- struct{}{}:
	default:
	}
}

func (n *notifier) run(ctx context.Context) {
	defer close(n.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.more:
		}
		n.mu.Lock()
		queues := slices.Sorted(maps.Keys(n.queues))
		clear(n.queues)
		n.mu.Unlock()
		if err := n.notify(ctx, queues); err != nil && ctx.Err() == nil {
			n.store.log.Warn().Err(err).Msg("tell of what is to be done; it will be found a little later")
		}
	}
}

// insertTopic is what River's clients listen to.
const insertTopic = "river_insert"

func (n *notifier) notify(ctx context.Context, queues []string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	payloads := make([]string, len(queues))
	for i, q := range queues {
		payloads[i] = `{"queue": "` + q + `"}` // a queue's name holds nothing to escape
	}
	return n.store.driver.GetExecutor().NotifyMany(ctx, &riverdriver.NotifyManyParams{
		Schema: n.store.schema, Topic: insertTopic, Payload: payloads,
	})
}
