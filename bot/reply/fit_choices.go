package reply

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

// minLabel is the shortest a label may become where numbered lines share the length of the
// text.
const minLabel = 8

// fitChoices returns the choices that can be offered, and the blocks that list
// in full what was left out or shortened.
func fitChoices(choices []bot.Choice, l port.Limits) ([]bot.Choice, []content.Block) {
	count, runes := l.Choices, l.LabelRunes
	if !l.Buttons && l.TextRunes > 0 && len(choices) > 0 {
		lines := max((l.TextRunes+1)/(numberLength(len(choices))+minLabel+1), 1)
		if count == 0 || count > lines {
			count = lines
		}
		line := (l.TextRunes+1)/min(count, len(choices)) - 1 - numberLength(len(choices))
		if runes == 0 || runes > line {
			runes = line
		}
	}
	if count == 0 || count > len(choices) {
		count = len(choices)
	}
	fitted := make([]bot.Choice, count)
	var listed []content.Block
	for i, c := range choices {
		whole := false
		if i < count {
			fitted[i] = c
			fitted[i].Label = shorten(choices, i, runes)
			whole = fitted[i].Label == c.Label
		}
		if !whole {
			listed = list(listed, i+1, c.Label)
		}
	}
	return fitted, listed
}

// list adds one numbered label to the blocks.
func list(blocks []content.Block, number int, label string) []content.Block {
	item := []content.Span{{Text: label}}
	if n := len(blocks); n > 0 {
		if steps, ok := blocks[n-1].(content.Steps); ok && steps.First()+len(steps.Items) == number {
			steps.Items = append(steps.Items, item)
			blocks[n-1] = steps
			return blocks
		}
	}
	return append(blocks, content.Steps{Items: [][]content.Span{item}, Start: number})
}

// choiceLength is the length of the choices as numbered lines; nothing where
// there are buttons.
func choiceLength(choices []bot.Choice, l port.Limits) int {
	if l.Buttons {
		return 0
	}
	n := max(len(choices)-1, 0)
	for i, c := range choices {
		n += numberLength(i+1) + utf8.RuneCountInString(c.Label)
	}
	return n
}

// shorten returns the label of choice i in at most limit characters, in a form
// that a Reader reads as that choice and no other. The number alone always is.
func shorten(choices []bot.Choice, i, limit int) string {
	label := choices[i].Label
	if limit == 0 || utf8.RuneCountInString(label) <= limit {
		return label
	}
	number := strconv.Itoa(i+1) + ". "
	half := (limit - 1) / 2
	for _, form := range []string{
		start(label, limit-1) + "…",
		start(label, limit-1-half) + "…" + end(label, half),
		number + start(label, limit-1-len(number)) + "…",
	} {
		if id, ok := (Reader{}).Choose(choices, form); ok && id == choices[i].ID && utf8.RuneCountInString(form) <= limit {
			return form
		}
	}
	return strconv.Itoa(i + 1)
}

// start returns the first characters of s, at most limit runes.
func start(s string, limit int) string {
	at, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		used += utf8.RuneCountInString(c)
		if used > limit {
			break
		}
		at += len(c)
	}
	return strings.TrimRight(s[:at], " ")
}

// end returns the last characters of s, at most limit runes.
func end(s string, limit int) string {
	over := utf8.RuneCountInString(s) - limit
	at, state := 0, -1
	for rest := s; rest != "" && over > 0; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		over -= utf8.RuneCountInString(c)
		at += len(c)
	}
	return strings.TrimLeft(s[at:], " ")
}
