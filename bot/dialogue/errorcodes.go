package dialogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// KnownCodes returns the documented codes of the text, each once.
func (t *Turn) KnownCodes() []knowledge.Code {
	var codes []knowledge.Code
	for _, f := range t.Match.Codes {
		if f.Value != 0 && len(t.Knowledge.ByCode(f.Value)) > 0 && !slices.Contains(codes, f.Value) {
			codes = append(codes, f.Value)
		}
	}
	return codes
}

// handleCodes goes where the codes of the text lead; false where they lead nowhere.
func (t *Turn) handleCodes(learned bool, before view) bool {
	if t.Match.Decision == match.Clarify || t.Match.Office && t.Match.Decision == match.None {
		return false // the words count; Office's codes are none of Windows
	}
	codes := t.KnownCodes()
	if t.Following() && slices.Contains(codes, t.Situation().Code) && len(codes) == 2 && t.Match.Newer {
		// "It was A, now it says B": B is news.
		codes = slices.DeleteFunc(codes, func(c knowledge.Code) bool { return c == t.Situation().Code })
	}
	switch {
	case len(codes) == 0:
		return t.handleUnknownCodes()
	case t.sameArticle(codes):
		t.followCode(codes[0], learned, before)
	default:
		t.offerCodes(codes)
	}
	return true
}

// handleUnknownCodes answers codes that no article has, unless the words beside them
// led somewhere.
func (t *Turn) handleUnknownCodes() bool {
	if t.Match.Decision == match.Answer {
		return false
	}
	var malformed bool
	for _, f := range t.Match.Codes {
		if f.Certainty == match.Malformed {
			malformed = true
		} else if t.Match.Decision != match.None {
			t.enterFallback(f.Value)
			return true
		}
	}
	if malformed {
		t.promptForCode("prompt.half")
	}
	return malformed
}

// promptForCode asks for a code in full; key is the question.
func (t *Turn) promptForCode(key string) {
	begun := t.begun(t.written())
	t.Prompt(key)
	t.Situation().Begun = begun
	t.Decide(outcome.HalfCode)
}

func (t *Turn) sameArticle(codes []knowledge.Code) bool {
	for _, c := range codes[1:] {
		if t.Knowledge.ByCode(c)[0].ID != t.Knowledge.ByCode(codes[0])[0].ID {
			return false
		}
	}
	return true
}

// followCode enters the article of a code, or continues it.
func (t *Turn) followCode(code knowledge.Code, learned bool, before view) {
	s := t.Situation()
	var ids []string
	for _, a := range t.forReader(t.Knowledge.ByCode(code)) {
		ids = append(ids, a.ID)
	}
	if current, ok := t.Knowledge.Article(s.Article); ok && slices.Contains(ids, s.Article) &&
		(code == s.Code || slices.Contains(current.Codes, s.Code)) && s.Stage != bot.StageSolved {
		t.handleSameCode(code, learned, before)
		return
	}
	// The matcher's choice among the articles that hold the code comes first.
	if len(t.Match.Entries) > 0 && slices.Contains(ids, t.Match.Entries[0]) {
		ids = slices.Insert(without(ids, t.Match.Entries[0]), 0, t.Match.Entries[0])
	}
	t.enterCode(ids[0], code)
	if len(ids) > 1 {
		s.Also = ids[1:]
	}
}

// forReader returns those of the articles that hold a code that are for who asks, or all where
// there are none.
func (t *Turn) forReader(articles []*knowledge.Article) []*knowledge.Article {
	expert := t.isAdministrator()
	own := slices.DeleteFunc(slices.Clone(articles), func(a *knowledge.Article) bool {
		return (t.Knowledge.AudienceOf(a) == knowledge.ForAdministrators) != expert
	})
	if len(own) == 0 {
		return articles
	}
	return own
}

// enterCode goes to an article because of a code and says how the trail goes on.
func (t *Turn) enterCode(id string, code knowledge.Code) {
	s := t.Situation()
	switch n := len(s.Trail); {
	case s.Stage == bot.StageSolved:
		s.Trail, s.Skipped = nil, 0
	case slices.Contains(s.Codes, code):
		// One of several that were named together: nothing has changed on the screen.
	case n > 0 && s.Trail[n-1] != code && !t.Knowledge.IsFallback(id):
		t.AddIntro("step", i18n.Args{"before": i18n.Code(s.Trail[n-1]), "now": i18n.Code(code)})
	}
	s.AddCode(code)
	t.EnterArticle(id, code)
}

// handleSameCode continues the article that is being followed when its code is named again.
func (t *Turn) handleSameCode(code knowledge.Code, learned bool, before view) {
	s := t.Situation()
	if code == s.Code {
		t.AddIntro("same", i18n.Args{"code": i18n.Code(code)})
	} else {
		t.AddIntro("kin", i18n.Args{"now": i18n.Code(code), "before": i18n.Code(s.Code)})
		s.Code = code
		s.AddCode(code)
	}
	switch {
	case learned:
		t.applyFacts(before)
	case s.Stage == bot.StageChecking:
		t.nextRemedy()
	case s.Stage == bot.StageAsking:
		t.RepeatQuestion()
		t.Decide(outcome.Repeated)
	case s.Stage == bot.StageUsedUp:
		t.RepeatQuestion()
		t.Decide(outcome.UsedUp)
	default:
		t.EnterArticle(s.Article, code)
	}
}

// offerCodes lists the codes, answers the one that is likely on the screen
// now, and asks.
func (t *Turn) offerCodes(codes []knowledge.Code) {
	s := t.Situation()
	now := codes[0]
	for _, c := range codes {
		if len(t.Match.Entries) > 0 && t.Knowledge.ByCode(c)[0].ID == t.Match.Entries[0] {
			now = c
			break
		}
	}
	if s.Stage == bot.StageSolved {
		*s = bot.Situation{Facts: s.Facts, Unsettled: s.Unsettled}
	}
	for _, c := range codes {
		if c != now {
			s.AddCode(c)
		}
	}
	s.AddCode(now)
	id := t.Knowledge.ByCode(now)[0].ID
	s.Article, s.Code, s.Question, s.Prompt = id, now, "", ""
	s.Also, s.Candidates, s.Near = nil, nil, nil
	s.Stage, s.Codes = bot.StageCodes, codes[:min(len(codes), bot.MaxCandidates)]
	t.begin()
	s.Stage, s.Question = bot.StageCodes, ""
	t.Decide(outcome.SeveralCodes)
	t.renderCurrent()
}

// takeCode goes to the article of a code that was offered.
func (t *Turn) takeCode(what string) bool {
	code, err := knowledge.ParseCode(what)
	if err != nil || len(t.Knowledge.ByCode(code)) == 0 {
		return false
	}
	s := t.Situation()
	w, ok := t.Walkthrough(s)
	if s.Stage != bot.StageCodes || !ok || code != s.Code {
		t.Match.Entries = nil
		t.followCode(code, false, view{})
		return true
	}
	// It is the one that was answered: go on from there.
	s.Codes = nil
	s.View = bot.ViewQuestion
	w.ask(false)
	t.AddIntro("as-above", nil)
	t.Decide(outcome.Answered)
	t.renderCurrent()
	return true
}

// offerSimilarCodes offers the documented codes that the one written resembles.
func (t *Turn) offerSimilarCodes() {
	s := t.Situation()
	if s.Stage == bot.StageNear && len(s.Near) > 0 && len(t.Match.Near) > 0 && s.Near[0].Written == t.Match.Near[0].Written {
		// Written twice alike: that is what the screen says.
		t.acceptWrittenCode()
		return
	}
	if len(t.Match.Near) == 0 {
		if !t.handleUnknownCodes() {
			t.promptForCode("prompt.half")
		}
		return
	}
	s.Stage, s.View, s.Question = bot.StageNear, bot.ViewAll, ""
	s.Near = slices.Clone(t.near())
	kind := outcome.NearMiss
	if s.Near[0].At == match.AtPart {
		kind = outcome.HalfCode
	}
	t.decideAbout(kind, s.Near[0].Entry, s.Near[0].Code)
	t.renderCurrent()
}

// near are the codes of the text's suggestions that are offered: all that have a part.
func (t *Turn) near() []match.Suggestion {
	list, most := t.Match.Near, bot.MaxCandidates
	if len(list) > 0 && list[0].At == match.AtPart {
		most = bot.MaxParts
	}
	return list[:min(len(list), most)]
}

// namesPart reports that a part of the code that is followed was written.
func (t *Turn) namesPart() bool {
	return t.Following() && slices.ContainsFunc(t.Match.Near, func(s match.Suggestion) bool {
		return s.At == match.AtPart && s.Code == t.Situation().Code
	})
}

// handleYesOrNo reads a yes or no where codes or articles are on offer: yes is the only one, and
// no is none of them.
func (t *Turn) handleYesOrNo(text string) bool {
	s := t.Situation()
	if s.Stage != bot.StageNear && s.Stage != bot.StageWhich && s.Stage != bot.StageCodes {
		return false
	}
	switch t.ShortAnswers().AnswerOf(text) {
	case reply.Yes:
		if s.Stage == bot.StageNear && len(s.Near) == 1 {
			t.Act = string(understand.Problem)
			return t.takeCode(s.Near[0].Code.String())
		}
		t.RepeatQuestion()
		t.Decide(outcome.Repeated)
	case reply.No:
		t.Prompt("prompt.none")
	case reply.NoAnswer, reply.Unsure:
		return false
	}
	return true
}

// acceptWrittenCode takes an undocumented code as it was written.
func (t *Turn) acceptWrittenCode() bool {
	near := t.Situation().Near
	if len(near) == 0 {
		return false
	}
	written := strings.Join(strings.Fields(near[0].Written), "")
	code, err := knowledge.ParseCode(written)
	switch {
	case err == nil && len(t.Knowledge.ByCode(code)) == 0:
		t.enterFallback(code)
	case utf8.RuneCountInString(written) == len(code.String()):
		t.promptForCode("prompt.letters")
	default:
		t.promptForCode("prompt.half")
		t.Situation().Begun, _ = digitsOf(written)
	}
	return true
}

// enterFallback goes to the article for all codes that are not documented.
func (t *Turn) enterFallback(code knowledge.Code) {
	s := t.Situation()
	if t.Knowledge.IsFallback(s.Article) && s.Code == code && s.Stage != bot.StageSolved && s.Stage != bot.StageNear {
		t.handleSameCode(code, false, view{})
		return
	}
	fallback, ok := t.Knowledge.Fallback(t.scope())
	if !ok {
		t.AddIntro("unknown", i18n.Args{"code": i18n.Code(code)})
		t.Prompt("prompt.screen")
		t.decideAbout(outcome.UnknownCode, "", code)
		return
	}
	t.enterCode(fallback.ID, code)
}
