package slack

import (
	"context"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"aktivering/bot"
)

// command takes in /aktivering TEXT, which is answered in private.
func (a *Adapter) command(ctx context.Context, c slackapi.SlashCommand) error {
	in := bot.Inbound{
		Key:    "command/" + c.TriggerID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.TeamID, Channel: c.ChannelID, Thread: private},
		Person: bot.Person{ID: c.UserID, Name: c.UserName},
		Via:    a.via(c.ResponseURL),
		Event:  bot.Event(bot.Opened{}),
	}
	if in.Person.ID == "" || in.From.Channel == "" || c.TriggerID == "" {
		return errMalformed
	}
	if text := strings.TrimSpace(c.Text); text != "" {
		in.Event = bot.Said{Text: plain(text), Addressed: true}
	}
	return a.handle(ctx, in)
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
		return "", errMalformed
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
	in, ok := a.said(outer.TeamID, m)
	if !ok {
		return "", nil
	}
	return "", a.handle(ctx, in)
}

// message is what is read of a message event or of a mention.
type message struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
}

// said returns what a person said; false for what is nothing that a person said to
// be read here.
func (a *Adapter) said(team string, m message) (in bot.Inbound, ok bool) {
	self := a.self.Load()
	switch {
	case self == nil, m.User == "", m.Channel == "", m.TS == "":
		return in, false
	case m.BotID != "" || m.User == self.UserID: // not even ourselves
		return in, false
	case m.Type != "message" && m.Type != "app_mention":
		return in, false
	case m.Subtype != "" && m.Subtype != "file_share" && m.Subtype != "thread_broadcast":
		return in, false
	}
	mention := "<@" + self.UserID + ">"
	addressed := m.Type == "app_mention" || m.ChannelType == "im" || strings.Contains(m.Text, mention)
	support := slices.Contains(a.options.SupportChannels, m.Channel)
	if !addressed && m.ThreadTS == "" && !support {
		return in, false
	}
	thread := m.ThreadTS
	if thread == "" {
		thread = m.TS // the answer opens a thread on it
	}
	return bot.Inbound{
		// A message may come more than once, also as two kinds of events with ids of
		// their own.
		Key:    "message/" + m.Channel + "/" + m.TS + "/" + m.User,
		At:     timeOf(m.TS, a.options.Now()),
		From:   bot.Address{Platform: Platform, Space: team, Channel: m.Channel, Thread: thread},
		Person: bot.Person{ID: m.User},
		Event: bot.Said{
			Text:      plain(without(m.Text, mention)),
			Addressed: addressed,
			Threaded:  m.ThreadTS != "",
			Quiet:     !support,
		},
	}, true
}

// without returns a text without the mention of the bot; one that has none stays as
// it is.
func without(text, mention string) string {
	if !strings.Contains(text, mention) {
		return text
	}
	return strings.TrimSpace(strings.ReplaceAll(text, mention, ""))
}

// interaction takes in the press of a button.
func (a *Adapter) interaction(ctx context.Context, payload []byte) error {
	var c slackapi.InteractionCallback
	if err := json.Unmarshal(payload, &c); err != nil {
		return errMalformed
	}
	if c.Type != slackapi.InteractionTypeBlockActions || len(c.ActionCallback.BlockActions) == 0 {
		return nil
	}
	action := c.ActionCallback.BlockActions[0]
	picked, ok := pickedOf(action.Value)
	if !ok || c.User.ID == "" || c.Channel.ID == "" {
		return nil // no button of ours
	}
	in := bot.Inbound{
		Key:    "press/" + c.TriggerID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.Team.ID, Channel: c.Channel.ID, Thread: private},
		Person: bot.Person{ID: c.User.ID, Name: c.User.Name},
		Event:  picked,
	}
	switch thread := firstOf(c.Container.ThreadTs, c.Message.ThreadTimestamp); {
	case c.Container.IsEphemeral:
		in.Via = a.via(c.ResponseURL)
	case thread != "":
		in.From.Thread = thread
	default: // a private answer that became a direct message
		if home, ok := a.home(c.User.ID, action.BlockID); ok {
			in.From.Channel = home
		}
	}
	return a.handle(ctx, in)
}

// pickedOf reads a button's value, which Render wrote: the turn and the choice.
func pickedOf(value string) (bot.Picked, bool) {
	turn, choice, ok := strings.Cut(value, "/")
	n, err := strconv.Atoi(turn)
	return bot.Picked{Choice: bot.ChoiceID(choice), Turn: n}, ok && err == nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// home returns the channel that a private conversation belongs to, as the block of
// its buttons tells.
func (*Adapter) home(_, block string) (string, bool) {
	return strings.CutPrefix(block, homePrefix)
}

// homePrefix begins the id of a block of buttons whose conversation is at home in
// another channel than where it is shown.
const homePrefix = "home/"

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

// plain returns the text that a person wrote, without Slack's marks.
func plain(text string) string {
	text = marked.ReplaceAllStringFunc(text, func(m string) string {
		parts := marked.FindStringSubmatch(m)
		target, label := parts[1], parts[2]
		if label != "" {
			return label
		}
		return strings.TrimPrefix(target, "mailto:")
	})
	return html.UnescapeString(text)
}
