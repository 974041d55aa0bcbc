package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// outgoing is a message on its way.
type outgoing struct {
	Content    string                            `json:"content,omitempty"`
	Embeds     []*discordgo.MessageEmbed         `json:"embeds,omitempty"`
	Components []discordgo.MessageComponent      `json:"components,omitempty"`
	Mentions   *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags      int                               `json:"flags,omitempty"`
	// Nonce makes Discord show a message once that is sent twice.
	Nonce        string     `json:"nonce,omitempty"`
	EnforceNonce bool       `json:"enforce_nonce,omitempty"`
	Answers      *reference `json:"message_reference,omitempty"`

	pictures []bot.Picture // beside it
}

// replacing is a message in the place of another, of which nothing stays.
type replacing struct {
	outgoing
	Embeds     []*discordgo.MessageEmbed    `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
}

// reference is the message that another one answers.
type reference struct {
	Message string `json:"message_id"`
	Channel string `json:"channel_id"`
	// MustBe is whether the message must still be there.
	MustBe bool `json:"fail_if_not_exists"`
}

// nobody lets no mention come alive, whatever the text holds.
func nobody() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

func compose(out bot.Outbound, where shown) outgoing {
	return outgoing{Embeds: Render(out.Reply), Components: components(out.Reply, where), Mentions: nobody(), pictures: out.Pictures}
}

// body is what is sent: with pictures, a form.
func (o outgoing) body() any {
	if len(o.pictures) == 0 {
		return o
	}
	return form{o}
}

// withoutPictures reports that Discord may take the message without its pictures: they
// are too large here, or the bot may attach nothing.
func (o outgoing) withoutPictures(err error) bool {
	return len(o.pictures) > 0 &&
		(rest.HasCode(err, discordgo.ErrCodeRequestEntityTooLarge, discordgo.ErrCodeMissingPermissions) || rest.HasStatus(err, http.StatusRequestEntityTooLarge))
}

// errEnded means that an interaction cannot be answered any more.
var errEnded = errors.New("the interaction has ended")

// Send shows one reply: by the interaction that it answers while that lasts, else
// in its thread or channel, or as a direct message where it is private.
func (a *Adapter) Send(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	if out.To.Platform != Platform || out.To.Channel == "" {
		return "", fmt.Errorf("discord: %v: %w", out.To, bot.ErrGone)
	}
	if v, ok := a.viaOf(out.ReplyToken); ok {
		id, err := a.follow(ctx, v, out)
		if !errors.Is(err, errEnded) {
			return id, err
		}
	}
	switch {
	case out.To.Thread == private:
		return a.direct(ctx, out, shown{home: out.To})
	case out.Reply.Private && (out.To.Space != "" || a.isDesk(out.To)) && len(out.Reply.Choices) == 0:
		id, err := a.direct(ctx, out, shown{})
		if err == nil || !errors.Is(err, bot.ErrGone) {
			return id, err
		}
		// The person takes no direct messages: better in the open than not at all.
	}
	return a.post(ctx, out)
}

// settling is how long an interaction may take to be known to Discord after it was
// taken in by another process.
const settling = 5 // seconds

// follow answers an interaction.
func (a *Adapter) follow(ctx context.Context, v via, out bot.Outbound) (bot.MessageID, error) {
	w, here := a.answers.Get(v.token)
	if here {
		if err := w.wait(ctx); err != nil {
			return "", err
		}
	} else {
		w, _ = a.begin(v.token)
		w.end(v.how == deferred && a.thinking(ctx, v), false)
	}
	open, dead := w.take()
	if dead {
		return "", errEnded
	}
	body := compose(out, v.shown(out))
	var sent struct {
		ID string `json:"id"`
	}
	hook := "webhooks/" + v.app + "/" + v.token
	var err error
	if open {
		err = a.rest.Call(ctx, http.MethodPatch, hook+"/messages/@original", body.body(), &sent)
	}
	if !open || rest.HasCode(err, discordgo.ErrCodeUnknownMessage) { // the person has dismissed it
		if v.where == inPrivate || out.Reply.Private && v.where != inDM {
			body.Flags = flagEphemeral
		}
		err = a.rest.Call(ctx, http.MethodPost, hook+"?wait=true", body.body(), &sent)
	}
	switch {
	case err == nil:
		w.end(false, false)
		return bot.MessageID(sent.ID), a.outcome(ctx, out.To.Channel, nil)
	case body.withoutPictures(err):
		return "", fmt.Errorf("discord: %w: %w", err, bot.ErrNoCopies)
	case rest.HasCode(err, discordgo.ErrCodeUnknownWebhook) && a.options.Now().Unix()-v.given.Unix() < settling:
		return "", fmt.Errorf("discord: %w", bot.RetryLater{After: minWait, Why: "the interaction is not acknowledged yet"})
	case rest.HasCode(err, discordgo.ErrCodeUnknownWebhook, discordgo.ErrCodeInvalidWebhookTokenProvided, discordgo.ErrCodeUnknownInteraction, discordgo.ErrCodeUnknownChannel):
		w.end(false, true)
		return "", errEnded
	}
	return "", a.outcome(ctx, out.To.Channel, err)
}

// shown tells the choices of a reply where they will stand.
func (v via) shown(out bot.Outbound) shown {
	switch {
	case v.where == inDM && out.To.Thread == private:
		return shown{home: out.To}
	case v.where == inThread:
		return shown{person: out.Person}
	case v.where == inChannel:
		return shown{thread: out.To.Thread, person: out.Person}
	}
	return shown{}
}

// thinking reports that Discord still shows the bot as thinking; this process does
// not know, as another one took the interaction in, or the one before.
func (a *Adapter) thinking(ctx context.Context, v via) bool {
	var m struct {
		Flags int `json:"flags"`
	}
	err := a.rest.Call(ctx, http.MethodGet, "webhooks/"+v.app+"/"+v.token+"/messages/@original", nil, &m)
	return err == nil && m.Flags&int(discordgo.MessageFlagsLoading) != 0
}

// post shows a reply in its thread, or in its channel.
func (a *Adapter) post(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	where := shown{} // in one person's channel, or a channel for all
	channel, answers := out.To.Channel, (*reference)(nil)
	if out.To.Thread != "" {
		where.person = out.Person
		thread, err := a.ensureThread(ctx, out)
		if err != nil {
			return "", a.outcome(ctx, out.To.Channel, err)
		}
		if thread {
			channel = out.To.Thread
		} else {
			answers = &reference{Message: out.To.Thread, Channel: channel}
			where.thread = out.To.Thread
		}
	}
	body := compose(out, where)
	body.Nonce, body.EnforceNonce, body.Answers = out.Key, out.Key != "", answers
	if role := a.options.AgentRole; out.Reply.Alert && role != "" && out.To.Channel == a.options.DeskChannel {
		// The one mention that is meant.
		body.Content, body.Mentions.Roles = "<@&"+role+">", []string{role}
	}
	return a.create(ctx, channel, body)
}

// create shows a message in a channel.
func (a *Adapter) create(ctx context.Context, channel string, body outgoing) (bot.MessageID, error) {
	var sent struct {
		ID string `json:"id"`
	}
	err := a.rest.Call(ctx, http.MethodPost, "channels/"+channel+"/messages", body.body(), &sent)
	if body.withoutPictures(err) {
		return "", fmt.Errorf("discord: %w: %w", err, bot.ErrNoCopies)
	}
	if rest.HasCode(err, discordgo.ErrCodeUnknownChannel) {
		a.places.Remove(channel)
	}
	return bot.MessageID(sent.ID), a.outcome(ctx, channel, err)
}

// Edit puts a reply in the place of a message in a thread or channel.
func (a *Adapter) Edit(ctx context.Context, out bot.Outbound, id bot.MessageID) error {
	channel, where := out.To.Channel, shown{}
	switch {
	case out.To.Platform != Platform || channel == "" || out.To.Thread == private || !isID(string(id)):
		return fmt.Errorf("discord: %v: %w", out.To, bot.ErrGone)
	case out.To.Thread == string(id): // what a thread stands on is outside of it
	case out.To.Thread != "":
		channel, where.person = out.To.Thread, out.Person
	}
	body := compose(out, where)
	err := a.rest.Call(ctx, http.MethodPatch, "channels/"+channel+"/messages/"+string(id), replacing{
		outgoing: body, Embeds: append([]*discordgo.MessageEmbed{}, body.Embeds...), Components: append([]discordgo.MessageComponent{}, body.Components...),
	}, nil)
	return a.outcome(ctx, channel, err)
}

// direct shows a reply as a direct message.
func (a *Adapter) direct(ctx context.Context, out bot.Outbound, where shown) (bot.MessageID, error) {
	if out.Person == "" {
		return "", fmt.Errorf("discord: nobody to write to: %w", bot.ErrGone)
	}
	channel, ok := a.dms.Get(out.Person)
	if !ok {
		var c struct {
			ID string `json:"id"`
		}
		if err := a.rest.Call(ctx, http.MethodPost, "users/@me/channels", map[string]string{"recipient_id": out.Person}, &c); err != nil {
			return "", a.outcome(ctx, out.Person, err)
		}
		channel = c.ID
		a.dms.Add(out.Person, channel)
	}
	body := compose(out, where)
	body.Nonce, body.EnforceNonce = out.Key, out.Key != ""
	return a.create(ctx, channel, body)
}
