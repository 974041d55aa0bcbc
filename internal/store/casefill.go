package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
)

// MaxSnippetLines is how many lines of a case, the latest, are looked through for a snippet.
const MaxSnippetLines = 200

// StoredCase is a case as a store has it, with what it does not know yet of one that an
// earlier version has saved.
type StoredCase struct {
	caselist.Summary
	// First and Last are the turns of the first and the last line of the transcript that
	// belong to the case. First is 0 where that is not known, and Last while it is open.
	First, Last int
}

// Has reports that a line of the transcript belongs to the case.
func (c StoredCase) Has(line bot.Entry) bool {
	return c.First > 0 && line.Turn >= c.First && (c.Last == 0 || line.Turn <= c.Last)
}

// Words returns the words of the case and of those lines that belong to it, sorted. Of more
// than search.MaxWords the first ones are taken.
func (c StoredCase) Words(lines []bot.Entry) []string {
	words := search.CaseWords(c.Summary)
	for _, line := range lines {
		if !c.Has(line) {
			continue
		}
		words = append(words, search.LineWords(line)...)
		if len(words) > 4*search.MaxWords {
			words = sorted(words)
		}
	}
	words = sorted(words)
	return words[:min(len(words), search.MaxWords)]
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// FillCases fills in what is known of the cases of a conversation that an earlier version has
// saved, those without First, and returns these. The conversation is as it is stored. The
// cases are in order, and so are the lines, which are those of the whole conversation. Of a
// case that is not the latest one it is known who the agent was and when something was done
// last, by the transcript.
func FillCases(conversation []byte, cases []StoredCase, lines []bot.Entry) (filled []StoredCase, err error) {
	var c bot.Conversation
	if err := json.Unmarshal(conversation, &c); err != nil {
		return nil, fmt.Errorf("read the conversation: %w", err)
	}
	end := 0 // of the case before
	for i := range cases {
		k := &cases[i]
		if k.First > 0 {
			end = k.Last
			continue
		}
		latest := i == len(cases)-1
		k.First = max(end+1, k.Opened-MaxLead)
		k.OpenedAt, end = k.QueuedAt, k.Opened
		k.Name, k.Language = c.Name, c.Language
		for _, line := range lines {
			if line.Turn == k.Opened {
				k.OpenedAt = line.At
			}
			act, acted := strings.CutPrefix(string(line.Kind), string(bot.EntryAction))
			if !acted || line.Turn < k.Opened || !latest && line.Turn >= cases[i+1].Opened {
				continue
			}
			end, k.LastAgentAt = line.Turn, line.At
			if bot.Action(act) == bot.ActClaim {
				k.Agent.Name, _, _ = strings.Cut(line.Text, "\n")
			}
			if k.State == bot.CaseClosed {
				k.ClosedAt = line.At
			}
		}
		if k.State == bot.CaseClosed || !latest {
			k.Last = end
		}
		if latest && c.Case != nil && c.Case.Opened == k.Opened {
			k.take(c)
		}
		if k.State == bot.CaseClosed && k.ClosedAt.IsZero() {
			k.ClosedAt = k.QueuedAt
		}
		filled = append(filled, *k)
	}
	return filled, nil
}

// take takes over what the conversation knows of its case.
func (c *StoredCase) take(from bot.Conversation) {
	now := caselist.SummaryOf(from)
	now.Number, now.Ref, now.OpenedAt, now.State, now.QueuedAt, now.Thread = c.Number, c.Ref, c.OpenedAt, c.State, c.QueuedAt, c.Thread
	if from.Case.MovedOn { // to a problem that is not the case's
		now.Codes, now.Article = nil, ""
	}
	c.Summary = now
}
