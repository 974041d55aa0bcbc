package slack

import (
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

// How the people's settings are asked for.
const (
	// maxPeople is how many people's settings are kept, those of a large company: Slack
	// answers about a hundred such questions a minute, and an event waits for it.
	maxPeople = 50_000
	// peopleLast is how long an answer is believed.
	peopleLast = 24 * time.Hour
	// peopleTimeout is how long an event may wait for it, far from Slack's three
	// seconds, and peopleRest for how long nobody is asked after a failure.
	peopleTimeout = 800 * time.Millisecond
	peopleRest    = time.Minute
	// peoplePace is how often Slack may be asked, and peopleBurst how often at once: it
	// answers a hundred such questions a minute, and then none for a while. Whoever is
	// not asked about is served with what is known, and asked about the next time.
	peoplePace  = 600 * time.Millisecond
	peopleBurst = 50
)

// people are the settings of people, as Slack told them.
type people struct {
	known *expirable.LRU[string, bot.Person]
	// restUntil is when Slack may be asked again, in nanoseconds.
	restUntil atomic.Int64
	pace      *rate.Limiter
}

func newPeople() *people {
	return &people{
		known: expirable.NewLRU[string, bot.Person](maxPeople, nil, peopleLast),
		pace:  rate.NewLimiter(rate.Every(peoplePace), peopleBurst),
	}
}

// person returns a person with name and language. Without an answer of Slack's the
// person is known by what came with the event.
func (a *Adapter) person(ctx context.Context, id, name string) bot.Person {
	if known, ok := a.people.known.Get(id); ok {
		return known
	}
	// The strings are parts of a request, which would be kept with them.
	p := bot.Person{ID: strings.Clone(id), Name: strings.Clone(name)}
	now := a.options.Now()
	if now.UnixNano() < a.people.restUntil.Load() || !a.people.pace.AllowN(now, 1) {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, peopleTimeout)
	defer cancel()
	user, err := a.api.GetUserInfoContext(ctx, id)
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && strings.HasPrefix(e.Err, "user_") {
		a.people.known.Add(p.ID, p) // of another workspace, or gone
		return p
	}
	if err != nil {
		rest := peopleRest
		if limited := retryAfter(err); limited > rest {
			rest = limited
		}
		a.people.restUntil.Store(now.Add(rest).UnixNano())
		a.options.Log.Warn().Ctx(ctx).Err(adapterkit.WithoutURL(err)).Dur("rest", rest).Msg("slack: the language of a person is not known")
		return p
	}
	p.Name, p.Locale = nameOf(user), user.Locale
	a.people.known.Add(p.ID, p)
	return p
}

// nameOf is what a person is called in the workspace.
func nameOf(u *slackapi.User) string {
	return firstOf(u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name)
}
