package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/form"
)

const (
	// formID is the id of the form that asks for a problem.
	formID = "form"
	// deskFormID begins the id of a form at the desk, in front of that of the component that
	// opened it.
	deskFormID = "desk/"
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

// typeLabel is the component type of a row with a label.
const typeLabel = 18

// modal returns a form as Discord shows it. The id comes back with the submission.
func modal(f form.Form, id string) *callback {
	var rows []labelled
	for _, input := range f.Inputs {
		rows = append(rows, labelled{Type: typeLabel, Label: clip(input.Label, maxFormLabel), Component: field(input)})
	}
	return &callback{Type: discordgo.InteractionResponseModal, Data: map[string]any{
		"custom_id": id, "title": clip(f.Title, maxFormTitle), "components": rows,
	}}
}

// field returns the input of a row.
func field(input form.Input) any {
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

// submitted handles the submission of a form at the desk.
func (a *Adapter) submitted(ctx context.Context, i interaction, id string, rows map[string]string) (*callback, error) {
	picked, where, _, ok := pickedOf(id, nil)
	if !ok {
		return nil, adapterkit.ErrMalformed
	}
	in, token := a.inbound(i)
	token.how, in.Event = updated, bot.FormSubmitted{ChoicePicked: picked, Rows: rows}
	a.locate(i, where, &in, &token)
	in.ReplyToken = token.String()
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil
}

// maxDepth is how deep rows may be nested.
const maxDepth = 3

// filled collects the rows of a form by their ids.
func filled(rows []row, into map[string]string, depth int) {
	if depth > maxDepth {
		return
	}
	for _, r := range rows {
		switch {
		case r.CustomID != "" && len(r.Values) == 1:
			into[r.CustomID] = r.Values[0]
		case r.CustomID != "" && len(r.Values) == 0:
			into[r.CustomID] = r.Value
		}
		filled(r.Components, into, depth+1)
		if r.Component != nil {
			filled([]row{*r.Component}, into, depth+1)
		}
	}
}
