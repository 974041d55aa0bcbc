package discord

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/bot"
	"aktivering/bot/event"
)

// maxWriters bounds how many messages are remembered by their writer: Discord does not tell
// whose message was removed.
const maxWriters = 20_000

// reader turns what Discord tells of messages into events.
type reader struct {
	client   *client
	channels *channels
	agents   *agents
	// self is the bot's user id, once Discord has told it.
	self atomic.Pointer[string]
	// writers are those of messages, by the message's id.
	writers *lru.Cache[string, written]
	// locales are people's languages, as their interactions told: messages do not tell them.
	locales *lru.Cache[string, string]
	// names are what people are called.
	names *names
	now   func() time.Time
}

func newReader(c *client, cs *channels, g *agents, locales *lru.Cache[string, string], now func() time.Time) *reader {
	r := &reader{client: c, channels: cs, agents: g, locales: locales, now: now}
	r.writers, _ = lru.New[string, written](maxWriters) // fails for sizes below one only
	return r
}

// message is the part that is read of a message. Fields of which only the presence matters
// are kept as they come.
type message struct {
	ID         string                `json:"id"`
	ChannelID  string                `json:"channel_id"`
	GuildID    string                `json:"guild_id"`
	Type       discordgo.MessageType `json:"type"`
	Content    string                `json:"content"`
	Timestamp  string                `json:"timestamp"`
	EditedAt   string                `json:"edited_timestamp"`
	WebhookID  string                `json:"webhook_id"`
	Author     user                  `json:"author"`
	Member     member                `json:"member"`
	Mentions   []user                `json:"mentions"`
	Files      []attachment          `json:"attachments"`
	Embeds     []json.RawMessage     `json:"embeds"`
	Stickers   []json.RawMessage     `json:"sticker_items"`
	Components []json.RawMessage     `json:"components"`
	Poll       json.RawMessage       `json:"poll"`
	Answers    *struct {
		Author user `json:"author"`
	} `json:"referenced_message"`
	// Forwarded are copies of messages that this one forwards.
	Forwarded []struct {
		Message struct {
			Content string       `json:"content"`
			Files   []attachment `json:"attachments"`
		} `json:"message"`
	} `json:"message_snapshots"`
}

type attachment struct {
	Name string `json:"filename"`
	Kind string `json:"content_type"`
	URL  string `json:"url"`
}

// written is the writer of a message, and its conversation.
type written struct {
	from   bot.Address
	person string
}

// errIgnored is a message that no person wrote, or that is not for the bot.
var errIgnored = errors.New("not a message of a person to the bot")

// created returns the event of a new message; errIgnored where there is none for the bot.
func (r *reader) created(ctx context.Context, m message) (event.Inbound, error) {
	in, said, err := r.read(ctx, m)
	if err != nil {
		return in, err
	}
	in.Key, in.At, in.Event = "message/"+m.ChannelID+"/"+m.ID, r.timeOf(m.Timestamp), said
	r.writers.Add(m.ID, written{in.From, in.Person.ID})
	return in, nil
}

// edited returns the event of a message that its writer changed; errIgnored where there is
// none for the bot. Discord also tells of changes of its own, such as a preview.
func (r *reader) edited(ctx context.Context, m message) (event.Inbound, error) {
	if m.EditedAt == "" {
		return event.Inbound{}, errIgnored
	}
	in, said, err := r.read(ctx, m)
	if err != nil {
		return in, err
	}
	in.Key, in.At, in.Event = "edit/"+m.ChannelID+"/"+m.ID+"/"+m.EditedAt, r.timeOf(m.EditedAt), event.MessageEdited{Now: said}
	r.writers.Add(m.ID, written{in.From, in.Person.ID})
	return in, nil
}

// deleted returns the event of a message that was removed; errIgnored where there is none
// for the bot. Where the writer is not remembered, nobody is named.
func (r *reader) deleted(ctx context.Context, guild, channel, id string) (event.Inbound, error) {
	w, ok := r.writers.Get(id)
	if !ok {
		var err error
		if w.from, err = r.locate(ctx, guild, channel, id); err != nil {
			return event.Inbound{}, err
		}
	}
	if w.person == "" && guild == "" {
		w.person = r.channels.recipient(ctx, channel)
	}
	return event.Inbound{
		Key: "delete/" + channel + "/" + id, At: r.now(), From: w.from, Audience: audienceOf(guild),
		Person: event.Person{ID: w.person}, Event: event.MessageDeleted{Message: bot.MessageID(id)},
	}, nil
}

// locate returns the address of a message that was removed.
func (r *reader) locate(ctx context.Context, guild, channel, id string) (bot.Address, error) {
	if id == "" || channel == "" {
		return bot.Address{}, errIgnored
	}
	if guild == "" {
		return addressOf(guild, channel, id, channelInfo{}), nil
	}
	c, err := r.channels.find(ctx, channel)
	switch {
	case isGone(err):
		return bot.Address{}, errIgnored
	case err != nil:
		return bot.Address{}, err
	}
	return addressOf(guild, channel, id, c), nil
}

// read returns who wrote a message, where, and what.
func (r *reader) read(ctx context.Context, m message) (in event.Inbound, said event.Message, err error) {
	if m.ID == "" || m.ChannelID == "" || !r.byPerson(m) || m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return in, said, errIgnored
	}
	var c channelInfo
	if m.GuildID != "" {
		if c, err = r.channels.find(ctx, m.ChannelID); err != nil {
			if isGone(err) {
				return in, said, errIgnored
			}
			return in, said, err
		}
	}
	support := r.channels.isSupport(m.ChannelID, c)
	addressed := r.isAddressed(m)
	if !addressed && !c.isThread() && !support && !r.agents.places.isDesk(m.ChannelID) { // agents tell of problems there
		return in, said, errIgnored
	}
	if m.GuildID != "" && !addressed {
		r.watchContent(m, support)
	}
	said = event.Message{
		Message: bot.MessageID(m.ID), Files: m.files(), Sticker: len(m.Stickers) > 0,
		Addressed: addressed, InThread: c.isThread(), OnlyIfAddressed: !support,
	}
	said.Text, said.Marks = plain(m, *r.self.Load(), r.channels.nameOf)
	if m.ID == m.ChannelID && c.isThread() && c.name != "" { // a forum's post, which has a title
		said.Text, said.Marks = strings.TrimSpace(c.name+"\n"+said.Text), nil
	}
	in.From, in.Audience = addressOf(m.GuildID, m.ChannelID, m.ID, c), audienceOf(m.GuildID)
	r.names.add(m.GuildID, m.Author.ID, nameOf(m.Author, m.Member.Nick))
	locale, _ := r.locales.Get(m.Author.ID)
	in.Person = event.Person{ID: m.Author.ID, Name: nameOf(m.Author, m.Member.Nick), Locale: locale, Agent: r.agents.standing(ctx, in.From, m.Author.ID, m.Member.Roles)}
	return in, said, nil
}

// byPerson reports a message that a person wrote, not this bot or another one. Before
// Discord has told who the bot is, there is none.
func (r *reader) byPerson(m message) bool {
	self := r.self.Load()
	return self != nil && m.Author.ID != "" && !m.Author.Bot && m.WebhookID == "" && m.Author.ID != *self
}

// isAddressed reports a person's message that is meant for the bot: a direct message, or one
// that mentions the bot or answers it.
func (r *reader) isAddressed(m message) bool {
	self := *r.self.Load()
	return m.GuildID == "" || m.Answers != nil && m.Answers.Author.ID == self ||
		slices.ContainsFunc(m.Mentions, func(u user) bool { return u.ID == self })
}

// watchContent notices that Discord withholds what people write: a message without any
// content, which nobody can send.
func (r *reader) watchContent(m message, support bool) {
	switch {
	case m.Content != "":
		r.client.health.Set(aboutContent, nil)
	case support && len(m.Files)+len(m.Embeds)+len(m.Stickers)+len(m.Components)+len(m.Forwarded) == 0 && isNothing(m.Poll):
		r.client.blame(aboutContent, errContent)
	}
}

func isNothing(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func (m message) files() []bot.File {
	list := m.Files
	for _, f := range m.Forwarded {
		list = append(slices.Clip(list), f.Message.Files...)
	}
	var files []bot.File
	for _, f := range list {
		files = append(files, f.file())
	}
	return files
}

func (f attachment) file() bot.File {
	return bot.File{Name: f.Name, Kind: f.Kind, URL: f.URL, On: Platform, At: f.URL}
}

// timeOf reads a time as Discord writes them.
func (r *reader) timeOf(stamp string) time.Time {
	if at, err := time.Parse(time.RFC3339Nano, stamp); err == nil {
		return at.UTC()
	}
	return r.now()
}
