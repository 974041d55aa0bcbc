package app

import (
	"sync"

	"github.com/rs/zerolog"
)

// told tells the log of a part's trouble once, again when its cause is another one, and
// once when it is over.
type told struct {
	mu     sync.Mutex
	causes map[string]string // by part; of those that are in trouble
}

func newTold() *told { return &told{causes: make(map[string]string)} }

// tell tells of a part by its name for the log, if its state or the cause has changed.
func (t *told) tell(log zerolog.Logger, part, name, cause string, err error) {
	t.mu.Lock()
	before, failed := t.causes[part]
	if err != nil {
		t.causes[part] = cause
	} else {
		delete(t.causes, part)
	}
	t.mu.Unlock()
	switch {
	case failed == (err != nil) && (err == nil || before == cause):
	case err != nil:
		log.Error().Err(err).Str("part", part).Msg("not ready: " + name)
	default:
		log.Info().Str("part", part).Msg("ready again: " + name)
	}
}

// any reports whether any part is in trouble.
func (t *told) any() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.causes) > 0
}
