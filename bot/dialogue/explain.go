package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// aboutLead is by how much the likeliest subject of a question must lead the next one to be
// taken for it.
const aboutLead = 40

// explain answers a question, and asks again what is open: it says a step on show once more,
// what a word or a place is, or what is known of something beside the steps.
func (t *Turn) explain(r understand.Reading) {
	text := t.written()
	asked := fold.Text(text)
	how := r.Act == understand.How
	subject, known := t.subject(r, asked)
	kind := outcome.Asked
	switch {
	case how && t.explainStep(text):
	case how && known && t.explainButton(subject, asked):
	case known:
		t.besideExplanation(subject)
	case how && t.explainLabel(asked):
	case how && tells(r):
		// What the answer led to is shown below.
	case how && t.showAgain():
	case how:
		t.AddIntro("how.unknown", nil)
		kind = outcome.Unanswered
	default:
		t.AddIntro("aside.unknown", nil)
		kind = outcome.Unanswered
	}
	t.askAgain(r)
	t.Decide(kind)
}

// explainBeside answers a question beside the steps that came with how a step went.
func (t *Turn) explainBeside(r understand.Reading) {
	if e, ok := t.Knowledge.Explanation(r.About); ok && r.Is(understand.Aside) && e.Kind == knowledge.KindAside && r.AboutLead >= aboutLead {
		t.besideExplanation(e)
		t.ahead, t.beside = t.beside, nil // what follows says what is next
	}
}

// handleMeaning tells what has happened where somebody asks what the code means, or, right behind
// the first reply of an article, what it means.
func (t *Turn) handleMeaning(text string) bool {
	w, ok := t.following()
	asks, ofCode := t.ShortAnswers().AsksMeaning(text)
	if !ok || !asks || !ofCode && w.s.View == bot.ViewQuestion {
		return false
	}
	t.Act = string(understand.How)
	t.beside = append(t.beside, content.Paragraph{Spans: t.Localizer().In(w.Article.Meaning)})
	t.RepeatQuestion()
	t.Decide(outcome.Asked)
	return true
}

// handleWhatNow says again what is to be done, where somebody asks what that is.
func (t *Turn) handleWhatNow(text string) bool {
	if !t.ShortAnswers().AsksWhatNow(text) {
		return false
	}
	switch stage := t.Situation().Stage; {
	case stage == bot.StageNew:
		t.greet(t.orAlone("help"), t.example())
	case stage == bot.StageSolved:
		return false
	case stage == bot.StageUsedUp, t.showAgain():
		t.RepeatQuestion()
	default:
		t.AddIntro("again", nil)
		t.renderInFull()
	}
	t.Act = string(understand.How)
	t.Decide(outcome.Asked)
	return true
}

// askAgain asks what is open, or shows what an answer beside the question led to.
func (t *Turn) askAgain(r understand.Reading) {
	switch s := t.Situation(); {
	case s.Stage == bot.StageNew || s.Stage == bot.StageSolved:
		t.queue(t.Intro(t.Localizer()), nil)
	case tells(r):
		t.renderCurrent()
	default:
		t.RepeatQuestion()
	}
}

// tells reports that a question came with an answer to what was asked.
func tells(r understand.Reading) bool { return r.Value != "" && r.Is(understand.Fact) }

// showAgain shows the remedies on show once more in full: what the person asks about is
// likely in there. It reports whether there is one.
func (t *Turn) showAgain() bool {
	w, ok := t.following()
	shown := w.onShowIf(ok)
	if len(shown) > 0 {
		t.AddIntro("how.again", nil)
		t.besideRemedies(w, shown)
	}
	return len(shown) > 0
}

// besideRemedies puts remedies before the question, in full while there is room on a screen.
func (t *Turn) besideRemedies(w Walkthrough, shown []*knowledge.Remedy) {
	v := t.Localizer()
	asks, _ := w.question(v)
	used := room(w.sources(v, shown)) + room(t.Intro(v)) + room([]content.Block{asks})
	w.s.Brief = nil
	for i, r := range shown {
		blocks := v.Remedy(r, w.s.Facts)
		if used+room(blocks) > maxReply {
			blocks = v.Brief(r, w.s.Facts)
			w.s.Brief = append(w.s.Brief, r.ID)
		}
		if used += room(blocks); used > maxReply && i > 0 {
			w.s.Shown, w.s.Brief = idsOf(shown[:i]), without(w.s.Brief, r.ID)
			break
		}
		t.beside = append(t.beside, blocks...)
	}
	t.beside = append(t.beside, w.sources(v, shown)...)
}

// onShowIf is onShow where an article is followed.
func (w Walkthrough) onShowIf(following bool) []*knowledge.Remedy {
	if !following {
		return nil
	}
	return w.onShow()
}

// withSteps is onShowIf without the remedies whose steps are to be confirmed first.
func (w Walkthrough) withSteps(following bool) []*knowledge.Remedy {
	return slices.DeleteFunc(w.onShowIf(following), func(r *knowledge.Remedy) bool { return !r.ShowsSteps(w.s.Facts) })
}

// explainStep says a step on show that is asked for by its number.
func (t *Turn) explainStep(text string) bool {
	w, ok := t.following()
	for _, r := range w.withSteps(ok) {
		steps := r.Steps.In(t.Conversation.Language)
		n, ok := t.ShortAnswers().StepOf(text, len(steps))
		if !ok {
			continue
		}
		t.AddIntro("how.step", nil)
		if e, ok := t.termIn(steps[n-1]); ok {
			t.besideSteps(r, n-1, n)
			t.besideExplanation(e)
		} else {
			t.besideSteps(r, pathTo(t.Knowledge, steps, n), n)
		}
		return true
	}
	return false
}

// explainLabel says the step on show with a button, a place or a command that is asked for by
// its name.
func (t *Turn) explainLabel(asked string) bool {
	return t.explainStepWith(func(name string) bool { return t.names(asked, name) })
}

// explainButton says the step on show with a button where the subject is a button too, but
// neither named nor on show: "which button?" is about the one that is.
func (t *Turn) explainButton(subject *knowledge.Explanation, asked string) bool {
	if !t.isShown(subject.Name) || t.names(asked, subject.Name) {
		return false
	}
	w, ok := t.following()
	for _, r := range w.withSteps(ok) {
		for _, step := range r.Steps.In(t.Conversation.Language) {
			if slices.Contains(knowledge.NamesIn(step), subject.Name) {
				return false
			}
		}
	}
	return t.explainStepWith(t.isShown)
}

// explainStepWith says the first step on show with such a name, and the way to it.
func (t *Turn) explainStepWith(is func(name string) bool) bool {
	w, ok := t.following()
	for _, r := range w.withSteps(ok) {
		steps := r.Steps.In(t.Conversation.Language)
		i := slices.IndexFunc(steps, func(step string) bool { return slices.ContainsFunc(knowledge.NamesIn(step), is) })
		if i >= 0 {
			t.AddIntro("how.step", nil)
			t.besideSteps(r, pathTo(t.Knowledge, steps, i+1), i+1)
			return true
		}
	}
	return false
}

// besideSteps puts some steps of a remedy before the question, under their numbers.
func (t *Turn) besideSteps(r *knowledge.Remedy, from, to int) {
	t.beside = append(t.beside, t.Localizer().Steps(r, from, to))
}

// pathTo is the index of the step from which a step is reached: the last one up to it that
// names a way through menus, or the step itself.
func pathTo(kb *knowledge.Base, steps []string, n int) int {
	for i := n - 1; i >= 0; i-- {
		for _, name := range knowledge.NamesIn(steps[i]) {
			if f, ok := kb.Named(name, knowledge.DefaultLang, ""); ok && f.Kind == knowledge.NamePath {
				return i
			}
		}
	}
	return n - 1
}

// subject is the explanation that a question is about: what it names as Windows does, else
// the likeliest one if it is clear enough. What the open question is about needs to be the
// likeliest one only.
func (t *Turn) subject(r understand.Reading, asked string) (*knowledge.Explanation, bool) {
	if r.Act == understand.How {
		for _, e := range t.Knowledge.Explanations() {
			if e.Kind == knowledge.KindTerm && t.isShown(e.Name) && t.names(asked, e.Name) {
				return e, true
			}
		}
	}
	f, asking := t.Knowledge.Fact(t.Situation().Question)
	if e, ok := t.namedTerm(r, asked); ok && t.Situation().Stage == bot.StageNew {
		return e, true
	}
	if r.AboutLead >= aboutLead || asking && f.Term == r.About {
		return t.Knowledge.Explanation(r.About)
	}
	return nil, false
}

// isShown reports a name that stands on the screen as it is, or is typed: a word of it may
// well mean something else where it is a way through menus.
func (t *Turn) isShown(name string) bool {
	f, ok := t.Knowledge.Named(name, knowledge.DefaultLang, "")
	return ok && (f.Kind == knowledge.NameLabel || f.Kind == knowledge.NameCommand)
}

// besideExplanation puts an explanation before the question, with what it adds and its
// source, and the articles that it leads to among the choices.
func (t *Turn) besideExplanation(e *knowledge.Explanation) {
	s := t.Situation()
	v := t.Localizer()
	v.Windows = s.Facts[knowledge.FactWindows]
	w, reading := t.Walkthrough(s)
	article := ""
	if reading {
		article = s.Article
	}
	if t.explained(e.ID) {
		t.AddIntro("as-said", nil)
		t.beside = append(t.beside, content.Paragraph{Spans: v.ExplainBriefly(e, article)})
		return
	}
	t.beside = append(t.beside, content.Paragraph{Spans: v.Explain(e, article)})
	t.besideAddition(e.Adds, v, w, reading)
	if _, own := e.Text(article); !own {
		t.beside = append(t.beside, v.Cited(e.Sources, w.Article)...)
	}
	for _, id := range e.Leads {
		if a, ok := t.Knowledge.Article(id); ok && id != article {
			t.leads = append(t.leads, bot.Choice{ID: pick.Of(pick.Article, id), Label: reply.Plain(v.In(a.Title))})
		}
	}
}

// besideAddition puts what an explanation adds from the article before the question.
func (t *Turn) besideAddition(adds knowledge.Addition, v i18n.Localizer, w Walkthrough, reading bool) {
	switch {
	case adds == knowledge.AddLabels:
		fields := t.labels(v, w.withSteps(reading))
		if len(fields) == 0 {
			t.beside = append(t.beside, v.Paragraph("other-labels.same", nil))
			return
		}
		t.beside = append(t.beside, content.Fields{Items: fields})
	case !reading:
	case adds == knowledge.AddMeaning:
		t.beside = append(t.beside, content.Paragraph{Spans: v.In(w.Article.Meaning)})
	case adds == knowledge.AddSources:
		t.beside = append(t.beside, w.sources(t.Localizer(), w.onShow())...)
	}
}

// labels are what the remedies on show call buttons and places in another language: English,
// or the default language where English is spoken. There are none where they are called the
// same. Where no remedy is on show, it is the buttons that terms are about.
func (t *Turn) labels(v i18n.Localizer, shown []*knowledge.Remedy) []content.Field {
	other := knowledge.English
	if v.Lang == other {
		other = knowledge.DefaultLang
	}
	if len(shown) > 0 {
		return v.Labels(other, shown)
	}
	var names []string
	for _, e := range t.Knowledge.Explanations() {
		if f, ok := t.Knowledge.Named(e.Name, v.Lang, ""); ok && f.Kind == knowledge.NameLabel {
			names = append(names, e.Name)
		}
	}
	return v.LabelsOf(other, names)
}

// termIn is the term about the first name in a text, where there is one.
func (t *Turn) termIn(text string) (*knowledge.Explanation, bool) {
	for _, name := range knowledge.NamesIn(text) {
		for _, e := range t.Knowledge.Explanations() {
			if e.Kind == knowledge.KindTerm && e.Name == name {
				return e, true
			}
		}
	}
	return nil, false
}

// names reports that folded words name something as Windows shows it, in the language of the
// conversation, in English or in the default one. Of a way through menus the last part is enough.
func (t *Turn) names(folded, name string) bool {
	for _, lang := range []knowledge.Lang{t.Conversation.Language, knowledge.DefaultLang, knowledge.English} {
		for _, version := range append(t.Knowledge.Versions(name), "") {
			f, ok := t.Knowledge.Named(name, lang, version)
			if !ok || f.Kind == knowledge.NameWord || f.Kind == knowledge.NameLink {
				continue
			}
			parts := strings.Split(f.Text, " > ")
			if words := fold.Text(parts[len(parts)-1]); words != "" && strings.Contains(" "+folded+" ", " "+words+" ") {
				return true
			}
		}
	}
	return false
}
