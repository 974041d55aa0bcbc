package gaps

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"aktivering/bot/redact"
)

// maxRunes is how much of a text is read, in characters.
const maxRunes = 300

// What is masked beside what bot/redact masks: a report and a draft are read by more people than
// a conversation, and may be kept longer. The patterns are compiled when they are needed: that takes
// as long as all else that a command does before it begins.
var private = sync.OnceValue(func() []privatePattern { //nolint:gochecknoglobals // a pattern, compiled once
	return []privatePattern{
		{regexp.MustCompile(`(?i)<?\b(?:https?://|www\.)[^\s<>]+>?`), "[link]"},
		{regexp.MustCompile(`<[@#!][^<>\s]{1,60}>`), "[name]"},
		{regexp.MustCompile(`[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`), "[email]"},
		{regexp.MustCompile(`(^|[\s(,;:])@[\p{L}\p{N}._-]{2,40}`), "$1[name]"},
		{regexp.MustCompile(`(^|[^\p{L}\p{N}])\+?\d(?:[ .()/-]{0,2}\d){5,}\b`), "$1[number]"},
	}
})

// privatePattern is what is masked, and with what.
type privatePattern struct {
	pattern *regexp.Regexp
	with    string
}

// Masked is what somebody wrote, on one line of at most maxRunes characters, without secrets,
// addresses, numbers and names that are marked as such.
func Masked(text string) string {
	text = text[:min(len(text), 16*maxRunes)] // more than a masked secret takes
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text, _ = redact.Redact(text)
	for _, p := range private() {
		text = p.pattern.ReplaceAllString(text, p.with)
	}
	return shortened(strings.Join(strings.Fields(text), " "))
}

func shortened(text string) string {
	n := 0
	for i := range text {
		if n == maxRunes {
			return text[:i] + "…"
		}
		n++
	}
	return text
}
