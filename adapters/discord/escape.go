package discord

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// A backslash makes Discord take a mark as it stands; these can be marks wherever
// they are: of bold and the like, of links, and of mentions and emoji, which begin
// with < too.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "`", "\\`", "|", `\|`, "<", `\<`, "@", `\@`, "[", `\[`, "]", `\]`)

var (
	// lineMarks begin lists, quotes and headings where they begin a line.
	lineMarks = regexp.MustCompile(`(?m)^(\s*)([-+>#])`)
	// numbered is the beginning of a numbered list.
	numbered = regexp.MustCompile(`(?m)^(\s*\d+)([.)]\s)`)
	// addresses are links, which end at a backslash.
	addresses = regexp.MustCompile(`(\w):(//)`)
	// named are emoji by their names.
	named = regexp.MustCompile(`:([\w+-]+):`)
	// invites are taken for links also without https://.
	invites = regexp.MustCompile(`(?i)\b(discord(?:app)?)\.(gg|com|me|new|gift|io)\b`)
)

// escape writes a text so that Discord shows it as it stands.
func escape(text string) string {
	text = marks.Replace(clean(text))
	text = lineMarks.ReplaceAllString(text, `$1\$2`)
	text = numbered.ReplaceAllString(text, `$1\$2`)
	text = addresses.ReplaceAllString(text, `$1\:$2`)
	text = named.ReplaceAllString(text, `\:$1\:`)
	return invites.ReplaceAllString(text, `$1\.$2`)
}

// clean replaces what would change how other characters are shown.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// inLine is a text on one line.
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
