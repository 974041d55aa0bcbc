package live

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"aktivering/bot"
)

// Shared is where processes that share a database tell one another who has pages open.
type Shared interface {
	SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error
	SessionsOf(ctx context.Context, prefix string, limit int) ([][]byte, error)
}

// What processes tell one another.
const (
	openPrefix = "desk-open/"
	// openFor is for how long what a process tells is believed: of one that has died nobody is
	// shown after that.
	openFor = 15 * time.Second
	// maxProcesses is how many processes are listened to, maxTold how many agents of each, and
	// maxTyping how many people who write.
	maxProcesses, maxTold, maxTyping = 64, 200, 100
	// typingFor is for how long somebody is known to write.
	typingFor = 5 * time.Second
)

// process is what a process tells.
type process struct {
	ID   string  `json:"id"`
	Open []shown `json:"open,omitempty"`
	// Typing are the numbers of the cases whose persons write, and when they began, in
	// milliseconds.
	Typing map[int]int64 `json:"typing,omitempty"`
}

// shown is a page that an agent has open; Number 0 is the queue.
type shown struct {
	Agent  bot.Agent `json:"agent"`
	Number int       `json:"number,omitempty"`
}

// Share lets the hub tell other processes who has pages open, and learn it of them. It is called
// before Run.
func (h *Hub) Share(with Shared) { h.shared, h.id = with, rand.Text() }

// exchange tells the other processes, and takes in what they tell.
func (h *Hub) exchange(ctx context.Context, now time.Time) error {
	if h.shared == nil {
		return nil
	}
	own := h.own(now)
	if told := len(own.Open)+len(own.Typing) > 0; told || h.told {
		data, err := json.Marshal(own)
		if err != nil {
			return fmt.Errorf("tell who has pages open: %w", err)
		}
		if err := h.shared.SaveSession(ctx, openPrefix+h.id, data, now.Add(openFor)); err != nil {
			return fmt.Errorf("tell who has pages open: %w", err)
		}
		h.told = told
	}
	if len(own.Open) == 0 {
		return nil // nobody would be shown the others
	}
	list, err := h.shared.SessionsOf(ctx, openPrefix, maxProcesses)
	if err != nil {
		return fmt.Errorf("learn who has pages open: %w", err)
	}
	var others []process
	for _, data := range list {
		var p process
		if err := json.Unmarshal(data, &p); err == nil && p.ID != h.id { // a later version may tell otherwise
			others = append(others, p)
		}
	}
	h.takeIn(others)
	return nil
}

// own is what this process tells.
func (h *Hub) own(now time.Time) process {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := process{ID: h.id}
	for w := range h.watches {
		if one := (shown{w.agent, w.number}); len(p.Open) < maxTold && !slices.Contains(p.Open, one) {
			p.Open = append(p.Open, one)
		}
	}
	for number, began := range h.typing {
		if now.Sub(began) > typingFor {
			delete(h.typing, number)
			continue
		}
		if p.Typing == nil {
			p.Typing = make(map[int]int64)
		}
		p.Typing[number] = began.UnixMilli()
	}
	return p
}

// takeIn keeps what other processes tell, and tells the pages what is new of it.
func (h *Hub) takeIn(others []process) {
	h.mu.Lock()
	defer h.mu.Unlock()
	looking := func(all []process, number int) []bot.Agent {
		return unique(all, func(s shown) bool { return s.Number == number })
	}
	before := h.others
	h.others, h.othersAt = others, time.Now()
	h.tell(News{Changed: true}, func(w *Watch) bool {
		return w.number != 0 && !slices.Equal(looking(before, w.number), looking(others, w.number))
	})
	heard := make(map[string]int64)
	for _, p := range others {
		for number, began := range p.Typing {
			key := fmt.Sprintf("%s/%d", p.ID, number)
			heard[key] = began
			if h.heard[key] != began {
				h.tell(News{Typing: true}, func(w *Watch) bool { return w.number == number && number != 0 })
			}
		}
	}
	h.heard = heard
}

// unique are the agents of the pages that a function picks, in the order of their names.
func unique(all []process, picks func(shown) bool) (list []bot.Agent) {
	for _, p := range all {
		for _, s := range p.Open {
			if picks(s) && !slices.Contains(list, s.Agent) {
				list = append(list, s.Agent)
			}
		}
	}
	slices.SortFunc(list, func(a, b bot.Agent) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}
