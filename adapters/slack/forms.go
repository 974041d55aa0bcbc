package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/form"
)

// openForm opens the form that asks for a problem. Its submission is answered at the
// origin, or directly to the person.
func (a *Adapter) openForm(ctx context.Context, trigger string, p bot.Person, o origin) error {
	form := a.options.Manager.Form(p.Locale)
	if len(form.Inputs) == 0 || trigger == "" {
		return errors.New("there is no form")
	}
	return a.openView(ctx, trigger, form, callbackAsk, o)
}

// formOf returns the form that a button opens, pressed at an address.
func (a *Adapter) formOf(actionID string, at bot.Address) (form.Form, bool) {
	rest, ok := strings.CutPrefix(actionID, formPrefix)
	name, _, _ := strings.Cut(rest, "-")
	if !ok {
		return form.Form{}, false
	}
	return a.options.Manager.DeskForm(at, name)
}

// openView opens a form. Its submission has the callback's id and belongs to the origin.
func (a *Adapter) openView(ctx context.Context, trigger string, f form.Form, callback string, o origin) error {
	meta, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = a.client.OpenViewContext(ctx, trigger, modal(f, callback, string(meta)))
	if err != nil {
		err = a.client.translate(ctx, "views.open", err)
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: form not opened")
	}
	return err
}

// modal returns a form as Slack shows it. Its texts are the bot's own.
func modal(f form.Form, callback, meta string) slackapi.ModalViewRequest {
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
		Type: slackapi.VTModal, CallbackID: callback, PrivateMetadata: meta,
		Title: text(f.Title), Submit: text(f.Submit), Close: text(f.Cancel),
		Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// submitted handles the submission of a form.
func (a *Adapter) submitted(ctx context.Context, c callback) error {
	var at origin
	if c.View.PrivateMetadata != "" {
		if err := json.Unmarshal([]byte(c.View.PrivateMetadata), &at); err != nil {
			return fmt.Errorf("the metadata of a form: %w", malformed(err))
		}
	}
	rows := make(map[string]string)
	for row, actions := range c.View.State.Values {
		for _, action := range actions {
			rows[row] = action.value()
		}
	}
	var event bot.Event = form.Form{}.Answered(rows)
	if c.View.CallbackID == callbackDesk {
		picked, ok := pickedOf(at.Value)
		if !ok {
			return adapterkit.ErrMalformed
		}
		event = bot.FormSubmitted{ChoicePicked: picked, Rows: rows}
	}
	in := bot.Inbound{
		Key:        "form/" + c.View.ID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.team()},
		Person:     a.users.person(ctx, c.User.ID, c.User.Name),
		ReplyToken: at.ReplyToken,
		Event:      event,
	}
	if err := a.locate(ctx, &in, at); err != nil {
		return err
	}
	return a.handleSoon(ctx, in)
}
