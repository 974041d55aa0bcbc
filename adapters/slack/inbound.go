package slack

import (
	"context"
	"slices"
	"strings"

	"aktivering/bot"
)

// message is what is read of a message event, of a mention, and of a change of a
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

// edited tells when a message was changed.
type edited struct {
	TS string `json:"ts"`
}

type file struct {
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
	// subtypeTombstone is what stands in the place of a message that was removed, where
	// others have answered it.
	subtypeTombstone = "tombstone"
)

// messaged returns what happened to a message of a person; false for what is
// nothing to be read here.
func (a *Adapter) messaged(ctx context.Context, team string, m message) (in bot.Inbound, ok bool) {
	if m.Type != "message" && m.Type != "app_mention" || m.Channel == "" {
		return in, false
	}
	switch m.Subtype {
	case "", subtypeFile, subtypeBroadcast:
		return a.said(ctx, team, m)
	case subtypeChanged:
		return a.edited(ctx, team, m)
	case subtypeDeleted:
		return a.deleted(team, m)
	}
	return in, false
}

// said returns what a person said.
func (a *Adapter) said(ctx context.Context, team string, m message) (in bot.Inbound, ok bool) {
	if !a.byPerson(m) {
		return in, false
	}
	said := a.words(m)
	if !said.Addressed && !said.InThread && said.OnlyIfAddressed {
		return in, false
	}
	in = a.inbound(team, m, said)
	// A message may come more than once, also as two kinds of events with ids of
	// their own.
	in.Key = "message/" + m.Channel + "/" + m.TS + "/" + m.User
	if said.Addressed || m.Channel == a.options.DeskChannel {
		in.Person = a.person(ctx, m.User, "")
	}
	return in, true
}

// edited returns that a person changed the words of a message. Slack tells of
// every change in the same way: also of links that it shows a preview of, and of
// our own.
func (a *Adapter) edited(ctx context.Context, team string, m message) (in bot.Inbound, ok bool) {
	now := m.Message
	if now != nil && now.Subtype == subtypeTombstone {
		m.DeletedTS = now.TS
		return a.deleted(team, m)
	}
	if now == nil || now.Edited == nil || m.Previous != nil && m.Previous.Text == now.Text {
		return in, false
	}
	now.Channel, now.ChannelType = m.Channel, m.ChannelType
	if !a.byPerson(*now) {
		return in, false
	}
	said := a.words(*now)
	in = a.inbound(team, *now, bot.MessageEdited{Now: said})
	// Slack tells to the second when a message was edited; the event itself is exact, and
	// the same when it is delivered again.
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
	if said.Addressed || m.Channel == a.options.DeskChannel {
		in.Person = a.person(ctx, now.User, "")
	}
	return in, true
}

// deleted returns that a person removed a message. What Slack no longer tells of, such
// as who wrote it, is left open.
func (a *Adapter) deleted(team string, m message) (in bot.Inbound, ok bool) {
	was := m.Previous
	if was == nil || was.Subtype == subtypeTombstone {
		was = &message{TS: m.DeletedTS}
	}
	was.Channel = m.Channel
	if was.TS == "" || was.User != "" && !a.byPerson(*was) || was.BotID != "" {
		return in, false
	}
	in = a.inbound(team, *was, bot.MessageDeleted{Message: bot.MessageID(was.TS)})
	in.Key = "delete/" + m.Channel + "/" + was.TS
	in.At = timeOf(m.TS, a.options.Now())
	return in, true
}

// byPerson reports a message that a person wrote, not a bot, and not even
// ourselves.
func (a *Adapter) byPerson(m message) bool {
	self := a.self.Load()
	return self != nil && m.User != "" && m.TS != "" && m.BotID == "" && m.User != self.UserID
}

// inbound is what happened to a message, without its key.
func (a *Adapter) inbound(team string, m message, event bot.Event) bot.Inbound {
	return bot.Inbound{
		At:     timeOf(m.TS, a.options.Now()),
		From:   bot.Address{Platform: Platform, Space: team, Channel: m.Channel, Thread: firstOf(m.ThreadTS, m.TS)}, // an answer opens a thread
		Person: bot.Person{ID: m.User},
		Event:  event,
	}
}

// words reads what a message says, and whom it is meant for.
func (a *Adapter) words(m message) bot.Message {
	mention := "<@" + a.self.Load().UserID + ">"
	said := bot.Message{
		Text:            plain(without(m.Text, mention)),
		Message:         bot.MessageID(m.TS),
		Addressed:       m.Type == "app_mention" || m.ChannelType == "im" || strings.Contains(m.Text, mention),
		InThread:        m.ThreadTS != "",
		OnlyIfAddressed: !slices.Contains(a.options.SupportChannels, m.Channel),
	}
	for _, f := range m.Files {
		said.Files = append(said.Files, bot.File{Name: f.Name, Kind: f.Mimetype, URL: f.Permalink, Nameless: nameless(f.Permalink), On: Platform, At: f.Download})
	}
	return said
}

// nameless is the address of a file without its name: Slack knows a file by the ids of
// its owner and of itself, as in https://example.slack.com/files/U012/F034/name.png. It is
// empty where the address has another form.
func nameless(permalink string) string {
	head, rest, ok := strings.Cut(permalink, "/files/")
	parts := strings.SplitN(rest, "/", 3)
	if !ok || len(parts) < 3 || parts[0] == "" || parts[1] == "" {
		return ""
	}
	return head + "/files/" + parts[0] + "/" + parts[1]
}

// without returns a text without the mention of the bot; one that has none stays as
// it is.
func without(text, mention string) string {
	if !strings.Contains(text, mention) {
		return text
	}
	return strings.TrimSpace(strings.ReplaceAll(text, mention, ""))
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
