package app

import (
	"cmp"
	"fmt"
	"net"
	"strings"

	"aktivering/adapters/web"
	"aktivering/bot/port"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/webdesk/live"
	"aktivering/knowledge"
)

// announce says in one block what is served and what is not, and why. stranded are the cases that
// nobody sees to, and own is how many workspaces have desks of their own.
func (a *App) announce(kb *knowledge.Base, o settings.Serve, adapters []port.Adapter, at net.Addr, c store.Counts, stranded string, own int, pages *servedDesk) error {
	database := fmt.Sprintf("%s: %s", o.Database, number(c.Conversations, "conversation"))
	if c.Waiting > 0 {
		database += fmt.Sprintf(", %s to deliver", number(c.Waiting, "reply"))
	}
	if c.Failed > 0 {
		database += fmt.Sprintf(", %s given up (see aktivering data outbox)", number(c.Failed, "reply"))
	}
	lines := [][2]string{
		{"knowledge", fmt.Sprintf("%s, %s", number(len(kb.Articles()), "article"), number(len(kb.Codes()), "code"))},
		{"database", database},
		{"http", fmt.Sprintf("http://%s with /healthz and /readyz", at)},
	}
	served := false
	for _, adapter := range adapters {
		if adapter.Platform() == live.Platform {
			continue // it is no platform of people
		}
		served = true
		if adapter.Platform() == web.Platform {
			lines = append(lines, [2]string{"web", "on, at " + webAddress(o, at)})
			continue
		}
		lines = append(lines, [2]string{string(adapter.Platform()), "on; /readyz tells whether it is connected"})
	}
	desk := "off: DESK is not set, so nobody takes over from the bot"
	switch {
	case o.Desk.Platform == settings.Nowhere:
		desk = "off: DESK is none, so nobody takes over from the bot"
	case o.Desk.Platform == settings.OnWeb:
		desk = "in the browser, see below"
		if o.Desk.Hours != "" {
			desk += ", " + o.Desk.Hours
		}
	case o.Desk.Platform != "":
		desk = fmt.Sprintf("on %s, in channel %s", o.Desk.Platform, o.Desk.Channel())
		if o.Desk.Hours != "" {
			desk += ", " + o.Desk.Hours
		}
	}
	if own > 0 {
		desk = strings.TrimSuffix(desk, ", so nobody takes over from the bot") + "; " + number(own, "workspace") + " with own desks"
	}
	lines = append(lines, [2]string{"desk", desk})
	if pages != nil {
		lines = append(lines, [2]string{"web desk", pages.entrance})
	}
	if stranded != "" {
		lines = append(lines, [2]string{"cases", stranded})
	}
	if !o.Web.Served() {
		lines = append(lines, [2]string{"web", "off: WEB is off"})
	}
	switch {
	case o.Slack.ClientID != "":
		lines = append(lines, [2]string{"slack", "workspaces install it at " + webAddress(o, at) + "slack/install"})
	case !o.Slack.Served():
		lines = append(lines, [2]string{"slack", "off: SLACK_BOT_TOKEN is not set"})
	}
	if o.Discord.Token == "" {
		lines = append(lines, [2]string{"discord", "off: DISCORD_TOKEN is not set"})
	}
	if !served {
		lines = append(lines, [2]string{"", "no platform is served; aktivering chat talks to the bot in a terminal"})
	}
	var b strings.Builder
	b.WriteString("aktivering serves\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "  %-10s %s\n", l[0], l[1])
	}
	if _, err := fmt.Fprint(a.Out, b.String()); err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return nil
}

// webAddress is where people reach the chat.
func webAddress(o settings.Serve, at net.Addr) string {
	return cmp.Or(o.Web.PublicURL, "http://"+reachable(at)) + "/"
}
