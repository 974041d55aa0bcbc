package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"aktivering/bot"
	"aktivering/internal/bench/soak/loopback"
)

// helpdesk is all who take part in handoffs.
type helpdesk struct {
	options
	witness  *witness
	replicas []*replica
	client   *http.Client
	// visits are what happened to each person; each is written by one goroutine.
	visits []visit

	mu             sync.Mutex
	words          map[string]*word
	resent, echoed int
	again          int // how often agents claimed once more
	acknowledged   atomic.Int64
}

// visit is one person's way through a handoff.
type visit struct {
	// owned is when the case was surely an agent's, and closing when it was about to
	// be closed.
	owned, closing time.Time
	// stuck tells what was waited for in vain; nil when all came.
	stuck error
}

// kind is what somebody says.
type kind int

const (
	said    kind = iota // by the person, in the case
	answer              // by the agent who has the case
	note                // by an agent, for agents
	refused             // an answer by an agent who does not have the case
	closing             // by the agent, at the end
)

// word is one that nobody else says.
type word struct {
	text   string
	person string
	kind   kind
	n      int
	// message is the one that holds the word, and instead the word that it held
	// before.
	message bot.MessageID
	instead *word
	// gone tells that the message was changed since.
	gone  bool
	acked time.Time
}

const (
	// minEvents is how many events of a handoff are insisted on. The two claims are
	// not: one that is refused is not made again when the other has won the case.
	minEvents = 18
	// answers is how often an agent answers.
	answers = 4
	// agents is how many work at the desk.
	agents = 10
	// pressAgain is how long an agent waits before they press a button again.
	pressAgain = 2 * time.Second
	// inVain is how long a case is waited for: longer than a store takes to rescue what
	// a killed process had in hand.
	inVain = 3 * time.Minute
)

// open lets all people come, some at a time.
func (h *helpdesk) open(ctx context.Context) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range h.atOnce {
		all.Go(func() {
			for n := next.Add(1) - 1; n < int64(h.cases) && ctx.Err() == nil; n = next.Add(1) - 1 {
				g := &guest{
					helpdesk: h, visit: &h.visits[n], person: name(int(n)),
					random: rand.New(rand.NewPCG(h.seed, uint64(n))), //nolint:gosec // no secret
				}
				g.stuck = g.helped(ctx)
			}
		})
	}
	all.Wait()
}

// guest is a person who is helped, and those who help.
type guest struct {
	*helpdesk
	*visit
	person string
	random *rand.Rand
	n      int
}

// helped is the whole way.
func (g *guest) helped(ctx context.Context) error {
	// The answer to the code may still be on its way when an agent takes over.
	g.happens(ctx, loopback.Happened{Text: "0xC004F213"})
	g.happens(ctx, loopback.Happened{Text: "snakk med et menneske"})
	first := g.say(ctx, said, "", nil)
	one := g.random.IntN(agents)
	other := agentName((one + 1 + g.random.IntN(agents-1)) % agents)
	owner, err := g.race(ctx, agentName(one), other)
	if err != nil {
		return err
	}
	if owner == other {
		other = agentName(one)
	}
	g.say(ctx, note, owner, nil)
	g.say(ctx, refused, other, g.say(ctx, refused, other, nil))
	g.say(ctx, note, other, nil)
	var list []*word
	for k := range answers {
		list = append(list, g.say(ctx, answer, owner, nil))
		g.say(ctx, said, "", nil)
		switch k {
		case 1:
			g.say(ctx, said, "", first)
		case 2: //nolint:mnd // somewhere in the middle
			g.say(ctx, answer, owner, list[1])
		default: // nothing is changed
		}
	}
	g.closing = time.Now()
	g.say(ctx, closing, owner, nil)
	return ctx.Err()
}

func agentName(n int) string { return fmt.Sprint("a", n) }

// race lets two agents claim the case at once, and returns who has it.
func (g *guest) race(ctx context.Context, one, other string) (owner string, err error) {
	var pressed bot.MessageID
	for start := time.Now(); time.Since(start) < cmp.Or(g.inVain, inVain) && ctx.Err() == nil; time.Sleep(4 * time.Millisecond) {
		card, owner := g.witness.caseOf(g.person)
		switch {
		case owner != "":
			return owner, nil
		case card == "" || card == pressed && time.Since(g.owned) < pressAgain:
			continue
		case pressed != "":
			g.count(&g.again)
		}
		// A card is of no use before the program knows that it is there: not at once,
		// and never if a kill came between. Then there will be another.
		var both sync.WaitGroup
		var taken atomic.Bool
		for i, agent := range []string{one, other} {
			claim := g.next(loopback.Happened{Room: loopback.Desk, Channel: loopback.Cases, Thread: string(card), Person: agent, Picked: "d:claim"})
			random := rand.New(rand.NewPCG(g.random.Uint64(), uint64(i))) //nolint:gosec // no secret
			both.Go(func() {
				if g.offer(ctx, claim, random) {
					taken.Store(true)
				}
			})
		}
		both.Wait()
		if taken.Load() {
			g.owned, pressed = time.Now(), card
			continue
		}
		time.Sleep(resendAfter)
	}
	return "", fmt.Errorf("nobody has the case of %s: %w", g.person, errors.Join(ctx.Err(), errStuck))
}

var errStuck = errors.New("it never comes")

// say says a word of its own, in place of another where there is one.
func (g *guest) say(ctx context.Context, k kind, agent string, instead *word) *word {
	w := &word{text: fmt.Sprintf("ord%sn%de", g.person, g.n), person: g.person, kind: k, n: g.n, instead: instead}
	h := g.next(loopback.Happened{Text: w.text})
	w.message = bot.MessageID(h.Key)
	h.Message = w.message
	if instead != nil {
		w.message, h.Message, h.Edited = instead.message, instead.message, true
	}
	if k != said {
		card, _ := g.witness.caseOf(g.person)
		h.Room, h.Channel, h.Thread, h.Person = loopback.Desk, loopback.Cases, string(card), agent
	}
	switch k {
	case said:
		h.Text += " og 0xC004C003" // the bot knows an answer to it, and is silent
	case answer, refused:
		h.Text = "svar: " + h.Text
	case closing:
		h.Text = "lukk: løst, " + h.Text
	case note:
	}
	g.mu.Lock()
	g.words[w.text] = w
	g.mu.Unlock()
	wait(ctx, g.random, 2*g.pause)
	if g.insist(ctx, h, g.random) {
		g.mu.Lock()
		defer g.mu.Unlock()
		w.acked = time.Now()
		if instead != nil {
			instead.gone = true
		}
	}
	return w
}

// happens lets something happen that is no word of its own.
func (g *guest) happens(ctx context.Context, h loopback.Happened) {
	g.insist(ctx, g.next(h), g.random)
}

// next gives what happens a key, and the person's place where it has none.
func (g *guest) next(h loopback.Happened) loopback.Happened {
	h.Key = fmt.Sprintf("%s/%d", g.person, g.n)
	g.n++
	if h.Room == "" {
		h.Room, h.Channel, h.Person = loopback.Persons, g.person, g.person
	}
	return h
}

// insist posts until that is acknowledged.
func (h *helpdesk) insist(ctx context.Context, what loopback.Happened, random *rand.Rand) bool {
	for ctx.Err() == nil {
		if h.offer(ctx, what, random) {
			return true
		}
		time.Sleep(resendAfter)
	}
	return false
}

// offer posts something, and now and then once more when it is acknowledged.
func (h *helpdesk) offer(ctx context.Context, what loopback.Happened, random *rand.Rand) bool {
	if !h.post(ctx, random, what) {
		h.count(&h.resent)
		return false
	}
	h.acknowledged.Add(1)
	if random.IntN(100) < h.echoes && h.post(ctx, random, what) {
		h.count(&h.echoed)
	}
	return true
}

func (h *helpdesk) count(n *int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*n++
}

func (h *helpdesk) post(ctx context.Context, random *rand.Rand, what loopback.Happened) bool {
	url := h.replicas[random.IntN(len(h.replicas))].at()
	return url != "" && what.Post(ctx, h.client, url) == nil
}
