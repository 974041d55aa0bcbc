package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
)

// user is what is read of a user.
type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

// member is what is read of a user in a server.
type member struct {
	Nick string `json:"nick"`
	User user   `json:"user"`
	// Roles are the ids of the roles; nil where Discord does not tell.
	Roles []string `json:"roles"`
}

// message is what is read of a message. Fields that only tell whether there is
// something are read as they come.
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
	// Forwarded are copies of messages that this one passes on.
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

// written is who wrote a message, and in which conversation.
type written struct {
	from   bot.Address
	person string
}

// errNobody is a message that no person wrote, or one of no use here.
var errNobody = errors.New("nothing that a person said to be read here")

// created takes in a new message.
func (a *Adapter) created(ctx context.Context, m message) error {
	in, said, err := a.said(ctx, m)
	if err != nil {
		return ignoring(err)
	}
	in.Key, in.At, in.Event = "message/"+m.ChannelID+"/"+m.ID, a.timeOf(m.Timestamp), said
	a.writers.Add(m.ID, written{in.From, in.Person.ID})
	return a.handle(ctx, in)
}

// edited takes in a message that was changed by its writer; Discord also tells of
// those that it changed itself, such as by adding a preview.
func (a *Adapter) edited(ctx context.Context, m message) error {
	if m.EditedAt == "" {
		return nil
	}
	in, said, err := a.said(ctx, m)
	if err != nil {
		return ignoring(err)
	}
	in.Key, in.At, in.Event = "edit/"+m.ChannelID+"/"+m.ID+"/"+m.EditedAt, a.timeOf(m.EditedAt), bot.MessageEdited{Now: said}
	a.writers.Add(m.ID, written{in.From, in.Person.ID})
	return a.handle(ctx, in)
}

// deleted takes in that messages were removed. Discord does not say whose they were:
// where that is not remembered, nobody is named.
func (a *Adapter) deleted(ctx context.Context, guild, channel string, ids ...string) error {
	var errs []error
	for _, id := range ids {
		w, ok := a.writers.Get(id)
		if !ok {
			var err error
			if w.from, err = a.homeOf(ctx, guild, channel, id); err != nil {
				errs = append(errs, ignoring(err))
				continue
			}
		}
		errs = append(errs, a.handle(ctx, bot.Inbound{
			Key: "delete/" + channel + "/" + id, At: a.options.Now(), From: w.from,
			Person: bot.Person{ID: w.person}, Event: bot.MessageDeleted{Message: bot.MessageID(id)},
		}))
	}
	return errors.Join(errs...)
}

// homeOf is the conversation of a message that is no longer there.
func (a *Adapter) homeOf(ctx context.Context, guild, channel, id string) (bot.Address, error) {
	if id == "" || channel == "" {
		return bot.Address{}, errNobody
	}
	if guild == "" {
		return address(guild, channel, id, place{}), nil
	}
	p, err := a.placeOf(ctx, channel)
	switch {
	case isGone(err):
		return bot.Address{}, errNobody // it is gone
	case err != nil:
		return bot.Address{}, err
	}
	return address(guild, channel, id, p), nil
}

// ignoring returns nil for what is of no use.
func ignoring(err error) error {
	if errors.Is(err, errNobody) {
		return nil
	}
	return err
}

// said returns who said what and where.
func (a *Adapter) said(ctx context.Context, m message) (in bot.Inbound, said bot.Message, err error) {
	self := a.self.Load()
	switch {
	case self == nil, m.ID == "", m.ChannelID == "", m.Author.ID == "":
		return in, said, errNobody
	case !a.byPerson(*self, m):
		return in, said, errNobody
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return in, said, errNobody
	}
	var p place
	if m.GuildID != "" {
		if p, err = a.placeOf(ctx, m.ChannelID); err != nil {
			if isGone(err) {
				return in, said, errNobody // it is gone
			}
			return in, said, err
		}
	}
	support := a.isSupport(m.ChannelID, p)
	addressed := m.GuildID == "" || a.mentioned(*self, m)
	if !addressed && p.parent == "" && !support {
		return in, said, errNobody
	}
	if m.GuildID != "" && !addressed {
		a.watchContent(m, support)
	}
	said = bot.Message{
		Text: plain(m, *self), Message: bot.MessageID(m.ID), Files: m.files(),
		Addressed: addressed, InThread: p.parent != "", OnlyIfAddressed: !support,
	}
	if m.ID == m.ChannelID && p.name != "" { // a forum's post, which has a title
		said.Text = strings.TrimSpace(p.name + "\n" + said.Text)
	}
	in.From = address(m.GuildID, m.ChannelID, m.ID, p)
	in.Person = bot.Person{ID: m.Author.ID, Name: nameOf(m.Author, m.Member.Nick), Agent: a.standing(ctx, in.From, m.Author.ID, m.Member.Roles)}
	return in, said, nil
}

// byPerson reports a message that a person wrote, not a bot, and not even ourselves.
func (*Adapter) byPerson(self string, m message) bool {
	return m.Author.ID != "" && !m.Author.Bot && m.WebhookID == "" && m.Author.ID != self
}

// mentioned reports a message that names the bot or answers it.
func (*Adapter) mentioned(self string, m message) bool {
	for _, u := range m.Mentions {
		if u.ID == self {
			return true
		}
	}
	return m.Answers != nil && m.Answers.Author.ID == self
}

// watchContent notices that Discord withholds what people write: a message has no
// content at all, which nobody can send.
func (a *Adapter) watchContent(m message, support bool) {
	switch {
	case m.Content != "":
		a.faults.note(aboutContent, nil)
	case support && len(m.Files)+len(m.Embeds)+len(m.Stickers)+len(m.Components)+len(m.Forwarded) == 0 && isNothing(m.Poll):
		a.blame(aboutContent, errContent)
	}
}

func isNothing(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

var errContent = errors.New("Discord withholds what people write: turn on Message Content Intent under Bot on the application's page") //nolint:staticcheck // a name

func (m message) files() []bot.File {
	list := m.Files
	for _, f := range m.Forwarded {
		list = append(slices.Clip(list), f.Message.Files...)
	}
	var files []bot.File
	for _, f := range list {
		files = append(files, bot.File{Name: f.Name, Kind: f.Kind, URL: f.URL, On: Platform, At: f.URL})
	}
	return files
}

// marked finds what Discord writes for people, roles, channels and emoji.
var marked = regexp.MustCompile(`<(@[!&]?|#|a?:\w{1,32}:)([0-9]{1,20})>`)

// foldedLinks are links whose address stands behind other words, [text](https://…), and
// bareLinks those that are to have no preview, <https://…>.
var (
	foldedLinks = regexp.MustCompile(`\[([^\[\]\n]+)\]\(<?(https?://(?:[^\s<>()]|\([^\s<>()]*\))+)>?(?:\s+"[^"\n]*")?\)`)
	bareLinks   = regexp.MustCompile(`<(https?://[^\s<>]+)>`)
)

// unfolded returns a text in which every link shows its address.
func unfolded(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	text = foldedLinks.ReplaceAllStringFunc(text, func(link string) string {
		parts := foldedLinks.FindStringSubmatch(link)
		if parts[1] == parts[2] {
			return parts[2]
		}
		return parts[1] + " (" + parts[2] + ")"
	})
	return bareLinks.ReplaceAllString(text, "$1")
}

// plain returns the text that a person wrote, without Discord's marks; one that has
// none stays as it is.
func plain(m message, self string) string {
	text := m.Content
	for _, f := range m.Forwarded {
		text = cmp.Or(text, f.Message.Content)
	}
	named := false
	text = marked.ReplaceAllStringFunc(text, func(mark string) string {
		parts := marked.FindStringSubmatch(mark)
		kind, id := parts[1], parts[2]
		switch {
		case strings.HasPrefix(kind, "@") && id == self:
			named = true
			return ""
		case kind == "@" || kind == "@!":
			for _, u := range m.Mentions {
				if u.ID == id {
					return "@" + nameOf(u, "")
				}
			}
			return "@"
		case strings.HasSuffix(kind, ":"):
			return strings.TrimPrefix(kind, "a")
		}
		return kind[:1]
	})
	text = unfolded(text)
	if named {
		return strings.TrimSpace(text)
	}
	return text
}

// nameOf is how a person is called where the message stands.
func nameOf(u user, nick string) string { return cmp.Or(nick, u.GlobalName, u.Username) }

// timeOf reads a time that Discord wrote.
func (a *Adapter) timeOf(stamp string) time.Time {
	if at, err := time.Parse(time.RFC3339Nano, stamp); err == nil {
		return at.UTC()
	}
	return a.options.Now()
}
