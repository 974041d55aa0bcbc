package postgres

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"
)

// notifier notifies all processes, through River's channel of the database, of the queues that
// have something to do. Otherwise they find it when they poll, once a second. Queues that are
// added during a notification are sent together in the next one.
type notifier struct {
	driver *riverpgxv5.Driver
	schema string
	log    zerolog.Logger

	mu     sync.Mutex
	queues map[string]bool
	more   chan struct{}

	stop  context.CancelFunc
	ended chan struct{}
}

func newNotifier(ctx context.Context, driver *riverpgxv5.Driver, schema string, log zerolog.Logger) *notifier {
	ctx, stop := context.WithCancel(ctx)
	n := &notifier{
		driver: driver, schema: schema, log: log, queues: make(map[string]bool), more: make(chan struct{}, 1),
		stop: stop, ended: make(chan struct{}),
	}
	go n.run(ctx)
	return n
}

func (n *notifier) close() {
	n.stop()
	<-n.ended
}

// add has queues notified soon.
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
			n.log.Warn().Err(err).Msg("cannot notify other processes; they find the jobs when they poll")
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
	return n.driver.GetExecutor().NotifyMany(ctx, &riverdriver.NotifyManyParams{
		Schema: n.schema, Topic: insertTopic, Payload: payloads,
	})
}
