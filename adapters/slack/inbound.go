package slack

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
	"aktivering/bot/event"
)

// reader turns what Slack tells of messages into events.
type reader struct {
	users *users
	// self is who the bot is, once Slack has answered.
	self atomic.Pointer[slackapi.AuthTestResponse]
	// support are the ids of the support channels, and desk that of the desk's channel.
	support []string
	desk    string
	now     func() time.Time
}

// message is the part that is read of a message event, of a mention, and of a change of a
// message, which holds the message as it is and as it was.
type message struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	DeletedTS   string `json:"deleted_ts"`
	ThreadTS    string `json:"thread_ts"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	Tab         string `json:"tab"`
	Files       []file `json:"files"`

	Edited   *edited  `json:"edited"`
	Message  *message `json:"message"`
	Previous *message `json:"previous_message"`
}

// edited holds when a message was changed.
type edited struct {
	TS string `json:"ts"`
}

type file struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Mimetype  string `json:"mimetype"`
	Permalink string `json:"permalink"`
	Download  string `json:"url_private_download"`
}

// The subtypes of messages that are read.
const (
	subtypeFile      = "file_share"
	subtypeBroadcast = "thread_broadcast"
	subtypeChanged   = "message_changed"
	subtypeDeleted   = "message_deleted"
	// subtypeTombstone is that of the placeholder for a deleted message that has replies.
	subtypeTombstone = "tombstone"
)

// read returns the event of what happened to a person's message; false where there is none
// for the bot.
func (r *reader) read(ctx context.Context, team string, m message) (in event.Inbound, ok bool) {
	if m.Type != "message" && m.Type != "app_mention" || m.Channel == "" {
		return in, false
	}
	switch m.Subtype {
	case "", subtypeFile, subtypeBroadcast:
		return r.created(ctx, team, m)
	case subtypeChanged:
		return r.edited(ctx, team, m)
	case subtypeDeleted:
		return r.deleted(team, m)
	}
	return in, false
}

// created returns the event of a new message.
func (r *reader) created(ctx context.Context, team string, m message) (in event.Inbound, ok bool) {
	if !r.byPerson(m) {
		return in, false
	}
	said := r.content(ctx, m)
	if !r.isHeard(m, said) {
		return in, false
	}
	in = r.inbound(team, m, said)
	// A message may come more than once, also as two events with ids of their own.
	in.Key = "message/" + m.Channel + "/" + m.TS + "/" + m.User
	if said.Addressed || !said.OnlyIfAddressed || m.Channel == r.desk {
		in.Person = r.users.person(ctx, m.User, "")
	}
	return in, true
}

// edited returns the event of a text that a person changed. Slack sends the same event for
// every change: also for the preview of a link, and for the bot's own messages.
func (r *reader) edited(ctx context.Context, team string, m message) (in event.Inbound, ok bool) {
	now := m.Message
	if now != nil && now.Subtype == subtypeTombstone {
		m.DeletedTS = now.TS
		return r.deleted(team, m)
	}
	if now == nil || now.Edited == nil || m.Previous != nil && m.Previous.Text == now.Text {
		return in, false
	}
	now.Channel, now.ChannelType = m.Channel, m.ChannelType
	if !r.byPerson(*now) {
		return in, false
	}
	said := r.content(ctx, *now)
	in = r.inbound(team, *now, event.MessageEdited{Now: said})
	// The message holds the time of the change in seconds. The event has the exact time,
	// which is the same when it is delivered again.
	at := in.At
	in.Key = "edit/" + m.Channel + "/" + now.TS + "/" + now.Edited.TS
	if m.TS != "" && m.TS != now.Edited.TS {
		in.Key += "/" + m.TS
	}
	for _, ts := range []string{now.Edited.TS, m.TS} {
		if t := timeOf(ts, at); t.After(at) {
			at = t
		}
	}
	in.At = at
	if said.Addressed || !said.OnlyIfAddressed || m.Channel == r.desk {
		in.Person = r.users.person(ctx, now.User, "")
	}
	return in, true
}

// deleted returns the event of a message that a person removed. What Slack no longer tells,
// such as who wrote it, stays empty.
func (r *reader) deleted(team string, m message) (in event.Inbound, ok bool) {
	was := m.Previous
	if was == nil || was.Subtype == subtypeTombstone {
		was = &message{TS: m.DeletedTS}
	}
	was.Channel = m.Channel
	if was.TS == "" || was.User != "" && !r.byPerson(*was) || was.BotID != "" {
		return in, false
	}
	in = r.inbound(team, *was, event.MessageDeleted{Message: bot.MessageID(was.TS)})
	in.Key = "delete/" + m.Channel + "/" + was.TS
	in.At = timeOf(m.TS, r.now())
	return in, true
}

// isAddressed reports a message that is meant for the bot.
func (r *reader) isAddressed(m message) bool {
	return m.Type == "app_mention" || m.ChannelType == "im" || strings.Contains(m.Text, r.mention())
}

// mention is how the bot is mentioned.
func (r *reader) mention() string { return "<@" + r.self.Load().UserID + ">" }

// isHeard reports a message that may be for the bot.
func (r *reader) isHeard(m message, said event.Message) bool {
	return said.Addressed || said.InThread || !said.OnlyIfAddressed || m.Channel == r.desk // agents tell of problems there
}

// byPerson reports a message that a person wrote, not this bot or another one.
func (r *reader) byPerson(m message) bool {
	self := r.self.Load()
	return self != nil && m.User != "" && m.TS != "" && m.BotID == "" && m.User != self.UserID
}

// inbound returns what happened to a message, without a key.
func (r *reader) inbound(team string, m message, ev event.Event) event.Inbound {
	return event.Inbound{
		At:       timeOf(m.TS, r.now()),
		From:     bot.Address{Platform: Platform, Space: team, Channel: m.Channel, Thread: threadOf(m.Channel, m.ThreadTS, m.TS)},
		Person:   r.users.knownPerson(m.User),
		Audience: audienceOf(m.Channel),
		Event:    ev,
	}
}

// content returns what a message says, and whether it is meant for the bot. Slack must have
// told who the bot is.
func (r *reader) content(ctx context.Context, m message) event.Message {
	said := event.Message{
		Message:         bot.MessageID(m.TS),
		Addressed:       r.isAddressed(m),
		InThread:        m.ThreadTS != "",
		OnlyIfAddressed: !slices.Contains(r.support, m.Channel),
	}
	said.Text, said.Marks = plain(without(m.Text, r.mention()), r.users.namer(ctx, r.isHeard(m, said)))
	for _, f := range m.Files {
		said.Files = append(said.Files, f.file())
	}
	return said
}

func (f file) file() bot.File {
	return bot.File{Name: f.Name, Kind: f.Mimetype, URL: f.Permalink, Nameless: nameless(f.Permalink), On: Platform, At: f.Download}
}

// nameless returns the address of a file without its name: Slack finds a file by the ids
// of its owner and of itself, as in https://example.slack.com/files/U012/F034/name.png. It
// returns "" where the address has another form.
func nameless(permalink string) string {
	head, rest, ok := strings.Cut(permalink, "/files/")
	parts := strings.SplitN(rest, "/", 3)
	if !ok || len(parts) < 3 || parts[0] == "" || parts[1] == "" {
		return ""
	}
	return head + "/files/" + parts[0] + "/" + parts[1]
}

// without returns a text without the mention of the bot. A text without one is not changed.
func without(text, mention string) string {
	if !strings.Contains(text, mention) {
		return text
	}
	return strings.TrimSpace(strings.ReplaceAll(text, mention, ""))
}

// timeOf reads a message's timestamp, such as 1700000000.123456, which is its id too.
func timeOf(ts string, otherwise time.Time) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	us, err2 := strconv.ParseInt(fraction, 10, 64)
	if err != nil || err2 != nil || s <= 0 || s > 1<<40 || len(fraction) != 6 {
		return otherwise
	}
	return time.UnixMicro(s*1_000_000 + us).UTC()
}
