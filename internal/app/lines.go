package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxLine bounds a line of the standard input, in bytes.
const maxLine = 1 << 20

var (
	errLongLine = errors.New("the line is longer than 1 MiB")
	errNotUTF8  = errors.New("the line is not UTF-8")
	errBroken   = errors.New("the program fails at this line; please report it")
)

// badLine is printed in the place of a line that cannot be read.
type badLine struct {
	Line  int    `json:"line"`
	Error string `json:"error"`
}

// eachLine answers every line of the standard input with a JSON line, in order. A line for
// which answer fails gets an object with the error and stops nothing.
func (a *App) eachLine(ctx context.Context, name string, answer func(line []byte) (any, error)) error {
	in := bufio.NewReaderSize(a.In, 64<<10)
	out := bufio.NewWriter(a.Out)
	for number := 1; ctx.Err() == nil; number++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, errLongLine) {
			return errors.Join(fmt.Errorf("%s: %w", name, err), out.Flush())
		}
		if err == nil && !utf8.Valid(line) {
			err = errNotUTF8
		}
		var result any
		if err == nil {
			result, err = answered(line, answer)
		}
		if err != nil {
			result = badLine{Line: number, Error: err.Error()}
		}
		if err := writeJSON(out, result); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		// Who waits for an answer before the next line gets it at once.
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// answered calls answer, and makes a panic an error of the line that brought it out: the others are
// answered all the same.
func answered(line []byte, answer func(line []byte) (any, error)) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("%w: %v", errBroken, p)
		}
	}()
	return answer(line)
}

// readLine returns the next line without its end, io.EOF after the last one, or
// errLongLine, having passed over the whole of it.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || long):
		case err != nil:
			return nil, err
		}
		if long {
			return nil, errLongLine
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), nil
	}
}
