package understand

import (
	"slices"
	"strings"
	"sync"

	"aktivering/bot/match"
)

// Bounds of what codesRead keeps: texts, and bytes of one.
const (
	maxCodesRead = 256
	maxCodeText  = 32
)

// codesRead keeps what texts say that are one documented code and nothing else: most people begin
// with such a text, and write the same few. Nothing else that somebody wrote is kept. It is safe
// for concurrent use, and its zero value is empty.
type codesRead struct {
	mu   sync.RWMutex
	read map[codeText]Analysis
}

// codeText is such a text, and all of what the matcher found in it that its features hold.
type codeText struct {
	text     string
	decision match.Decision
	intents  match.Intent
	office   bool
}

// codeTextOf returns the key of a text; false where it is not one documented code.
func codeTextOf(text string, m *match.Result) (codeText, bool) {
	if len(text) > maxCodeText || len(m.Codes) != 1 || m.Decision != match.Answer || len(m.Facts) > 0 || len(m.Concepts) > 0 {
		return codeText{}, false
	}
	c := m.Codes[0]
	if c.Start < 0 || c.End > len(text) || c.Start > c.End { // it was found in another text
		return codeText{}, false
	}
	if strings.TrimSpace(text[:c.Start]) != "" || strings.TrimSpace(text[c.End:]) != "" {
		return codeText{}, false
	}
	return codeText{text, m.Decision, m.Intents, m.Office}, true
}

// of returns what a text says, by analyze where that is not known yet.
func (k *codesRead) of(text string, m match.Result, analyze func(string, match.Result) Analysis) Analysis {
	key, ok := codeTextOf(text, &m)
	if !ok {
		return analyze(text, m)
	}
	k.mu.RLock()
	a, known := k.read[key]
	k.mu.RUnlock()
	if !known {
		text = strings.Clone(text) // it may be a part of a longer one
		a, key.text = analyze(text, m), text
		a.match = match.Result{}
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.read == nil || len(k.read) >= maxCodesRead {
			k.read = make(map[codeText]Analysis, maxCodesRead)
		}
		k.read[key] = a
	}
	a.match, a.clauses = m, slices.Clone(a.clauses) // a clause learns more of itself when it is read
	return a
}
