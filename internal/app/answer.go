package app

import (
	"aktivering/adapters/terminal"
	"aktivering/bot"
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
	Blocks  []AnswerBlock  `json:"blocks"`
	Choices []AnswerChoice `json:"choices,omitempty"`
}

// AnswerBlock is one part of the reply.
type AnswerBlock struct {
	// Type is heading, paragraph, steps, code, fields or note.
	Type string `json:"type"`
	// Spans are the words of a heading, a paragraph or a note.
	Spans []AnswerSpan `json:"spans,omitempty"`
	// Start is the number of the first step, and Steps the words of each.
	Start int            `json:"start,omitempty"`
	Steps [][]AnswerSpan `json:"steps,omitempty"`
	// Text is a text to be copied, of type code.
	Text string `json:"text,omitempty"`
	// Fields are names and values.
	Fields []AnswerField `json:"fields,omitempty"`
}

// AnswerSpan is a run of words of one kind.
type AnswerSpan struct {
	Text string `json:"text"`
	// Kind is strong, label, command, mono, differs or link; absent when plain.
	Kind string `json:"kind,omitempty"`
	// URL is where a link leads, or what a label opens.
	URL string `json:"url,omitempty"`
}

// AnswerField is a name and a value.
type AnswerField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
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
		Blocks:     make([]AnswerBlock, len(r.Blocks)),
	}
	for i, b := range r.Blocks {
		answer.Blocks[i] = newAnswerBlock(b)
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

func newAnswerBlock(b bot.Block) AnswerBlock {
	switch b := b.(type) {
	case bot.Heading:
		return AnswerBlock{Type: "heading", Spans: newAnswerSpans(b.Spans)}
	case bot.Paragraph:
		return AnswerBlock{Type: "paragraph", Spans: newAnswerSpans(b.Spans)}
	case bot.Note:
		return AnswerBlock{Type: "note", Spans: newAnswerSpans(b.Spans)}
	case bot.Code:
		return AnswerBlock{Type: "code", Text: b.Text}
	case bot.Steps:
		steps := AnswerBlock{Type: "steps", Start: max(b.Start, 1)}
		for _, item := range b.Items {
			steps.Steps = append(steps.Steps, newAnswerSpans(item))
		}
		return steps
	case bot.Fields:
		fields := AnswerBlock{Type: "fields"}
		for _, f := range b.Items {
			fields.Fields = append(fields.Fields, AnswerField{Name: f.Name, Value: f.Value})
		}
		return fields
	}
	return AnswerBlock{}
}

func newAnswerSpans(spans []bot.Span) []AnswerSpan {
	answer := make([]AnswerSpan, len(spans))
	for i, s := range spans {
		answer[i] = AnswerSpan{Text: s.Text, Kind: kindName(s.Kind), URL: s.URL}
	}
	return answer
}

func kindName(k bot.SpanKind) string {
	switch k {
	case bot.Plain:
		return ""
	case bot.Strong:
		return "strong"
	case bot.Label:
		return "label"
	case bot.Command:
		return "command"
	case bot.Mono:
		return "mono"
	case bot.Differs:
		return "differs"
	case bot.Link:
		return "link"
	}
	return ""
}
