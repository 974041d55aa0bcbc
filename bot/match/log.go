package match

// beforeLogged is how many bytes before a code are looked at for the word that says that it is
// of a log.
const beforeLogged = 60

// fromLog reports that all codes of a text are those of a log, which says them beside much else:
// "loggen: reason code 0x80000000".
func (m *Matcher) fromLog(codes []Found, text string) bool {
	splitter := m.lexicon.newSplitter()
	for _, f := range codes {
		logged := false
		for _, w := range splitter.split(text[max(0, f.Start-beforeLogged):f.Start]) {
			logged = logged || m.logs.Has(w)
		}
		if !logged {
			return false
		}
	}
	return len(codes) > 0
}

// decideBesideLog settles what the words beside the codes of a log call for; where that is
// nothing, the codes count.
func (m *Matcher) decideBesideLog(r *Result, sc *scratch, joined bool) {
	byCode := *r
	m.decideWords(r, sc, joined)
	if r.Decision != Answer && r.Decision != Clarify {
		*r = byCode
	}
}
