package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"aktivering/internal/bench/browser"
	"aktivering/internal/bench/process"
)

// crowd is how much the chat on the web is asked for.
type crowd struct {
	streams   int // pages that are open
	perSecond int // messages
	span      time.Duration
}

// webSpan is for how long the crowd writes.
const webSpan = 30 * time.Second

// maxAnswer is how long an answer is waited for.
const maxAnswer = time.Minute

// compareWeb measures the serving program with many open pages: from when a message is due to be
// sent to when the answer to it is on the page.
func compareWeb(ctx context.Context, r *report, o options) error {
	c := crowd{streams: o.pages, perSecond: o.rate, span: webSpan}
	r.line("\n## Web\n\n%s open pages, %d messages a second in all for %s", grouped(int64(c.streams)), c.perSecond, c.span)
	folder, err := os.MkdirTemp("", "web")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	binary, err := buildProgram(ctx, o.root, folder)
	if err != nil {
		return err
	}
	var rows [][]string
	err = eachDatabase(ctx, o.server, func(d database) error {
		got, err := openPages(ctx, binary, d, c)
		if err != nil {
			return err
		}
		rows = append(rows, []string{
			d.name, strconv.Itoa(len(got.answered)), milliseconds(quantile(got.kept, 50)), milliseconds(quantile(got.kept, 99)),
			milliseconds(quantile(got.answered, 50)), milliseconds(quantile(got.answered, 99)), milliseconds(got.worked / time.Duration(max(len(got.answered), 1))), strconv.Itoa(got.again), strconv.Itoa(got.reopened), fmt.Sprintf("%.0f", got.before.memory), fmt.Sprintf("%.0f", got.open.memory),
			fmt.Sprintf("%.0f", got.busy.memory), strconv.Itoa(got.open.goroutines), strconv.Itoa(got.left),
		})
		return nil
	})
	if err != nil {
		return err
	}
	r.table([]string{"store", "answered", "kept, median ms", "p99", "on the page, median ms", "p99", "processor ms a message", "sent again", "connected again", "resident MB", "with open pages", "after the messages", "goroutines", "left after"}, rows)
	return r.err
}

// held is what a program holds.
type held struct {
	memory     float64 // resident, in MB
	goroutines int
}

// crowded is what was measured of a program with a crowd.
type crowded struct {
	// kept are the times to the acknowledgement, answered those to the answer on the page.
	kept, answered     []time.Duration
	before, open, busy held
	// worked is how long the program had a processor while the messages were answered, and again how
	// often one was sent once more, as it was not taken at once; its time counts from the first.
	worked time.Duration
	again  int
	// reopened is how often a page connected again.
	reopened int
	// left is how many goroutines the program has more, when all have left, than before.
	left int
}

// openPages lets a crowd talk with a program.
func openPages(ctx context.Context, binary string, d database, c crowd) (got crowded, err error) {
	p, err := process.Start(ctx, binary, "serve", "--database", d.program, "--http-addr", "127.0.0.1:0", "--log-level", "error")
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, p.End(syscall.SIGTERM)) }()
	client := browser.Client(c.perSecond)
	pages := make([]*page, c.streams)
	var greetings errgroup.Group
	greetings.SetLimit(100) // so that the program has started all that it keeps for its work
	for i := range pages {
		pages[i] = &page{Browser: browser.New(client), url: p.URL, waits: make(map[string]chan time.Time)}
		greetings.Go(func() error {
			_, err := pages[i].say(ctx, spoken[i%len(spoken)], nil)
			return err
		})
	}
	if err := greetings.Wait(); err != nil {
		return got, err
	}
	client.CloseIdleConnections()
	if got.before, err = settled(ctx, p, nil); err != nil {
		return got, err
	}
	following, leave := context.WithCancel(ctx)
	defer leave()
	var streams errgroup.Group
	var opened sync.WaitGroup
	var reopened atomic.Int64
	for _, page := range pages {
		opened.Add(1)
		streams.Go(func() error {
			told := sync.OnceFunc(opened.Done)
			defer told()
			again, err := page.follow(following, told)
			reopened.Add(int64(again))
			return err
		})
	}
	opened.Wait()
	if got.open, err = settled(ctx, p, nil); err != nil {
		return got, err
	}
	start, err := worked(p.ID())
	if err != nil {
		return got, err
	}
	if err := got.talk(ctx, pages, c); err != nil {
		return got, err
	}
	end, err := worked(p.ID())
	if err != nil {
		return got, err
	}
	got.worked = end - start
	if got.busy, err = holds(ctx, p); err != nil {
		return got, err
	}
	leave()
	if err := streams.Wait(); err != nil {
		return got, err
	}
	got.reopened = int(reopened.Load())
	client.CloseIdleConnections()
	after, err := settled(ctx, p, func(h held) bool { return h.goroutines <= got.before.goroutines })
	got.left = after.goroutines - got.before.goroutines
	return got, err
}

// talk sends the messages, each when it is due, however long those before it take.
func (g *crowded) talk(ctx context.Context, pages []*page, c crowd) error {
	var mu sync.Mutex
	var all errgroup.Group
	began := time.Now()
	for n := range int(c.span.Seconds() * float64(c.perSecond)) {
		due := began.Add(time.Duration(n) * time.Second / time.Duration(c.perSecond))
		time.Sleep(time.Until(due))
		all.Go(func() error {
			answered := make(chan time.Time, 1)
			again, err := pages[n%len(pages)].say(ctx, spoken[(n/len(pages)+n)%len(spoken)], answered)
			if err != nil {
				return err
			}
			kept := time.Since(due)
			select {
			case at := <-answered:
				mu.Lock()
				defer mu.Unlock()
				g.again += again
				g.kept, g.answered = append(g.kept, kept), append(g.answered, at.Sub(due))
				return nil
			case <-time.After(maxAnswer):
				return errors.New("a message is not answered on its page")
			}
		})
	}
	return all.Wait()
}

// page is one open page of the chat.
type page struct {
	*browser.Browser
	url string

	mu sync.Mutex
	n  int
	// waits are told of the answers to the messages with these keys, and asked are those of them
	// that are on the page.
	waits map[string]chan time.Time
	asked []string
}

// say sends a message, once more where it is not taken at once, and returns how often. answered,
// where it is not nil, is told when the answer is on the page.
func (p *page) say(ctx context.Context, text string, answered chan time.Time) (again int, err error) {
	p.mu.Lock()
	p.n++
	key := "m" + strconv.Itoa(p.n)
	if answered != nil {
		p.waits[key] = answered
	}
	p.mu.Unlock()
	for ; again < maxAgain; again++ {
		var a browser.Answer
		if a, err = p.Post(ctx, p.url+"/send", url.Values{"text": {text}, "key": {key}}); err == nil && a.OK() {
			return again, nil
		}
		if err == nil {
			err = fmt.Errorf("a message is not taken: %d", a.Status)
		}
		time.Sleep(200 * time.Millisecond) //nolint:mnd // the time counts
	}
	return again, err
}

// maxAgain is how often a message is sent: new people come in at a rate.
const maxAgain = 300

// follow reads what comes to the page. As a browser does, it connects again where the connection
// breaks, such as one of too many that came at once and waited to be read, and goes on after the
// last event that it has; it returns how often.
func (p *page) follow(ctx context.Context, opened func()) (again int, err error) {
	last := ""
	for ; again < maxAgain; again++ {
		err = p.Follow(ctx, p.url+"/events", last, opened, func(e browser.Event) bool {
			if e.ID != "" {
				last = e.ID
			}
			for _, l := range browser.Lines(e.Data) {
				p.see(l)
			}
			return true
		})
		if ctx.Err() != nil {
			return again, nil
		}
		time.Sleep(time.Second) //nolint:mnd // as browsers do
	}
	return again, err
}

// see takes in a line of the page: the first one of the bot's after a message answers it.
func (p *page) see(l browser.Line) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.Own {
		if p.waits[l.Key] != nil {
			p.asked = append(p.asked, l.Key)
		}
		return
	}
	for _, key := range p.asked {
		p.waits[key] <- now
		delete(p.waits, key)
	}
	p.asked = nil
}

// settled returns what a program holds when it has as few goroutines as wanted, or else when they
// have not become fewer for a while: some of its own come and go.
func settled(ctx context.Context, p *process.Process, wanted func(held) bool) (least held, err error) {
	const patience, rest, longRest = 60, 4, 15 // seconds
	since := 0
	for range patience {
		h, err := holds(ctx, p)
		if err != nil || wanted != nil && wanted(h) {
			return h, err
		}
		if since++; least.goroutines == 0 || h.goroutines < least.goroutines {
			least, since = h, 0
		}
		if wanted == nil && since == rest || since == longRest {
			break
		}
		time.Sleep(time.Second)
	}
	return least, nil
}

// holds asks a program what it holds.
func holds(ctx context.Context, p *process.Process) (h held, err error) {
	if h.memory, err = resident(p.ID()); err != nil {
		return h, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/metrics", nil)
	if err != nil {
		return h, err
	}
	r.Close = true // a connection that is kept is a goroutine more
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return h, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if n, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			h.goroutines, err = strconv.Atoi(n)
			return h, err
		}
	}
	return h, errors.New("the program does not tell how many goroutines it has")
}
