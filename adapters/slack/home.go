package slack

import (
	"context"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// Home returns the page of a person.
type Home func(ctx context.Context, space string, p bot.Person) (Page, error)

// Page is the page of a person, which Slack shows in the app's Home tab.
type Page struct {
	Reply bot.Reply
	// At is the address of the conversation that it shows; the zero Address where there is
	// none.
	At bot.Address
	// Language is the language of the page, as a locale.
	Language string
}

// homeOpened shows the page of a person who has opened it.
func (a *Adapter) homeOpened(ctx context.Context, team string, m message) {
	if m.User == "" || m.Tab == "messages" || a.options.Home == nil {
		return
	}
	a.later(ctx, "show the page of a person", func(ctx context.Context) error {
		return a.publish(ctx, team, a.users.person(ctx, m.User, ""))
	})
}

// publish shows the page of a person as it is now.
func (a *Adapter) publish(ctx context.Context, team string, p bot.Person) error {
	if a.options.Home == nil {
		return nil
	}
	page, err := a.options.Home(ctx, team, p)
	if err != nil {
		return err
	}
	blocks, _ := Render(page.Reply, origin{Channel: page.At.Channel, Thread: page.At.Thread}.block())
	if form := a.options.Manager.Form(page.Language); len(form.Inputs) > 0 {
		label := slackapi.NewTextBlockObject(slackapi.PlainTextType, form.Open, false, false)
		ask := slackapi.NewButtonBlockElement(actionAsk, "", label).WithStyle(slackapi.StylePrimary)
		blocks = append(blocks, slackapi.NewActionBlock("", ask))
	}
	_, err = a.client.api().PublishViewContext(ctx, slackapi.PublishViewContextRequest{
		UserID: p.ID,
		View:   slackapi.HomeTabViewRequest{Type: slackapi.VTHomeTab, Blocks: slackapi.Blocks{BlockSet: blocks}},
	})
	if err := a.client.translate(ctx, "views.publish", err); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// actionAsk is the id of the button that opens the form.
const actionAsk = "ask"
