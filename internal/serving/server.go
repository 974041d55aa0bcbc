package serving

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/internal/limit"
	"aktivering/internal/observe"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
	"aktivering/internal/webdesk"
)

// Mounted is an adapter that is reached over the program's HTTP server.
type Mounted interface {
	port.Adapter
	// Mount adds the adapter's paths. They may be called before Run and after it.
	Mount(mux *http.ServeMux)
}

// Changing is a part that changes while the program serves.
type Changing interface {
	// Run takes over changes until ctx ends.
	Run(ctx context.Context)
	// Ready returns what a probe is told of it; nil where it is as it was changed last.
	Ready() error
}

// Workspaces are the settings of single workspaces.
type Workspaces interface {
	Changing
	// Count is of how many workspaces settings hold.
	Count() int
}

// Options are what a Server is made of.
type Options struct {
	Log      zerolog.Logger
	Store    store.Store
	Engine   *engine.Engine
	Adapters []port.Adapter
	// Grace is how long a stop may take to deliver what is due.
	Grace time.Duration
	Now   func() time.Time
	// Metrics are nil where nothing is counted, and Tracer where no traces are made.
	Metrics *observe.Metrics
	Tracer  *tracing.Tracer
	// Limiter tells what is answered; nil is all.
	Limiter *limit.Limiter
	// LogText tells that what people write is logged, masked.
	LogText bool
	// Keep tells how long things are kept.
	Keep port.Retention
	// Workspaces lets the settings of single workspaces hold.
	Workspaces Workspaces
	// Knowledge takes over changes of the knowledge; nil where there is nothing to follow.
	Knowledge Changing
	// Desk is the desk in the browser; nil where there is none.
	Desk *webdesk.Desk
}

// Server is a serving program. Run runs it, once.
type Server struct {
	log      zerolog.Logger
	store    store.Store
	engine   *engine.Engine
	grace    time.Duration
	links    []*link
	stopping atomic.Bool
	now      func() time.Time
	probe    *storeProbe
	troubles *troubleLog
	// metrics are nil in tests that need none, and counted is what the database holds.
	metrics *observe.Metrics
	counted store.SharedCheck[*observe.StoreState]
	// tracer is nil where no traces are made.
	tracer *tracing.Tracer
	// keep tells how long things are kept, and holder names this process among others.
	keep   port.Retention
	holder string
	// places lets the settings of single workspaces hold.
	places Workspaces
	// following takes over changes of the knowledge; nil where there is nothing to follow.
	following Changing
	// desk is the desk in the browser; nil where there is none.
	desk *webdesk.Desk
}

// New returns a server.
func New(o Options) *Server {
	s := &Server{
		log:       o.Log,
		store:     o.Store,
		engine:    o.Engine,
		metrics:   o.Metrics,
		tracer:    o.Tracer,
		keep:      o.Keep,
		holder:    rand.Text(),
		grace:     o.Grace,
		now:       o.Now,
		probe:     newStoreProbe(o.Store, o.Now),
		troubles:  newTroubleLog(),
		places:    o.Workspaces,
		following: o.Knowledge,
		desk:      o.Desk,
	}
	s.counted = store.SharedCheck[*observe.StoreState]{Do: s.count, Every: metricsEvery, Now: o.Now}
	for _, adapter := range o.Adapters {
		inbox := newInbox(o.Engine, o.Now)
		inbox.limiter = o.Limiter
		inbox.observed = observed{o.Metrics, o.Tracer, o.Log, o.LogText}
		s.links = append(s.links, &link{adapter: adapter, inbox: inbox})
	}
	return s
}
