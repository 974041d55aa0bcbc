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

	"aktivering/bot/event"
	"aktivering/bot/redact"
)

// maxLine bounds a line, in bytes. The rest of a longer one is dropped.
const maxLine = 64 << 10

const promptText = "> "

// inbound returns an event whose key holds the number of its line.
func (a *Adapter) inbound(number int, e event.Event) event.Inbound {
	return event.Inbound{
		Key:    a.session + "/" + strconv.Itoa(number),
		At:     a.options.Now(),
		From:   a.address,
		Person: a.options.Person,
		Event:  e,
	}
}

// readLine waits for a line that is not empty. Reading from a terminal cannot be
// interrupted, so the reader goes on for one line after ctx has ended. It shares nothing
// with what follows.
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
		if err := a.alone(a.screen.prompt); err != nil {
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
			isMessage := strings.TrimSpace(r.line) != ""
			if err := a.alone(func() error { return a.screen.echo(r.line, isMessage) }); err != nil {
				return "", err
			}
			if isMessage {
				return strings.ToValidUTF8(r.line, "\uFFFD"), nil
			}
		}
	}
}

// screen reads lines and shows text. Text may be written while a line is being read.
type screen interface {
	io.Writer
	// open prepares the screen. It returns a function that restores it.
	open() (restore func() error, err error)
	// prompt shows that a line is awaited.
	prompt() error
	// readLine returns the next line, or io.EOF when the person leaves.
	readLine() (string, error)
	// echo shows what belongs on the screen after a line, which is a message or empty.
	echo(line string, isMessage bool) error
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

// editor edits lines on a terminal. It uses golang.org/x/term, which the Go project
// maintains, which needs no other module, and which is the only such package whose Write
// prints above a line that is being typed, as a reply to an earlier line has to. liner and
// chzyer/readline have had no release since 2022.
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
	return &editor{Terminal: term.NewTerminal(both, promptText), in: in, style: style}
}

func (e *editor) open() (func() error, error) {
	before, err := term.MakeRaw(int(e.in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("raw mode: %w", err)
	}
	// A pasted text of several lines is one message.
	e.SetBracketedPasteMode(true)
	return func() error {
		e.SetBracketedPasteMode(false)
		_, err := io.WriteString(e, "\n") // leave the prompt's line
		return errors.Join(err, term.Restore(int(e.in.Fd()), before))
	}, nil
}

func (e *editor) prompt() error {
	if width, height, err := term.GetSize(int(e.in.Fd())); err == nil {
		_ = e.SetSize(width, height) // the old size is used until the next line
	}
	return nil
}

func (e *editor) echo(_ string, isMessage bool) error {
	if !isMessage {
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

// pipe reads lines as they come: from a pipe, a file or a terminal without line editing.
type pipe struct {
	in  *bufio.Reader
	out io.Writer
	// typed tells that a person types the lines, and sees them.
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

func (p *pipe) prompt() error {
	if !p.typed {
		return nil
	}
	_, err := io.WriteString(p.out, promptText)
	return err
}

func (p *pipe) echo(line string, isMessage bool) error {
	text := ""
	if !p.typed {
		// Lines of a pipe are shown too, so that the output reads as a conversation. Secrets
		// are masked, as the output may become a log.
		masked, _ := redact.Redact(line)
		text = promptText + Visible(masked) + "\n"
	}
	if isMessage {
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
