package discord

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"aktivering/adapters/adapterkit"
)

// marks are the characters that can be markup anywhere in a text: of bold and the like, of
// links, and of mentions and emoji. Discord shows a character behind a backslash as it is.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", `\<`, "@", `\@`, "[", `\[`, "]", `\]`)

var (
	// lineMarks begin lists, quotes and headings at the beginning of a line.
	lineMarks = regexp.MustCompile(`(?m)^(\s*)([-+>#])`)
	// numbered is the beginning of a numbered list.
	numbered = regexp.MustCompile(`(?m)^(\s*\d+)([.)]\s)`)
	// addresses become links; a backslash prevents that.
	addresses = regexp.MustCompile(`(\w):(//)`)
	// named are emoji by name.
	named = regexp.MustCompile(`:([\w+-]+):`)
	// invites become links also without https://.
	invites = regexp.MustCompile(`(?i)\b(discord(?:app)?)\.(gg|com|me|new|gift|io)\b`)
)

// escape returns a text that Discord shows as it is.
func escape(text string) string {
	text = marks.Replace(clean(text))
	text = lineMarks.ReplaceAllString(text, `$1\$2`)
	text = numbered.ReplaceAllString(text, `$1\$2`)
	text = addresses.ReplaceAllString(text, `$1\:$2`)
	text = named.ReplaceAllString(text, `\:$1\:`)
	return invites.ReplaceAllString(text, `$1\.$2`)
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
