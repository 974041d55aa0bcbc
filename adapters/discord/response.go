package discord

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// answer is how far the answer to one interaction has come in this process.
type answer struct {
	// made is closed when Discord has the first answer, or will never have it.
	made chan struct{}
	once sync.Once

	mu sync.Mutex
	// open tells that Discord still shows that the bot is thinking, and dead that it
	// takes no more answers.
	open, dead bool
}

// begin takes note of an interaction that is being taken in; a reply to it waits
// until it is acknowledged. It returns false for one that is known already.
func (a *Adapter) begin(token string) (*answer, bool) {
	fresh := &answer{made: make(chan struct{})}
	before, known, _ := a.answers.PeekOrAdd(token, fresh)
	if known {
		return before, false
	}
	return fresh, true
}

// end tells that the first answer was given: one that leaves room for the reply,
// or none at all.
func (w *answer) end(open, dead bool) {
	w.mu.Lock()
	w.open, w.dead = open, dead
	w.mu.Unlock()
	w.once.Do(func() { close(w.made) })
}

// take returns whether the reply goes in the place that was kept for it, and
// whether it can be given at all.
func (w *answer) take() (open, dead bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open, w.dead
}

// An interaction's token lasts a quarter of an hour; a little less is kept to.
const viaLasts = 14*time.Minute + 30*time.Second

// How Discord showed the first answer.
const (
	deferred = 'd' // as thinking: the first reply goes in its place
	updated  = 'u' // as the message that was pressed: replies follow it
)

// Where the replies to an interaction are seen.
const (
	inPrivate = 'e' // by the person alone, in a server's channel
	inDM      = 'd'
	inThread  = 't'
	inChannel = 'c'
)

// via is a way to answer an interaction.
type via struct {
	given      time.Time
	how, where byte
	app, token string
}

func (v via) String() string {
	return strconv.FormatInt(v.given.Unix(), 10) + " " + string([]byte{v.how, v.where}) + " " + v.app + " " + v.token
}

// viaOf reads what String wrote; false for what is none or has ended.
func (a *Adapter) viaOf(text string) (v via, ok bool) {
	parts := strings.Split(text, " ")
	if len(parts) != 4 || len(parts[1]) != 2 || strings.Trim(parts[2], "0123456789") != "" || parts[3] == "" || strings.ContainsAny(parts[3], "/?#%") {
		return v, false
	}
	unix, err := strconv.ParseInt(parts[0], 10, 64)
	v = via{time.Unix(unix, 0), parts[1][0], parts[1][1], parts[2], parts[3]}
	return v, err == nil && a.options.Now().Sub(v.given) <= viaLasts
}

// wait waits until an interaction that is being taken in here is acknowledged.
func (w *answer) wait(ctx context.Context) error {
	select {
	case <-w.made:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
