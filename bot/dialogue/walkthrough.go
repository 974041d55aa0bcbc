package dialogue

import (
	"maps"
	"slices"

	"aktivering/bot"
	"aktivering/knowledge"
)

// Walkthrough leads a person through one article: which remedies still apply, what to
// show of them, and what to ask.
type Walkthrough struct {
	kb *knowledge.Base
	// Article is the one that the person is led through.
	Article *knowledge.Article
	s       *bot.Situation
}

// windows returns the version of Windows that the words are for, and whether it
// is a guess.
func (w Walkthrough) windows(facts map[string]string) (version string, assumed bool) {
	if v, ok := facts[knowledge.FactWindows]; ok {
		return v, false
	}
	if len(w.Article.Windows) > 0 {
		return w.Article.Windows[0], true
	}
	return knowledge.Newest, true
}

// applying returns the remedies that nothing known rules out, in the editors'
// order, which is likeliest first.
func (w Walkthrough) applying(facts map[string]string) []*knowledge.Remedy {
	remedies := make([]*knowledge.Remedy, 0, len(w.Article.Remedies))
	for i := range w.Article.Remedies {
		r := &w.Article.Remedies[i]
		doubted := r.Confirm != "" && slices.Contains(w.s.Unsettled, r.Confirm)
		if r.When.Allows(facts) && !doubted {
			remedies = append(remedies, r)
		}
	}
	return remedies
}

// remaining returns the remedies that apply and were not tried, the best first: where
// the first depends on something the person does not know, one that depends on
// something else goes before it.
func (w Walkthrough) remaining(facts map[string]string) []*knowledge.Remedy {
	left := slices.DeleteFunc(w.applying(facts), func(r *knowledge.Remedy) bool {
		return w.s.HasTried(w.Article.ID, r.ID)
	})
	if len(left) > 0 && w.dependsOnUnsettled(left[0]) {
		i := slices.IndexFunc(left, func(r *knowledge.Remedy) bool { return len(r.When) > 0 && !w.dependsOnUnsettled(r) })
		if i > 0 {
			better := left[i]
			left = slices.Insert(slices.Delete(left, i, i+1), 0, better)
		}
	}
	if i := slices.IndexFunc(left, func(r *knowledge.Remedy) bool { return r.First.Holds(facts) }); i > 0 {
		first := left[i]
		left = slices.Insert(slices.Delete(left, i, i+1), 0, first)
	}
	return left
}

// dependsOnUnsettled reports a remedy that depends on something the person does not know.
func (w Walkthrough) dependsOnUnsettled(r *knowledge.Remedy) bool {
	for fact := range r.When {
		if slices.Contains(w.s.Unsettled, fact) {
			return true
		}
	}
	return false
}

// onShow returns the remedies on show that still apply.
func (w Walkthrough) onShow() []*knowledge.Remedy {
	if len(w.s.Shown) == 0 {
		return nil
	}
	shown := make([]*knowledge.Remedy, 0, len(w.s.Shown))
	applying := w.applying(w.s.Facts)
	for _, id := range w.s.Shown {
		if i := slices.IndexFunc(applying, func(r *knowledge.Remedy) bool { return r.ID == id }); i >= 0 {
			shown = append(shown, applying[i])
		}
	}
	return shown
}

// remedyView is everything that decides how a shown remedy reads.
type remedyView struct {
	remedy  string
	windows string
	notes   int // a bit for each note that is there
	steps   bool
}

func (w Walkthrough) viewOf(r *knowledge.Remedy, facts map[string]string) remedyView {
	view := remedyView{remedy: r.ID, steps: r.ShowsSteps(facts)}
	varies := w.varies(r.Title)
	for _, steps := range r.Steps {
		varies = varies || slices.ContainsFunc(steps, w.kb.Varies)
	}
	if !slices.Contains(w.s.Brief, r.ID) {
		for i, n := range r.Notes {
			if n.When.Allows(facts) {
				view.notes |= 1 << i
				varies = varies || w.varies(n.Text)
			}
		}
	}
	if varies {
		view.windows, _ = w.windows(facts)
	}
	return view
}

// varies reports whether a text reads differently in versions of Windows.
func (w Walkthrough) varies(t knowledge.Text) bool {
	for _, text := range t {
		if w.kb.Varies(text) {
			return true
		}
	}
	return false
}

// view is how the shown remedies read, and whether the first of them is certainly the right
// one.
type view struct {
	remedies []remedyView
	sure     bool
}

func (w Walkthrough) view() view {
	var s view
	shown := w.onShow()
	if len(shown) > 0 {
		s.remedies = make([]remedyView, 0, len(shown))
	}
	for _, r := range shown {
		s.remedies = append(s.remedies, w.viewOf(r, w.s.Facts))
	}
	s.sure = len(shown) > 0 && w.isCertain(shown[0])
	return s
}

// shortened reports that a remedy is shown without notes that it has.
func (w Walkthrough) shortened(r *knowledge.Remedy) bool {
	return slices.Contains(w.s.Brief, r.ID) && slices.ContainsFunc(r.Notes, func(n knowledge.Note) bool {
		return n.When.Allows(w.s.Facts)
	})
}

// nextQuestion returns the question whose answers change most of what the
// person would do, if there is one, and last that of the version of Windows, on which only
// words depend. Of equals, the article's first wins. What is known, or what the person does not
// know, is not asked.
func (w Walkthrough) nextQuestion() (*knowledge.Fact, bool) {
	var best *knowledge.Fact
	var bestScore score
	left := w.remaining(w.s.Facts)
	for _, id := range w.Article.Questions {
		f, ok := w.kb.Fact(id)
		if !ok || w.s.Settled(id) {
			continue
		}
		// The words for a version of Windows matter last: by then nothing else is to be settled.
		last := best != nil && best.ID == knowledge.FactWindows
		score := w.scoreOf(f, left)
		if f.ID == knowledge.FactWindows && best != nil || score.changes == 0 {
			continue
		}
		if last || score.over(bestScore) {
			best, bestScore = f, score
		}
	}
	return best, best != nil
}

// score is a fraction: how many remedies an answer changes, on average.
type score struct{ changes, answers int }

func (w score) over(other score) bool {
	return w.changes*max(other.answers, 1) > other.changes*max(w.answers, 1)
}

// scoreOf weighs a question while some remedies are left.
func (w Walkthrough) scoreOf(f *knowledge.Fact, left []*knowledge.Remedy) score {
	total, answers := 0, 0
	facts := make(map[string]string, len(w.s.Facts)+1)
	maps.Copy(facts, w.s.Facts)
	for _, v := range f.Values {
		if v.ID != knowledge.ValueOther { // the answer of few
			facts[f.ID] = v.ID
			total += w.changes(left, facts)
			answers++
		}
	}
	return score{total, answers}
}

// changes counts the remedies left that would drop out, and those on show that
// would read differently, if the facts were these. An answer that leaves
// nothing does not help anyone, so it counts for nothing.
func (w Walkthrough) changes(left []*knowledge.Remedy, facts map[string]string) int {
	after := w.remaining(facts)
	if len(after) == 0 {
		return 0
	}
	n := len(left) - len(after)
	if after[0] != left[0] && slices.Contains(after, left[0]) {
		n++ // another one goes first
	}
	for _, r := range after {
		if slices.Contains(w.s.Shown, r.ID) && w.viewOf(r, w.s.Facts) != w.viewOf(r, facts) {
			n++
		}
	}
	return n
}

// isCertain reports that no answer would change whether the remedy is for this
// person, nor how it reads.
func (w Walkthrough) isCertain(r *knowledge.Remedy) bool {
	for fact := range r.When {
		if _, known := w.s.Facts[fact]; !known {
			return false
		}
	}
	return w.viewOf(r, w.s.Facts).windows == "" || w.s.Settled(knowledge.FactWindows)
}

// begin shows the article from its beginning; shown are the remedies that fit
// the first reply, the last of them in brief.
func (w Walkthrough) begin(shown []*knowledge.Remedy, brief int) {
	w.s.View = bot.ViewAll
	w.s.Shown = idsOf(shown)
	w.s.Brief = idsOf(shown[len(shown)-brief:])
	if len(shown) == 0 {
		w.markUsedUp()
		w.s.View = bot.ViewAll
		return
	}
	w.ask(false)
}

// applyFacts goes on after a fact was told or given up: to the remedy that is now
// the best, if what is on show has changed or another one leads it, else
// straight to what comes next. before is what was on show.
func (w Walkthrough) applyFacts(before view) {
	left := w.remaining(w.s.Facts)
	if len(left) == 0 {
		w.markUsedUp()
		return
	}
	best, now := left[0], w.view()
	w.s.View = bot.ViewQuestion
	switch {
	case !slices.Equal(before.remedies, now.remedies), len(now.remedies) == 0, now.remedies[0].remedy != best.ID:
		w.show(best)
	case len(now.remedies) > 1 && len(best.When) > 0 && now.sure && !before.sure:
		// Of several ways it is now clear which one to take.
		w.show(best)
	}
	w.ask(true)
}

// show puts one remedy on show, in full.
func (w Walkthrough) show(r *knowledge.Remedy) {
	w.s.View, w.s.Shown, w.s.Brief = bot.ViewRemedy, []string{r.ID}, nil
}

// nextRemedy notes that what is on show did not help, and goes on to the next remedy. It returns
// the remedies that were tried, and false when there is no other.
func (w Walkthrough) nextRemedy() (tried []string, more bool) {
	for i, r := range w.onShow() {
		switch {
		case i > 0 && w.s.Stage == bot.StageAsking:
			// Several ways for several situations: nobody has tried them all.
		case i > 0 && w.shortened(r):
			// Its notes have not been seen. The first one was what there was to do.
		case !w.s.HasTried(w.Article.ID, r.ID):
			w.s.Tried = append(w.s.Tried, bot.Trial{Article: w.Article.ID, Remedy: r.ID})
			tried = append(tried, r.ID)
		}
	}
	left := w.remaining(w.s.Facts)
	if len(left) == 0 {
		w.markUsedUp()
		return tried, false
	}
	w.show(left[0])
	w.ask(true)
	return tried, true
}

// markHelped notes that what is on show helped, and returns the remedy where there is but one.
func (w Walkthrough) markHelped() (remedies []string) {
	if len(w.s.Shown) == 1 {
		remedies = slices.Clone(w.s.Shown)
		if it := (bot.Trial{Article: w.Article.ID, Remedy: w.s.Shown[0], Helped: true}); !slices.Contains(w.s.Tried, it) {
			w.s.Tried = append(w.s.Tried, it)
		}
	}
	w.s.Stage, w.s.View, w.s.Question = bot.StageSolved, bot.ViewAll, ""
	return remedies
}

func (w Walkthrough) markUsedUp() {
	w.s.Stage, w.s.View, w.s.Question, w.s.Shown, w.s.Brief = bot.StageUsedUp, bot.ViewQuestion, "", nil, nil
}

// ask settles what the reply asks: the next question, or whether the remedy
// helped. With spare set, nothing is asked about once the remedy on show is
// certainly the right one to try.
func (w Walkthrough) ask(spare bool) {
	w.s.Stage, w.s.Question = bot.StageChecking, ""
	if shown := w.onShow(); spare && len(shown) > 0 && w.isCertain(shown[0]) {
		return
	}
	if f, ok := w.nextQuestion(); ok {
		w.s.Stage, w.s.Question = bot.StageAsking, f.ID
	}
}

// needs is what those on show need beside their steps; nothing where one of them may help at
// once.
func (w Walkthrough) needs() knowledge.Need {
	needs := knowledge.NeedsNothing
	for i, r := range w.onShow() {
		switch {
		case r.Needs == knowledge.NeedsNothing:
			return knowledge.NeedsNothing
		case i == 0:
			needs = r.Needs
		}
	}
	return needs
}

// position tells which of the applying remedies is on show.
func (w Walkthrough) position() (n, of int) {
	applying := w.applying(w.s.Facts)
	tried := len(applying) - len(w.remaining(w.s.Facts))
	return tried + 1, len(applying)
}

// concerns reports whether the article asks about one of the facts or has a
// remedy that depends on it.
func (w Walkthrough) concerns(facts map[string]string) bool {
	for id := range facts {
		if slices.Contains(w.Article.Questions, id) {
			return true
		}
		for _, r := range w.Article.Remedies {
			if _, ok := r.When[id]; ok {
				return true
			}
		}
	}
	return false
}

func idsOf(remedies []*knowledge.Remedy) []string {
	var ids []string
	for _, r := range remedies {
		ids = append(ids, r.ID)
	}
	return ids
}

// without removes s from list, in place; an empty list becomes nil, as JSON brings it back.
func without(list []string, s string) []string {
	list = slices.DeleteFunc(list, func(v string) bool { return v == s })
	if len(list) == 0 {
		return nil
	}
	return list
}
