package slack

import (
	"context"
	"encoding/json"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"aktivering/bot"
)

// command takes in /aktivering TEXT, which is answered in private. Without a text
// it opens the form.
func (a *Adapter) command(ctx context.Context, c slackapi.SlashCommand) error {
	if c.UserID == "" || c.ChannelID == "" || c.TriggerID == "" {
		return errMalformed
	}
	in := bot.Inbound{
		Key:        "command/" + c.TriggerID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.TeamID, Channel: c.ChannelID, Thread: private},
		Person:     a.person(ctx, c.UserID, c.UserName),
		ReplyToken: a.via(c.ResponseURL),
		Event:      bot.Event(bot.Started{}),
	}
	if text := strings.TrimSpace(c.Text); text != "" {
		in.Event = bot.Message{Text: plain(text), Addressed: true}
	} else if a.ask(ctx, c.TriggerID, in.Person, origin{Channel: c.ChannelID, Thread: private, Via: in.ReplyToken}) == nil {
		return nil // what is written there comes as a submission
	}
	return a.handleSoon(ctx, in)
}

// event takes in a callback of the Events API, or answers Slack's question whether
// the address is ours.
func (a *Adapter) event(ctx context.Context, body []byte) (string, error) {
	var outer struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
		TeamID    string `json:"team_id"`
		Event     json.RawMessage
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return "", malformed(err)
	}
	switch outer.Type {
	case slackevents.URLVerification:
		return outer.Challenge, nil
	case slackevents.CallbackEvent:
	default:
		return "", nil
	}
	if a.self.Load() == nil {
		return "", errNotReceiving // without knowing who we are, what is for us cannot be told
	}
	var m message
	if err := json.Unmarshal(outer.Event, &m); err != nil {
		return "", nil //nolint:nilerr // an event of a shape that is not asked for is acknowledged all the same
	}
	if m.Type == "app_home_opened" {
		a.visited(ctx, outer.TeamID, m)
		return "", nil
	}
	in, ok := a.messaged(ctx, outer.TeamID, m)
	if !ok {
		return "", nil
	}
	return "", a.handle(ctx, in)
}

// via is a response_url with the time when it was given.
func (a *Adapter) via(responseURL string) string {
	if responseURL == "" {
		return ""
	}
	return strconv.FormatInt(a.options.Now().Unix(), 10) + " " + responseURL
}

// timeOf reads a message's timestamp, 1700000000.123456.
func timeOf(ts string, otherwise time.Time) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	us, err2 := strconv.ParseInt(fraction, 10, 64)
	if err != nil || err2 != nil || s <= 0 || s > 1<<40 || len(fraction) != 6 {
		return otherwise
	}
	return time.UnixMicro(s*1_000_000 + us).UTC()
}

// marked finds what Slack writes for links, people and channels: <https://…|text>,
// <@U123>, <#C123|name>, <!here>.
var marked = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// plain returns the text that a person wrote, without Slack's marks. A link keeps its
// address.
func plain(text string) string {
	text = marked.ReplaceAllStringFunc(text, func(m string) string {
		parts := marked.FindStringSubmatch(m)
		target, label := parts[1], parts[2]
		address := strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
		switch {
		case label == "":
			return address
		case !strings.Contains(target, ":") || sameAddress(label, address):
			return label
		}
		return label + " (" + address + ")"
	})
	return html.UnescapeString(text)
}

// sameAddress reports a label that is the address that it leads to, as Slack makes links
// of addresses that people write.
func sameAddress(label, address string) bool {
	for _, begins := range []string{"", "http://", "https://"} {
		if rest, ok := strings.CutPrefix(address, begins); ok && strings.TrimSuffix(rest, "/") == strings.TrimSuffix(label, "/") {
			return true
		}
	}
	return false
}
