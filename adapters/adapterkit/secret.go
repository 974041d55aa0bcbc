package adapterkit

import (
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

const (
	// maxForged is how many requests with a wrong signature within a minute tell that the
	// secret is wrong. A few are normal: Discord sends some, to see that they are refused.
	maxForged  = 10
	forgedTime = time.Minute
	// forgedRest is how long the log does not repeat it.
	forgedRest = 10 * time.Minute
)

// SecretWatch notices that the secret which requests are verified with is wrong: that many are
// refused within a minute, and none was verified before. Once one was, the secret is right, and
// somebody else sends the others: that is logged, and no reason not to be ready, which anybody
// could cause.
type SecretWatch struct {
	// Setting names where the secret is set, and Where where the platform shows it.
	Setting, Where string
	Now            func() time.Time
	Log            zerolog.Logger

	mu sync.Mutex
	// forged are when the latest requests were refused, the oldest at next.
	forged   [maxForged]time.Time
	next     int
	verified bool
	told     time.Time
}

// note takes note of a request whose signature was verified, or not.
func (w *SecretWatch) note(verified bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if verified {
		w.verified = true
		return
	}
	now := w.Now()
	w.forged[w.next] = now
	w.next = (w.next + 1) % maxForged
	if !w.many(now) || !w.told.IsZero() && now.Sub(w.told) < forgedRest {
		return
	}
	w.told = now
	if w.verified {
		w.Log.Warn().Int("refused", maxForged).Str("setting", w.Setting).Msg("http: requests with a wrong signature are refused, though others were right: somebody else sends them, or the secret was changed")
		return
	}
	w.Log.Error().Err(w.fault()).Msg("http: needs an administrator")
}

// many reports that many were refused within a minute.
func (w *SecretWatch) many(now time.Time) bool {
	oldest := w.forged[w.next]
	return !oldest.IsZero() && now.Sub(oldest) < forgedTime
}

func (w *SecretWatch) fault() error {
	return fmt.Errorf("%d requests within a minute were refused, as their signatures are wrong, and none was right: check %s, which stands under %s", maxForged, w.Setting, w.Where)
}

// Ready returns why requests are refused; nil where the secret may be right.
func (w *SecretWatch) Ready() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.verified || !w.many(w.Now()) {
		return nil
	}
	return w.fault()
}
