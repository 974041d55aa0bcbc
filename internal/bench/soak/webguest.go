package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"aktivering/internal/bench/browser"
)

// webEvents is how many events of a visit are insisted on.
const webEvents = 17

// webVisit is one person's way through a handoff, and what each side was shown at its end.
type webVisit struct {
	words []webWord
	// owners are how many of two agents who claimed at once have the case.
	owners int
	// streamed are the lines that came to the open page while the program was killed and started
	// again, the newest of each; page, transcript and desk are what stands at the end.
	streamed               map[string]browser.Line
	page, transcript, desk string
	stuck                  error
}

// webWord is one that nobody else says.
type webWord struct {
	text  string
	kind  kind
	acked bool
}

// webGuest is a person who is helped, and those who help.
type webGuest struct {
	*webSite
	*webVisit
	*browser.Browser
	person, number string
	random         *rand.Rand
	mu             sync.Mutex
}

// helped is the whole way.
func (g *webGuest) helped(ctx context.Context) error {
	ctx, leave := context.WithTimeout(ctx, cmp.Or(g.inVain, inVain))
	defer leave()
	g.write(ctx, "0xC004F213")
	var following sync.WaitGroup
	defer following.Wait()
	looking, leavePage := context.WithCancel(ctx)
	defer leavePage()
	following.Go(func() { g.follow(looking) })
	g.write(ctx, "snakk med et menneske")
	g.say(ctx)
	for g.number == "" {
		a, err := g.read(ctx, g.Browser, "/")
		if err != nil {
			return err
		}
		g.number = browser.OpenCase(a.Body)
	}
	owner, other, err := g.race(ctx)
	if err != nil {
		return err
	}
	g.act(ctx, owner, note)
	g.act(ctx, other, refused)
	g.act(ctx, other, note)
	for range answers {
		g.act(ctx, owner, answer)
		g.say(ctx)
	}
	g.act(ctx, other, note)
	g.act(ctx, owner, closing)
	return g.look(ctx, owner)
}

// race lets two agents claim the case at once, and returns who has it and who has not.
func (g *webGuest) race(ctx context.Context) (owner, other *browser.Browser, err error) {
	one := g.random.IntN(agents)
	two := (one + 1 + g.random.IntN(agents-1)) % agents
	both := []*browser.Browser{g.agents[one], g.agents[two]}
	var claims sync.WaitGroup
	for i, agent := range both {
		claims.Go(func() {
			_, _ = g.insist(ctx, func(at string) (browser.Answer, error) { // who has the case is read
				return agent.Post(ctx, at+"/desk/cases/"+g.number+"/claim", url.Values{"key": {fmt.Sprint("claim", i)}})
			})
		})
	}
	claims.Wait()
	for i, agent := range both {
		a, err := g.read(ctx, agent, "/desk/cases/"+g.number)
		if err != nil {
			return nil, nil, err
		}
		if strings.Contains(a.Body, "/desk/cases/"+g.number+"/answer") {
			g.owners++
			owner, other = agent, both[1-i]
		}
	}
	if owner == nil {
		return nil, nil, fmt.Errorf("nobody has the case of %s: %w", g.person, errStuck)
	}
	return owner, other, nil
}

// next is a word of its own.
func (g *webGuest) next(k kind) (word string, key url.Values) {
	word = fmt.Sprintf("ord%sn%de", g.person, len(g.words))
	g.words = append(g.words, webWord{text: word, kind: k})
	return word, url.Values{"key": {word}}
}

// say lets the person say a word.
func (g *webGuest) say(ctx context.Context) {
	word, form := g.next(said)
	form.Set("text", word+" og 0xC004C003") // the bot knows an answer to it, and is silent
	g.send(ctx, form)
	g.words[len(g.words)-1].acked = ctx.Err() == nil
}

func (g *webGuest) write(ctx context.Context, text string) {
	g.send(ctx, url.Values{"text": {text}, "key": {strings.ReplaceAll(text, " ", "-")}})
}

func (g *webGuest) send(ctx context.Context, form url.Values) {
	wait(ctx, g.random, 2*g.pause)
	_, _ = g.insist(ctx, func(at string) (browser.Answer, error) { return g.Post(ctx, at+"/send", form) }) // it ends with ctx
}

// act lets an agent say a word.
func (g *webGuest) act(ctx context.Context, agent *browser.Browser, k kind) {
	word, form := g.next(k)
	form.Set("text", word)
	form.Set("why", "agent")
	path := map[kind]string{answer: "answer", refused: "answer", note: "note", closing: "close"}[k]
	wait(ctx, g.random, 2*g.pause)
	a, err := g.insist(ctx, func(at string) (browser.Answer, error) {
		return agent.Post(ctx, at+"/desk/cases/"+g.number+"/"+path, form)
	})
	g.words[len(g.words)-1].acked = err == nil && a.OK()
}

// insist asks until there is an answer other than that it does not go now; what was taken in may be
// delivered again for no reason.
func (g *webGuest) insist(ctx context.Context, ask func(at string) (browser.Answer, error)) (browser.Answer, error) {
	for ctx.Err() == nil {
		if at := g.replicas[g.random.IntN(len(g.replicas))].at(); at != "" {
			a, err := ask(at)
			if err == nil && a.Status != http.StatusTooManyRequests && a.Status < http.StatusInternalServerError {
				g.acknowledged.Add(1)
				if a.OK() && g.random.IntN(100) < g.echoes {
					_, _ = ask(at) // once more
				}
				return a, nil
			}
			g.resent.Add(1)
		}
		time.Sleep(5 * resendAfter)
	}
	return browser.Answer{}, ctx.Err()
}

// read reads a page until it is there.
func (g *webGuest) read(ctx context.Context, who *browser.Browser, path string) (browser.Answer, error) {
	for ctx.Err() == nil {
		if at := g.replicas[0].at(); at != "" {
			if a, err := who.Get(ctx, at+path); err == nil && a.Status == http.StatusOK {
				return a, nil
			}
		}
		time.Sleep(5 * resendAfter)
	}
	return browser.Answer{}, fmt.Errorf("%s is never there: %w", path, ctx.Err())
}

// follow keeps the page open, and comes again where it left off.
func (g *webGuest) follow(ctx context.Context) {
	after := ""
	g.streamed = make(map[string]browser.Line)
	for n := 0; ctx.Err() == nil; n++ {
		if at := g.replicas[n%len(g.replicas)].at(); at != "" {
			_ = g.Follow(ctx, at+"/events", after, nil, func(e browser.Event) bool { // it comes again
				g.mu.Lock()
				defer g.mu.Unlock()
				after = e.ID
				for _, l := range browser.Lines(e.Data) {
					g.streamed[l.ID] = l
				}
				return true
			})
		}
		time.Sleep(5 * resendAfter)
	}
}

// look waits until all has been shown that was acknowledged, and keeps what each side sees. What
// never comes is found missing in it.
func (g *webGuest) look(ctx context.Context, agent *browser.Browser) error {
	patient, give := context.WithTimeout(ctx, g.patience())
	defer give()
	for {
		page, err := g.read(ctx, g.Browser, "/")
		if err != nil {
			return err
		}
		all := true
		g.mu.Lock()
		for _, w := range g.words {
			if w.acked && (w.kind == answer || w.kind == closing) && !strings.Contains(page.Body, w.text) {
				all = false
			}
		}
		for _, l := range browser.Lines(page.Body) {
			if _, streamed := g.streamed[l.ID]; !streamed {
				all = false
			}
		}
		g.mu.Unlock()
		g.page = page.Body
		if all || patient.Err() != nil {
			break
		}
		time.Sleep(5 * resendAfter)
	}
	transcript, err := g.read(ctx, g.Browser, "/transcript")
	if err != nil {
		return err
	}
	at, err := g.read(ctx, agent, "/desk/cases/"+g.number)
	g.transcript, g.desk = transcript.Body, at.Body
	return err
}

// patience is how long what was acknowledged may take to be shown: with PostgreSQL what a killed
// process had in hand waits until another takes it over.
func (g *webGuest) patience() time.Duration {
	if g.store == "sqlite" {
		return 40 * time.Second
	}
	return 2 * time.Minute
}
