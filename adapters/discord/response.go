package discord

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot/port"
)

const (
	// tokenLifetime is how long the token of an interaction is used. It lasts a quarter of
	// an hour.
	tokenLifetime = 14*time.Minute + 30*time.Second
	// maxInteractions bounds how many interactions are remembered; Discord is asked about
	// the others again.
	maxInteractions = 5_000
)

// responses are the states of the interactions that this process has received, by their
// token. An interaction has one first response; replies go in its place or follow it.
type responses struct {
	known *lru.Cache[string, *response]
	// latest are people's latest interactions where others are, and told is when somebody was
	// told last that they take no direct messages.
	latest *lru.Cache[string, replyToken]
	told   *lru.Cache[string, time.Time]
	now    func() time.Time
}

// response is the state of the response to one interaction.
type response struct {
	// first is closed when Discord has the first response, or will never have it.
	first chan struct{}
	once  sync.Once

	mu sync.Mutex
	// pending tells that Discord still shows that the bot is thinking, and dead that it
	// takes no more responses.
	pending, dead bool
	// followed is how many messages followed the first response.
	followed int
}

// maxFollowed is how many messages Discord lets follow the first response where the bot is not
// installed.
const maxFollowed = 5

func newResponses(now func() time.Time) *responses {
	r := &responses{now: now}
	r.known, _ = lru.New[string, *response](maxInteractions) // fails for sizes below one only
	r.latest, _ = lru.New[string, replyToken](maxInteractions)
	r.told, _ = lru.New[string, time.Time](maxInteractions)
	return r
}

// callback is the first response to an interaction.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`

	// written, where it is not nil, is to be told whether Discord has the response: it holds a
	// reply. instead is what is responded where there is no time left for that.
	written func(ok bool)
	instead *callback
}

// inTime returns the response to an interaction that came at a time: without the reply where
// Discord may not wait for it any more.
func (c *callback) inTime(came time.Time) *callback {
	if c.written == nil || time.Since(came) <= adapterkit.RespondTime {
		return c
	}
	c.written(false)
	return c.instead
}

// ended takes note of how it went to respond.
func (c *callback) ended(err error) {
	if c.written != nil {
		c.written(err == nil)
	}
}

// begin takes note of an interaction; a reply to it waits for the first response. It
// returns false for one that is known already.
func (r *responses) begin(token string) (*response, bool) {
	fresh := &response{first: make(chan struct{})}
	before, known, _ := r.known.PeekOrAdd(token, fresh)
	if known {
		return before, false
	}
	return fresh, true
}

// forget forgets an interaction to which there is no response: it may come again.
func (r *responses) forget(token string) {
	if before, ok := r.known.Peek(token); ok {
		before.end(false, true)
		r.known.Remove(token)
	}
}

// ended takes note of how the first response went.
func (r *responses) ended(token string, c *callback, err error) {
	if before, ok := r.known.Peek(token); ok {
		dead := err != nil && !rest.HasCode(err, discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged)
		before.end(c.Type == discordgo.InteractionResponseDeferredChannelMessageWithSource, dead)
	}
}

// end tells whether Discord shows that the bot is thinking, and whether it takes no
// response.
func (r *response) end(pending, dead bool) {
	r.mu.Lock()
	r.pending, r.dead = pending, dead
	r.mu.Unlock()
	r.once.Do(func() { close(r.first) })
}

// state returns whether a reply goes in the place of the first response, whether there can be none
// at all, and how many have followed.
func (r *response) state() (pending, dead bool, followed int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pending, r.dead, r.followed
}

// follows takes note of a message that followed the first response.
func (r *response) follows() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.followed++
}

// wait waits until the first response is given.
func (r *response) wait(ctx context.Context) error {
	select {
	case <-r.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// How the first response is shown.
const (
	deferred = 'd' // the bot is thinking: the first reply goes in its place
	updated  = 'u' // the message that was pressed is changed: replies follow it
)

// Where the replies to an interaction are seen.
const (
	inPrivate = 'e' // by the person alone, in a server's channel
	inForeign = 'f' // by the person alone, where the bot itself is not
	inDM      = 'd'
	inThread  = 't'
	inChannel = 'c'
)

// replyToken is the reply token of an interaction's event.
type replyToken struct {
	given      time.Time
	how, where byte
	app, token string
}

func (t replyToken) String() string {
	return strconv.FormatInt(t.given.Unix(), 10) + " " + string([]byte{t.how, t.where}) + " " + t.app + " " + t.token
}

// parse reads what String wrote; false for any other text, and for a token that has ended.
func (r *responses) parse(text string) (t replyToken, ok bool) {
	parts := strings.Split(text, " ")
	if len(parts) != 4 || len(parts[1]) != 2 || strings.Trim(parts[2], "0123456789") != "" || parts[3] == "" || strings.ContainsAny(parts[3], "/?#%") {
		return t, false
	}
	unix, err := strconv.ParseInt(parts[0], 10, 64)
	t = replyToken{time.Unix(unix, 0), parts[1][0], parts[1][1], parts[2], parts[3]}
	return t, err == nil && r.now().Sub(t.given) <= tokenLifetime
}

// shown returns what the choices of a reply have to tell of their conversation.
func (t replyToken) shown(out port.Outbound) shown {
	switch t.where {
	case inDM:
		if at := cmp.Or(out.Conversation, out.To); at.Thread == private || at != out.To {
			return shown{home: at}
		}
	case inPrivate, inForeign:
		if at := cmp.Or(out.Conversation, out.To); at != out.To {
			return shown{home: at}
		}
	case inThread:
		return shown{person: out.Person}
	case inChannel:
		return shown{thread: out.To.Thread, person: out.Person}
	}
	return shown{}
}

// alone reports replies that others would see if they were not for the person alone.
func (t replyToken) alone() bool { return t.where == inPrivate || t.where == inForeign }
