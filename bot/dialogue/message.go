package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// example is the code that shows how a code looks.
const example knowledge.Code = 0xC004F213

// certain is how sure a match must be to speak up unasked.
const certain = 0.9

// Said answers what a person wrote. It returns false where silence is the
// answer: the words were not for the bot, and it is not sure that it can help.
func (t *Turn) Said(e bot.Message) bool {
	t.R = t.Matcher.Match(e.Text)
	if !t.Addressed(e) && (e.OnlyIfAddressed || !t.certain()) {
		return false
	}
	t.Hear(e)
	t.Listen(e.Message)
	t.Notice(e)
	t.C.KeepPictures(e.Message, e.Files)
	if strings.TrimSpace(e.Text) == "" {
		t.wordless(e)
		return true
	}
	facts := t.facts(e)
	before := t.screenful()
	learned := t.Situation().Learn(facts)
	understood := t.follow(e.Text, facts, before, learned)
	if understood {
		t.C.Misses = 0
	}
	return true
}

// wordless answers a message without words: a picture is nothing that the bot can
// read.
func (t *Turn) wordless(e bot.Message) {
	if len(e.Files) == 0 {
		t.Opened()
		return
	}
	if t.asking() {
		t.asideAndAsk("picture.more", nil)
		return
	}
	t.Prompt("prompt.picture")
}

// Addressed reports words that were meant for the bot.
func (t *Turn) Addressed(e bot.Message) bool {
	return e.Addressed || e.InThread && t.C.Turn > 1 // not the first turn
}

// certain reports a match that is worth an answer nobody asked for.
func (t *Turn) certain() bool {
	return t.R.Decision == match.Answer && (t.R.Confidence >= certain || len(t.KnownCodes()) > 0)
}

// Notice tells about what was masked, once.
func (t *Turn) Notice(e bot.Message) {
	if e.Secret == redact.SecretNone || t.C.KeyNoticed {
		return
	}
	t.C.KeyNoticed = true
	notice := t.Voice().Paragraph("secret."+string(e.Secret), nil)
	if e.Secret == redact.SecretKey {
		_, key, ok := strings.Cut(e.Text, redact.MaskedGroups)
		if ok {
			notice = t.Voice().Paragraph("secret.key", i18n.Args{"tail": {Text: reply.Start(key, redact.GroupSize), Kind: bot.Mono}})
		} else { // it stands in the title of a file
			notice = t.Voice().Paragraph("secret.part", nil)
		}
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.In.From, ReplyToken: t.In.ReplyToken, Reply: bot.Reply{
		Blocks:  []bot.Block{notice},
		Turn:    t.C.Turn,
		Private: true,
	}})
}

// facts are what the person told, in words or beside them, as far as the
// knowledge has such facts.
func (t *Turn) facts(e bot.Message) map[string]string {
	facts := make(map[string]string)
	for _, told := range []map[string]string{t.R.Facts, e.Facts} {
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
func (t *Turn) screenful() screenful {
	if g, ok := t.Guide(t.Situation()); ok {
		return g.screenful()
	}
	return screenful{}
}

// follow does what the words call for, most telling first; false is a miss.
func (t *Turn) follow(text string, facts map[string]string, before screenful, learned bool) bool {
	if id, ok := reply.Choose(t.C.Offered, text); ok && t.Choose(id) {
		return true
	}
	if t.command(text) {
		return true
	}
	switch t.R.Decision {
	case match.Refuse:
		return t.refuse()
	case match.Human:
		return t.wantsHuman()
	case match.Suggest:
		t.near()
		return true
	case match.Answer, match.Clarify, match.UnknownCode, match.None:
	}
	if len(t.R.Codes) > 0 && t.codes(learned, before) {
		return true
	}
	if t.R.Decision == match.None && halfCode(text) {
		t.Prompt("prompt.half")
		return true
	}
	if t.Following() {
		_, asked := facts[t.Situation().Question]
		if asked || t.stays() && learned {
			if !asked {
				t.Leads("noted", nil)
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
func (t *Turn) cannotTell() bool {
	s := t.Situation().Stage
	if !t.R.Has(match.SaysUnsure) || s != bot.StageWhich && s != bot.StageNear && s != bot.StageCodes {
		return false
	}
	t.Prompt("prompt.none")
	return true
}

// command does what can be said at any time: a language, start again, back.
// Someone who describes a problem at the same time, or at length, means
// something else by the words.
func (t *Turn) command(text string) bool {
	if t.R.Decision != match.None || len(t.R.Codes) > 0 || len(text) > reply.MaxTyped || len(strings.Fields(text)) > reply.Longest {
		return false
	}
	switch {
	case t.R.Has(match.WantsRestart):
		t.restart()
	case t.R.Has(match.WantsBack):
		t.back()
	case t.R.Has(match.WantsLanguage) && i18n.Known(t.R.Wants):
		t.takeLanguage(string(t.R.Wants))
	default:
		return false
	}
	return true
}

// stays reports that the words are about the article that is being followed,
// or tell something that it asks about.
func (t *Turn) stays() bool {
	g, ok := t.Guide(t.Situation())
	if !ok {
		return false
	}
	if t.R.Decision == match.Answer || t.R.Decision == match.Clarify {
		return slices.Contains(t.R.Entries, t.Situation().Article) || g.concerns(t.R.Facts)
	}
	return true
}

// answered takes the words as an answer to what was asked: yes, no, don't know,
// it helped, it did not.
func (t *Turn) answered(text string) bool {
	s := t.Situation()
	asked, hasFact := t.Knowledge.Fact(s.Question)
	switch {
	case t.R.Has(match.SaysNotHelped):
		t.failed()
	case t.R.Has(match.SaysHelped):
		t.helped()
	case reply.OutcomeOf(text) == reply.Yes:
		t.helped()
	case reply.OutcomeOf(text) == reply.No:
		t.failed()
	case reply.Acknowledged(text), t.R.Has(match.SaysUnsure) && s.Stage == bot.StageChecking:
		t.noHurry()
	case t.R.Decision == match.Answer && !slices.Contains(t.R.Entries, s.Article):
		return false
	case t.R.Has(match.SaysUnsure) && s.Stage == bot.StageAsking:
		t.unsure(s.Question)
	case t.R.Has(match.SaysYes) && s.Stage == bot.StageChecking:
		t.helped()
	case t.R.Has(match.SaysNo) && s.Stage == bot.StageChecking:
		t.failed()
	case t.R.Has(match.SaysYes) && hasFact:
		return t.settle(asked, "yes")
	case t.R.Has(match.SaysNo) && hasFact:
		return t.settle(asked, "no")
	default:
		return false
	}
	return true
}

// noHurry leaves the person time to try, and asks the question that is open.
func (t *Turn) noHurry() {
	t.followUp()
	if t.Situation().Stage == bot.StageChecking {
		t.Aside("no-hurry")
		return
	}
	t.Leads("no-hurry", nil)
	t.AskAgain()
}

// settle answers a question with one of its values, if it has that value.
func (t *Turn) settle(f *knowledge.Fact, value string) bool {
	if _, ok := f.Value(value); !ok {
		return false
	}
	return t.takeFact(f.ID + "=" + value)
}

// symptom goes where the description leads: an article, or several to choose
// from.
func (t *Turn) symptom(learned bool, before screenful) bool {
	switch t.R.Decision {
	case match.Answer, match.UnknownCode:
		id := articleOthers
		if len(t.R.Entries) > 0 {
			id = t.R.Entries[0]
		}
		if t.Following() && slices.Contains(t.R.Entries, t.Situation().Article) {
			t.goOn(learned, before)
			return true
		}
		if t.Following() {
			t.Leads("other", nil)
		}
		return t.Enter(id, 0)
	case match.Clarify:
		if len(t.R.Entries) == 0 || t.Following() && slices.Contains(t.R.Entries, t.Situation().Article) {
			return false
		}
		t.which(t.R.Entries)
		return true
	case match.Suggest, match.Refuse, match.Human, match.None:
	}
	return false
}

// smallTalk answers what is said around a problem, and Office.
func (t *Turn) smallTalk(learned bool) bool {
	s := t.Situation()
	switch {
	case t.R.Office:
		t.Aside("office")
	case t.R.Has(match.SaysHelped) && s.Stage == bot.StageUsedUp:
		s.Stage = bot.StageSolved
		t.reply()
	case t.R.Has(match.SaysNotHelped) && s.Stage == bot.StageSolved:
		t.notSolved()
	case t.R.Has(match.SaysYes) && s.Stage == bot.StageUsedUp:
		t.human()
	case t.R.Has(match.SaysThanks) || t.R.Has(match.SaysHelped):
		t.Aside("thanks")
	case t.R.Has(match.SaysBye) || t.R.Has(match.SaysNo) && (s.Stage == bot.StageUsedUp || s.Stage == bot.StageSolved):
		t.Aside("bye")
	case t.R.Has(match.WantsHelp) && !t.asking():
		t.Leads("help", i18n.Args{"example": i18n.Code(example)})
		t.send(t.Leading(t.Voice()), nil)
	case t.R.Has(match.WantsHelp):
		t.asideAndAsk("help", i18n.Args{"example": i18n.Code(example)})
	case t.R.Has(match.SaysHello) && s.Stage == bot.StageNew:
		t.Aside("hello")
	case t.R.Has(match.SaysHello):
		t.asideAndAsk("hello.again", nil)
	case learned && !t.asking():
		t.Prompt("prompt.noted")
	default:
		return false
	}
	return true
}

// asking reports that something particular was asked, beyond what the screen
// says.
func (t *Turn) asking() bool {
	s := t.Situation().Stage
	return s != bot.StageNew && s != bot.StageCode && s != bot.StageSolved
}

// miss admits that nothing was understood and asks again; the second time in a
// row it also offers a person.
func (t *Turn) miss(learned bool) bool {
	t.C.Misses++
	switch {
	case t.C.Misses > 1:
		t.Leads("miss.again", nil)
	case learned:
		t.Leads("noted", nil)
	case t.asking():
		t.Leads("miss", nil)
	default:
		t.Leads("miss.scope", nil)
	}
	if t.Situation().Stage == bot.StageNew || t.Situation().Stage == bot.StageSolved {
		t.Situation().Stage, t.Situation().Prompt = bot.StageCode, "prompt.screen"
	}
	t.AskAgain()
	return false
}
