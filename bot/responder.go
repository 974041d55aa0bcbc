package bot

import (
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// screen is about how many characters a phone shows at once.
const screen = 940

// voice speaks the conversation's language, for the PC's version of Windows.
func (t *turn) voice() voice { return t.voiceIn(*t.s()) }

func (t *turn) voiceIn(s Situation) voice {
	v := newVoice(t.Knowledge, t.c.Language, "")
	if g, ok := t.guide(&s); ok {
		v.windows, _ = g.windows(s.Facts)
	} else {
		v.windows = s.Facts[knowledge.FactWindows]
	}
	return v
}

// reply says the situation.
func (t *turn) reply() { t.say(*t.s()) }

// sayAgain says what the person is looking at in full.
func (t *turn) sayAgain() {
	s := *t.s()
	if s.View == ViewQuestion {
		s.View = ViewAll
		if len(s.Shown) == 1 {
			s.View = ViewRemedy
		}
	}
	t.say(s)
}

// askAgain says no more than what was asked.
func (t *turn) askAgain() {
	s := *t.s()
	s.View = ViewQuestion
	t.say(s)
}

// aside says something that leaves the situation and its choices as they are.
func (t *turn) aside(key string) {
	t.leads(key, nil)
	t.send(t.leading(t.voice()), nil)
}

// asideAndAsk says something and asks again what was asked before.
func (t *turn) asideAndAsk(key string, a args) {
	t.leads(key, a)
	if t.s().Stage == StageNew || t.s().Stage == StageSolved {
		t.send(t.leading(t.voice()), nil)
		return
	}
	t.askAgain()
}

// human tells how to reach a person, and what is good to have ready there.
func (t *turn) human() {
	if t.People {
		t.wantsPerson = true
		return
	}
	v := t.voice()
	t.leads("human", nil)
	blocks := t.leading(v)
	if ready := t.ready(v); len(ready) > 0 {
		blocks = append(blocks, v.para("human.ready", nil), Fields{ready})
	}
	if t.open() {
		blocks = append(blocks, v.para("human.stay", nil))
	}
	t.send(blocks, nil)
}

// ready is what is known and tried, in short.
func (t *turn) ready(v voice) []Field {
	s := t.s()
	var fields []Field
	var codes, tried []string
	for _, c := range s.Trail {
		codes = append(codes, c.String())
	}
	for _, trial := range s.Tried {
		if a, ok := t.Knowledge.Article(trial.Article); ok {
			for _, r := range a.Remedies {
				if r.ID == trial.Remedy && !trial.Helped {
					tried = append(tried, plain(v.in(r.Title)))
				}
			}
		}
	}
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, Field{v.label(key), value})
		}
	}
	add("field.codes", strings.Join(codes, " → "))
	add("field.windows", s.Facts[knowledge.FactWindows])
	add("field.tried", strings.Join(tried, " · "))
	return fields
}

// send queues a reply. Choices take the place of those that were offered;
// without any, those stand.
func (t *turn) send(blocks []Block, choices []Choice) {
	if len(choices) > 0 {
		t.c.Offered, t.c.OfferedIn = choices, t.c.Turn
	}
	t.effects = append(t.effects, Say{To: t.in.From, Via: t.in.Via, Reply: Reply{
		Blocks:  blocks,
		Choices: slices.Clone(choices),
		Turn:    t.c.Turn,
		Private: t.private,
	}, Firm: t.c.Case != nil && t.c.Case.Guided})
}

// leading puts what comes first into words.
func (t *turn) leading(v voice) []Block {
	var blocks []Block
	for _, l := range t.lead {
		blocks = append(blocks, v.para(l.key, l.args))
	}
	return blocks
}

// say puts a situation into words.
func (t *turn) say(s Situation) {
	v := t.voiceIn(s)
	blocks := t.leading(v)
	var choices []Choice
	switch s.Stage {
	case StageNew:
		t.c.Offered = nil
		if len(blocks) == 0 || t.lead[0].key == "language" || t.lead[0].key == "back" {
			blocks = append(blocks, v.para("hello", nil))
		}
		t.send(blocks, nil)
		return
	case StageAsking, StageChecking, StageCodes:
		more, answers := t.article(v, s)
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []Choice{v.human()})
	case StageWhich:
		if s.View == ViewQuestion {
			blocks = append(blocks, v.para("which.again", nil))
		} else {
			blocks = append(blocks, v.para("which", nil))
		}
		for _, id := range s.Candidates {
			if a, ok := t.Knowledge.Article(id); ok {
				choices = append(choices, Choice{ID: pick(pickArticle, id), Label: plain(v.in(a.Title))})
			}
		}
		choices = append(choices, Choice{ID: pickNone, Label: v.label("choice.none")}, v.human())
	case StageNear:
		more, answers := t.resembling(v, s.Near)
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []Choice{v.human()})
	case StageCode:
		blocks = append(blocks, v.para(s.Prompt, nil))
		choices = []Choice{v.human()}
	case StageRefused:
		blocks = append(blocks, v.para("refuse", nil))
		if a, ok := t.Knowledge.Article(articleFindKey); ok {
			choices = append(choices, Choice{ID: pick(pickArticle, a.ID), Label: v.label("choice.find-key")})
		}
		choices = append(choices, v.human())
	case StageUsedUp:
		key := "used-up"
		if s.Article == articleOthers {
			key = "used-up.unknown"
		} else if !slices.ContainsFunc(s.Tried, func(trial Trial) bool { return trial.Article == s.Article }) {
			key = "none-apply"
		}
		if g, ok := t.guide(&s); ok && s.View == ViewAll {
			blocks = append(blocks, t.opening(v, g)...)
		}
		blocks = append(blocks, v.para(key, nil))
		person := v.human()
		person.Standing = false
		choices = []Choice{
			person,
			{ID: pickNewCode, Label: v.label("choice.new-code")},
			{ID: pickRestart, Label: v.label("choice.restart")},
		}
	case StageSolved:
		t.c.Offered = nil
		blocks = append(blocks, v.para("solved", nil))
	}
	t.send(blocks, choices)
}

// article says as much of an article as the view asks for, and what is asked.
func (t *turn) article(v voice, s Situation) ([]Block, []Choice) {
	g, ok := t.guide(&s)
	if !ok {
		return nil, nil
	}
	var blocks []Block
	switch {
	case s.View == ViewQuestion:
	case t.full:
		blocks = t.whole(v, g)
	case s.View == ViewRemedy:
		shown := g.onShow()
		for _, r := range shown {
			blocks = append(blocks, v.remedy(r, s.Facts)...)
		}
		blocks = append(blocks, g.sources(v, shown)...)
	default:
		blocks = t.first(v, g, g.onShow(), len(g.s.Brief))
	}
	question, choices := g.question(v)
	return append(blocks, question), choices
}

// first is the first reply of an article: what has happened and the remedies
// shown, the last of them in brief, with their source.
func (t *turn) first(v voice, g guide, shown []*knowledge.Remedy, brief int) []Block {
	blocks := t.opening(v, g)
	for i, r := range shown {
		if i < len(shown)-brief {
			blocks = append(blocks, v.remedy(r, g.s.Facts)...)
		} else {
			blocks = append(blocks, v.brief(r)...)
		}
	}
	return append(blocks, g.closing(v, shown)...)
}

// closing is the end of the first reply: how many remedies are not shown, and the
// source of those that are.
func (g guide) closing(v voice, shown []*knowledge.Remedy) []Block {
	var blocks []Block
	switch more := len(g.left(g.s.Facts)) - len(shown); {
	case more == 1:
		blocks = append(blocks, v.para("more.one", nil))
	case more > 1:
		blocks = append(blocks, v.para("more", args{"n": count(more)}))
	}
	return append(blocks, g.sources(v, shown)...)
}

// opening says which problem it is.
func (t *turn) opening(v voice, g guide) []Block {
	a, code := g.article, g.s.Code
	if code != 0 && !slices.Contains(a.Codes, code) {
		return slices.Concat(
			[]Block{Heading{v.say("unknown.title", args{"code": mono(code)})}},
			[]Block{Paragraph{v.decoded(match.Decode(code))}},
			[]Block{v.para("unknown", args{"code": mono(code)})},
		)
	}
	var blocks []Block
	if g.s.Stage == StageCodes {
		blocks = t.listed(v, g.s.Codes)
	}
	title := v.in(a.Title)
	if code != 0 {
		title = append(title, text(" · "), mono(code))
	}
	return append(blocks, Heading{title}, Paragraph{v.in(a.Meaning)})
}

// firstScreen returns the remedies that fit the first reply: the likeliest in
// full, and more while there is room, the last of them in brief where that makes
// the room.
func (t *turn) firstScreen(g guide) (shown []*knowledge.Remedy, brief int) {
	v := t.voiceIn(*g.s)
	left := g.left(g.s.Facts)
	if len(left) < 2 {
		return left, 0
	}
	// Each part is put into words once, and its room added up as first adds it.
	opening := room(t.opening(v, g))
	full, short, closing := make([]int, len(left)), make([]int, len(left)), make([]int, len(left)+1)
	for i, r := range left {
		full[i], short[i] = room(v.remedy(r, g.s.Facts)), room(v.brief(r))
		closing[i+1] = room(g.closing(v, left[:i+1]))
	}
	n := 1
	for b := range left {
		for more := len(left); more > max(n, b); more-- {
			if opening+sum(full[:more-b])+sum(short[more-b:more])+closing[more]-betweenBlocks <= screen {
				n, brief = more, b
				break
			}
		}
	}
	return left[:n], brief
}

// room is how many characters blocks take among others.
func room(blocks []Block) int {
	if len(blocks) == 0 {
		return 0
	}
	return length(blocks) + betweenBlocks
}

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

func (g guide) sources(v voice, shown []*knowledge.Remedy) []Block {
	_, assumed := g.windows(g.s.Facts)
	return v.sources(g.article, shown, assumed)
}

// question says what is asked and what can be answered.
func (g guide) question(v voice) (Block, []Choice) {
	if g.s.Stage == StageCodes {
		var choices []Choice
		for _, c := range g.s.Codes {
			choices = append(choices, Choice{ID: pick(pickCode, c.String()), Label: c.String()})
		}
		return v.para("codes.which", nil), choices
	}
	if f, ok := g.kb.Fact(g.s.Question); ok {
		return Paragraph{v.in(f.Question)}, v.questionChoices(f)
	}
	key := "check"
	if len(g.onShow()) > 1 {
		key = "check.any"
	}
	return v.para(key, nil), v.checkChoices()
}
