package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// passOver notes remedies that the person has tried though they were not proposed yet, so that
// they are not proposed as if new: "prøvde slui 04", where another way leads. What the article does
// not propose at all is taken in, and tells nothing of what it does. It returns false where the
// words name neither.
func (t *Turn) passOver() bool {
	w, ok := t.following()
	if !ok || len(t.Match.Concepts) == 0 {
		return false
	}
	left := w.remaining(w.s.Facts)
	if len(left) == 0 {
		return false
	}
	leading := left[0]
	if shown := w.onShow(); len(shown) > 0 {
		leading = shown[0]
	}
	shown := t.conceptsOf(leading)
	var tried []*knowledge.Remedy
	for _, r := range left {
		if r != leading && t.namesRemedy(r, shown) {
			tried = append(tried, r)
		}
	}
	if len(tried) == 0 && t.namesElsewhere(shown) {
		t.note()
		t.RepeatQuestion()
		t.Decide(outcome.Repeated)
		return true
	}
	if len(tried) != 1 {
		return false // none, or it is not plain which
	}
	w.s.Tried = append(w.s.Tried, bot.Trial{Article: w.Article.ID, Remedy: tried[0].ID})
	t.AddIntro("tried.other", nil)
	t.RepeatQuestion()
	t.decideAbout(outcome.NotHelped, w.Article.ID, w.s.Code)
	t.Outcome.Helped, t.Outcome.Remedies = outcome.DidNotHelp, idsOf(tried)
	return true
}

// namesRemedy reports that the words name a remedy: they say all that its name does in one of the
// languages, and nothing of that is in what is shown.
func (t *Turn) namesRemedy(r *knowledge.Remedy, shown []string) bool {
	return slices.ContainsFunc(t.languages().IDs(), func(l knowledge.Lang) bool {
		return t.saysAllOf(reply.Plain(i18n.New(t.Knowledge, l, knowledge.Newest).In(r.Short)), shown)
	})
}

// saysAllOf reports words that say all of a name, and nothing of it is in what is shown.
func (t *Turn) saysAllOf(name string, shown []string) bool {
	concepts := t.Matcher.Match(name, t.scope()).Concepts
	return len(concepts) > 0 && !slices.ContainsFunc(concepts, func(c string) bool {
		return slices.Contains(shown, c) || !slices.Contains(t.Match.Concepts, c)
	})
}

// namesElsewhere reports few words that name something in Windows, such as SLUI 04, that is not in
// what is shown.
func (t *Turn) namesElsewhere(shown []string) bool {
	if len(strings.Fields(t.written())) > maxNamingWords {
		return false
	}
	return slices.ContainsFunc(t.Knowledge.Explanations(), func(e *knowledge.Explanation) bool {
		named := func(l knowledge.Lang) bool { return t.saysAllOf(e.Title[l], shown) }
		return e.Kind == knowledge.KindTerm && e.Name != "" && slices.ContainsFunc(t.languages().IDs(), named)
	})
}

// conceptsOf are the concepts of what a remedy says in its title and its steps.
func (t *Turn) conceptsOf(r *knowledge.Remedy) []string {
	v := t.Localizer()
	lines := []string{reply.Plain(v.In(r.Title))}
	for _, step := range r.Steps[v.Lang] {
		lines = append(lines, reply.Plain(v.In(knowledge.Text{v.Lang: step})))
	}
	return t.Matcher.Match(strings.Join(lines, "\n"), t.scope()).Concepts
}
