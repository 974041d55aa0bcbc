package store

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
	"aktivering/knowledge"
)

// MaxLead is how many turns before a case was opened are searched with it: what led to it.
const MaxLead = 500

// CaseChange is what a turn changes of a case as lists and searches know it.
type CaseChange struct {
	// Case is the case after the turn, but for Ref and OpenedAt.
	Case caselist.Summary
	// New tells that the turn opens the case. Else Saved tells that something of it is to be
	// saved, and Times that this is no more than LastPersonAt and LastAgentAt.
	New, Saved, Times bool
	// Last is the last turn that belongs to the case so far; 0 while it is open.
	Last int
	// Left is where the case was worked on before the turn moved it; zero where it did not.
	Left bot.Address
	// NewAgent tells that the case has gone to an agent.
	NewAgent bool
	// Facts tells that Name, Language, Codes and Article are to be saved too. They stay as
	// they were once the case is closed: the conversation may go on about something else.
	Facts bool
	// Added tells that the line of the turn belongs to the case, and Rebuilt that other lines
	// may belong to it too that did not before.
	Added, Rebuilt bool
}

// CaseChangeOf returns what a turn changes of the case of a conversation.
func CaseChangeOf(before, after bot.Conversation) (c CaseChange) {
	was, is := before.Case, after.Case
	if is == nil {
		return c
	}
	c.Case = caselist.SummaryOf(after)
	if was == nil || was.Opened != is.Opened {
		return CaseChange{Case: c.Case, New: true, Saved: true, Facts: true, Rebuilt: true}
	}
	if !is.Active() {
		c.Last = after.Turn
	}
	c.NewAgent = is.Agent.ID != "" && was.Agent.ID != is.Agent.ID
	if was.Thread != is.Thread {
		c.Left = was.Thread
	}
	old := caselist.SummaryOf(before)
	switch {
	case was.Active():
		c.Facts, c.Added = !sameFacts(old, c.Case), true
	case is.Active(): // opened again
		c.Facts, c.Rebuilt = true, true
	case *was == *is || is.MovedOn: // the turn is not about the case
		return CaseChange{Case: c.Case}
	default: // how it went, or what was written after the end
		c.Rebuilt = true
	}
	old.LastPersonAt, old.LastAgentAt = c.Case.LastPersonAt, c.Case.LastAgentAt
	c.Times = !c.Facts && c.Last == 0 && sameCase(old, c.Case)
	c.Saved = !c.Times || !was.LastPersonAt.Equal(is.LastPersonAt) || !was.LastAgentAt.Equal(is.LastAgentAt)
	return c
}

func sameFacts(a, b caselist.Summary) bool {
	return a.Name == b.Name && a.Language == b.Language && a.Article == b.Article && CodeList(a.Codes) == CodeList(b.Codes)
}

// sameCase reports that two cases do not differ in what is no fact of the conversation.
func sameCase(a, b caselist.Summary) bool {
	return a.State == b.State && a.Urgent == b.Urgent && a.Agent == b.Agent && a.Desk == b.Desk && a.Thread == b.Thread && a.Closing == b.Closing &&
		a.QueuedAt.Equal(b.QueuedAt) && a.ClosedAt.Equal(b.ClosedAt)
}

// Words returns the words that a turn adds to the case, from its line of the transcript and
// what the case itself is found by.
func (c CaseChange) Words(line bot.Entry) []string {
	words := search.LineWords(line)
	if c.New || !c.Times {
		words = append(words, search.CaseWords(c.Case)...)
	}
	return words
}

// CodeList writes codes as a column has them, with spaces between.
func CodeList(codes []knowledge.Code) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = c.String()
	}
	return strings.Join(list, " ")
}

// Codes reads what CodeList wrote, and leaves out what is no code.
func Codes(list string) []knowledge.Code {
	var codes []knowledge.Code
	for field := range strings.FieldsSeq(list) {
		if c, err := knowledge.ParseCode(field); err == nil {
			codes = append(codes, c)
		}
	}
	return codes
}
