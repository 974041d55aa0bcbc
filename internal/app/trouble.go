package app

import (
	"sync"

	"github.com/rs/zerolog"
)

// failure is why a part does not work any more.
type failure struct {
	mu  sync.Mutex
	err error
}

func (f *failure) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *failure) get() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// troubleLog logs the trouble of a part once, again when its cause changes, and once when
// it is over.
type troubleLog struct {
	mu     sync.Mutex
	causes map[string]string // by part; of those that are in trouble
}

func newTroubleLog() *troubleLog { return &troubleLog{causes: make(map[string]string)} }

// report logs the state of a part, if that or its cause has changed; name is what the log
// calls it.
func (l *troubleLog) report(log zerolog.Logger, part, name, cause string, err error) {
	l.mu.Lock()
	before, failed := l.causes[part]
	if err != nil {
		l.causes[part] = cause
	} else {
		delete(l.causes, part)
	}
	l.mu.Unlock()
	switch {
	case failed == (err != nil) && (err == nil || before == cause):
	case err != nil:
		log.Error().Err(err).Str("part", part).Msg("not ready: " + name)
	default:
		log.Info().Str("part", part).Msg("ready again: " + name)
	}
}

// any reports whether any part is in trouble.
func (l *troubleLog) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.causes) > 0
}
