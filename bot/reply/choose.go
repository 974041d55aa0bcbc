package reply

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// maxTypedWords is how many words a typed choice can have, its whole label aside;
// more are a story, which others must read.
const maxTypedWords = 6

// maxTyped is how long a typed choice or another short answer can be, in bytes. Of a longer
// text not even the words are counted, as that happens while a turn is made.
const maxTyped = 1000

// IsShort reports a text that can be a short answer.
func IsShort(text string) bool {
	return len(text) <= maxTyped && len(strings.Fields(text)) <= maxTypedWords
}

// ShortWords returns the folded words of a text that can be a short answer; none of a longer one.
func ShortWords(text string) []string {
	if len(text) > maxTyped {
		return nil
	}
	words := strings.Fields(fold.Text(text))
	if len(words) > maxTypedWords {
		return nil
	}
	return words
}

// Choose reads what a person typed as one of the choices: its number ("2.",
// "nr 2", "nummer to"), a part of its code, its place ("den andre", "the last one"), its label or
// the beginning or a telling word of it, and yes, no and "don't know" in any
// of the languages where such a choice is there. It leaves error codes and
// sentences alone.
func (r Reader) Choose(offered []bot.Choice, typed string) (bot.ChoiceID, bool) {
	c := r.Typed(offered, typed)
	return c.ID, c.How != NotTyped
}

// How tells in which way a choice was typed.
type How int

// The ways.
const (
	NotTyped How = iota
	// ByLabel: its whole label, which is the same as pressing it.
	ByLabel
	// ByNumber: its number, or its place among the others.
	ByNumber
	// ByPart: what tells it from the others, and nothing else.
	ByPart
	// ByMore: its label, and more that may tell something else.
	ByMore
)

// Typed is a choice that a person typed; the zero Typed is none.
type Typed struct {
	ID  bot.ChoiceID
	How How
}

// Typed is Choose that also tells in which way.
func (r Reader) Typed(choices []bot.Choice, typed string) Typed {
	if len(typed) > maxTyped {
		return Typed{}
	}
	if len(choices) == 0 {
		return Typed{}
	}
	offered := offer{choices: choices, labels: make([]string, len(choices))}
	for i, c := range choices {
		offered.labels[i] = fold.Text(c.Label)
	}
	words := strings.Fields(fold.Text(typed))
	for _, w := range ways {
		if w.short && len(words) > maxTypedWords {
			continue
		}
		if i, ok := w.read(r, &offered, typed, words); ok {
			return Typed{choices[i].ID, w.how}
		}
	}
	return Typed{}
}

// offer is what is offered, with the folded label of each.
type offer struct {
	choices []bot.Choice
	labels  []string
}

// ways are those of Reader.Typed, the surest first; short ones are not for a longer text.
var ways = []struct {
	how   How
	short bool
	read  func(Reader, *offer, string, []string) (int, bool)
}{
	{ByLabel, false, Reader.byLabel},
	{ByLabel, false, Reader.byShortened},
	{ByLabel, false, Reader.byYes},
	{ByPart, false, Reader.byEnding},
	{ByPart, false, Reader.byPlaceOfCode},
	{ByNumber, true, Reader.byNumber},
	{ByNumber, true, Reader.byPlace},
	{ByPart, true, Reader.byAnswer},
	{ByPart, true, Reader.byPartOfCode},
	{ByPart, true, Reader.byBeginning},
	{ByPart, true, Reader.byWords},
	{ByMore, true, Reader.byMore},
}

// byLabel reads the whole label.
func (Reader) byLabel(offered *offer, _ string, words []string) (int, bool) {
	typed := strings.Join(words, " ")
	return theOnly(offered, func(label string) bool { return typed != "" && label == typed })
}

// byYes reads the whole label behind a yes: "ja, windows 10". A label that says no itself is
// no answer behind it.
func (r Reader) byYes(offered *offer, typed string, words []string) (int, bool) {
	if len(words) < 2 || !r.words().Yes.Has(words[0]) || r.answerOf(words[1:]) == No {
		return 0, false
	}
	return r.byLabel(offered, typed, words[1:])
}

// byShortened reads a label that Fit shortened: "Windows found no…", "Wind…key"
// or "2. Windows…".
func (Reader) byShortened(offered *offer, typed string, _ []string) (int, bool) {
	head, tail, ok := strings.Cut(typed, "…")
	if !ok {
		return 0, false
	}
	head, tail = fold.Text(head), fold.Text(tail)
	if head == "" && tail == "" {
		return 0, false
	}
	fits := func(label string) bool {
		return len(label) >= len(head)+len(tail) && strings.HasPrefix(label, head) && strings.HasSuffix(label, tail)
	}
	if i, ok := theOnly(offered, fits); ok {
		return i, true
	}
	number, rest, _ := strings.Cut(head, " ")
	if i, ok := numbered(offered, number); ok {
		head = rest
		return i, fits(offered.labels[i])
	}
	return 0, false
}

// byNumber reads "2", "#2", "nr. 2", "nummer to" and "2. Windows 10".
func (r Reader) byNumber(offered *offer, _ string, words []string) (int, bool) {
	if len(words) > 1 && r.words().Number.Has(words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return 0, false
	}
	i, ok := numbered(offered, words[0])
	if !ok {
		i = slices.IndexFunc(r.words().Numerals, func(forms knowledge.Words) bool { return forms.Has(words[0]) })
		ok = i >= 0 && i < len(offered.choices) && len(words) == 1
	}
	if !ok {
		return 0, false
	}
	return i, len(words) == 1 || strings.HasPrefix(offered.labels[i], strings.Join(words[1:], " "))
}

// numbered reads digits as the index of a choice.
func numbered(offered *offer, digits string) (int, bool) {
	if len(digits) > 3 {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n - 1, err == nil && n >= 1 && n <= len(offered.choices)
}

// place is the word for a place that is left when what may stand around it is taken away; empty
// where that is more than a word.
func (r Reader) place(words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), r.words().AroundPlace.Has)
	if len(words) != 1 {
		return ""
	}
	return words[0]
}

// SaysMiddle reports a text that means the one in the middle: "the middle one", "den midterste".
func (r Reader) SaysMiddle(said string) bool {
	return r.words().Middle.Has(r.place(ShortWords(said)))
}

// byPlace reads "den første", "second", "the last one".
func (r Reader) byPlace(offered *offer, _ string, words []string) (int, bool) {
	place := r.place(words)
	if place == "" {
		return 0, false
	}
	if r.words().Last.Has(place) {
		// The standing choices come after what the person was asked.
		last := len(offered.choices) - 1
		for last > 0 && offered.choices[last].Standing {
			last--
		}
		return last, last >= 0
	}
	i := slices.IndexFunc(r.words().Ordinals, func(forms knowledge.Words) bool { return forms.Has(place) })
	return i, i >= 0 && i < len(offered.choices)
}

// byAnswer reads yes, no and "don't know" where a choice says the same.
func (r Reader) byAnswer(offered *offer, _ string, words []string) (int, bool) {
	answer := r.answerOf(words)
	if answer == NoAnswer {
		return 0, false
	}
	return theOnly(offered, func(label string) bool { return r.answerOf(strings.Fields(label)) == answer })
}

// byBeginning reads the beginning of one label: whole words, or at least four
// letters.
func (Reader) byBeginning(offered *offer, _ string, words []string) (int, bool) {
	start := strings.Join(words, " ")
	if start == "" || holdsCode(words) {
		return 0, false
	}
	return theOnly(offered, func(label string) bool {
		rest, ok := strings.CutPrefix(label, start)
		return ok && (len(start) >= 4 || strings.HasPrefix(rest, " "))
	})
}

// byWords reads words that all stand in one label and in no other, such as
// "11" for Windows 11.
func (r Reader) byWords(offered *offer, _ string, words []string) (int, bool) {
	telling := func(w string) bool {
		return !r.words().Untelling.Has(w) && (len(w) > 2 || strings.ContainsAny(w, "0123456789"))
	}
	if len(words) > 4 || !slices.ContainsFunc(words, telling) || holdsCode(words) {
		return 0, false
	}
	return theOnly(offered, func(label string) bool {
		has := strings.Fields(label)
		return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
	})
}

// byMore reads a label of several words that a little more was said after:
// "windows 10 pro" where Windows 10 is offered.
func (Reader) byMore(offered *offer, _ string, words []string) (int, bool) {
	typed := strings.Join(words, " ")
	return theOnly(offered, func(label string) bool {
		n := len(strings.Fields(label))
		return n > 1 && len(words) <= n+2 && strings.HasPrefix(typed, label+" ")
	})
}

// theOnly returns the one choice whose folded label fits.
func theOnly(offered *offer, fits func(label string) bool) (int, bool) {
	found := -1
	for i, label := range offered.labels {
		if !fits(label) {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = i
	}
	return found, found >= 0
}

// holdsCode reports a word that could be an error code.
func holdsCode(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		w = strings.ToLower(strings.TrimPrefix(w, "0x"))
		return len(w) >= 7 && isHex(w)
	})
}
