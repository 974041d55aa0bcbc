package slack

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	slackapi "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/event"
)

// Bounds of asking for people's names and languages.
const (
	// maxUsers is how many people are remembered, those of a large company: Slack answers
	// about a hundred such questions a minute, and an event waits for each.
	maxUsers = 50_000
	// userLifetime is how long an answer is used.
	userLifetime = 24 * time.Hour
	// userTimeout is how long an event may wait for an answer, far from Slack's three
	// seconds, and userRest for how long nobody is asked about after a failure.
	userTimeout = 800 * time.Millisecond
	userRest    = time.Minute
	// patience is how long the card of a case may wait for the name of its person.
	patience = 3 * time.Second
	// userPace is how often Slack may be asked, and userBurst how often at once. It answers
	// a hundred such questions a minute, and then none for a while. Whoever is not asked
	// about is known by what came with the event, and asked about the next time.
	userPace  = 600 * time.Millisecond
	userBurst = 50
)

// users are people's names and languages as Slack knows them.
type users struct {
	client *client
	known  *expirable.LRU[string, event.Person]
	// restUntil is when Slack may be asked again, in nanoseconds since 1970.
	restUntil atomic.Int64
	pace      *rate.Limiter
}

func newUsers(c *client) *users {
	return &users{
		client: c, known: expirable.NewLRU[string, event.Person](maxUsers, nil, userLifetime),
		pace: rate.NewLimiter(rate.Every(userPace), userBurst),
	}
}

// person returns a person with name and language. If Slack does not answer, it falls back
// to the name in the event.
func (u *users) person(ctx context.Context, id, name string) event.Person {
	if known, ok := u.known.Get(id); ok {
		return known
	}
	return u.ask(ctx, id, name, 0, userTimeout)
}

// patiently returns a person as person does, and waits for the answer where Slack may not be asked
// at once.
func (u *users) patiently(ctx context.Context, id string) event.Person {
	if known, ok := u.known.Get(id); ok {
		return known
	}
	return u.ask(ctx, id, "", patience, patience)
}

// maxNamed is how many of those whom a message mentions are asked about.
const maxNamed = 3

// namer returns what tells the name of somebody by their id; empty where it is not known. Slack
// is asked about a few, if that is wanted.
func (u *users) namer(ctx context.Context, ask bool) func(id string) string {
	asked := 0
	return func(id string) string {
		if known, ok := u.known.Get(id); ok || !ask || asked >= maxNamed {
			return known.Name
		}
		asked++
		return u.person(ctx, id, "").Name
	}
}

// knownPerson returns a person with name and language as far as they are known already.
func (u *users) knownPerson(id string) event.Person {
	if known, ok := u.known.Get(id); ok && id != "" {
		return known
	}
	return event.Person{ID: id}
}

// ask asks Slack about a person, if it may be asked within a wait, and gives it some time to
// answer.
func (u *users) ask(ctx context.Context, id, name string, wait, timeout time.Duration) event.Person {
	// The strings are parts of a request, which would be kept with them.
	p := event.Person{ID: strings.Clone(id), Name: strings.Clone(name)}
	now := u.client.now()
	if now.UnixNano() < u.restUntil.Load() {
		return p
	}
	turn := u.pace.ReserveN(now, 1)
	if delay := turn.DelayFrom(now); delay > wait {
		turn.CancelAt(now)
		return p
	} else if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return p
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	user, err := u.client.api().GetUserInfoContext(ctx, id)
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && strings.HasPrefix(e.Err, "user_") {
		u.known.Add(p.ID, p) // of another workspace, or gone
		return p
	}
	if err != nil {
		rest := max(userRest, retryAfter(err))
		u.restUntil.Store(now.Add(rest).UnixNano())
		u.client.log.Warn().Ctx(ctx).Err(adapterkit.WithoutURL(err)).Dur("again_in", rest).Msg("slack: user not read; name and language are unknown")
		return p
	}
	p.Name, p.Locale = cmp.Or(user.Profile.DisplayName, user.Profile.RealName, user.RealName, user.Name), user.Locale
	u.known.Add(p.ID, p)
	return p
}

// locale returns the language of a person who is known; empty where nobody is.
func (u *users) locale(id string) string {
	known, _ := u.known.Get(id)
	return known.Locale
}
