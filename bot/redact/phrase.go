package redact

import (
	"strings"
	"unicode"
)

// Passwords stand in sentences of many shapes. Where no colon says so, only what is hardly a
// word is taken for one.

// changes are words that say that a password becomes another one.
const changes = " endra endret endre endrer bytta byttet bytte bytter byta bytt satt satte sette sett set setter set nullstilt nullstilte tilbakestilt tilbakestilte stilt stilte change changed changing reset updated oppdatert oppdaterte oppdatera "

// owners may stand between a password and the word that says what it is.
const owners = " mitt min mi vårt vår ditt din hans hennes my our your the a et eit ein en nytt nye new "

// others come before one more password.
const others = " eller evt eventuelt og men or and but "

// phrase reads a secret that a sentence tells of in another way than after the label: the
// label begins at an offset.
func (r *valueReader) phrase(start, end int) (span, bool) {
	r.at = end
	switch r.what {
	case labelLogin:
		if start > 0 && strings.IndexByte("-./_#?&", r.text[start-1]) >= 0 || strings.ContainsAny(r.text[start:end], "-_") {
			break // a part of a name or of a path
		}
		return r.login()
	case labelNetwork:
		from, to := r.wordAfterColon()
		return r.ifSecret(from, to, isStrongest)
	case labelStrict:
		from, to := r.word()
		if from >= 0 && isListed(joins, r.text[from:to]) {
			r.at = to
			from, to = r.word()
			return r.ifSecret(from, to, isStrong)
		}
	case labelPassword:
		if isPhrase(r.text[start:end]) {
			if s, ok := r.wordsTo(isStrong); ok {
				return s, true
			}
		}
		for _, shape := range [...]func(start int) (span, bool){r.below, r.changedTo, r.asides, r.before} {
			r.at = end
			if s, ok := shape(start); ok {
				return s, true
			}
		}
	default:
	}
	return span{}, false
}

// wordsTo reads some words of which the last one is judged to be a secret.
func (r *valueReader) wordsTo(judge func(string) bool) (span, bool) {
	const several = 3
	first, told := -1, r.colon()
	for n := range maxFillers + 2 {
		from, to := r.word()
		if from < 0 || r.text[from] == '\n' || r.text[from-1] == '\n' {
			break
		}
		if first < 0 {
			first = from
		}
		if told && n+1 == several && isPlain(r.text[from:to]) {
			return r.found(first, to, r.kind())
		}
		if s, ok := r.ifSecret(from, to, judge); ok {
			s.start = first
			return s, true
		}
		if !isPlain(r.text[from:to]) {
			break
		}
		r.at = to
	}
	return span{}, false
}

// isPlain reports a word of letters and digits.
func isPlain(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
}

// below reads a password on the line below the label, where each has its line to itself.
func (r *valueReader) below(start int) (span, bool) {
	rest := r.text[r.at:]
	if start > 0 && r.text[start-1] != '\n' || !strings.HasPrefix(strings.TrimLeft(rest[:min(len(rest), 4)], " \t\r"), "\n") {
		return span{}, false
	}
	from, to := r.word()
	if from < 0 {
		return span{}, false
	}
	if left := strings.TrimLeft(r.text[to:min(len(r.text), to+4)], " \t\r"); left != "" && left[0] != '\n' {
		return span{}, false
	}
	return r.ifSecret(from, to, isStrong)
}

// changedTo reads "was changed to …", "which is …", "is not … but …" and "'s …".
func (r *valueReader) changedTo(start int) (span, bool) {
	changed := r.wasChanged(start)
	if strings.HasPrefix(r.text[r.at:], "'s ") || strings.HasPrefix(r.text[r.at:], "’s ") {
		r.at += strings.IndexByte(r.text[r.at:], ' ')
		from, to := r.word()
		return r.ifSecret(from, to, isStrong)
	}
	if strings.HasPrefix(r.text[r.at:], ", ") {
		r.at++
	}
	linked := false
	for range maxFillers + 2 {
		from, to := r.word()
		if from < 0 {
			break
		}
		word := r.text[from:to]
		switch {
		case isListed(changes, word):
			changed = true
		case isListed(" til to ", word):
			linked = changed
		case isListed(joins, word), linked && isListed(meanwhile, word):
			linked = true
		case linked && isListed(" ikke ikkje not no nå now ", word):
		case isListed(" som which that vart blitt vorte has been have har til ", word), isListed(owners, word), isListed(betweenWords, word):
		case linked:
			return r.ifSecret(from, to, isStrong)
		default:
			return span{}, false
		}
		if strings.ContainsAny(word[len(word)-1:], ".!?;") {
			return span{}, false
		}
		r.at = to
	}
	return span{}, false
}

// wasChanged reports that the words before the label say that it becomes another one.
func (r *valueReader) wasChanged(start int) bool {
	for n, at := 0, start; n < 3; n++ {
		from, to := r.wordBefore(at)
		if from < 0 {
			return false
		}
		if isListed(changes, r.text[from:to]) {
			return true
		}
		at = from
	}
	return false
}

// asides reads a password between two commas.
func (r *valueReader) asides(int) (span, bool) {
	if from, to := r.word(); from >= 0 && isListed(owners, r.text[from:to]) {
		r.at = from + len(strings.TrimRight(r.text[from:to], ","))
	}
	if !strings.HasPrefix(r.text[r.at:], ", ") {
		return span{}, false
	}
	r.at++
	from, to := r.word()
	if from < 0 || !strings.HasSuffix(r.text[from:to], ",") {
		return span{}, false
	}
	return r.ifSecret(from, to, isStrong)
}

// before reads a password before the label: "… is my password", "use … as the password".
func (r *valueReader) before(start int) (span, bool) {
	if from, to := r.word(); from >= 0 && isListed(owners, r.text[from:to]) {
		r.at = to
	} else if from >= 0 && !strings.HasPrefix(r.text[r.at:], "\n") {
		return span{}, false // the sentence goes on, and says something about a password
	}
	if strings.HasPrefix(r.text[r.at:], "?") {
		return span{}, false
	}
	at := start
	for range 3 {
		from, to := r.wordBefore(at)
		if from < 0 {
			return span{}, false
		}
		word := r.text[from:to]
		switch {
		case isListed(" som as er is var was ", word):
			from, to = r.wordBefore(from)
			return r.ifSecret(from, to, isStrong)
		case !isListed(owners, word):
			return span{}, false
		}
		at = from
	}
	return span{}, false
}

// login reads a password after a name: "login: ola/…", "innlogging ola - …".
func (r *valueReader) login() (span, bool) {
	r.colon()
	from, to := r.word()
	if from < 0 || r.text[from] == '\n' {
		return span{}, false
	}
	if cut := strings.IndexAny(r.text[from:to], "/:|"); cut > 0 && from+cut+1 < to && isPlain(r.text[from:from+cut]) && strings.IndexByte(r.text[from+cut+1:to], '/') < 0 {
		return r.ifSecret(from+cut+1, to, isStrong)
	}
	r.at = to
	from, to = r.word()
	if from < 0 || !isListed(" / - – — | : , og passord: password: ", r.text[from:to]) {
		return span{}, false
	}
	r.at = to
	from, to = r.word()
	return r.ifSecret(from, to, isStrong)
}

// wordAfterColon returns the word after a colon; -1 where there is no colon.
func (r *valueReader) wordAfterColon() (from, to int) {
	if !strings.HasPrefix(strings.TrimLeft(r.text[r.at:min(len(r.text), r.at+3)], " "), ":") || !r.colon() {
		return -1, -1
	}
	return r.word()
}

// wordBefore returns the word that ends before an offset; -1 where there is none on the same
// line.
func (r *valueReader) wordBefore(at int) (from, to int) {
	to = at
	for to > 0 && (r.text[to-1] == ' ' || r.text[to-1] == '\t') {
		to--
	}
	for from = to; from > 0 && to-from < maxLabel && strings.IndexByte(" \t\r\n", r.text[from-1]) < 0; from-- {
		r.work++
	}
	if from == to || to == at && at > 0 || to-from >= maxLabel {
		return -1, -1
	}
	return from, to
}

// ifSecret is the span of a word that is judged to be a secret.
func (r *valueReader) ifSecret(from, to int, judge func(string) bool) (span, bool) {
	if from < 0 {
		return span{}, false
	}
	value := r.text[from:to]
	bare := strings.TrimRight(value, ".,;:?)*_`\"'»”")
	lead := len(bare) - len(strings.TrimLeft(bare, "(*_`\"'«“"))
	from, bare = from+lead, bare[lead:]
	if !isPassword(bare) || !judge(bare) {
		return span{}, false
	}
	return r.found(from, from+len(bare), r.kind())
}

// isPhrase reports a label of a password of several words.
func isPhrase(label string) bool {
	return isListed(" passphrase passphrases passfrase passfrasen passfrasa ", label)
}

// rest reads on after a password: another one, or the other words of a phrase.
func (r *valueReader) rest(s span, phrase bool) span {
	phrase = phrase && isPlain(strings.ReplaceAll(r.text[s.start:s.end], " ", ""))
	for range maxFillers {
		r.at = s.end
		if strings.HasPrefix(r.text[r.at:], "\n") || r.at < len(r.text) && strings.IndexByte(".,;", r.text[r.at]) >= 0 {
			return s
		}
		from, to := r.word()
		if from < 0 || r.text[from-1] == '\n' {
			return s
		}
		word := r.text[from:to]
		switch {
		case word == "/" || isListed(others, word):
			r.at = to
			next, end := r.word()
			more, ok := r.ifSecret(next, end, isStrong)
			if !ok {
				return s
			}
			s.end = more.end
		case phrase && r.text[s.end] == ' ' && isPlain(word):
			s.end = to
		default:
			return s
		}
	}
	return s
}

// findCommands finds passwords in commands, and those before an address.
func (f *finder) findCommands() {
	text := f.text
	f.work += len(text)
	if strings.IndexByte(text, ':') < 0 && !strings.Contains(text, "-p ") {
		return
	}
	r := valueReader{finder: f, what: labelPassword}
	previous, line := "", 0
	curl := false
	for start, end := range words(text) {
		word := text[start:end]
		if strings.Contains(text[line:start], "\n") {
			curl = false
		}
		line = end
		curl = curl || word == "curl" || word == "wget"
		from, judge := -1, isStrong
		colon := strings.IndexByte(word[:min(len(word), maxLabel)], ':')
		at := strings.LastIndexByte(word, '@')
		switch {
		case (previous == "-u" || previous == "--user") && colon > 0:
			from, judge = start+colon+1, isTyped
			if curl {
				judge = func(s string) bool { return !isAllDigits(s) }
			}
		case strings.HasPrefix(strings.ToLower(previous[:min(len(previous), 6)]), "/user:"):
			from = start
		case previous == "-p":
			from, judge = start, isStrongest
		case colon > 0 && at > colon+1 && at+1 < len(word) && !strings.Contains(word, "://") && isASCIIAlnum(word[at+1]) && signsLength(word, "-_.") == colon && !isListed(contacts, word[:colon]):
			from, end, judge = start+colon+1, start+at, isStrongest
		}
		previous = word
		if from < 0 {
			continue
		}
		if s, ok := r.ifSecret(from, end, judge); ok {
			f.spans = append(f.spans, s)
		}
	}
}

// isTyped reports what no program would replace.
func isTyped(s string) bool { return isStrongest(s) && !strings.ContainsAny(s, `$\,="'(`) }

// contacts come before an address with a colon.
const contacts = " mailto epost e-post mail email e-mail til to fra from cc bcc kontakt contact bruker brukar brukernavn brukarnamn user username konto account sip sips xmpp acct tlf "
