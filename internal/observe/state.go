package observe

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout is how long reading the state may take for one scrape.
const scrapeTimeout = time.Second

// State is how the program stands at one moment.
type State struct {
	// Parts tells of each part whether it is ready, and Waiting for how long its oldest event or
	// reply waits.
	Parts   map[string]bool
	Waiting map[string]time.Duration
	// Store is nil where the database does not answer.
	Store *StoreState
}

// StoreState is what the database holds.
type StoreState struct {
	Conversations, Outbox, Failed int
	// OutboxAge is for how long the oldest reply is due.
	OutboxAge time.Duration
	// Cases are the open cases by their state, and QueueAge for how long the first of the queue
	// waits.
	Cases    map[string]int
	QueueAge time.Duration
}

// collector reads the state for each scrape.
type collector struct {
	read func(context.Context) State
}

// Describe implements prometheus.Collector. It tells nothing, since what there is differs from one
// scrape to another.
func (*collector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector. What cannot be read in time is left out.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	state := c.read(ctx)
	gauge := func(name, help, label string, values map[string]float64) {
		var labels []string
		if label != "" {
			labels = []string{label}
		}
		d := prometheus.NewDesc("aktivering_"+name, help, labels, nil)
		for of, value := range values {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, []string{of}[:len(labels)]...)
		}
	}
	one := func(value float64) map[string]float64 { return map[string]float64{"": value} }
	ready, waiting, cases := make(map[string]float64), make(map[string]float64), make(map[string]float64)
	for part, is := range state.Parts {
		ready[part] = 0
		if is {
			ready[part] = 1
		}
	}
	for part, wait := range state.Waiting {
		waiting[part] = wait.Seconds()
	}
	gauge("ready", "1 where a part is ready, 0 where not; /readyz tells why.", "part", ready)
	gauge("waiting_seconds", "For how long the oldest event of a platform waits to be handled.", "part", waiting)
	s := state.Store
	if s == nil {
		return
	}
	for of, n := range s.Cases {
		cases[of] = float64(n)
	}
	gauge("conversations", "Conversations in the database.", "", one(float64(s.Conversations)))
	gauge("outbox", "Effects that wait to be performed, timers aside.", "", one(float64(s.Outbox)))
	gauge("outbox_age_seconds", "For how long the oldest effect is due.", "", one(s.OutboxAge.Seconds()))
	gauge("outbox_failed", "Effects that were given up, and that data outbox lists.", "", one(float64(s.Failed)))
	gauge("cases", "Open cases.", "state", cases)
	gauge("queue_age_seconds", "For how long the first of the queue waits for an agent.", "", one(s.QueueAge.Seconds()))
}
