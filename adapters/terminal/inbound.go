package terminal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"aktivering/bot"
	"aktivering/bot/redact"
)

// maxLine bounds what one person can say at once, in bytes; the rest of a
// longer line is left out.
const maxLine = 64 << 10

const prompt = "> "

// inbound is the event with the number of its line, which is all of its key
// that changes.
func (a *Adapter) inbound(number int, e bot.Event) bot.Inbound {
	return bot.Inbound{
		Key:    a.session + "/" + strconv.Itoa(number),
		At:     a.options.Now(),
		From:   a.address,
		Person: a.options.Person,
		Event:  e,
	}
}

// readLine waits for a line that says something. Nothing can interrupt the
// reading of a terminal, so that the reader outlives ctx by one line; it shares
// nothing with what comes after.
func (a *Adapter) readLine(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := a.alone(a.screen.ask); err != nil {
			return "", err
		}
		go func() {
			line, err := a.screen.readLine()
			read <- result{line, err}
		}()
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case r := <-read:
			if r.err != nil {
				return "", r.err
			}
			said := strings.TrimSpace(r.line) != ""
			if err := a.alone(func() error { return a.screen.heard(r.line, said) }); err != nil {
				return "", err
			}
			if said {
				return strings.ToValidUTF8(r.line, "\uFFFD"), nil
			}
		}
	}
}

// screen is where lines are read and text is written. Text may be written while
// a line is being read.
type screen interface {
	io.Writer
	// open prepares the screen, and returns what undoes that.
	open() (restore func() error, err error)
	// ask tells the person that it is their turn.
	ask() error
	// readLine returns the next line, or io.EOF when the person leaves.
	readLine() (string, error)
	// heard shows what belongs on the screen after a line, which said something
	// or nothing.
	heard(line string, said bool) error
}

func newScreen(o Options) screen {
	in, out := terminalOf(o.In), terminalOf(o.Out)
	if in != nil && out != nil && o.Style.Colors {
		return newEditor(in, out, o.Style)
	}
	return &pipe{in: bufio.NewReader(o.In), out: o.Out, typed: in != nil}
}

// terminalOf returns the file of a terminal, nil for anything else.
func terminalOf(stream any) *os.File {
	if f, ok := stream.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// editor edits lines on a terminal. It stands on golang.org/x/term: kept by the
// Go project and with nothing below it, and the only one of its kind whose
// Write can print above a line that is being typed, as a reply to an earlier
// line does. liner and chzyer/readline have had no release since 2022.
type editor struct {
	*term.Terminal
	in    *os.File
	style Style
}

func newEditor(in, out *os.File, style Style) *editor {
	both := struct {
		io.Reader
		io.Writer
	}{in, out}
	return &editor{Terminal: term.NewTerminal(both, prompt), in: in, style: style}
}

func (e *editor) open() (func() error, error) {
	before, err := term.MakeRaw(int(e.in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("raw mode: %w", err)
	}
	// A pasted text of several lines is one thing to say.
	e.SetBracketedPasteMode(true)
	return func() error {
		e.SetBracketedPasteMode(false)
		_, err := io.WriteString(e, "\n") // leave the prompt's line
		return errors.Join(err, term.Restore(int(e.in.Fd()), before))
	}, nil
}

func (e *editor) ask() error {
	if width, height, err := term.GetSize(int(e.in.Fd())); err == nil {
		_ = e.SetSize(width, height) // the old size does until the next line
	}
	return nil
}

func (e *editor) heard(_ string, said bool) error {
	if !said {
		return nil
	}
	_, err := io.WriteString(e, "\n") // an empty line before the reply
	return err
}

func (e *editor) readLine() (string, error) {
	var pasted []string
	for {
		line, err := e.ReadLine()
		if errors.Is(err, term.ErrPasteIndicator) {
			if size := len(line); size < maxLine {
				pasted = append(pasted, line)
			}
			continue
		}
		return strings.Join(append(pasted, line), "\n"), err
	}
}

// pipe reads lines as they come: from a pipe, a file or a terminal without
// abilities.
type pipe struct {
	in  *bufio.Reader
	out io.Writer
	// typed tells that a person types, and sees what they type.
	typed bool
}

func (p *pipe) open() (func() error, error) {
	return func() error {
		if !p.typed {
			return nil
		}
		_, err := io.WriteString(p.out, "\n") // leave the prompt's line
		return err
	}, nil
}

func (p *pipe) Write(b []byte) (int, error) { return p.out.Write(b) }

func (p *pipe) ask() error {
	if !p.typed {
		return nil
	}
	_, err := io.WriteString(p.out, prompt)
	return err
}

func (p *pipe) heard(line string, said bool) error {
	text := ""
	if !p.typed {
		// What came through a pipe is shown too, so that the output reads as a
		// conversation; what is secret is not for a log that it may end in.
		masked, _ := redact.Redact(line)
		text = prompt + Visible(masked) + "\n"
	}
	if said {
		text += "\n" // an empty line before the reply
	}
	_, err := io.WriteString(p.out, text)
	return err
}

func (p *pipe) readLine() (string, error) {
	var line []byte
	for {
		part, err := p.in.ReadSlice('\n')
		line = append(line, part[:min(len(part), maxLine-len(line))]...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && len(line) == 0:
			return "", err
		}
		break
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	return string(line), nil
}
