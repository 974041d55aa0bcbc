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
	"aktivering/bot"
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
	// userPace is how often Slack may be asked, and userBurst how often at once. It answers
	// a hundred such questions a minute, and then none for a while. Whoever is not asked
	// about is known by what came with the event, and asked about the next time.
	userPace  = 600 * time.Millisecond
	userBurst = 50
)

// users are people's names and languages as Slack knows them.
type users struct {
	client *client
	known  *expirable.LRU[string, bot.Person]
	// restUntil is when Slack may be asked again, in nanoseconds since 1970.
	restUntil atomic.Int64
	pace      *rate.Limiter
}

func newUsers(c *client) *users {
	return &users{
		client: c, known: expirable.NewLRU[string, bot.Person](maxUsers, nil, userLifetime),
		pace: rate.NewLimiter(rate.Every(userPace), userBurst),
	}
}

// person returns a person with name and language. If Slack does not answer, it falls back
// to the name in the event.
func (u *users) person(ctx context.Context, id, name string) bot.Person {
	if known, ok := u.known.Get(id); ok {
		return known
	}
	// The strings are parts of a request, which would be kept with them.
	p := bot.Person{ID: strings.Clone(id), Name: strings.Clone(name)}
	now := u.client.now()
	if now.UnixNano() < u.restUntil.Load() || !u.pace.AllowN(now, 1) {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, userTimeout)
	defer cancel()
	user, err := u.client.GetUserInfoContext(ctx, id)
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
