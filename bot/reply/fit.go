package reply

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

// minTextRunes is the shortest length that a message is cut to: less cannot hold a numbered
// choice.
const minTextRunes = 40

// Fit cuts a reply into pieces that each keep within the limits, in order. Text
// is cut between blocks where possible, else between steps, sentences, words or
// characters as people see them. The choices and files stand on the last piece. Those
// that the platform has no room for, the standing ones first, and those whose
// labels had to be shortened are also listed in full, under the numbers that
// Choose reads.
//
// Without buttons the adapter writes the choices as numbered lines under the
// text of the last piece; Fit keeps room for them there.
func Fit(r bot.Reply, l port.Limits) []bot.Reply {
	if l.TextRunes > 0 {
		l.TextRunes = max(l.TextRunes, minTextRunes)
	}
	choices, listed := fitChoices(r.Choices, l)
	pages := paginate(slices.Concat(r.Blocks, listed), l.TextRunes)
	if room := choiceLength(choices, l); room > 0 && l.TextRunes > 0 {
		pages = keepRoom(pages, l.TextRunes-room)
	}
	pieces := make([]bot.Reply, len(pages))
	for i, page := range pages {
		pieces[i] = bot.Reply{Blocks: page, Turn: r.Turn, Private: r.Private, Silent: r.Silent}
	}
	pieces[0].Alert, pieces[0].Calls = r.Alert, r.Calls // once is enough
	last := &pieces[len(pieces)-1]
	last.Choices, last.Search, last.Form, last.Files = choices, r.Search, r.Form, r.Files
	return pieces
}

// Length is how many characters a reply's text takes under the limits: blocks
// with an empty line between them, steps and fields on a line each, and the
// choices too where there are no buttons. What an adapter's markup adds, it
// takes off the limit that it declares.
func Length(r bot.Reply, l port.Limits) int {
	n, choices := BlocksLength(r.Blocks), choiceLength(r.Choices, l)
	if n > 0 && choices > 0 {
		n += BetweenBlocks
	}
	return n + choices
}

// BetweenBlocks is what [Length] counts between two blocks: two line breaks.
const BetweenBlocks = 2

// BlocksLength is how many characters blocks take, as [Length] counts them.
func BlocksLength(blocks []content.Block) int {
	n := BetweenBlocks * max(len(blocks)-1, 0)
	for _, b := range blocks {
		n += blockLength(b)
	}
	return n
}

func blockLength(b content.Block) int {
	switch b := b.(type) {
	case content.Heading:
		return spanLength(b.Spans)
	case content.Paragraph:
		return spanLength(b.Spans)
	case content.Note:
		return spanLength(b.Spans)
	case content.Code:
		return utf8.RuneCountInString(b.Text)
	case content.Fields:
		n := max(len(b.Items)-1, 0)
		for _, f := range b.Items {
			n += utf8.RuneCountInString(f.Name) + 2 + utf8.RuneCountInString(f.Value)
		}
		return n
	case content.Steps:
		n := max(len(b.Items)-1, 0)
		for i, item := range b.Items {
			n += numberLength(b.First()+i) + spanLength(item)
		}
		return n
	}
	return 0
}

func spanLength(spans []content.Span) int {
	n := 0
	for _, s := range spans {
		n += utf8.RuneCountInString(s.Text)
	}
	return n
}

// numberLength is the length of "12. ".
func numberLength(n int) int { return len(strconv.Itoa(n)) + 2 }

// paginate lays blocks on pages of at most limit characters; 0 is no limit.
func paginate(blocks []content.Block, limit int) [][]content.Block {
	if limit == 0 {
		return [][]content.Block{blocks}
	}
	pages := [][]content.Block{nil}
	for queue := slices.Clone(blocks); len(queue) > 0; {
		page := &pages[len(pages)-1]
		room := limit
		if len(*page) > 0 {
			room -= BlocksLength(*page) + BetweenBlocks
		}
		switch b := queue[0]; {
		case blockLength(b) <= room:
			*page = append(*page, b)
			queue = queue[1:]
		case len(*page) == 0 || onlyHeadings(*page) && room >= minTextRunes/2:
			head, rest := split(b, room)
			*page = append(*page, head)
			queue = append(rest, queue[1:]...)
		default:
			pages = append(pages, turnPage(page))
		}
	}
	return pages
}

// turnPage returns the beginning of the next page: a heading at the end of the
// page before, which belongs to what follows.
func turnPage(page *[]content.Block) []content.Block {
	last := len(*page) - 1
	if _, ok := (*page)[last].(content.Heading); ok && !onlyHeadings(*page) {
		next := []content.Block{(*page)[last]}
		*page = (*page)[:last]
		return next
	}
	return nil
}

func onlyHeadings(page []content.Block) bool {
	for _, b := range page {
		if _, ok := b.(content.Heading); !ok {
			return false
		}
	}
	return true
}

// keepRoom makes sure that the last page is at most limit long, by moving what
// does not fit before it; the last block, which is what the choices answer,
// stays with them where it can.
func keepRoom(pages [][]content.Block, limit int) [][]content.Block {
	last := pages[len(pages)-1]
	from := len(last)
	for from > 0 && BlocksLength(last[from-1:])+BetweenBlocks <= limit {
		from--
	}
	if from == 0 {
		return pages
	}
	return append(pages[:len(pages)-1], last[:from:from], last[from:])
}

// split cuts off as much of a block as fits; the rest is not empty.
func split(b content.Block, room int) (content.Block, []content.Block) {
	switch b := b.(type) {
	case content.Heading:
		head, rest := cutSpans(b.Spans, room)
		return content.Heading{Spans: head}, []content.Block{content.Heading{Spans: rest}}
	case content.Paragraph:
		head, rest := cutSpans(b.Spans, room)
		return content.Paragraph{Spans: head}, []content.Block{content.Paragraph{Spans: rest}}
	case content.Note:
		head, rest := cutSpans(b.Spans, room)
		return content.Note{Spans: head}, []content.Block{content.Note{Spans: rest}}
	case content.Code:
		at := CutAt(b.Text, room)
		return content.Code{Text: b.Text[:at]}, []content.Block{content.Code{Text: b.Text[at:]}}
	case content.Fields:
		return splitFields(b, room)
	case content.Steps:
		return splitSteps(b, room)
	}
	return b, nil
}

func splitFields(b content.Fields, room int) (content.Block, []content.Block) {
	n := len(b.Items)
	for n > 0 && blockLength(content.Fields{Items: b.Items[:n]}) > room {
		n--
	}
	if n > 0 {
		return content.Fields{Items: b.Items[:n]}, []content.Block{content.Fields{Items: b.Items[n:]}}
	}
	head, rest := cutSpans([]content.Span{{Text: b.Items[0].Name + ": " + b.Items[0].Value}}, room)
	after := []content.Block{content.Paragraph{Spans: rest}}
	if len(b.Items) > 1 {
		after = append(after, content.Fields{Items: b.Items[1:]})
	}
	return content.Paragraph{Spans: head}, after
}

func splitSteps(b content.Steps, room int) (content.Block, []content.Block) {
	start, n := b.First(), len(b.Items)
	for n > 0 && blockLength(content.Steps{Items: b.Items[:n], Start: start}) > room {
		n--
	}
	if n > 0 {
		return content.Steps{Items: b.Items[:n], Start: start}, []content.Block{content.Steps{Items: b.Items[n:], Start: start + n}}
	}
	head, rest := cutSpans(b.Items[0], room-numberLength(start))
	after := []content.Block{content.Paragraph{Spans: rest}}
	if len(b.Items) > 1 {
		after = append(after, content.Steps{Items: b.Items[1:], Start: start + 1})
	}
	return content.Steps{Items: [][]content.Span{head}, Start: start}, after
}

// cutSpans cuts spans after at most room characters.
func cutSpans(spans []content.Span, room int) (head, rest []content.Span) {
	at := CutAt(Plain(spans), room)
	for i, s := range spans {
		if at < len(s.Text) {
			if at > 0 {
				before := s
				before.Text, s.Text = s.Text[:at], s.Text[at:]
				head = append(head, before)
			}
			return head, append([]content.Span{s}, spans[i+1:]...)
		}
		head = append(head, s)
		at -= len(s.Text)
	}
	return head, nil
}

// CutAt returns where to cut a text that is longer than room characters: after
// a sentence, unless that leaves most of the room empty, else where a line may
// break, else between two characters as people see them.
func CutAt(text string, room int) int {
	// One character as people see it may have very many parts: what lies well behind the
	// room cannot matter.
	text = firstRunes(text, room+cutAhead)
	sentence, line, cluster := 0, 0, 0
	used, state := 0, -1
	for rest := text; rest != ""; {
		var c string
		var borders int
		c, rest, borders, state = uniseg.StepString(rest, state)
		used += utf8.RuneCountInString(c)
		if used > room {
			break
		}
		cluster = len(text) - len(rest)
		if borders&uniseg.MaskLine != uniseg.LineDontBreak {
			line = cluster
			if borders&uniseg.MaskSentence != 0 && used >= room/3 {
				sentence = cluster
			}
		}
	}
	for _, at := range []int{sentence, line, cluster} {
		if at > 0 {
			return at
		}
	}
	// One character of very many parts, such as a letter under a heap of accents.
	at := 0
	for range max(room, 1) {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// cutAhead is how many characters behind the room are looked at, because what follows
// tells whether a sentence or a word ends.
const cutAhead = 100

// firstRunes returns a text's first n runes.
func firstRunes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
