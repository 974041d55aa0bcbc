package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Localizer speaks the conversation's language, for the PC's version of Windows.
func (t *Turn) Localizer() i18n.Localizer { return t.localizerIn(*t.Situation()) }

func (t *Turn) localizerIn(s bot.Situation) i18n.Localizer {
	v := i18n.New(t.Knowledge, t.Conversation.Language, "")
	if w, ok := t.Walkthrough(&s); ok {
		v.Windows, _ = w.windows(s.Facts)
	} else {
		v.Windows = s.Facts[knowledge.FactWindows]
	}
	return v
}

// renderCurrent says the situation.
func (t *Turn) renderCurrent() { t.render(*t.Situation()) }

// renderInFull says what the person is looking at in full.
func (t *Turn) renderInFull() {
	s := *t.Situation()
	if s.View == bot.ViewQuestion {
		s.View = bot.ViewAll
		if len(s.Shown) == 1 {
			s.View = bot.ViewRemedy
		}
	}
	t.render(s)
}

// RepeatQuestion says no more than what was asked.
func (t *Turn) RepeatQuestion() {
	s := *t.Situation()
	s.View = bot.ViewQuestion
	t.repeats = true
	t.render(s)
}

// Aside says something that leaves the situation and its choices as they are.
func (t *Turn) Aside(key string) {
	t.AddIntro(key, nil)
	t.queue(t.Intro(t.Localizer()), nil)
}

// asideAndRepeat says something and asks again what was asked before.
func (t *Turn) asideAndRepeat(key string, a i18n.Args) {
	t.AddIntro(key, a)
	switch t.Situation().Stage {
	case bot.StageNew:
		t.queueStarters()
		return
	case bot.StageSolved:
		t.queue(t.Intro(t.Localizer()), nil)
		return
	default:
	}
	t.RepeatQuestion()
}

// requestPerson tells how to reach a person, and what is good to have ready there.
func (t *Turn) requestPerson() {
	if t.People {
		t.WantsPerson = true
		return
	}
	t.Decide(outcome.Referred)
	v := t.Localizer()
	t.AddIntro("human", nil)
	blocks := t.Intro(v)
	if ready := t.summary(v); len(ready) > 0 {
		blocks = append(blocks, v.Paragraph("human.ready", nil), content.Fields{Items: ready})
	}
	if t.Following() {
		blocks = append(blocks, v.Paragraph("human.stay", nil))
	}
	t.queue(blocks, nil)
}

// summary is what is known and tried, in short.
func (t *Turn) summary(v i18n.Localizer) []content.Field {
	s := t.Situation()
	var fields []content.Field
	var codes, tried []string
	for _, c := range s.Trail {
		codes = append(codes, c.String())
	}
	for _, trial := range s.Tried {
		if a, ok := t.Knowledge.Article(trial.Article); ok {
			for _, r := range a.Remedies {
				if r.ID == trial.Remedy && !trial.Helped {
					tried = append(tried, reply.Plain(v.In(r.Label())))
				}
			}
		}
	}
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, content.Field{Name: v.Label(key), Value: value})
		}
	}
	add("field.codes", strings.Join(codes, " → "))
	add("field.windows", s.Facts[knowledge.FactWindows])
	add("field.tried", strings.Join(tried, " · "))
	return fields
}

// queue queues a reply. Choices take the place of those that were offered;
// without any, those stand.
func (t *Turn) queue(blocks []content.Block, choices []bot.Choice) {
	choices = t.withLeads(choices)
	blocks = t.anew(blocks)
	if len(choices) > 0 {
		t.Conversation.Offered, t.Conversation.OfferedIn = choices, t.Conversation.Turn
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, Reply: bot.Reply{
		Blocks:  blocks,
		Choices: slices.Clone(choices),
		Search:  t.search(choices),
		Form:    t.form(choices),
		Turn:    t.Conversation.Turn,
		Private: t.private,
	}, AnyOwner: t.Conversation.Case != nil && t.Conversation.Case.Guided})
}

// RetryAsPlainText says as bare text what the platform would not show. It returns false
// where that is of no use: nobody is there, the bare text was refused too, or an
// agent answers now.
func (t *Turn) RetryAsPlainText(e bot.DeliveryFailed) bool {
	switch {
	case e.Effect.PlainText, !t.Conversation.Owner.Bot():
		return false
	case e.Fault != bot.FaultRejected && e.Fault != bot.FaultBroken:
		return false
	}
	t.Decide(outcome.Resent)
	t.Effects = append(t.Effects, bot.SendReply{To: e.Effect.To, Reply: reply.PlainText(e.Effect.Reply), ReplyToken: e.Effect.ReplyToken, Quotes: e.Effect.Quotes, PlainText: true})
	return true
}

// Intro puts what comes first into words.
func (t *Turn) Intro(v i18n.Localizer) []content.Block {
	var blocks []content.Block
	for _, l := range t.intro {
		blocks = append(blocks, v.Paragraph(l.key, l.args))
	}
	return append(blocks, t.beside...)
}

// render puts a situation into words.
func (t *Turn) render(s bot.Situation) {
	v := t.localizerIn(s)
	blocks := t.Intro(v)
	var choices []bot.Choice
	switch s.Stage {
	case bot.StageNew:
		t.Conversation.Offered = nil
		if len(blocks) == 0 || t.intro[0].key == "language" || t.intro[0].key == "back" {
			blocks = append(blocks, v.Paragraph("hello", nil))
		}
		t.queue(blocks, t.starters(v))
		return
	case bot.StageAsking, bot.StageChecking, bot.StageCodes:
		t.leadOn(v, s)
		more, answers := t.article(v, s, blocks)
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []bot.Choice{t.toPerson(v)})
	case bot.StageWhich:
		if s.View == bot.ViewQuestion {
			blocks = append(blocks, v.Paragraph("which.again", nil))
		} else {
			blocks = append(blocks, v.Paragraph("which", nil))
		}
		for _, id := range s.Candidates {
			if a, ok := t.Knowledge.Article(id); ok {
				choices = append(choices, bot.Choice{ID: pick.Of(pick.Article, id), Label: reply.Plain(v.In(a.Title))})
			}
		}
		choices = append(choices, bot.Choice{ID: pick.None, Label: v.Label("choice.none")}, t.toPerson(v))
	case bot.StageNear:
		more, answers := t.similarCodes(v, s.Near, maxReply-room(blocks))
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []bot.Choice{t.toPerson(v)})
	case bot.StageCode:
		blocks = append(blocks, v.Paragraph(s.Prompt, nil))
		choices = t.starters(v)
		if promptsForCode(s.Prompt) {
			choices = []bot.Choice{t.toPerson(v)}
		}
	case bot.StageRefused:
		blocks = append(blocks, v.Paragraph("refuse", nil))
		if a, ok := t.Knowledge.FindKey(match.Scope{}); ok {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Article, a.ID), Label: v.Label("choice.find-key")})
		}
		choices = append(choices, t.toPerson(v))
	case bot.StageUsedUp:
		key := "used-up"
		switch {
		case t.repeats:
			key = "used-up.again"
		case t.Knowledge.IsFallback(s.Article):
			key = "used-up.unknown"
		case !slices.ContainsFunc(s.Tried, func(trial bot.Trial) bool { return trial.Article == s.Article }):
			key = "none-apply"
		}
		if w, ok := t.Walkthrough(&s); ok && s.View == bot.ViewAll {
			blocks = append(blocks, t.articleOpening(v, w)...)
		}
		blocks = append(blocks, v.Paragraph(t.orAlone(key), nil))
		person := t.toPerson(v)
		person.Standing = false
		choices = []bot.Choice{
			person,
			{ID: pick.NewCode, Label: v.Label("choice.new-code")},
			{ID: pick.Restart, Label: v.Label("choice.restart")},
		}
	case bot.StageSolved:
		t.Conversation.Offered = nil
		blocks = append(blocks, v.Paragraph("solved", nil))
	}
	t.queue(blocks, choices)
}

// article says as much of an article as the view asks for, and what is asked.
func (t *Turn) article(v i18n.Localizer, s bot.Situation, before []content.Block) ([]content.Block, []bot.Choice) {
	w, ok := t.Walkthrough(&s)
	if !ok {
		return nil, nil
	}
	var blocks []content.Block
	switch {
	case s.View == bot.ViewQuestion:
	case t.full:
		blocks = t.fullArticle(v, w)
	default:
		asks, _ := w.question(v)
		blocks = t.within(v, w, before, asks)
	}
	if s.Stage == bot.StageAsking {
		t.Outcome.Asked = s.Question
	}
	question, choices := w.question(v)
	if needs := w.needs(); s.Stage == bot.StageChecking && (needs == knowledge.NeedsTime || needs == knowledge.NeedsPeople) && len(t.leads) == 0 {
		choices = append(choices, t.reminders()...)
	}
	if s.View != bot.ViewQuestion && !t.full && w.hides() {
		choices = append(choices, t.all(v))
	}
	return append(blocks, question), choices
}

// firstReply is the first reply of an article: what has happened and the remedies
// shown, the last of them in brief, with their source.
func (t *Turn) firstReply(v i18n.Localizer, w Walkthrough, shown []*knowledge.Remedy, brief int) []content.Block {
	blocks := t.articleOpening(v, w)
	for i, r := range shown {
		if i < len(shown)-brief {
			blocks = append(blocks, v.Remedy(r, w.s.Facts)...)
		} else {
			blocks = append(blocks, v.Brief(r, w.s.Facts)...)
		}
	}
	if t.terse > 1 {
		return append(blocks, w.sources(v, shown)...)
	}
	return append(blocks, w.closing(v, shown, len(w.remaining(w.s.Facts)))...)
}

// closing is the end of the first reply: how many of the remaining remedies are not shown, and the
// source of those that are.
func (w Walkthrough) closing(v i18n.Localizer, shown []*knowledge.Remedy, remaining int) []content.Block {
	var blocks []content.Block
	switch more := remaining - len(shown); {
	case more == 1:
		blocks = append(blocks, v.Paragraph("more.one", nil))
	case more > 1:
		blocks = append(blocks, v.Paragraph("more", i18n.Args{"n": v.Count(more)}))
	}
	return append(blocks, w.sources(v, shown)...)
}

// articleOpening says which problem it is.
func (t *Turn) articleOpening(v i18n.Localizer, w Walkthrough) []content.Block {
	a, code := w.Article, w.s.Code
	if code != 0 && !slices.Contains(a.Codes, code) {
		read, title := match.Decode(code), "unknown.title"
		if read.Name != "" {
			title = "unknown.named"
		}
		blocks := []content.Block{
			content.Heading{Spans: v.Say(title, i18n.Args{"code": i18n.Code(code)})},
			content.Paragraph{Spans: v.Decoded(read)},
			v.Paragraph("unknown", i18n.Args{"code": i18n.Code(code)}),
		}
		return append(blocks, v.Notes(a, w.s.Facts)...)
	}
	var blocks []content.Block
	if w.s.Stage == bot.StageCodes {
		blocks = t.codeList(v, w.s.Codes)
	}
	title := v.In(a.Title)
	if code != 0 {
		title = append(title, i18n.Text(" · "), i18n.Code(code))
	}
	blocks = append(blocks, content.Heading{Spans: title})
	if t.terse < maxTerse {
		blocks = append(blocks, content.Paragraph{Spans: v.In(a.Meaning)})
	}
	if t.Knowledge.AudienceOf(a) == knowledge.ForAdministrators && !t.isAdministrator() {
		blocks = append(blocks, content.Note{Spans: v.Say("for-administrators", nil)})
	}
	return append(blocks, v.Notes(a, w.s.Facts)...)
}

// fitFirstReply returns the remedies that fit the first reply: the likeliest in
// full, and more while there is room, the last of them in brief where that makes
// the room.
func (t *Turn) fitFirstReply(w Walkthrough) (shown []*knowledge.Remedy, brief int) {
	v := t.localizerIn(*w.s)
	left := w.remaining(w.s.Facts)
	if len(left) < 2 {
		return left, 0
	}
	// Each part is put into words once, and its room added up as first adds it.
	opening := room(t.articleOpening(v, w))
	full, short, closing := make([]int, len(left)), make([]int, len(left)), make([]int, len(left)+1)
	for i, r := range left {
		full[i], short[i] = room(v.Remedy(r, w.s.Facts)), room(v.Brief(r, w.s.Facts))
		closing[i+1] = room(w.closing(v, left[:i+1], len(left)))
	}
	n, limit := 1, t.forRemedies(v, w)
	for b := range left {
		for more := len(left); more > max(n, b); more-- {
			if opening+sum(full[:more-b])+sum(short[more-b:more])+closing[more]-reply.BetweenBlocks <= limit {
				n, brief = more, b
				break
			}
		}
	}
	return left[:n], brief
}

func (w Walkthrough) sources(v i18n.Localizer, shown []*knowledge.Remedy) []content.Block {
	_, assumed := w.windows(w.s.Facts)
	return v.Sources(w.Article, shown, assumed)
}

// question says what is asked and what can be answered.
func (w Walkthrough) question(v i18n.Localizer) (content.Block, []bot.Choice) {
	if w.s.Stage == bot.StageCodes {
		var choices []bot.Choice
		for _, c := range w.s.Codes {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Code, c.String()), Label: c.String()})
		}
		return v.Paragraph("codes.which", nil), choices
	}
	if f, ok := w.kb.Fact(w.s.Question); ok {
		return content.Paragraph{Spans: v.In(f.Question)}, v.QuestionChoices(f)
	}
	needs := w.needs()
	if needs == knowledge.NeedsNothing && len(w.onShow()) > 1 {
		return v.Paragraph("check.any", nil), v.CheckChoices()
	}
	return v.Check(needs), v.CheckChoices()
}
