package redact

import (
	"strings"
)

// tokenShape is how the tokens of a service look: what they begin with, which signs they
// may have beside letters and digits, and how long they are at least, with the prefix.
type tokenShape struct {
	prefix string
	signs  string
	min    int
}

// tokenShapes are those that services document for their secrets, and that the public
// rules of secret scanners (GitHub, gitleaks) list.
var tokenShapes = [...]tokenShape{
	{"xoxb-", "-", 16},
	{"xoxp-", "-", 16},
	{"xoxa-", "-", 16},
	{"xoxe", "-.", 16},
	{"xoxs-", "-", 16},
	{"xoxr-", "-", 16},
	{"xoxo-", "-", 16},
	{"xoxc-", "-", 16},
	{"xoxd-", "-%", 16}, // Slack
	{"xapp-", "-", 16},
	{"xwfp-", "-", 16},
	{"ghp_", "", 16},
	{"gho_", "", 16},
	{"ghu_", "", 16},
	{"ghs_", "", 16},
	{"ghr_", "", 16},
	{"github_pat_", "_", 16}, // GitHub
	{"glpat-", "-_.", 16},
	{"gldt-", "-_", 16},
	{"glrt-", "-_", 16}, // GitLab
	{"sk-", "-_", 20},
	{"sk_live_", "", 16},
	{"sk_test_", "", 16},
	{"rk_live_", "", 16},
	{"rk_test_", "", 16},
	{"whsec_", "+/=", 16}, // OpenAI, Anthropic, Stripe, Standard Webhooks
	{"AKIA", "", 20},
	{"ASIA", "", 20},
	{"ABIA", "", 20},
	{"ACCA", "", 20}, // Amazon
	{"AIza", "-_", 35},
	{"ya29.", "-_.", 20},
	{"GOCSPX-", "-_", 20}, // Google
	{"eyJ", "-_.=+/", 16}, // JSON Web Tokens
	{"SG.", "-_.", 20},
	{"hf_", "", 20},
	{"npm_", "", 30},
	{"pypi-", "-_", 30},
	{"dop_v1_", "", 30},
	{"shpat_", "", 30},
	{"shpss_", "", 30},
	{"dckr_pat_", "-_", 20},
	{"hvs.", "-_", 20},
	{"sbp_", "", 30},
	{"tskey-", "-", 20},
	{"AGE-SECRET-KEY-", "", 30}, // SendGrid and others
}

// findTokens finds secrets by their shape: the tokens of known services, what follows
// "Bearer", webhooks' addresses, passwords in addresses, and private keys.
func (f *finder) findTokens() {
	text := f.text
	f.work += len(text)
	f.findPrivateKeys()
	previous := ""
	for start, end := range words(text) {
		word := text[start:end]
		if len(word) >= minToken {
			f.tokensIn(word, start)
			f.addressesIn(word, start)
		}
		if len(word) >= minHeader && isScheme(previous) && !strings.Contains(word, masks) && looksSecret(word) {
			f.add(start, end, SecretToken)
		}
		previous = word
	}
}

// minToken keeps ordinary words that begin like a token, and minHeader those that follow
// a word such as "bearer".
const (
	minToken  = 16
	minHeader = 16
)

// isScheme reports a scheme of HTTP's Authorization header.
func isScheme(word string) bool {
	word = strings.Trim(word, "\"'`:*")
	return strings.EqualFold(word, "bearer") || strings.EqualFold(word, "basic")
}

// tokensIn finds the tokens in a word that begins at an offset of the text.
func (f *finder) tokensIn(word string, offset int) {
	dotted, number := strings.IndexByte(word, '.') >= 0, strings.IndexByte(word, ':') >= 0
	for i := 0; i < len(word); i++ {
		if i > 0 && isASCIIAlnum(word[i-1]) {
			continue
		}
		end := tokenEnd(word[i:])
		f.work++
		if end == 0 && (dotted && strings.IndexByte("MNO", word[i]) >= 0 || number && word[i] <= '9') {
			end = dottedEnd(word[i:])
		}
		if end > 0 {
			f.add(offset+i, offset+i+end, SecretToken)
			i += end - 1
		}
	}
}

// maxLook bounds how much of a word is looked at to tell whether a token begins there.
const maxLook = 128

// tokenEnd is the length of a known service's token at the beginning of a word; 0 where
// there is none.
func tokenEnd(word string) int {
	if len(word) < minToken || strings.IndexByte("xgswrAGyeShnpdtH", word[0]) < 0 {
		return 0
	}
	for _, shape := range tokenShapes {
		if !strings.HasPrefix(word, shape.prefix) {
			continue
		}
		rest := word[len(shape.prefix):]
		beginning := rest[:min(len(rest), maxLook)]
		n := signsLength(beginning, shape.signs)
		if len(shape.prefix)+n < shape.min || !strings.ContainsAny(beginning[:n], "0123456789") {
			continue
		}
		return len(shape.prefix) + signsLength(rest, shape.signs)
	}
	return 0
}

// dottedEnd is the length of a bot's token at the beginning of a word: Discord's have
// three parts with dots between them, Telegram's a number and a colon.
func dottedEnd(word string) int {
	first := signsLength(word[:min(len(word), 40)], "-_")
	if first < 8 || first >= len(word) {
		return 0
	}
	rest := word[first+1:]
	switch {
	case word[first] == '.' && first >= 23 && first <= 30 && strings.IndexByte("MNO", word[0]) >= 0:
		second := signsLength(rest[:min(len(rest), 8)], "-_")
		if second != 6 || second >= len(rest) || rest[second] != '.' {
			return 0
		}
		if third := signsLength(rest[second+1:], "-_"); third >= 27 {
			return first + 1 + second + 1 + third
		}
	case word[first] == ':' && first <= 11 && isAllDigits(word[:first]):
		if second := signsLength(rest[:min(len(rest), 64)], "-_"); second >= 33 && second <= 40 {
			return first + 1 + second
		}
	}
	return 0
}

// secretPaths are addresses that let whoever knows them write somewhere: what follows
// is the secret.
var secretPaths = [...]string{
	"hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
	"discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/webhookb2/",
}

// minPath keeps the folder of a secret path alone.
const minPath = 8

// addressesIn finds passwords and secret paths in the addresses of a word.
func (f *finder) addressesIn(word string, offset int) {
	for _, path := range secretPaths {
		f.work += len(word)
		for from := 0; ; {
			at := strings.Index(word[from:], path)
			if at < 0 {
				break
			}
			from += at + len(path)
			if size := pathLength(word[from:]); size >= minPath && !strings.HasPrefix(word[from:], masks) {
				f.add(offset+from, offset+from+size, SecretToken)
			}
		}
	}
	for from := 0; ; {
		at := strings.Index(word[from:], "://")
		if at < 0 {
			return
		}
		from += at + len("://")
		host := word[from:]
		if end := strings.IndexAny(host, "/\"'<>|"); end >= 0 {
			host = host[:end]
		}
		at = strings.LastIndexByte(host, '@')
		colon := signsLength(host, "-_.+%~")
		if at > colon+1 && host[colon] == ':' && !isOnlyMask(host[colon+1:at]) && labelOf(host[colon+1:at]) == labelNone { // not an example
			f.add(offset+from+colon+1, offset+from+at, SecretWord)
		}
	}
}

// pathLength is how far an address goes on.
func pathLength(s string) int {
	if end := strings.IndexAny(s, "\"'<>)|,;`"); end >= 0 {
		return end
	}
	return len(s)
}

// findPrivateKeys finds private keys in PEM blocks, also those that are cut off.
func (f *finder) findPrivateKeys() {
	text := f.text
	const begin, end, edge = "-----BEGIN ", "-----END ", "-----"
	for from := 0; ; {
		at := strings.Index(text[from:], begin)
		if at < 0 {
			return
		}
		start := from + at
		from = start + len(begin)
		label, _, ok := strings.Cut(text[from:min(len(text), from+64)], edge)
		if !ok || !strings.Contains(label, "PRIVATE KEY") {
			continue
		}
		body := from + len(label) + len(edge)
		stop := len(text)
		if at := strings.Index(text[body:], end); at >= 0 {
			stop = body + at
		}
		if !isOnlyMask(strings.TrimSpace(text[body:stop])) {
			f.add(body, stop, SecretToken)
		}
		from = stop
	}
}
