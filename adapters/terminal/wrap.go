package terminal

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// cell is one character as people see it, which may be several runes.
type cell struct {
	text  string
	width int
	look  look
}

// lineBreak is the text of a cell that ends a line.
const lineBreak = "\n"

func cellsOf(text string, l look) []cell {
	text = Visible(text)
	var cells []cell
	for state := -1; text != ""; {
		var cluster string
		var width int
		cluster, text, width, state = uniseg.FirstGraphemeClusterInString(text, state)
		cells = append(cells, cell{cluster, width, l})
	}
	return cells
}

// wrap breaks lines at spaces. A word that is wider than the width gets a line of its own
// and is not divided, so that an address or a code can be copied.
func wrap(cells []cell, width int) [][]cell {
	var lines [][]cell
	var line, gap, word []cell
	used := 0
	flush := func() {
		switch {
		case len(word) == 0:
			return
		case len(line) > 0 && used+widthOf(gap)+widthOf(word) > width:
			lines = append(lines, line)
			line, used = nil, 0
		default:
			line = append(line, gap...)
			used += widthOf(gap)
		}
		line = append(line, word...)
		used += widthOf(word)
		gap, word = nil, nil
	}
	for _, c := range cells {
		switch c.text {
		case lineBreak:
			flush()
			lines = append(lines, line)
			line, gap, used = nil, nil, 0
		case " ":
			flush()
			gap = append(gap, c)
		default:
			word = append(word, c)
		}
	}
	flush()
	return append(lines, line)
}

func widthOf(cells []cell) int {
	n := 0
	for _, c := range cells {
		n += c.width
	}
	return n
}

// Visible replaces characters that would control the terminal or change the direction of
// the text by visible ones.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029':
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
