package store

import (
	"fmt"
	"strings"

	"aktivering/bot"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// GapCondition is the condition of the index heard_gaps, of outcome.GapKinds alone, which a query
// must have word for word.
func GapCondition() string {
	var kinds []string
	for _, k := range outcome.GapKinds() {
		kinds = append(kinds, "'"+string(k)+"'")
	}
	return "outcome IN (" + strings.Join(kinds, ", ") + ")"
}

// GapText is what a person wrote in a turn, by the kind and the text of its line in the
// transcript.
func GapText(kind bot.EntryKind, text string) string {
	if kind != bot.EntryMessage && kind != bot.EntryEdited {
		return "" // a choice, whose words are the bot's
	}
	return text
}

// OutcomeRow is an outcome as the databases hold it: lists separated by spaces, which no id
// has, and the code as it is written.
type OutcomeRow struct {
	Code, Remedies, Told string
}

// RowOf returns the parts of an outcome that are stored in another form.
func RowOf(o bot.Outcome) OutcomeRow {
	row := OutcomeRow{Remedies: strings.Join(o.Remedies, " "), Told: strings.Join(o.Told, " ")}
	if o.Code != 0 {
		row.Code = o.Code.String()
	}
	return row
}

// Read puts the parts back into an outcome.
func (r OutcomeRow) Read(o *bot.Outcome) error {
	if r.Code != "" {
		code, err := knowledge.ParseCode(r.Code)
		if err != nil {
			return fmt.Errorf("read an outcome: %w", err)
		}
		o.Code = code
	}
	o.Remedies, o.Told = list(r.Remedies), list(r.Told)
	return nil
}

// list reads a list of ids; an empty one is nil.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, " ")
}
