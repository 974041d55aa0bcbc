package main

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/internal/bench/soak/loopback"
)

// sight is one sending to a room: refused, or shown as a message.
type sight struct {
	loopback.Shown
	id    bot.MessageID
	shown bool
	began time.Time
	// person is whom it is shown to, or whose case it is about; empty where that
	// cannot be told.
	person string
}

// witness is the platform's side of a handoff: it sees what persons and agents see,
// and now and then refuses to show something for a moment.
type witness struct {
	url    string
	server *http.Server
	faults int
	linger time.Duration

	mu     sync.Mutex
	random *rand.Rand
	sights []sight
	// cards are the newest of each person, persons whose each is, and owners the
	// agents that took the cases, as the desk sees them.
	cards   map[string]bot.MessageID
	persons map[bot.MessageID]string
	owners  map[string]string
}

func newWitness(faults int, linger time.Duration, random *rand.Rand) (w *witness, err error) {
	w = &witness{
		faults: faults, linger: linger, random: random,
		cards: make(map[string]bot.MessageID), persons: make(map[bot.MessageID]string), owners: make(map[string]string),
	}
	w.url, w.server, err = listen(w)
	return w, err
}

func (w *witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	var s sight
	if err := json.NewDecoder(r.Body).Decode(&s.Shown); err != nil {
		// The sender was killed in the middle: it has not been sent.
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	s.Text = strings.Join(strings.Fields(s.Text), " ")
	asks, linger := w.see(&s)
	if !s.shown {
		refuse(rw, asks)
		return
	}
	time.Sleep(linger)
	_ = json.NewEncoder(rw).Encode(s.id) // the sender may be gone
}

var (
	whose = regexp.MustCompile(`#\d+ · (p\d+) `)
	taken = regexp.MustCompile(`^(a\d+) har tatt saken\.$`)
)

// see takes in what is sent.
func (w *witness) see(s *sight) (asks bool, linger time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s.began, s.shown = time.Now(), w.random.IntN(100) >= w.faults
	asks, linger = w.random.IntN(2) == 0, time.Duration(w.random.Int64N(int64(w.linger)+1))
	s.id = s.Edits
	if s.id == "" {
		s.id = bot.MessageID("m" + strconv.Itoa(len(w.sights)))
	}
	s.person = s.Channel
	if s.Room == loopback.Desk {
		s.person = w.persons[bot.MessageID(s.Thread)]
	}
	if m := whose.FindStringSubmatch(s.Text); s.shown && s.Room == loopback.Desk && s.Thread == "" && m != nil {
		s.person = m[1]
		w.cards[s.person], w.persons[s.id] = s.id, s.person
	}
	if m := taken.FindStringSubmatch(s.Text); s.shown && s.Room == loopback.Desk && m != nil {
		w.owners[s.person] = m[1]
	}
	w.sights = append(w.sights, *s)
	return asks, linger
}

// caseOf returns the card of a person's case, and who has the case; empty before there
// is any.
func (w *witness) caseOf(person string) (card bot.MessageID, owner string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cards[person], w.owners[person]
}

// all returns what was sent, in the order in which it came.
func (w *witness) all() []sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sights)
}
