package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

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
	// Explained tells why the text is read as it is, where that is asked for.
	Explained *understand.Explanation `json:"explained,omitempty"`
	// Micros is how long the matcher took, in microseconds.
	Micros float64 `json:"micros"`
}

// Match reads queries, one a line, and prints what is understood of each, in
// order: exactly one line for each line. A line that cannot be read gets an
// object with an error and stops nothing.
func (a *App) Match(ctx context.Context, plain, explain bool) error {
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	matcher.Ready() // the first query takes no longer than the others
	return a.eachLine(ctx, "match", func(line []byte) (any, error) {
		text, err := queryOf(line, plain)
		if err != nil {
			return nil, err
		}
		m := a.matchOne(matcher, text)
		if explain {
			m.Explained = explained(manager, bot.Conversation{}, text)
		}
		return m, nil
	})
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

// explained tells why a text is read as it is where a conversation is.
func explained(manager desk.Manager, c bot.Conversation, text string) *understand.Explanation {
	if x, ok := manager.Explain(c, text); ok {
		return &x
	}
	return nil
}

// rounded is a confidence with as many digits as mean something.
func rounded(confidence float64) float64 { return math.Round(confidence*1000) / 1000 }

func queryOf(line []byte, plain bool) (string, error) {
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
