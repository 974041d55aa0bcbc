package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// The articles that the core itself refers to. A knowledge that lacks them
// works without.
const (
	articleOthers  = "andre-koder"        // the way for every code that has no article
	articleFindKey = "finn-produktnokkel" // where a key of one's own is found
)

// knownCodes returns the documented codes of the text, each once.
func (t *turn) knownCodes() []knowledge.Code {
	var codes []knowledge.Code
	for _, f := range t.r.Codes {
		if f.Value != 0 && len(t.Knowledge.ByCode(f.Value)) > 0 && !slices.Contains(codes, f.Value) {
			codes = append(codes, f.Value)
		}
	}
	return codes
}

// codes goes where the codes of the text lead; false where they lead nowhere.
func (t *turn) codes(learned bool, before screenful) bool {
	if t.r.Decision == match.Clarify {
		return false
	}
	codes := t.knownCodes()
	if t.open() && slices.Contains(codes, t.s().Code) && len(codes) == 2 {
		// "It was A, now it says B": B is news.
		codes = slices.DeleteFunc(codes, func(c knowledge.Code) bool { return c == t.s().Code })
	}
	switch {
	case len(codes) == 0:
		return t.noKnownCode()
	case t.sameArticle(codes):
		t.arrive(codes[0], learned, before)
	default:
		t.severalCodes(codes)
	}
	return true
}

// noKnownCode answers codes that no article has, unless the words beside them
// led somewhere.
func (t *turn) noKnownCode() bool {
	if t.r.Decision == match.Answer {
		return false
	}
	var malformed bool
	for _, f := range t.r.Codes {
		if f.Certainty == match.Malformed {
			malformed = true
		} else if t.r.Decision != match.None {
			t.unknown(f.Value)
			return true
		}
	}
	if malformed {
		t.prompt("prompt.half")
	}
	return malformed
}

// halfCode reports a word that begins like a code and is not long enough, or
// too long, for one.
func halfCode(text string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		digits, ok := strings.CutPrefix(strings.TrimFunc(w, unicode.IsPunct), "0x")
		if ok && len(digits) >= 3 && len(digits) <= 10 && len(digits) != 8 && strings.Trim(digits, "0123456789abcdef") == "" {
			return true
		}
	}
	return false
}

func (t *turn) sameArticle(codes []knowledge.Code) bool {
	for _, c := range codes[1:] {
		if t.Knowledge.ByCode(c)[0].ID != t.Knowledge.ByCode(codes[0])[0].ID {
			return false
		}
	}
	return true
}

// arrive goes to the article of a code, or goes on there.
func (t *turn) arrive(code knowledge.Code, learned bool, before screenful) {
	s := t.s()
	var ids []string
	for _, a := range t.Knowledge.ByCode(code) {
		ids = append(ids, a.ID)
	}
	if current, ok := t.Knowledge.Article(s.Article); ok && slices.Contains(ids, s.Article) &&
		(code == s.Code || slices.Contains(current.Codes, s.Code)) && s.Stage != StageSolved {
		t.sameAgain(code, learned, before)
		return
	}
	// The matcher's choice among the articles that hold the code comes first.
	if len(t.r.Entries) > 0 && slices.Contains(ids, t.r.Entries[0]) {
		ids = slices.Insert(drop(ids, t.r.Entries[0]), 0, t.r.Entries[0])
	}
	t.enterCode(ids[0], code)
	if len(ids) > 1 {
		s.Also = ids[1:]
	}
}

// enterCode goes to an article because of a code and says how the trail goes on.
func (t *turn) enterCode(id string, code knowledge.Code) {
	s := t.s()
	switch n := len(s.Trail); {
	case s.Stage == StageSolved:
		s.Trail, s.Skipped = nil, 0
	case slices.Contains(s.Codes, code):
		// One of several that were named together: nothing has changed on the screen.
	case n > 0 && s.Trail[n-1] != code && id != articleOthers:
		t.leads("step", args{"before": mono(s.Trail[n-1]), "now": mono(code)})
	}
	s.meet(code)
	t.enter(id, code)
}

// sameAgain goes on in the article that is being followed, whose code was named
// again.
func (t *turn) sameAgain(code knowledge.Code, learned bool, before screenful) {
	s := t.s()
	if code == s.Code {
		t.leads("same", args{"code": mono(code)})
	} else {
		t.leads("kin", args{"now": mono(code), "before": mono(s.Code)})
		s.Code = code
		s.meet(code)
	}
	switch {
	case learned:
		t.learned(before)
	case s.Stage == StageChecking:
		t.failed()
	case s.Stage == StageAsking:
		t.askAgain()
	case s.Stage == StageUsedUp:
		t.reply()
	default:
		t.enter(s.Article, code)
	}
}

// severalCodes lists the codes, answers the one that is likely on the screen
// now, and asks.
func (t *turn) severalCodes(codes []knowledge.Code) {
	s := t.s()
	now := codes[0]
	for _, c := range codes {
		if len(t.r.Entries) > 0 && t.Knowledge.ByCode(c)[0].ID == t.r.Entries[0] {
			now = c
			break
		}
	}
	if s.Stage == StageSolved {
		*s = Situation{Facts: s.Facts, Unsettled: s.Unsettled}
	}
	for _, c := range codes {
		if c != now {
			s.meet(c)
		}
	}
	s.meet(now)
	id := t.Knowledge.ByCode(now)[0].ID
	s.Article, s.Code, s.Question, s.Prompt = id, now, "", ""
	s.Also, s.Candidates, s.Near = nil, nil, nil
	s.Stage, s.Codes = StageCodes, codes[:min(len(codes), mostCandidates)]
	t.begin()
	s.Stage, s.Question = StageCodes, ""
	t.reply()
}

// takeCode goes to the article of a code that was offered.
func (t *turn) takeCode(what string) bool {
	code, err := knowledge.ParseCode(what)
	if err != nil || len(t.Knowledge.ByCode(code)) == 0 {
		return false
	}
	s := t.s()
	g, ok := t.guide(s)
	if s.Stage != StageCodes || !ok || code != s.Code {
		t.r.Entries = nil
		t.arrive(code, false, screenful{})
		return true
	}
	// It is the one that was answered: go on from there.
	s.Codes = nil
	s.View = ViewQuestion
	g.ask(false)
	t.leads("as-above", nil)
	t.reply()
	return true
}

// near offers the documented codes that the one written resembles.
func (t *turn) near() {
	s := t.s()
	if s.Stage == StageNear && len(s.Near) > 0 && len(t.r.Near) > 0 && s.Near[0].Written == t.r.Near[0].Written {
		// Written twice alike: that is what the screen says.
		t.really()
		return
	}
	if len(t.r.Near) == 0 {
		if !t.noKnownCode() {
			t.prompt("prompt.half")
		}
		return
	}
	s.Stage, s.View, s.Question = StageNear, ViewAll, ""
	s.Near = slices.Clone(t.r.Near[:min(len(t.r.Near), mostCandidates)])
	t.reply()
}

// really takes an undocumented code at its word.
func (t *turn) really() bool {
	near := t.s().Near
	if len(near) == 0 {
		return false
	}
	written := strings.Join(strings.Fields(near[0].Written), "")
	code, err := knowledge.ParseCode(written)
	switch {
	case err == nil && len(t.Knowledge.ByCode(code)) == 0:
		t.unknown(code)
	case utf8.RuneCountInString(written) == len(example.String()):
		t.prompt("prompt.letters")
	default:
		t.prompt("prompt.half")
	}
	return true
}

// unknown goes to the article for all codes that are not documented.
func (t *turn) unknown(code knowledge.Code) {
	s := t.s()
	if s.Article == articleOthers && s.Code == code && s.Stage != StageSolved && s.Stage != StageNear {
		t.sameAgain(code, false, screenful{})
		return
	}
	if _, ok := t.Knowledge.Article(articleOthers); !ok {
		t.leads("unknown", args{"code": mono(code)})
		t.prompt("prompt.screen")
		return
	}
	t.enterCode(articleOthers, code)
}
