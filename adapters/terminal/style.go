package terminal

import (
	"io"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// maxWidth bounds lines on wide screens, in columns.
const maxWidth = 80

const minWidth = 20

// Style is how replies look on a terminal.
type Style struct {
	// Colors tells that the terminal shows bold, dim and colors.
	Colors bool
	// Links tells that the terminal shows links (OSC 8).
	Links bool
	// Width returns the number of columns; nil means 80.
	Width func() int
}

// StyleOf returns the style for an output, by the environment: a plain one for anything but
// a terminal, and for a terminal with TERM=dumb. NO_COLOR turns the colors off.
func StyleOf(out io.Writer, getenv func(string) string) Style {
	f := terminalOf(out)
	if f == nil {
		return Style{}
	}
	s := Style{Width: func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return maxWidth
		}
		return width
	}}
	able := getenv("TERM") != "dumb"
	s.Colors = able && getenv("NO_COLOR") == ""
	s.Links = able && showsLinks(getenv)
	return s
}

// Is reports whether a stream is a terminal.
func Is(stream any) bool { return terminalOf(stream) != nil }

// showsLinks reports a terminal that is known to show OSC 8 links. Others might show the
// escape sequences.
func showsLinks(getenv func(string) string) bool {
	for _, name := range []string{"WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM", "WEZTERM_PANE"} {
		if getenv(name) != "" {
			return true
		}
	}
	switch getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby":
		return true
	}
	if vte, err := strconv.Atoi(getenv("VTE_VERSION")); err == nil && vte >= 5000 {
		return true
	}
	kind := getenv("TERM")
	return strings.HasPrefix(kind, "foot") || strings.Contains(kind, "kitty") ||
		strings.Contains(kind, "alacritty") || strings.Contains(kind, "ghostty")
}

func (s Style) width() int {
	if s.Width == nil {
		return maxWidth
	}
	if width := s.Width(); width > 0 {
		return min(max(width, minWidth), maxWidth)
	}
	return maxWidth // the terminal does not tell
}
