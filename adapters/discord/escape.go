package discord

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"aktivering/adapters/adapterkit"
)

// marks are the characters that can be markup anywhere in a text: of bold and the like, of
// links, and of mentions and emoji. Discord shows a character behind a backslash as it is.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", `\<`, "@", `\@`, "[", `\[`, "]", `\]`)

var (
	// lineMarks begin lists, quotes and headings at the beginning of a line.
	lineMarks = lazy(`(?m)^(\s*)([-+>#])`) //nolint:gochecknoglobals // a pattern, compiled once
	// numbered is the beginning of a numbered list.
	numbered = lazy(`(?m)^(\s*\d+)([.)]\s)`) //nolint:gochecknoglobals // a pattern, compiled once
	// addresses become links; a backslash prevents that.
	addresses = lazy(`(\w):(//)`) //nolint:gochecknoglobals // a pattern, compiled once
	// named are emoji by name.
	named = lazy(`:([\w+-]+):`) //nolint:gochecknoglobals // a pattern, compiled once
	// invites become links also without https://.
	invites = lazy(`(?i)\b(discord(?:app)?)\.(gg|com|me|new|gift|io)\b`) //nolint:gochecknoglobals // a pattern, compiled once
)

// escape returns a text that Discord shows as it is.
func escape(text string) string {
	text = marks.Replace(clean(text))
	// Most texts have little of this, and a pattern is a hundred times as slow as a look.
	if strings.ContainsAny(text, "-+>#") {
		text = lineMarks().ReplaceAllString(text, `$1\$2`)
	}
	if strings.ContainsAny(text, "0123456789") && strings.ContainsAny(text, ".)") {
		text = numbered().ReplaceAllString(text, `$1\$2`)
	}
	if strings.Contains(text, ":") {
		text = addresses().ReplaceAllString(text, `$1\:$2`)
		text = named().ReplaceAllString(text, `\:$1\:`)
	}
	if strings.Contains(text, ".") && strings.ContainsAny(text, "dD") {
		text = invites().ReplaceAllString(text, `$1\.$2`)
	}
	return text
}

// lazy compiles a pattern when it is needed, as each command would wait for it.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// clean replaces what would change how other characters are shown.
func clean(text string) string { return adapterkit.CleanText(text) }

// clip cuts a text to a number of characters.
func clip(text string, maxRunes int) string {
	runes := []rune(clean(text))
	if len(runes) <= maxRunes {
		return string(runes)
	}
	return string(runes[:maxRunes-1]) + "…"
}

// inLine returns a text on one line.
func inLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// webLink returns an address as it can stand between the brackets of a link; false
// for one that a person should not be sent to.
func webLink(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsFunc(address, func(r rune) bool {
		return r <= ' ' || r == '<' || r == '>' || r == '"' || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}) {
		return "", false
	}
	return strings.NewReplacer("(", "%28", ")", "%29", `\`, "%5C").Replace(address), true
}
