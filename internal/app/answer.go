package app

import (
	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/match"
)

// Answer is what `ask --json` prints. Fields may be added, never renamed or
// removed.
type Answer struct {
	// Query is the question, with product keys and other secrets masked.
	Query string `json:"query"`
	// Decision is answer, clarify, suggest, unknown-code, refuse, human or none.
	Decision match.Decision `json:"decision"`
	// Entries are the ids of articles, best first.
	Entries []string `json:"entries"`
	// Codes are the error codes in the question, as 0x and eight digits.
	Codes []string `json:"codes"`
	// Confidence is between 0 and 1.
	Confidence float64 `json:"confidence"`
	// Language is that of the question: nb, nn or en; empty where it has none.
	Language string `json:"language"`
	// Facts are what the question told, such as {"windows": "10"}.
	Facts map[string]string `json:"facts,omitempty"`
	// Text is the reply as plain text.
	Text string `json:"text"`
	// Blocks are the reply in parts, and Choices what can be answered.
	Blocks  content.Blocks `json:"blocks"`
	Choices []AnswerChoice `json:"choices,omitempty"`
}

// AnswerChoice is something that can be answered.
type AnswerChoice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

func newAnswer(query string, r bot.Reply, result match.Result) Answer {
	answer := Answer{
		Query:      query,
		Decision:   result.Decision,
		Entries:    append([]string{}, result.Entries...),
		Codes:      codesOf(result),
		Confidence: rounded(result.Confidence),
		Language:   string(result.Language),
		Facts:      result.Facts,
		Text:       terminal.Render(r, terminal.Style{}),
		Blocks:     r.Blocks,
	}
	for _, c := range r.Choices {
		answer.Choices = append(answer.Choices, AnswerChoice{ID: string(c.ID), Label: c.Label})
	}
	return answer
}

// codesOf returns the whole codes that were found.
func codesOf(result match.Result) []string {
	codes := []string{}
	for _, found := range result.Codes {
		if found.Certainty != match.Malformed {
			codes = append(codes, found.Value.String())
		}
	}
	return codes
}
