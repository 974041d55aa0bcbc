package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

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

// shown says what is on show of an article.
func (t *Turn) shown(v i18n.Localizer, w Walkthrough) []content.Block {
	shown := w.onShow()
	if w.s.View != bot.ViewRemedy {
		return t.firstReply(v, w, shown, len(w.s.Brief))
	}
	var blocks []content.Block
	for _, r := range shown {
		if slices.Contains(w.s.Brief, r.ID) {
			blocks = append(blocks, v.Brief(r, w.s.Facts)...)
		} else {
			blocks = append(blocks, v.Remedy(r, w.s.Facts)...)
		}
	}
	return append(blocks, w.sources(v, shown)...)
}

// fullArticle is everything documented that still applies, and what it also depends
// on beside the question that follows.
func (t *Turn) fullArticle(v i18n.Localizer, w Walkthrough) []content.Block {
	blocks := t.articleOpening(v, w)
	remedies := w.remaining(w.s.Facts)
	for _, r := range remedies {
		blocks = append(blocks, v.Remedy(r, w.s.Facts)...)
	}
	if _, assumed := w.windows(w.s.Facts); assumed {
		blocks = append(blocks, v.OtherVersions(w.Article, remedies)...)
	}
	w.s.Shown, w.s.Brief = idsOf(remedies), nil
	var questions [][]content.Span
	for _, id := range w.Article.Questions {
		f, ok := w.kb.Fact(id)
		if ok && id != w.s.Question && !w.s.Settled(id) && w.scoreOf(f, w.remaining(w.s.Facts)).changes > 0 {
			questions = append(questions, v.In(f.Question))
		}
	}
	if len(questions) > 0 {
		depends := v.Say("depends", nil)
		for _, q := range questions {
			depends = append(append(depends, i18n.Text(" ")), q...)
		}
		blocks = append(blocks, content.Paragraph{Spans: depends})
	}
	return append(blocks, w.sources(v, remedies)...)
}
