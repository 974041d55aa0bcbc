package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// ask opens the form in a window. What is written there is answered at the origin,
// or directly to the person.
func (a *Adapter) ask(ctx context.Context, trigger string, p bot.Person, o origin) error {
	if a.options.Form == nil || trigger == "" {
		return errors.New("there is no form")
	}
	meta, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = a.api.OpenViewContext(ctx, trigger, window(a.options.Form(p.Locale), string(meta)))
	if err != nil {
		err = a.outcome(ctx, "views.open", err)
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: the form does not open")
	}
	return err
}

// window is a form as Slack shows it. Its texts are the bot's own.
func window(f bot.Form, meta string) slackapi.ModalViewRequest {
	text := func(s string) *slackapi.TextBlockObject {
		return slackapi.NewTextBlockObject(slackapi.PlainTextType, s, false, false)
	}
	var blocks []slackapi.Block
	for _, row := range f.Inputs {
		var hint *slackapi.TextBlockObject
		if row.Hint != "" {
			hint = text(row.Hint)
		}
		var element slackapi.BlockElement
		if len(row.Choices) == 0 {
			lines := slackapi.NewPlainTextInputBlockElement(hint, row.ID)
			lines.Multiline, lines.MaxLength = true, row.Most
			element = lines
		} else {
			list := make([]*slackapi.OptionBlockObject, len(row.Choices))
			for i, c := range row.Choices {
				list[i] = slackapi.NewOptionBlockObject(string(c.ID), text(c.Label), nil)
			}
			element = slackapi.NewRadioButtonsBlockElement(row.ID, list...)
		}
		block := slackapi.NewInputBlock(row.ID, text(row.Label), nil, element)
		block.Optional = row.Optional
		blocks = append(blocks, block)
	}
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackAsk, PrivateMetadata: meta,
		Title: text(f.Title), Submit: text(f.Submit), Close: text(f.Cancel),
		Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// submitted takes in what a person wrote in the form.
func (a *Adapter) submitted(ctx context.Context, c callback) error {
	var at origin
	if c.View.PrivateMetadata != "" {
		if err := json.Unmarshal([]byte(c.View.PrivateMetadata), &at); err != nil {
			return fmt.Errorf("a form of ours: %w", errMalformed)
		}
	}
	rows := make(map[string]string)
	for row, actions := range c.View.State.Values {
		for _, action := range actions {
			rows[row] = action.value()
		}
	}
	in := bot.Inbound{
		Key:    "form/" + c.View.ID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.team()},
		Person: a.person(ctx, c.User.ID, c.User.Name),
		Via:    at.Via,
		Event:  bot.Form{}.Answered(rows),
	}
	if err := a.placed(ctx, &in, at); err != nil {
		return err
	}
	return a.handle(ctx, in)
}
