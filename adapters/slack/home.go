package slack

import (
	"context"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot/event"
)

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
func (a *Adapter) publish(ctx context.Context, team string, p event.Person) error {
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
