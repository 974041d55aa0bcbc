package desk

import (
	"math"
	"slices"
	"time"

	"aktivering/bot/content"
	"aktivering/bot/i18n"
)

// What a usual wait is made of: the answers of so many days, the latest of them, and never of fewer.
const (
	WaitsWithin = 60 * 24 * time.Hour
	MaxWaits    = 50
	minWaits    = 8
)

// usually is the part of people whose wait was no longer than the usual one.
const usually = 0.75

// workday is how long people are at work in a day.
const workday = 8 * time.Hour

// steps are what waits are rounded up to.
func steps() []time.Duration {
	return []time.Duration{
		5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute, 45 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, workday,
	}
}

// UsualWait is how long three of four people waited at most, of waits in hours of work until a desk
// answered first: rounded up to a time that is easy to say, and more than a workday where that is
// longer. It is 0 of waits that are too few to tell.
func UsualWait(waits []time.Duration) time.Duration {
	if len(waits) < minWaits {
		return 0
	}
	waits = slices.Sorted(slices.Values(waits))
	usual := waits[int(math.Ceil(usually*float64(len(waits))))-1]
	for _, step := range steps() {
		if usual <= step {
			return step
		}
	}
	return 2 * workday
}

// tellWait tells somebody who begins to wait how long it usually takes. Nobody is told where that is
// not known. While nobody is at work, away tells when somebody is.
func (t *turn) tellWait() {
	if key, a := t.waitWords(t.Localizer()); key != "" {
		t.AddIntro(key, a)
	}
}

// waitWords say how long somebody waits who has just begun to; an empty key where that is not known,
// or nobody is at work.
func (t *turn) waitWords(v i18n.Localizer) (key string, a i18n.Args) {
	usual, now := t.usualWait, t.Inbound.At
	switch {
	case usual == 0 || t.Desk != t.serving || !t.Desk.AtWork(now):
		return "", nil
	case !t.Desk.AtWork(now.Add(usual)) && usual < workday:
		// They go home before that.
		return "handoff.wait.closing", i18n.Args{"when": i18n.Text(v.When(t.Desk.Local(now), t.Desk.Local(t.Desk.NextAtWork(now.Add(usual)))))}
	case usual > workday:
		return "handoff.wait.longer", nil
	case usual == workday:
		return "handoff.wait.day", nil
	case usual < time.Hour:
		return "handoff.wait.minutes", i18n.Args{"n": i18n.Number(int(usual / time.Minute))}
	case usual == time.Hour:
		return "handoff.wait.hour", nil
	}
	return "handoff.wait.hours", i18n.Args{"n": i18n.Number(int(usual / time.Hour))}
}

// withWait adds to where a waiting case is how long that usually takes, or when somebody is at work.
func (t *turn) withWait(v i18n.Localizer, spans []content.Span) []content.Span {
	key, a := t.waitWords(v)
	if now := t.Inbound.At; !t.Desk.AtWork(now) {
		key, a = "handoff.opens", i18n.Args{"when": i18n.Text(v.When(t.Desk.Local(now), t.Desk.Local(t.Desk.NextAtWork(now))))}
	}
	if key == "" {
		return spans
	}
	return slices.Concat(spans, []content.Span{i18n.Text(" ")}, v.Say(key, a))
}
