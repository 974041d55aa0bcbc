package serving

import (
	"sync"

	"github.com/rs/zerolog"
)

// Failure is why a part does not work any more. Its zero value is that of one that works.
type Failure struct {
	mu  sync.Mutex
	err error
}

// Set tells why the part does not work; nil that it does.
func (f *Failure) Set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Get returns why the part does not work; nil where it does.
func (f *Failure) Get() error {
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
