package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

// openForm opens the form that asks for a problem. Its submission is answered at the
// origin, or directly to the person.
func (a *Adapter) openForm(ctx context.Context, trigger string, p event.Person, o origin) error {
	form := a.options.Manager.Form(a.localeOf(ctx, p))
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
	if a.client.withoutFiles.Load() {
		f.Inputs = slices.DeleteFunc(slices.Clone(f.Inputs), func(row form.Input) bool { return row.Pictures > 0 })
	}
	_, err = a.client.api().OpenViewContext(ctx, trigger, modal(f, callback, string(meta)))
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
		switch {
		case row.Search:
			element = search(hint, row.ID)
		case row.Pictures > 0:
			element = slackapi.NewFileInputBlockElement(row.ID).WithFileTypes(pictureTypes()...).WithMaxFiles(row.Pictures)
		case len(row.Choices) > 0:
			list := make([]*slackapi.OptionBlockObject, len(row.Choices))
			for i, c := range row.Choices {
				list[i] = slackapi.NewOptionBlockObject(string(c.ID), text(c.Label), nil)
			}
			element = slackapi.NewRadioButtonsBlockElement(row.ID, list...)
		default:
			lines := slackapi.NewPlainTextInputBlockElement(hint, row.ID)
			lines.Multiline, lines.MaxLength = true, row.Most
			element = lines
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

// pictureTypes are the extensions of files that a form takes.
func pictureTypes() []string { return []string{"png", "jpg", "jpeg", "gif", "webp", "heic"} }

// submitted handles the submission of a form.
func (a *Adapter) submitted(ctx context.Context, c callback) error {
	var at origin
	if c.View.PrivateMetadata != "" {
		if err := json.Unmarshal([]byte(c.View.PrivateMetadata), &at); err != nil {
			return fmt.Errorf("the metadata of a form: %w", malformed(err))
		}
	}
	rows := make(map[string]string)
	var attached []file
	for row, actions := range c.View.State.Values {
		for _, action := range actions {
			if action.Type == typeFiles {
				attached = append(attached, action.Files...)
				continue
			}
			rows[row] = action.value()
		}
	}
	ev := form.Form{}.Answered(rows, a.attachedTo(ctx, attached))
	if c.View.CallbackID == callbackDesk {
		picked, ok := pickedOf(at.Value)
		if !ok {
			return adapterkit.ErrMalformed
		}
		ev = event.FormSubmitted{ChoicePicked: picked, Rows: rows}
	}
	in := event.Inbound{
		Key:        "form/" + c.View.ID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.team()},
		Person:     a.users.person(ctx, c.User.ID, c.User.Name),
		ReplyToken: at.ReplyToken,
		Event:      ev,
	}
	in.From.Channel, in.From.Thread = at.Channel, at.Thread
	switch {
	case at.Channel == "":
		if err := a.locate(ctx, &in, at); err != nil {
			return err
		}
	case c.View.CallbackID == callbackAsk && at.Thread == private: // it was opened by a command
		in.Audience = a.audienceOfCommand(ctx, at.Channel, c.User.ID)
	case c.View.CallbackID == callbackAsk: // by a button of a message
		in.Audience = audienceOf(at.Channel)
	}
	return a.handleSoon(ctx, in)
}

// attachedTo returns the files of a form. Slack is asked about one of which the form tells the id
// only. A file that is neither Slack's nor at the server of the API is left out.
func (a *Adapter) attachedTo(ctx context.Context, list []file) []bot.File {
	var files []bot.File
	for _, f := range list[:min(len(list), form.MaxPictures)] {
		if f.Download == "" && f.ID != "" {
			err := a.client.call(ctx, "files.info", "", func() error {
				is, _, _, err := a.client.api().GetFileInfoContext(ctx, f.ID, 0, 0)
				if err == nil {
					f = file{ID: f.ID, Name: is.Name, Mimetype: is.Mimetype, Permalink: is.Permalink, Download: cmp.Or(is.URLPrivateDownload, is.URLPrivate)}
				}
				return err //nolint:wrapcheck // call translates it
			})
			if err != nil {
				a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: a file of a form is left out, as Slack does not tell where it is")
				continue
			}
		}
		if !a.responses.isOwn(f.Download) || f.Permalink != "" && !a.responses.isOwn(f.Permalink) {
			a.options.Log.Warn().Ctx(ctx).Msg("slack: a file of a form is at another server, and left out")
			continue
		}
		files = append(files, f.file())
	}
	return files
}
