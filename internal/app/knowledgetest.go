package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode"

	"aktivering/bot/desk"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/internal/expect"
	"aktivering/internal/files"
	"aktivering/knowledge"
)

// TestOptions are what `knowledge test` runs, and how.
type TestOptions struct {
	Min    float64  `default:"1" placeholder:"RATE" help:"The share of the rows that must hold, from 0 to 1. The default is 1: all of them."`
	Totals bool     `help:"Print the totals only, and no row: for a set that is to be scored and never read."`
	Files  []string `arg:"" name:"file" help:"Files of JSON lines, or YAML lists (.yaml, .yml), of at most 1 MiB; - is the standard input, with JSON lines."`
}

// HeldError means that fewer rows held than must.
type HeldError struct {
	Held expect.Count
	Min  float64
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s of the rows held, and %.4g %% must", e.Held, 100*e.Min)
}

// RowsError means that nothing was run, since files or rows of theirs cannot be read. The
// faults have been printed.
type RowsError struct{ Faults int }

func (e *RowsError) Error() string {
	return fmt.Sprintf("nothing was run: %d faults in the rows", e.Faults)
}

var errStopped = errors.New("knowledge test: stopped before the last row")

// KnowledgeTest asks the bot what the rows of files say, and prints what came otherwise than
// expected, and totals. It returns a RowsError where a row cannot be read, and a HeldError
// where fewer rows held than must.
func (a *App) KnowledgeTest(ctx context.Context, o TestOptions) error {
	if !(o.Min >= 0 && o.Min <= 1) { // also what is no number
		return &UsageError{fmt.Sprintf("--min is a share from 0 to 1, not %v", o.Min)}
	}
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	rows, faults := a.readRows(manager.Knowledge, o.Files)
	out := bufio.NewWriter(a.Out)
	if len(faults) > 0 {
		for _, f := range faults {
			masked, _ := redact.Redact(f.String())
			fmt.Fprintln(out, oneLine(masked)) //nolint:errcheck // Flush has the error
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("knowledge test: %w", err)
		}
		return &RowsError{len(faults)}
	}
	a.started() // a stop from here on is told, and is no success
	tally, err := a.runRows(ctx, manager, matcher, rows, out, !o.Totals)
	if err != nil {
		return err
	}
	if err := errors.Join(tally.Print(out), out.Flush()); err != nil {
		return fmt.Errorf("knowledge test: %w", err)
	}
	if all := tally.All(); all.Rate() < o.Min {
		return &HeldError{all, o.Min}
	}
	return nil
}

// readRows reads files, in order.
func (a *App) readRows(kb *knowledge.Base, names []string) (rows []expect.Row, faults []knowledge.Fault) {
	for _, name := range names {
		var data []byte
		var err error
		if name == "-" {
			name = "standard input"
			data, err = io.ReadAll(io.LimitReader(a.In, files.MaxFile+1))
			if err == nil && len(data) > files.MaxFile {
				err = fmt.Errorf("it is larger than %d bytes", files.MaxFile)
			}
		} else {
			data, err = files.Read(name)
		}
		if wrong, ok := errors.AsType[*fs.PathError](err); ok {
			err = wrong.Err // the name stands before it
		}
		if err != nil {
			faults = append(faults, knowledge.Fault{File: name, Message: "cannot be read: " + err.Error()})
			continue
		}
		more, wrong := expect.Read(kb, name, data)
		rows, faults = append(rows, more...), append(faults, wrong...)
	}
	return rows, faults
}

// runRows runs rows in order, and prints those that do not hold where shown.
func (a *App) runRows(ctx context.Context, manager desk.Manager, matcher *match.Matcher, rows []expect.Row, out io.Writer, shown bool) (*expect.Tally, error) {
	tally := new(expect.Tally)
	for i := range rows {
		if ctx.Err() != nil {
			return nil, errStopped
		}
		row := &rows[i]
		var came []heldTurn
		var differences []expect.Difference
		if len(row.Turns) == 0 {
			differences = row.Holds(matcher.Match(row.Query, match.Scope{}))
		} else {
			h, err := a.hold(manager, conversation{Lang: row.Lang, Turns: row.Turns})
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", row.File, row.Line, err)
			}
			came = h.Turns
			last := came[len(came)-1]
			differences = row.HoldsAt(expect.Turn{Heard: last.Heard, Article: last.Article, Facts: last.Facts, Reply: last.Reply})
		}
		tally.Add(row, len(differences) == 0)
		if len(differences) == 0 || !shown {
			continue
		}
		if err := report(out, row, came, differences); err != nil {
			return nil, fmt.Errorf("knowledge test: %w", err)
		}
	}
	return tally, nil
}

// report prints a row that does not hold: the conversation until there, and what was expected
// and came. Of the replies before the last one it shows the first and the last line.
func report(out io.Writer, row *expect.Row, came []heldTurn, differences []expect.Difference) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d", row.File, row.Line)
	if row.ID != "" {
		fmt.Fprintf(&b, " %s", row.ID)
	}
	if row.Lang != "" {
		fmt.Fprintf(&b, " (%s)", row.Lang)
	}
	if row.Why != "" {
		fmt.Fprintf(&b, ": %s", row.Why)
	}
	b.WriteString("\n")
	for i, text := range row.Messages() {
		masked, _ := redact.Redact(text)
		fmt.Fprintf(&b, "  > %s\n", oneLine(masked))
		if i >= len(came) {
			continue
		}
		lines := strings.Split(came[i].Reply, "\n")
		if i < len(came)-1 && len(lines) > 2 {
			lines = []string{lines[0], "…", lines[len(lines)-1]}
		}
		for _, line := range lines {
			if line != "" {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
		if choices := came[i].Choices; len(choices) > 0 {
			fmt.Fprintf(&b, "    [%s]\n", strings.Join(choices, "] ["))
		}
	}
	for _, d := range differences {
		fmt.Fprintf(&b, "  %-10s  expected %s\n  %-10s  came     %s\n", d.Field, oneLine(d.Expected), "", oneLine(d.Came))
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err //nolint:wrapcheck // the caller says what was attempted
}

// oneLine is a text on one line, without characters that a terminal obeys.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
