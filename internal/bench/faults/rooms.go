package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/internal/bench/soak/loopback"
)

// shown is a message that a platform was sent.
type shown struct {
	// key is what the program sends it under; empty where the platform has none.
	key                   string
	room, channel, thread string
	text                  string
	at                    time.Time
}

// sights are what the platforms were sent.
type sights struct {
	mu     sync.Mutex
	number int
	// same are those of each message, in the order in which they came.
	same map[string][]shown
	told func(shown)
}

// see takes in one message.
func (s *sights) see(m shown) {
	m.at = time.Now()
	m.text = strings.Join(strings.Fields(m.text), " ")
	same := m.key
	if same == "" {
		same = strings.Join([]string{m.room, m.channel, m.thread, m.text}, "\x00")
	}
	s.mu.Lock()
	if s.same == nil {
		s.same = make(map[string][]shown)
	}
	s.same[same] = append(s.same[same], m)
	s.number++
	told := s.told
	s.mu.Unlock()
	if told != nil {
		told(m)
	}
}

// doubled is how many messages were sent once more, and worst how often the one that
// was sent most often. Each is written to a log.
func (s *sights) doubled(log io.Writer) (more, worst int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.same {
		worst, more = max(worst, len(list)), more+len(list)-1
		for _, m := range list[1:] {
			_, _ = fmt.Fprintf(log, "faults: sent at %s and again at %s: %s to %s %s %.200s\n", // for whoever looks
				list[0].at.Format(logTime), m.at.Format(logTime), m.key, m.room, m.channel, m.text)
		}
	}
	return more, worst
}

// logTime is finer than time.TimeOnly.
const logTime = "15:04:05.000"

// rooms are the soak's platforms of persons and of a desk.
type rooms struct {
	sights
	url string
	// linger is how long a message takes to be shown.
	linger time.Duration
}

// newRooms opens the platforms, until the run ends.
func (b *bench) newRooms(linger time.Duration) (*rooms, error) {
	r := &rooms{linger: linger}
	var err error
	r.url, err = b.listen(r)
	return r, err
}

// listen serves a platform that is played, until the run ends.
func (b *bench) listen(h http.Handler) (url string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is there at once
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // until Close
	b.cleanup(server.Close)
	return "http://" + listener.Addr().String(), nil
}

func (r *rooms) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	var s loopback.Shown
	if err := json.NewDecoder(request.Body).Decode(&s); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id := s.Edits
	if s.Edits == "" { // a change may be made again
		r.see(shown{key: s.Key, room: string(s.Room), channel: s.Channel, thread: s.Thread, text: s.Text})
		r.mu.Lock()
		id = bot.MessageID(fmt.Sprint("m", r.number))
		r.mu.Unlock()
	}
	time.Sleep(r.linger)
	_ = json.NewEncoder(w).Encode(id) // the sender may be gone
}

// What an answer repeats, and what a card says whose it is.
var (
	codes = regexp.MustCompile(`0xC3[0-9A-F]{6}`)
	cards = regexp.MustCompile(`#\d+ · U?(p\d+) · `)
)

// said tells which of the crowd's words a message answers; empty where it does not.
func (m shown) said() string {
	if m.room == string(loopback.Desk) {
		if found := cards.FindStringSubmatch(m.text); found != nil && m.thread == "" {
			return found[1]
		}
		return ""
	}
	return codes.FindString(m.text)
}
