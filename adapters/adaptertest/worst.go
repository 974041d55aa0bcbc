package adaptertest

import (
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

// worst returns replies that are exactly as large as the limits let through, each of
// something that takes much room on some platform.
func worst(l port.Limits) map[string]bot.Reply {
	text := l.TextRunes
	if text == 0 {
		text = 2000
	}
	all := make(map[string]bot.Reply)
	for name, unit := range map[string]string{
		"letters": "a", "stars": "*", "brackets": "<", "ampersands": "&", "backslashes": `\`, "emoji": "😀",
		"addresses": "https://x.no ", "fences": "`", "lines of marks": "-\n",
	} {
		whole := string([]rune(strings.Repeat(unit, text))[:text-1]) + "." // no space at the end
		for where, r := range filled(whole) {
			all[name+" in "+where] = r
		}
	}
	all["many blocks"] = bot.Reply{Blocks: blocksOf(text, 1, func(int) content.Block { return content.Paragraph{Spans: spans("a")} })}
	all["many notes"] = bot.Reply{Blocks: blocksOf(text, 1, func(int) content.Block { return content.Note{Spans: spans("a")} })}
	all["many codes"] = bot.Reply{Blocks: blocksOf(text, 1, func(int) content.Block { return content.Code{Text: "a"} })}
	all["many headings and steps"] = bot.Reply{Blocks: blocksOf(text, 4, func(n int) content.Block {
		if n%2 == 0 {
			return content.Heading{Spans: spans("tit.")}
		}
		return content.Steps{Items: [][]content.Span{spans("a")}}
	})}
	var kinds []content.Span
	for n := range text / 2 {
		kind := content.SpanKind(n % (int(content.Struck) + 1))
		s := content.Span{Text: "ab", Kind: kind}
		if kind == content.Link {
			s.URL = "https://example.com/" + strings.Repeat("lang/", 20)
		}
		kinds = append(kinds, s)
	}
	all["many kinds of spans"] = bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: kinds}}}
	all["many links in a note"] = bot.Reply{Blocks: []content.Block{content.Note{Spans: kinds}}}
	// In one reply with all the text: buttons, and the longest ids of choices.
	for name, standing := range map[string]bool{"ordinary choices": false, "standing choices": true} {
		r := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: spans(strings.Repeat("a", text))}}, Turn: 99_999}
		if !l.Buttons {
			r.Blocks = []content.Block{content.Paragraph{Spans: spans("a")}}
		}
		r.Choices = manyChoices(l, max(l.Choices, 3), standing)
		all[name] = r
	}
	return all
}

// filled returns replies with a text in each place that can hold all of it.
func filled(text string) map[string]bot.Reply {
	half := len([]rune(text)) / 2
	name, value := string([]rune(text)[:half-2]), string([]rune(text)[half:])
	link := content.Span{Text: text, Kind: content.Link, URL: "https://example.com/"}
	return map[string]bot.Reply{
		"a paragraph": {Blocks: []content.Block{content.Paragraph{Spans: spans(text)}}},
		"a heading":   {Blocks: []content.Block{content.Heading{Spans: spans(text)}}},
		"a note":      {Blocks: []content.Block{content.Note{Spans: spans(text)}}},
		"a link":      {Blocks: []content.Block{content.Note{Spans: []content.Span{link}}}},
		"a code":      {Blocks: []content.Block{content.Code{Text: text}}},
		"a field":     {Blocks: []content.Block{content.Fields{Items: []content.Field{{Name: name, Value: value}}}}},
		"a step":      {Blocks: []content.Block{content.Steps{Items: [][]content.Span{spans(string([]rune(text)[3:]))}}}},
	}
}

// above returns replies that are larger than the limits let through.
func above(l port.Limits) map[string]bot.Reply {
	all := make(map[string]bot.Reply)
	if l.TextRunes > 0 {
		for times, name := range map[int]string{1: "one character", 2: "twice the text", 20: "twenty times the text"} {
			for where, r := range filled(strings.Repeat("a", l.TextRunes*times) + "z") {
				all[name+" in "+where] = r
			}
		}
	}
	if !l.Buttons {
		return all
	}
	if l.Choices > 0 {
		for name, more := range map[string]int{"one choice": 1, "twice the choices": l.Choices, "many choices": 100} {
			for kind, standing := range map[string]bool{"ordinary": false, "standing": true} {
				r := paragraph("?")
				r.Choices = manyChoices(l, l.Choices+more, standing)
				all[name+" more, "+kind] = r
			}
		}
	}
	if l.LabelRunes > 0 {
		for n, name := range map[int]string{2: "buttons", 7: "a menu"} {
			r := paragraph("?")
			for i := range n {
				r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID("a" + strconv.Itoa(i)), Label: strings.Repeat("b", l.LabelRunes) + strconv.Itoa(i)})
			}
			all["a longer label on "+name] = r
		}
	}
	return all
}

// manyChoices returns choices with ids and labels as long as they may be.
func manyChoices(l port.Limits, n int, standing bool) []bot.Choice {
	var list []bot.Choice
	for i := range n {
		number := strconv.Itoa(i)
		label := number
		if l.LabelRunes > 0 {
			label = strings.Repeat("ø", l.LabelRunes-len(number)) + number
		}
		list = append(list, bot.Choice{ID: bot.ChoiceID(strings.Repeat("i", maxChoiceID-len(number)) + number), Label: label, Standing: standing})
	}
	return list
}

// maxChoiceID is how long the id of a choice may be, in bytes.
const maxChoiceID = 64

// blocksOf returns as many blocks of so many characters as a text may have.
func blocksOf(text, size int, block func(n int) content.Block) (blocks []content.Block) {
	for n := 0; (n+1)*(size+2) <= text; n++ {
		blocks = append(blocks, block(n))
	}
	return blocks
}

func spans(text string) []content.Span { return []content.Span{{Text: text}} }
