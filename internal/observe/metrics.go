package observe

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
)

// maxArticles is how many articles are told apart; what is decided about others is counted as
// otherArticle.
const (
	maxArticles  = 1000
	otherArticle = "other"
)

// Metrics counts and times what the program does. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	events    *prometheus.CounterVec
	handling  *prometheus.HistogramVec
	decisions *prometheus.CounterVec
	matching  prometheus.Histogram
	queueWait prometheus.Histogram
	answer    prometheus.Histogram
	solution  *prometheus.HistogramVec
	breaches  *prometheus.CounterVec
	effects   *prometheus.CounterVec
	sending   *prometheus.HistogramVec
	delivery  *prometheus.HistogramVec
	waits     *prometheus.HistogramVec

	mu       sync.Mutex
	articles map[string]bool
}

// New returns metrics in which nothing has happened yet.
func New(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), articles: make(map[string]bool)}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return m.register(prometheus.NewCounterVec(prometheus.CounterOpts{Name: "aktivering_" + name, Help: help}, labels)).(*prometheus.CounterVec) //nolint:forcetypeassert // it is what was given
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return m.register(prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "aktivering_" + name, Help: help, Buckets: buckets}, labels)).(*prometheus.HistogramVec) //nolint:forcetypeassert // it is what was given
	}
	// Buckets end where a limit is: 3 s is what Slack and Discord give, 60 s what readiness allows.
	fast := []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 8}
	slow := []float64{0.1, 0.3, 1, 3, 10, 30, 60, 300, 3600}
	people := []float64{60, 300, 900, 1800, 3600, 4 * 3600, 8 * 3600, 24 * 3600, 72 * 3600}
	m.events = counter("events_total", "Events that adapters handed over, by what became of them: kept or refused.", "platform", "event", "result")
	m.handling = histogram("turn_seconds", "How long an event took to be understood, decided and saved.", fast, "platform")
	m.decisions = counter("decisions_total", "Turns by what was decided, and about which article.", "kind", "article")
	m.matching = histogram("match_seconds", "How long a text took to be matched.", []float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3}).WithLabelValues().(prometheus.Histogram) //nolint:forcetypeassert // it has no labels
	m.queueWait = histogram("queue_wait_seconds", "How long people waited in the queue until an agent had their case.", people).WithLabelValues().(prometheus.Histogram)                   //nolint:forcetypeassert // it has no labels
	m.answer = histogram("first_answer_seconds", "How long people waited from the handover until an agent first said something to them.", people).WithLabelValues().(prometheus.Histogram) //nolint:forcetypeassert // it has no labels
	m.solution = histogram("case_seconds", "How long cases took from the handover until they were closed, by why.", people, "closing")
	m.breaches = counter("sla_breaches_total", "Promises of the desk whose time passed: that somebody takes a case (claim), answers (answer), or closes it (resolve).", "promise")
	for _, p := range outcome.Promises() {
		m.breaches.WithLabelValues(string(p)) // so that the first one is a rise
	}
	m.effects = counter("effects_total", "Effects that were tried, by how that ended: done, dropped, failed or again.", "platform", "effect", "result")
	m.sending = histogram("effect_seconds", "How long one try took.", fast, "platform")
	m.delivery = histogram("delivery_seconds", "The time from the turn to the end of an effect that was done, timers aside.", slow, "platform")
	m.waits = histogram("wait_seconds", "How long the next try was put off: since the platform asked for it (rate-limited), or for another cause (other).", slow, "platform", "cause")
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "aktivering_build_info", Help: "1, with the version."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	m.register(build)
	m.register(collectors.NewGoCollector())
	m.register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *Metrics) register(c prometheus.Collector) prometheus.Collector {
	m.registry.MustRegister(c)
	return c
}

// Handler serves the metrics. State is read for each scrape, within scrapeTimeout.
func (m *Metrics) Handler(read func(context.Context) State) http.Handler {
	m.register(&collector{read: read})
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: scrapeTimeout + time.Second, MaxRequestsInFlight: 4})
}

// Handled counts an event that an adapter handed over.
func (m *Metrics) Handled(in event.Inbound, took time.Duration, err error) {
	result := "kept"
	if err != nil {
		result = "refused"
	}
	platform := string(in.From.Platform)
	m.events.WithLabelValues(platform, NameOf(in.Event), result).Inc()
	m.handling.WithLabelValues(platform).Observe(took.Seconds())
}

// Observe counts a decision, as engine.Observer says.
func (m *Metrics) Observe(_ context.Context, in event.Inbound, d bot.Decision) {
	o := d.Outcome
	m.decisions.WithLabelValues(string(o.Kind), m.article(o.Article)).Inc()
	if d.Missed != outcome.NoPromise {
		m.breaches.WithLabelValues(string(d.Missed)).Inc()
	}
	cs := d.Conversation.Case
	if cs == nil || cs.QueuedAt.IsZero() {
		return
	}
	waited := max(0, in.At.Sub(cs.QueuedAt).Seconds())
	if d.Claimed {
		m.queueWait.Observe(waited)
	}
	if o.Kind == outcome.CaseClosed && cs.State == bot.CaseClosed {
		m.solution.WithLabelValues(string(cs.Closing)).Observe(waited)
	}
	if d.FirstAnswer {
		m.answer.Observe(waited)
	}
}

// article is the label of an article.
func (m *Metrics) article(id string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id == "" || m.articles[id] {
		return id
	}
	if len(m.articles) == maxArticles {
		return otherArticle
	}
	m.articles[id] = true
	return id
}

// Performed counts a try of an effect.
func (m *Metrics) Performed(t port.Task, r port.Result, took time.Duration) {
	platform, effect := PlatformOf(t), NameOf(t.Effect)
	m.effects.WithLabelValues(platform, effect, string(r.Status)).Inc()
	m.sending.WithLabelValues(platform).Observe(took.Seconds())
	_, timer := t.Effect.(bot.SetTimer)
	switch {
	case r.Status == bot.Retry:
		m.waits.WithLabelValues(platform, CauseOf(r)).Observe(r.After.Seconds())
	case r.Status == bot.Done && !timer:
		m.delivery.WithLabelValues(platform).Observe(max(0, t.Now.Sub(t.Saved).Seconds()+took.Seconds()))
	}
}

// CauseOf is why an effect is tried again or has failed: a event.Fault, rate-limited, or other.
func CauseOf(r port.Result) string {
	if r.Status == bot.Failed {
		fault, _, _ := strings.Cut(r.Reason, ": ")
		switch event.Fault(fault) {
		case event.FaultGone, event.FaultRejected, event.FaultBroken, event.FaultExpired, event.FaultForeign:
			return fault
		}
		return "other"
	}
	if strings.Contains(r.Reason, "rate limited") {
		return "rate-limited"
	}
	return "other"
}

// PlatformOf is the platform on which an effect is done.
func PlatformOf(t port.Task) string {
	switch e := t.Effect.(type) {
	case bot.SendReply:
		return string(e.To.Platform)
	case bot.EditReply:
		return string(e.To.Platform)
	case bot.UpdateCard:
		return string(e.To.Platform)
	case bot.PostTranscript:
		return string(e.To.Platform)
	case bot.NotifyWebhook:
		return string(e.To.Platform)
	default:
		return string(t.Of.Address.Platform)
	}
}

// Matcher times a matcher.
func (m *Metrics) Matcher(next port.Matcher) port.Matcher { return timedMatcher{next, m.matching} }

type timedMatcher struct {
	next  port.Matcher
	times prometheus.Histogram
}

func (t timedMatcher) Match(text string, in match.Scope) match.Result {
	timer := prometheus.NewTimer(t.times)
	defer timer.ObserveDuration()
	return t.next.Match(text, in)
}
