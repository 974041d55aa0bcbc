package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

const (
	// formID is the id of the form that asks for a problem.
	formID = "form"
	// deskFormID begins the id of a form at the desk, in front of that of the component that
	// opened it.
	deskFormID = "desk/"
	// askFormID begins the id of the form that asks for a problem, in front of that of the button
	// that opened it.
	askFormID = "ask/"
)

// Discord's limits of forms, in characters.
const (
	maxFormTitle = 45
	maxFormLabel = 45
	maxFormHint  = 100
	// maxProblem bounds what is written in a form or behind a command.
	maxProblem = 2000
)

// labelled is a row of a form. discordgo has no labels.
type labelled struct {
	Type      int    `json:"type"`
	Label     string `json:"label"`
	Component any    `json:"component"`
}

// The component types that discordgo has no names for: a row with a label, and files.
const (
	typeLabel = 18
	typeFiles = 19
)

// modal returns a form as Discord shows it. The id comes back with the submission.
func modal(f form.Form, id string) *callback {
	var rows []labelled
	for _, input := range f.Inputs {
		if input.Search {
			continue // the command's option searches
		}
		rows = append(rows, labelled{Type: typeLabel, Label: clip(input.Label, maxFormLabel), Component: field(input)})
	}
	return &callback{Type: discordgo.InteractionResponseModal, Data: map[string]any{
		"custom_id": id, "title": clip(f.Title, maxFormTitle), "components": rows,
	}}
}

// field returns the input of a row.
func field(input form.Input) any {
	if input.Pictures > 0 {
		least := 1
		if input.Optional {
			least = 0
		}
		return map[string]any{"type": typeFiles, "custom_id": input.ID, "min_values": least, "max_values": input.Pictures, "required": !input.Optional}
	}
	if len(input.Choices) == 0 {
		return map[string]any{
			"type": discordgo.TextInputComponent, "custom_id": input.ID, "style": discordgo.TextInputParagraph,
			"placeholder": clip(input.Hint, maxFormHint), "required": !input.Optional, "max_length": maxProblem,
		}
	}
	var options []option
	for _, c := range input.Choices[:min(len(input.Choices), maxOptions)] {
		options = append(options, option{Label: clip(c.Label, maxLabel), Value: string(c.ID)})
	}
	least := 1
	if input.Optional {
		least = 0
	}
	return map[string]any{
		"type": discordgo.SelectMenuComponent, "custom_id": input.ID, "options": options,
		"required": !input.Optional, "min_values": least, "max_values": 1,
	}
}

// asked handles the form that a button of a reply opened. It belongs to the conversation of the
// reply.
func (a *Adapter) asked(ctx context.Context, i interaction, id string, said event.Event) (*callback, error) {
	_, where, _, ok := pickedOf(id, nil)
	if !ok {
		return nil, adapterkit.ErrMalformed
	}
	in, token := a.inbound(i)
	a.locate(i, where, &in, &token)
	return a.answerTo(ctx, in, token, said)
}

// submitted handles the submission of a form at the desk.
func (a *Adapter) submitted(ctx context.Context, i interaction, id string, rows map[string]string) (*callback, error) {
	picked, where, _, ok := pickedOf(id, nil)
	if !ok {
		return nil, adapterkit.ErrMalformed
	}
	in, token := a.inbound(i)
	token.how, in.Event = updated, event.FormSubmitted{ChoicePicked: picked, Rows: rows}
	a.locate(i, where, &in, &token)
	in.ReplyToken = token.String()
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil
}

// maxDepth is how deep rows may be nested.
const maxDepth = 3

// answers are the rows of a form by their ids, and the ids of its files.
type answers struct {
	rows  map[string]string
	files []string
}

// filled returns what stands in a form.
func filled(rows []row) answers {
	all := answers{rows: make(map[string]string)}
	all.add(rows, 0)
	return all
}

func (a *answers) add(rows []row, depth int) {
	if depth > maxDepth {
		return
	}
	for _, r := range rows {
		switch into := a.rows; {
		case r.Type == typeFiles:
			a.files = append(a.files, r.Values...)
		case r.CustomID != "" && len(r.Values) == 1:
			into[r.CustomID] = r.Values[0]
		case r.CustomID != "" && len(r.Values) == 0:
			into[r.CustomID] = r.Value
		}
		a.add(r.Components, depth+1)
		if r.Component != nil {
			a.add([]row{*r.Component}, depth+1)
		}
	}
}
