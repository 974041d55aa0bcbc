package bot

import (
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// example is the code that shows how a code looks.
const example knowledge.Code = 0xC004F213

// certain is how sure a match must be to speak up unasked.
const certain = 0.9

// said answers what a person wrote. It returns false where silence is the
// answer: the words were not for the bot, and it is not sure that it can help.
func (t *turn) said(e Said) bool {
	t.r = t.Matcher.Match(e.Text)
	if !t.addressed(e) && (e.Quiet || !t.certain()) {
		return false
	}
	t.hear(e)
	t.listen(e.Message)
	t.notice(e)
	t.c.keepPictures(e.Message, e.Files)
	if strings.TrimSpace(e.Text) == "" {
		t.wordless(e)
		return true
	}
	facts := t.facts(e)
	before := t.screenful()
	learned := t.s().learn(facts)
	understood := t.follow(e.Text, facts, before, learned)
	if understood {
		t.c.Misses = 0
	}
	return true
}

// wordless answers a message without words: a picture is nothing that the bot can
// read.
func (t *turn) wordless(e Said) {
	if len(e.Files) == 0 {
		t.opened()
		return
	}
	if t.asking() {
		t.asideAndAsk("picture.more", nil)
		return
	}
	t.prompt("prompt.picture")
}

// addressed reports words that were meant for the bot.
func (t *turn) addressed(e Said) bool {
	return e.Addressed || e.Threaded && t.c.Turn > 1 // not the first turn
}

// certain reports a match that is worth an answer nobody asked for.
func (t *turn) certain() bool {
	return t.r.Decision == match.Answer && (t.r.Confidence >= certain || len(t.knownCodes()) > 0)
}

// notice tells about what was masked, once.
func (t *turn) notice(e Said) {
	if e.Secret == SecretNone || t.c.KeyNoticed {
		return
	}
	t.c.KeyNoticed = true
	notice := t.voice().para("secret."+string(e.Secret), nil)
	if e.Secret == SecretKey {
		_, key, ok := strings.Cut(e.Text, maskedGroups)
		if ok {
			notice = t.voice().para("secret.key", args{"tail": {Text: start(key, groupSize), Kind: Mono}})
		} else { // it stands in the title of a file
			notice = t.voice().para("secret.part", nil)
		}
	}
	t.effects = append(t.effects, Say{To: t.in.From, Via: t.in.Via, Reply: Reply{
		Blocks:  []Block{notice},
		Turn:    t.c.Turn,
		Private: true,
	}})
}

// facts are what the person told, in words or beside them, as far as the
// knowledge has such facts.
func (t *turn) facts(e Said) map[string]string {
	facts := make(map[string]string)
	for _, told := range []map[string]string{t.r.Facts, e.Told} {
		for id, value := range told {
			if f, ok := t.Knowledge.Fact(id); ok {
				if _, ok := f.Value(value); ok {
					facts[id] = value
				}
			}
		}
	}
	return facts
}

// screenful is what is on show, where an article is.
func (t *turn) screenful() screenful {
	if g, ok := t.guide(t.s()); ok {
		return g.screenful()
	}
	return screenful{}
}

// follow does what the words call for, most telling first; false is a miss.
func (t *turn) follow(text string, facts map[string]string, before screenful, learned bool) bool {
	if id, ok := Choose(t.c.Offered, text); ok && t.choose(id) {
		return true
	}
	if t.command(text) {
		return true
	}
	switch t.r.Decision {
	case match.Refuse:
		return t.refuse()
	case match.Human:
		return t.wantsHuman()
	case match.Suggest:
		t.near()
		return true
	case match.Answer, match.Clarify, match.UnknownCode, match.None:
	}
	if len(t.r.Codes) > 0 && t.codes(learned, before) {
		return true
	}
	if t.r.Decision == match.None && halfCode(text) {
		t.prompt("prompt.half")
		return true
	}
	if t.open() {
		_, asked := facts[t.s().Question]
		if asked || t.stays() && learned {
			if !asked {
				t.leads("noted", nil)
			}
			t.learned(before)
			return true
		}
		if t.answered(text) {
			return true
		}
	}
	return t.symptom(learned, before) || t.smallTalk(learned) || t.cannotTell() || t.miss(learned)
}

// cannotTell looks further when the person cannot tell which of several it is.
func (t *turn) cannotTell() bool {
	s := t.s().Stage
	if !t.r.Has(match.SaysUnsure) || s != StageWhich && s != StageNear && s != StageCodes {
		return false
	}
	t.prompt("prompt.none")
	return true
}

// command does what can be said at any time: a language, start again, back.
// Someone who describes a problem at the same time, or at length, means
// something else by the words.
func (t *turn) command(text string) bool {
	if t.r.Decision != match.None || len(t.r.Codes) > 0 || len(text) > maxTyped || len(strings.Fields(text)) > longest {
		return false
	}
	switch {
	case t.r.Has(match.WantsRestart):
		t.restart()
	case t.r.Has(match.WantsBack):
		t.back()
	case t.r.Has(match.WantsLanguage) && known(t.r.Wants):
		t.takeLanguage(string(t.r.Wants))
	default:
		return false
	}
	return true
}

// stays reports that the words are about the article that is being followed,
// or tell something that it asks about.
func (t *turn) stays() bool {
	g, ok := t.guide(t.s())
	if !ok {
		return false
	}
	if t.r.Decision == match.Answer || t.r.Decision == match.Clarify {
		return slices.Contains(t.r.Entries, t.s().Article) || g.concerns(t.r.Facts)
	}
	return true
}

// answered takes the words as an answer to what was asked: yes, no, don't know,
// it helped, it did not.
func (t *turn) answered(text string) bool {
	s := t.s()
	asked, hasFact := t.Knowledge.Fact(s.Question)
	switch {
	case t.r.Has(match.SaysNotHelped):
		t.failed()
	case t.r.Has(match.SaysHelped):
		t.helped()
	case outcomeOf(text) == yes:
		t.helped()
	case outcomeOf(text) == no:
		t.failed()
	case acknowledged(text), t.r.Has(match.SaysUnsure) && s.Stage == StageChecking:
		t.noHurry()
	case t.r.Decision == match.Answer && !slices.Contains(t.r.Entries, s.Article):
		return false
	case t.r.Has(match.SaysUnsure) && s.Stage == StageAsking:
		t.unsure(s.Question)
	case t.r.Has(match.SaysYes) && s.Stage == StageChecking:
		t.helped()
	case t.r.Has(match.SaysNo) && s.Stage == StageChecking:
		t.failed()
	case t.r.Has(match.SaysYes) && hasFact:
		return t.settle(asked, "yes")
	case t.r.Has(match.SaysNo) && hasFact:
		return t.settle(asked, "no")
	default:
		return false
	}
	return true
}

// noHurry leaves the person time to try, and asks the question that is open.
func (t *turn) noHurry() {
	t.followUp()
	if t.s().Stage == StageChecking {
		t.aside("no-hurry")
		return
	}
	t.leads("no-hurry", nil)
	t.askAgain()
}

// settle answers a question with one of its values, if it has that value.
func (t *turn) settle(f *knowledge.Fact, value string) bool {
	if _, ok := f.Value(value); !ok {
		return false
	}
	return t.takeFact(f.ID + "=" + value)
}

// symptom goes where the description leads: an article, or several to choose
// from.
func (t *turn) symptom(learned bool, before screenful) bool {
	switch t.r.Decision {
	case match.Answer, match.UnknownCode:
		id := articleOthers
		if len(t.r.Entries) > 0 {
			id = t.r.Entries[0]
		}
		if t.open() && slices.Contains(t.r.Entries, t.s().Article) {
			t.goOn(learned, before)
			return true
		}
		if t.open() {
			t.leads("other", nil)
		}
		return t.enter(id, 0)
	case match.Clarify:
		if len(t.r.Entries) == 0 || t.open() && slices.Contains(t.r.Entries, t.s().Article) {
			return false
		}
		t.which(t.r.Entries)
		return true
	case match.Suggest, match.Refuse, match.Human, match.None:
	}
	return false
}

// smallTalk answers what is said around a problem, and Office.
func (t *turn) smallTalk(learned bool) bool {
	s := t.s()
	switch {
	case t.r.Office:
		t.aside("office")
	case t.r.Has(match.SaysHelped) && s.Stage == StageUsedUp:
		s.Stage = StageSolved
		t.reply()
	case t.r.Has(match.SaysNotHelped) && s.Stage == StageSolved:
		t.notSolved()
	case t.r.Has(match.SaysYes) && s.Stage == StageUsedUp:
		t.human()
	case t.r.Has(match.SaysThanks) || t.r.Has(match.SaysHelped):
		t.aside("thanks")
	case t.r.Has(match.SaysBye) || t.r.Has(match.SaysNo) && (s.Stage == StageUsedUp || s.Stage == StageSolved):
		t.aside("bye")
	case t.r.Has(match.WantsHelp) && !t.asking():
		t.leads("help", args{"example": mono(example)})
		t.send(t.leading(t.voice()), nil)
	case t.r.Has(match.WantsHelp):
		t.asideAndAsk("help", args{"example": mono(example)})
	case t.r.Has(match.SaysHello) && s.Stage == StageNew:
		t.aside("hello")
	case t.r.Has(match.SaysHello):
		t.asideAndAsk("hello.again", nil)
	case learned && !t.asking():
		t.prompt("prompt.noted")
	default:
		return false
	}
	return true
}

// asking reports that something particular was asked, beyond what the screen
// says.
func (t *turn) asking() bool {
	s := t.s().Stage
	return s != StageNew && s != StageCode && s != StageSolved
}

// miss admits that nothing was understood and asks again; the second time in a
// row it also offers a person.
func (t *turn) miss(learned bool) bool {
	t.c.Misses++
	switch {
	case t.c.Misses > 1:
		t.leads("miss.again", nil)
	case learned:
		t.leads("noted", nil)
	case t.asking():
		t.leads("miss", nil)
	default:
		t.leads("miss.scope", nil)
	}
	if t.s().Stage == StageNew || t.s().Stage == StageSolved {
		t.s().Stage, t.s().Prompt = StageCode, "prompt.screen"
	}
	t.askAgain()
	return false
}
