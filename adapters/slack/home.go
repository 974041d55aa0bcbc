package slack

import (
	"context"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// Home returns a person's own page.
type Home func(ctx context.Context, space string, p bot.Person) (Page, error)

// Page is a person's own page.
type Page struct {
	Reply bot.Reply
	// At is where the conversation is that it shows, the zero Address where there is
	// none.
	At bot.Address
	// Language is what the page is written in, as a locale.
	Language string
}

// visited shows a person's page, which Slack tells us is being looked at.
func (a *Adapter) visited(ctx context.Context, team string, m message) {
	if m.User == "" || m.Tab == "messages" || a.options.Home == nil {
		return
	}
	a.later(ctx, "the page of a person", func(ctx context.Context) error {
		return a.publish(ctx, team, a.person(ctx, m.User, ""))
	})
}

// publish shows a person's page as it is now.
func (a *Adapter) publish(ctx context.Context, team string, p bot.Person) error {
	if a.options.Home == nil {
		return nil
	}
	page, err := a.options.Home(ctx, team, p)
	if err != nil {
		return err
	}
	blocks, _ := Render(page.Reply, origin{Channel: page.At.Channel, Thread: page.At.Thread}.block())
	if a.options.Form != nil {
		label := slackapi.NewTextBlockObject(slackapi.PlainTextType, a.options.Form(page.Language).Open, false, false)
		ask := slackapi.NewButtonBlockElement(actionAsk, "", label).WithStyle(slackapi.StylePrimary)
		blocks = append(blocks, slackapi.NewActionBlock("", ask))
	}
	_, err = a.api.PublishViewContext(ctx, slackapi.PublishViewContextRequest{
		UserID: p.ID,
		View:   slackapi.HomeTabViewRequest{Type: slackapi.VTHomeTab, Blocks: slackapi.Blocks{BlockSet: blocks}},
	})
	if err := a.outcome(ctx, "views.publish", err); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// actionAsk is the id of the button that opens the form.
const actionAsk = "ask"
