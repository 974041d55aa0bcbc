package app

import (
	"sync"

	"github.com/rs/zerolog"
)

// told tells the log of a part's trouble once, and once when it is over.
type told struct {
	mu     sync.Mutex
	failed map[string]bool // by part
}

func newTold() *told { return &told{failed: make(map[string]bool)} }

// tell tells of a part by its name for the log, if its state has changed.
func (t *told) tell(log zerolog.Logger, part, name string, err error) {
	t.mu.Lock()
	changed := t.failed[part] != (err != nil)
	t.failed[part] = err != nil
	t.mu.Unlock()
	switch {
	case !changed:
	case err != nil:
		log.Error().Err(err).Str("part", part).Msg("not ready: " + name)
	default:
		log.Info().Str("part", part).Msg("ready again: " + name)
	}
}
