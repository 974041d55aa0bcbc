package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// within says what is shown of an article in as little as fits among what stands before and
// after it. What does not fit is not on show any more.
func (t *Turn) within(v i18n.Localizer, w Walkthrough, before []content.Block, question content.Block) []content.Block {
	limit := maxReply - room(before) - room([]content.Block{question})
	blocks := t.shown(v, w)
	for !t.whole && reply.BlocksLength(blocks) > limit && w.shorten() {
		blocks = t.shown(v, w)
		now := t.Situation()
		now.Shown, now.Brief = slices.Clone(w.s.Shown), slices.Clone(w.s.Brief)
	}
	// Where not even the first remedy fits, of several sources the first is named, then it is not
	// said how many remedies are left, and at last not what the problem means.
	further := len(w.sources(v, w.onShow())) - 1
	for t.terse = 0; !t.whole && reply.BlocksLength(blocks) > limit && t.terse < maxTerse; {
		t.terse++
		blocks = t.shown(v, w)
		blocks = blocks[:len(blocks)-max(further, 0)]
	}
	t.terse = 0
	return blocks
}

// shorten takes away from what is on show: the notes of the last remedy that has them still, or
// that remedy; the first one stays, without its notes in the end. It returns false where there
// is nothing more to take.
func (w Walkthrough) shorten() bool {
	shown := idsOf(w.onShow())
	full := slices.DeleteFunc(slices.Clone(shown), func(id string) bool { return slices.Contains(w.s.Brief, id) })
	switch {
	case len(shown) == 0:
		return false
	case len(full) > 1:
		w.s.Shown, w.s.Brief = shown, slices.Insert(slices.Clone(w.s.Brief), 0, full[len(full)-1])
	case len(shown) > 1:
		last := shown[len(shown)-1]
		w.s.Shown, w.s.Brief = shown[:len(shown)-1], without(slices.Clone(w.s.Brief), last)
	case len(full) == 1:
		w.s.Shown, w.s.Brief = shown, shown[:1:1]
	default:
		return false
	}
	return true
}

// hides reports that the article has more than what is on show.
func (w Walkthrough) hides() bool {
	shown := w.onShow()
	return len(w.remaining(w.s.Facts)) > len(shown) || slices.ContainsFunc(shown, w.shortened)
}

// all is the choice that shows what is not on show.
func (t *Turn) all(v i18n.Localizer) bot.Choice {
	return bot.Choice{ID: pick.All, Label: v.Label("choice.all"), Standing: true}
}

// forRemedies is how much room the first reply of an article has beside what it asks.
func (t *Turn) forRemedies(v i18n.Localizer, w Walkthrough) int {
	longest := room([]content.Block{v.Check(knowledge.NeedsNothing)})
	for _, id := range w.Article.Questions {
		if f, ok := t.Knowledge.Fact(id); ok && !w.s.Settled(id) {
			longest = max(longest, room([]content.Block{content.Paragraph{Spans: v.In(f.Question)}}))
		}
	}
	return maxReply - longest - room(t.Intro(v))
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
