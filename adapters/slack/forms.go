package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// ask opens the form in a window. What is written there is answered at the origin,
// or directly to the person.
func (a *Adapter) ask(ctx context.Context, trigger string, p bot.Person, o origin) error {
	if a.options.Form == nil || trigger == "" {
		return errors.New("there is no form")
	}
	return a.open(ctx, trigger, a.options.Form(p.Locale), callbackAsk, o)
}

// formPrefix begins the id of a button that opens a form of the desk.
const formPrefix = "form-"

// formOf returns the form that a button opens, pressed at an address.
func (a *Adapter) formOf(actionID string, at bot.Address) (bot.Form, bool) {
	rest, ok := strings.CutPrefix(actionID, formPrefix)
	name, _, _ := strings.Cut(rest, "-")
	if !ok || a.options.DeskForm == nil {
		return bot.Form{}, false
	}
	return a.options.DeskForm(at, name)
}

// open opens a form; what is written there comes with the callback, and belongs to
// the origin.
func (a *Adapter) open(ctx context.Context, trigger string, f bot.Form, callback string, o origin) error {
	meta, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = a.api.OpenViewContext(ctx, trigger, window(f, callback, string(meta)))
	if err != nil {
		err = a.outcome(ctx, "views.open", err)
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: the form does not open")
	}
	return err
}

// window is a form as Slack shows it. Its texts are the bot's own.
func window(f bot.Form, callback, meta string) slackapi.ModalViewRequest {
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

// submitted takes in what a person wrote in the form.
func (a *Adapter) submitted(ctx context.Context, c callback) error {
	var at origin
	if c.View.PrivateMetadata != "" {
		if err := json.Unmarshal([]byte(c.View.PrivateMetadata), &at); err != nil {
			return fmt.Errorf("a form of ours: %w", malformed(err))
		}
	}
	rows := make(map[string]string)
	for row, actions := range c.View.State.Values {
		for _, action := range actions {
			rows[row] = action.value()
		}
	}
	var event bot.Event = bot.Form{}.Answered(rows)
	if c.View.CallbackID == callbackDesk {
		picked, ok := pickedOf(at.Value)
		if !ok {
			return errMalformed
		}
		event = bot.FormSubmitted{ChoicePicked: picked, Rows: rows}
	}
	in := bot.Inbound{
		Key:        "form/" + c.View.ID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.team()},
		Person:     a.person(ctx, c.User.ID, c.User.Name),
		ReplyToken: at.Via,
		Event:      event,
	}
	if err := a.placed(ctx, &in, at); err != nil {
		return err
	}
	return a.handleSoon(ctx, in)
}
