package dialogue

import (
	"maps"
	"slices"

	"aktivering/bot"
	"aktivering/knowledge"
)

// Guide leads a person through one article: which remedies still apply, what to
// show of them, and what to ask.
type Guide struct {
	kb *knowledge.Base
	// Article is the one that the person is led through.
	Article *knowledge.Article
	s       *bot.Situation
}

// Guide returns the guide through the article that a situation is in; false where it is in
// none. What the guide decides, it writes into s.
func (m Manager) Guide(s *bot.Situation) (Guide, bool) {
	a, ok := m.Knowledge.Article(s.Article)
	return Guide{m.Knowledge, a, s}, ok
}

// windows returns the version of Windows that the words are for, and whether it
// is a guess.
func (g Guide) windows(facts map[string]string) (version string, assumed bool) {
	if v, ok := facts[knowledge.FactWindows]; ok {
		return v, false
	}
	if len(g.Article.Windows) > 0 {
		return g.Article.Windows[0], true
	}
	return knowledge.Newest, true
}

// applying returns the remedies that nothing known rules out, in the editors'
// order, which is likeliest first.
func (g Guide) applying(facts map[string]string) []*knowledge.Remedy {
	var remedies []*knowledge.Remedy
	for i := range g.Article.Remedies {
		if r := &g.Article.Remedies[i]; r.When.Allows(facts) {
			remedies = append(remedies, r)
		}
	}
	return remedies
}

// left returns the remedies that apply and were not tried, the best first: where
// the first depends on something the person does not know, one that depends on
// something else goes before it.
func (g Guide) left(facts map[string]string) []*knowledge.Remedy {
	left := slices.DeleteFunc(g.applying(facts), func(r *knowledge.Remedy) bool {
		return g.s.HasTried(g.Article.ID, r.ID)
	})
	if len(left) > 0 && g.doubtful(left[0]) {
		i := slices.IndexFunc(left, func(r *knowledge.Remedy) bool { return len(r.When) > 0 && !g.doubtful(r) })
		if i > 0 {
			better := left[i]
			left = slices.Insert(slices.Delete(left, i, i+1), 0, better)
		}
	}
	return left
}

// doubtful reports a remedy that depends on something the person does not know.
func (g Guide) doubtful(r *knowledge.Remedy) bool {
	for fact := range r.When {
		if slices.Contains(g.s.Unsettled, fact) {
			return true
		}
	}
	return false
}

// onShow returns the remedies on show that still apply.
func (g Guide) onShow() []*knowledge.Remedy {
	var shown []*knowledge.Remedy
	applying := g.applying(g.s.Facts)
	for _, id := range g.s.Shown {
		if i := slices.IndexFunc(applying, func(r *knowledge.Remedy) bool { return r.ID == id }); i >= 0 {
			shown = append(shown, applying[i])
		}
	}
	return shown
}

// look is all that decides how a remedy on show reads.
type look struct {
	remedy  string
	windows string
	notes   int // a bit for each note that is there
}

func (g Guide) look(r *knowledge.Remedy, facts map[string]string) look {
	l := look{remedy: r.ID}
	varies := g.varies(r.Title.NB, r.Title.NN, r.Title.EN) || g.varies(r.Steps.NB...) || g.varies(r.Steps.NN...) || g.varies(r.Steps.EN...)
	if !slices.Contains(g.s.Brief, r.ID) {
		for i, n := range r.Notes {
			if n.When.Allows(facts) {
				l.notes |= 1 << i
				varies = varies || g.varies(n.Text.NB, n.Text.NN, n.Text.EN)
			}
		}
	}
	if varies {
		l.windows, _ = g.windows(facts)
	}
	return l
}

// varies reports whether one of the texts reads differently in versions of Windows.
func (g Guide) varies(texts ...string) bool {
	return slices.ContainsFunc(texts, g.kb.Varies)
}

// screenful is how the remedies on show read, and whether the first of them is
// certainly the right one.
type screenful struct {
	looks []look
	sure  bool
}

func (g Guide) screenful() screenful {
	var s screenful
	shown := g.onShow()
	for _, r := range shown {
		s.looks = append(s.looks, g.look(r, g.s.Facts))
	}
	s.sure = len(shown) > 0 && g.sure(shown[0])
	return s
}

// shortened reports that a remedy is shown without notes that it has.
func (g Guide) shortened(r *knowledge.Remedy) bool {
	return slices.Contains(g.s.Brief, r.ID) && slices.ContainsFunc(r.Notes, func(n knowledge.Note) bool {
		return n.When.Allows(g.s.Facts)
	})
}

// nextQuestion returns the question whose answers change most of what the
// person would read, if there is one. Of equals, the article's first wins. What
// is known, or what the person does not know, is not asked.
func (g Guide) nextQuestion() (*knowledge.Fact, bool) {
	var best *knowledge.Fact
	var bestGain gain
	for _, id := range g.Article.Questions {
		f, ok := g.kb.Fact(id)
		if !ok || g.s.Settled(id) {
			continue
		}
		if gain := g.gain(f); gain.over(bestGain) {
			best, bestGain = f, gain
		}
	}
	return best, best != nil
}

// gain is a fraction: how many remedies an answer changes, on average.
type gain struct{ changes, answers int }

func (g gain) over(other gain) bool {
	return g.changes*max(other.answers, 1) > other.changes*max(g.answers, 1)
}

// gain weighs a question. The version of Windows counts by the answer that is
// not taken for granted: until it is known, everybody reads the newest.
func (g Guide) gain(f *knowledge.Fact) gain {
	total, most := 0, 0
	left := g.left(g.s.Facts)
	for _, v := range f.Values {
		n := g.changes(left, f.ID, v.ID)
		total += n
		most = max(most, n)
	}
	if f.ID == knowledge.FactWindows {
		return gain{most, 1}
	}
	return gain{total, len(f.Values)}
}

// changes counts the remedies left that would drop out, and those on show that
// would read differently, if the fact had the value. An answer that leaves
// nothing does not help anyone, so it counts for nothing.
func (g Guide) changes(left []*knowledge.Remedy, fact, value string) int {
	facts := make(map[string]string, len(g.s.Facts)+1)
	facts[fact] = value
	maps.Copy(facts, g.s.Facts)
	after := g.left(facts)
	if len(after) == 0 {
		return 0
	}
	n := len(left) - len(after)
	for _, r := range after {
		if slices.Contains(g.s.Shown, r.ID) && g.look(r, g.s.Facts) != g.look(r, facts) {
			n++
		}
	}
	return n
}

// sure reports that no answer would change whether the remedy is for this
// person, nor how it reads.
func (g Guide) sure(r *knowledge.Remedy) bool {
	for fact := range r.When {
		if _, known := g.s.Facts[fact]; !known {
			return false
		}
	}
	return g.look(r, g.s.Facts).windows == "" || g.s.Settled(knowledge.FactWindows)
}

// begin shows the article from its beginning; shown are the remedies that fit
// the first reply, the last of them in brief.
func (g Guide) begin(shown []*knowledge.Remedy, brief int) {
	g.s.View = bot.ViewAll
	g.s.Shown = idsOf(shown)
	g.s.Brief = idsOf(shown[len(shown)-brief:])
	if len(shown) == 0 {
		g.usedUp()
		g.s.View = bot.ViewAll
		return
	}
	g.ask(false)
}

// learned goes on after a fact was told or given up: to the remedy that is now
// the best, if what is on show has changed or another one leads it, else
// straight to what comes next. before is what was on show.
func (g Guide) learned(before screenful) {
	left := g.left(g.s.Facts)
	if len(left) == 0 {
		g.usedUp()
		return
	}
	best, now := left[0], g.screenful()
	g.s.View = bot.ViewQuestion
	switch {
	case !slices.Equal(before.looks, now.looks), len(now.looks) == 0, now.looks[0].remedy != best.ID:
		g.show(best)
	case len(now.looks) > 1 && len(best.When) > 0 && now.sure && !before.sure:
		// Of several ways it is now clear which one to take.
		g.show(best)
	}
	g.ask(true)
}

// show puts one remedy on show, in full.
func (g Guide) show(r *knowledge.Remedy) {
	g.s.View, g.s.Shown, g.s.Brief = bot.ViewRemedy, []string{r.ID}, nil
}

// failed notes that what is on show did not help, and goes on to the next
// remedy; false when there is none.
func (g Guide) failed() bool {
	for i, r := range g.onShow() {
		switch {
		case i > 0 && g.s.Stage == bot.StageAsking:
			// Several ways for several situations: nobody has tried them all.
		case g.shortened(r):
			// Its notes have not been seen.
		case !g.s.HasTried(g.Article.ID, r.ID):
			g.s.Tried = append(g.s.Tried, bot.Trial{Article: g.Article.ID, Remedy: r.ID})
		}
	}
	left := g.left(g.s.Facts)
	if len(left) == 0 {
		g.usedUp()
		return false
	}
	g.show(left[0])
	g.ask(true)
	return true
}

// helped notes that what is on show helped.
func (g Guide) helped() {
	if len(g.s.Shown) == 1 {
		if it := (bot.Trial{Article: g.Article.ID, Remedy: g.s.Shown[0], Helped: true}); !slices.Contains(g.s.Tried, it) {
			g.s.Tried = append(g.s.Tried, it)
		}
	}
	g.s.Stage, g.s.View, g.s.Question = bot.StageSolved, bot.ViewAll, ""
}

func (g Guide) usedUp() {
	g.s.Stage, g.s.View, g.s.Question, g.s.Shown, g.s.Brief = bot.StageUsedUp, bot.ViewQuestion, "", nil, nil
}

// ask settles what the reply asks: the next question, or whether the remedy
// helped. With spare set, nothing is asked about once the remedy on show is
// certainly the right one to try.
func (g Guide) ask(spare bool) {
	g.s.Stage, g.s.Question = bot.StageChecking, ""
	if shown := g.onShow(); spare && len(shown) > 0 && g.sure(shown[0]) {
		return
	}
	if f, ok := g.nextQuestion(); ok {
		g.s.Stage, g.s.Question = bot.StageAsking, f.ID
	}
}

// position tells which of the applying remedies is on show.
func (g Guide) position() (n, of int) {
	applying := g.applying(g.s.Facts)
	tried := len(applying) - len(g.left(g.s.Facts))
	return tried + 1, len(applying)
}

// concerns reports whether the article asks about one of the facts or has a
// remedy that depends on it.
func (g Guide) concerns(facts map[string]string) bool {
	for id := range facts {
		if slices.Contains(g.Article.Questions, id) {
			return true
		}
		for _, r := range g.Article.Remedies {
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
