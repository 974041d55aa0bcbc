package app

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
	"unicode/utf8"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// maxQueryLine bounds a line of `match`, in bytes.
const maxQueryLine = 1 << 20

// query is one line that `match` reads.
type query struct {
	Query *string `json:"query"`
}

// matched is one line that `match` prints.
type matched struct {
	Query      string         `json:"query"`
	Decision   match.Decision `json:"decision"`
	Entries    []string       `json:"entries"`
	Codes      []string       `json:"codes"`
	Confidence float64        `json:"confidence"`
	// Language is what an answer would be in; bokmål where the words tell nothing.
	Language string `json:"language"`
	// Micros is how long the matcher took, in microseconds.
	Micros float64 `json:"micros"`
}

// unmatched is printed in the place of a line that is no query.
type unmatched struct {
	Line  int    `json:"line"`
	Error string `json:"error"`
}

// Match reads queries, one a line, and prints what is understood of each, in
// order: exactly one line for each line. A line that cannot be read gets an
// object with an error and stops nothing.
func (a *App) Match(ctx context.Context, plain bool) error {
	_, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	matcher.Ready() // the first query takes no longer than the others
	in := bufio.NewReaderSize(a.In, 64<<10)
	out := bufio.NewWriter(a.Out)
	for number := 1; ; number++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, errLongLine) {
			return errors.Join(fmt.Errorf("match: %w", err), out.Flush())
		}
		var text string
		if err == nil {
			text, err = queryOf(line, plain)
		}
		var result any = unmatched{Line: number, Error: fmt.Sprint(err)}
		if err == nil {
			result = a.matchOne(matcher, text)
		}
		if err := writeJSON(out, result); err != nil {
			return fmt.Errorf("match: %w", err)
		}
		// Who waits for an answer before the next line gets it at once.
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("match: %w", err)
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	return nil
}

func (a *App) matchOne(matcher *match.Matcher, text string) matched {
	start := a.Now()
	r := matcher.Match(text, match.Scope{})
	took := a.Now().Sub(start)
	return matched{
		Query:      text,
		Decision:   r.Decision,
		Entries:    append([]string{}, r.Entries...),
		Codes:      codesOf(r),
		Confidence: rounded(r.Confidence),
		Language:   string(cmp.Or(r.Language, knowledge.DefaultLang)),
		Micros:     float64(took.Nanoseconds()) / float64(time.Microsecond),
	}
}

// rounded is a confidence with as many digits as mean something.
func rounded(confidence float64) float64 { return math.Round(confidence*1000) / 1000 }

var errLongLine = errors.New("the line is longer than 1 MiB")

// readLine returns the next line without its end, io.EOF after the last one, or
// errLongLine, having passed over the whole of it.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxQueryLine; !long {
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

func queryOf(line []byte, plain bool) (string, error) {
	if !utf8.Valid(line) {
		return "", errors.New("the line is not UTF-8")
	}
	if plain {
		return string(line), nil
	}
	var q query
	if err := json.Unmarshal(line, &q); err != nil {
		return "", fmt.Errorf(`the line is not a JSON object such as {"query": "..."}: %w`, err)
	}
	if q.Query == nil {
		return "", errors.New(`the object has no "query"`)
	}
	return *q.Query, nil
}
