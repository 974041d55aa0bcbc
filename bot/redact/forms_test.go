package redact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"aktivering/bot/bottest"
	"aktivering/bot/redact"
)

// form is a way of writing a product key.
type form struct {
	name  string
	write func(groups []string) string
	// exact tells that the form says too little for keys that are misread too.
	exact bool
}

func joinedBy(separator string) func([]string) string {
	return func(groups []string) string { return strings.Join(groups, separator) }
}

// eachAs writes every group by a format that takes its number and the group.
func eachAs(format, between string) func([]string) string {
	return func(groups []string) string {
		parts := make([]string, len(groups))
		for i, g := range groups {
			parts[i] = fmt.Sprintf(format, i+1, g)
		}
		return strings.Join(parts, between)
	}
}

// perLetter writes every character by itself.
func perLetter(between, groupsBetween string) func([]string) string {
	return func(groups []string) string {
		parts := make([]string, len(groups))
		for i, g := range groups {
			parts[i] = strings.Join(strings.Split(g, ""), between)
		}
		return strings.Join(parts, groupsBetween)
	}
}

// mapped writes a key with dashes, character by character.
func mapped(f func(r rune) string) func([]string) string {
	return func(groups []string) string {
		var out strings.Builder
		for _, r := range strings.Join(groups, "-") {
			out.WriteString(f(r))
		}
		return out.String()
	}
}

func shifted(from, to rune) func(rune) string {
	return func(r rune) string {
		switch {
		case r >= 'A' && r <= 'Z' && from == 'A':
			return string(r - from + to)
		case r >= '0' && r <= '9' && from == '0':
			return string(r - from + to)
		}
		return string(r)
	}
}

// keyForms are the ways in which people write a key, and in which programs print one.
func keyForms() []form {
	look := strings.NewReplacer("B", "В", "C", "С", "H", "Н", "K", "К", "M", "М", "P", "Р", "T", "Т", "X", "Х", "Y", "У")
	forms := []form{
		{name: "JSON list", write: func(g []string) string { return `["` + strings.Join(g, `", "`) + `"]` }},
		{name: "JSON list, tight", write: func(g []string) string { return `["` + strings.Join(g, `","`) + `"]` }},
		{name: "JSON object", write: eachAs(`"g%d": "%s"`, ", ")},
		{name: "JSON value", write: func(g []string) string { return `{"key":"` + strings.Join(g, "-") + `"}` }},
		{name: "JSON escapes", write: joinedBy(`\u002d`)},
		{name: "escaped newlines", write: joinedBy(`\n`)},
		{name: "XML", write: eachAs("<g%d>%s</g>", "")},
		{name: "XML, by name", write: func(g []string) string {
			return "<group>" + strings.Join(g, "</group>\n  <group>") + "</group>"
		}},
		{name: "HTML", write: func(g []string) string { return "<b>" + strings.Join(g, "</b>-<b>") + "</b>" }},
		{name: "HTML table", write: func(g []string) string { return "<tr><td>" + strings.Join(g, "</td><td>") + "</td></tr>" }},
		{name: "HTML entities", write: joinedBy("&#45;")},
		{name: "HTML blanks", write: joinedBy("&nbsp;")},
		{name: "CSV with quotes", write: func(g []string) string { return `"` + strings.Join(g, `","`) + `"` }},
		{name: "percent", write: joinedBy("%2D")},
		{name: "percent, an en dash", write: joinedBy("%E2%80%93")},
		{name: "plus in a URL", write: func(g []string) string { return "https://a.no/?q=" + strings.Join(g, "+") }},
		{name: "registry", write: func(g []string) string { return `"ProductId"="` + strings.Join(g, "-") + `"` }},
		{name: "slmgr", write: func(g []string) string { return "slmgr /ipk " + strings.Join(g, "-") }},
		{name: "glued to a label", write: func(g []string) string { return "key:" + strings.Join(g, "-") }},
		{name: "file name", write: func(g []string) string { return "key_" + strings.Join(g, "_") + ".txt" }},
		{name: "path", write: func(g []string) string { return `C:\Users\ola\` + strings.Join(g, "-") + ".png" }},
		{name: "run together", write: joinedBy("")},
		{name: "run together in a URL", write: func(g []string) string { return "https://a.no/keys/" + strings.Join(g, "") + "?x=1" }},
		{name: "run together in a file name", write: func(g []string) string { return "win-" + strings.Join(g, "") + ".txt" }},
		{name: "run together after a word", write: func(g []string) string { return "keyI" + strings.Join(g, "") }},
		{name: "numbered", write: eachAs("%d. %s", " ")},
		{name: "numbered lines", write: eachAs("%d. %s", "\n")},
		{name: "numbered by brackets", write: eachAs("%d) %s", "\n")},
		{name: "labelled, nb", write: eachAs("gruppe %d: %s", ", ")},
		{name: "labelled, en", write: eachAs("group %d is %s", "\n")},
		{name: "labelled, part", write: eachAs("del %d er %s", " og ")},
		{name: "bullets", write: eachAs("- %[2]s", "\n")},
		{name: "stars", write: eachAs("* %[2]s", "\n")},
		{name: "dots before", write: eachAs("• %[2]s", "\n")},
		{name: "bold", write: eachAs("**%[2]s**", "-")},
		{name: "code", write: eachAs("`%[2]s`", "-")},
		{name: "quoted lines", write: eachAs("> %[2]s", "\n")},
		{name: "code block", write: func(g []string) string { return "```\n" + strings.Join(g, "-") + "\n```" }},
		{name: "table", write: func(g []string) string { return "| " + strings.Join(g, " | ") + " |" }},
		{name: "letters", write: perLetter(" ", " - ")},
		{name: "letters, blanks only", write: perLetter(" ", "   ")},
		{name: "letters, all alike", write: perLetter(" ", " ")},
		{name: "letters and dashes", write: perLetter("-", "-")},
		{name: "letters and commas", write: perLetter(", ", ", ")},
		{name: "letters, bindestrek", write: perLetter(" ", " bindestrek ")},
		{name: "letters, lines", write: perLetter(" ", "\n")},
		{name: "zero width within", write: perLetter("\u200b", "-")},
		{name: "soft hyphens within", write: perLetter("\u00ad", "-")},
		{name: "combining", write: mapped(func(r rune) string { return string(r) + "\u0336" })},
		{name: "full width", write: mapped(func(r rune) string {
			if r == '-' {
				return "－"
			}
			return string(r - '0' + '０')
		})},
		{name: "mathematical", write: mapped(shifted('A', '\U0001D400'))},
		{name: "mathematical digits", write: mapped(shifted('0', '\U0001D7EC'))},
		{name: "squared", write: mapped(shifted('A', '\U0001F170'))},
		{name: "look-alikes", write: func(g []string) string { return look.Replace(strings.Join(g, "-")) }},
		{name: "lower case", write: func(g []string) string { return strings.ToLower(strings.Join(g, "-")) }},
		{name: "lower case, blanks", write: func(g []string) string { return strings.ToLower(strings.Join(g, " ")) }, exact: true},
		{name: "wrapped", write: func(g []string) string {
			return strings.Join(g[:3], "-") + "-" + g[3][:2] + "\n" + g[3][2:] + "-" + strings.Join(g[4:], "")
		}, exact: true},
		{name: "a line of two", write: func(g []string) string { return g[0] + "-" + g[1] + "\n" + strings.Join(g[2:], "-") }},
		{name: "a character lost", write: func(g []string) string {
			return strings.Join([]string{g[0], g[1][:4], g[2], g[3], g[4]}, "-")
		}},
		{name: "quotes around", write: func(g []string) string { return "«" + strings.Join(g, "-") + "»" }},
		{name: "pairs of groups", write: func(g []string) string { return g[0] + g[1] + "-" + g[2] + g[3] + "-" + g[4] }, exact: true},
	}
	for name, separator := range map[string]string{
		"dash": "-", "en dash": "–", "em dash": "—", "minus": "−", "non-breaking hyphen": "‑", "two dashes": "--", "spaced dash": " - ", "dash and newline": "-\n", "spaced en dash": " – ",
		"space": " ", "two spaces": "  ", "tab": "\t", "newline": "\n", "empty line": "\n\n", "CRLF": "\r\n", "NBSP": "\u00a0", "thin space": "\u2009", "ideographic space": "\u3000",
		"comma": ",", "comma and space": ", ", "semicolon": ";", "semicolon and space": "; ", "colon": ":", "pipe": "|", "spaced pipe": " | ", "slash": "/", "spaced slash": " / ", "backslash": `\ `,
		"dot": ".", "middle dot": "·", "underscore": "_", "tilde": "~", "plus": "+", "spaced plus": " + ", "equals": "=", "star": "*", "hash": "#", "at": "@", "ellipsis": "…", "arrow": " -> ", "arrow sign": " → ",
		"double quotes": `" "`, "single quotes": `' '`, "brackets": "] [", "parentheses": ") (", "backticks": "` `", "bold": "** **",
		"zero width": "\u200b", "word joiner": "\u2060", "soft hyphen": "\u00ad", "BOM": "\ufeff",
		"bindestrek": " bindestrek ", "strek": " strek ", "dash in words": " dash ", "minus in words": " minus ", "hyphen in words": " hyphen ", "mellomrom": " mellomrom ",
		"og": " og ", "then": " then ", "så kommer": ", så kommer ", "deretter": " og deretter ",
	} {
		forms = append(forms, form{name: name, write: joinedBy(separator)})
	}
	return forms
}

// around are sentences with a place for a secret.
func around() []string {
	return []string{
		"%s", "nøkkelen er %s", "Hei, nøkkelen min er %s og den virker ikke", "%s virkar ikkje", "her er han:\n%s\nkva no?", "my key is %s, please help",
		"fekk 0xC004F213 med %s", "prøvde %s. Da kom 0xC004C003.", "koden «%s» ble avvist", "(%s)", "I typed %s\nand got an error", "dette var skrevet på esken: %s takk",
		"Eg har prøvd å skrive inn %s fleire gonger", "product key: %s", "😩 %s 😩", "%s?", "windows 11 pro %s",
	}
}

// drawGroups draws a key as Microsoft makes them; some are read wrongly in one place.
func drawGroups(t *rapid.T, exact bool) []string {
	groups := bottest.DrawKey(t)
	if !exact && rapid.IntRange(0, 3).Draw(t, "misread") == 0 {
		i := rapid.IntRange(0, 4).Draw(t, "group")
		old := rapid.SampledFrom([]string{"Q", "D", "B", "G", "2"}).Draw(t, "read as")
		groups[i] = strings.Replace(groups[i], old, map[string]string{"Q": "O", "D": "0", "B": "8", "G": "6", "2": "Z"}[old], 1)
	}
	return groups
}

// squeeze leaves only the letters and digits of a text, as ASCII capitals where they
// look like some.
func squeeze(s string) string {
	s = strings.NewReplacer("В", "B", "С", "C", "Н", "H", "К", "K", "М", "M", "Р", "P", "Т", "T", "Х", "X", "У", "Y").Replace(s)
	var out strings.Builder
	for _, r := range s {
		switch {
		case r >= '０' && r <= 'ｚ':
			r = r - '０' + '0'
		case r >= '\U0001D400' && r < '\U0001D41A':
			r = r - '\U0001D400' + 'A'
		case r >= '\U0001D7EC' && r < '\U0001D7F6':
			r = r - '\U0001D7EC' + '0'
		case r >= '\U0001F170' && r < '\U0001F18A':
			r = r - '\U0001F170' + 'A'
		}
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			out.WriteRune(unicode.ToUpper(r))
		}
	}
	return out.String()
}

// survivor returns a group of a key that is left in a masked text: none may be, but for
// the last one where the four before it are hidden.
func survivor(groups []string, got string) string {
	masked := false
	for part := range strings.SplitSeq(got, bottest.MaskedGroups) { // no group begins before the mask of a key and ends after it
		left := squeeze(part)
		if masked {
			left = strings.TrimPrefix(left, groups[len(groups)-1]) // nor in the last one and ends after that
		}
		masked = true
		for i, g := range groups {
			if i == len(groups)-1 && len(groups) == 5 && strings.Contains(got, bottest.MaskedGroups) {
				continue
			}
			if strings.Contains(left, g) {
				return g
			}
		}
	}
	return ""
}

func TestRedactEveryFormOfKey(t *testing.T) {
	for _, f := range keyForms() {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				groups := drawGroups(t, f.exact)
				if n := bottest.Ordinary(groups); n > 1 || f.exact && n > 0 {
					t.Skip("hardly a key")
				}
				sentence := rapid.SampledFrom(around()).Draw(t, "around")
				if survivor(groups, strings.Replace(sentence, "%s", f.write(slices.Repeat([]string{"#####"}, 5)), 1)) != "" {
					t.Skip("the sentence has the letters of a group, as in «inn https»")
				}
				text := strings.Replace(sentence, "%s", f.write(groups), 1)
				got, found := redact.Redact(text)
				if g := survivor(groups, got); g != "" || found != redact.SecretKey && found != redact.SecretPart {
					t.Fatalf("Redact(%q) = %q, %s; %q is left", text, got, found, g)
				}
				holdsStill(t, text)
			})
		})
	}
}

// TestRedactPartOfKey holds that nothing of a key is shown whose end is not known.
func TestRedactPartOfKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := bottest.DrawKey(t)
		if bottest.Ordinary(groups) > 0 {
			t.Skip("hardly a key")
		}
		n := rapid.IntRange(3, 4).Draw(t, "groups")
		from := rapid.IntRange(0, 5-n).Draw(t, "from")
		part := groups[from : from+n]
		separator := rapid.SampledFrom([]string{"-", " ", "\n", ", ", " - ", ". ", " bindestrek ", "_"}).Draw(t, "separator")
		end := rapid.SampledFrom([]string{"", "-", "…", "-…", "-?????", "-XXXXX", "-" + part[0][:3]}).Draw(t, "end")
		text := strings.Replace(rapid.SampledFrom(around()).Draw(t, "around"), "%s", strings.Join(part, separator)+end+" 0", 1)
		got, found := redact.Redact(text)
		if g := survivor(part, got); g != "" || found != redact.SecretPart && found != redact.SecretKey {
			t.Fatalf("Redact(%q) = %q, %s; %q is left", text, got, found, g)
		}
		holdsStill(t, text)
	})
}

// TestRedactSeveralKeys holds that keys that follow one another hide each other's groups.
func TestRedactSeveralKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keys [][]string
		var written []string
		separator := rapid.SampledFrom([]string{"-", " ", "\n", ","}).Draw(t, "separator")
		for range rapid.IntRange(2, 3).Draw(t, "keys") {
			groups := bottest.DrawKey(t)
			if bottest.Ordinary(groups) > 1 {
				t.Skip("hardly a key")
			}
			keys = append(keys, groups)
			written = append(written, strings.Join(groups, separator))
		}
		between := rapid.SampledFrom([]string{" ", "\n", ", ", "; ", " og ", " / ", "\n\n"}).Draw(t, "between")
		text := "nøklene " + strings.Join(written, between) + " er feil"
		got, _ := redact.Redact(text)
		left := squeeze(got)
		for _, groups := range keys {
			for _, g := range groups[:4] {
				if strings.Contains(left, g) {
					t.Fatalf("Redact(%q) = %q; %q is left", text, got, g)
				}
			}
		}
		holdsStill(t, text)
	})
}
