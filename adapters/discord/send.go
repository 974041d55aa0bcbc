package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/port"
)

// sender shows replies.
type sender struct {
	client    *client
	channels  *channels
	agents    *agents
	responses *responses
	// dms are the channels of direct messages, by person.
	dms *lru.Cache[string, string]
	// closed is what somebody is told who takes no direct messages.
	closed func(person string) string
}

// maxDMs bounds how many channels of direct messages are remembered; Discord is asked for
// the others again.
const maxDMs = 10_000

func newSender(c *client, cs *channels, g *agents, r *responses) *sender {
	s := &sender{client: c, channels: cs, agents: g, responses: r}
	s.dms, _ = lru.New[string, string](maxDMs) // fails for sizes below one only
	return s
}

// errEnded is an interaction that takes no more responses.
var errEnded = errors.New("the interaction has ended")

func (s *sender) send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.To.Platform != Platform || out.To.Channel == "" {
		return "", fmt.Errorf("discord: %v: %w", out.To, port.ErrGone)
	}
	if t, ok := s.responses.parse(out.ReplyToken); ok {
		id, err := s.follow(ctx, t, out)
		if !errors.Is(err, errEnded) {
			return id, err
		}
	}
	switch {
	case out.To.Thread == private:
		return s.direct(ctx, out, homeOf(out))
	case out.Reply.Private && (out.To.Space != "" || s.agents.isDesk(out.To)) && len(out.Reply.Choices) == 0:
		id, err := s.direct(ctx, out, shown{})
		if err == nil || !errors.Is(err, port.ErrGone) {
			return id, err
		}
		// The person takes no direct messages: the reply is shown to everybody.
	}
	return s.post(ctx, out)
}

// settling is how long Discord may take to know the webhook of an interaction whose first
// response another process gives, in seconds, and settlingWait the time between two tries.
const (
	settling     = 5
	settlingWait = time.Second
)

// follow shows a reply by the interaction that it answers. It fails with errEnded where the
// interaction takes no more.
func (s *sender) follow(ctx context.Context, t replyToken, out port.Outbound) (bot.MessageID, error) {
	r, here := s.responses.known.Get(t.token)
	if here {
		if err := r.wait(ctx); err != nil {
			return "", err
		}
	} else {
		r, _ = s.responses.begin(t.token)
		r.end(t.how == deferred && s.isThinking(ctx, t), false)
	}
	pending, dead, followed := r.state()
	if dead || t.where == inForeign && !pending && followed >= maxFollowed {
		return "", errEnded
	}
	return s.answer(ctx, t, r, out, compose(out, t.shown(out)), pending)
}

// answer shows a message by an interaction: in the place of the first response, or behind it.
func (s *sender) answer(ctx context.Context, t replyToken, r *response, out port.Outbound, body outgoing, pending bool) (bot.MessageID, error) {
	var sent struct {
		ID string `json:"id"`
	}
	hook := "webhooks/" + t.app + "/" + t.token
	var err error
	if pending {
		err = s.client.Call(ctx, http.MethodPatch, hook+"/messages/@original", body.body(), &sent)
	}
	if !pending || rest.HasCode(err, discordgo.ErrCodeUnknownMessage) { // the person has dismissed it
		if t.alone() || out.Reply.Private && t.where != inDM {
			body.Flags = flagEphemeral
		}
		err = s.client.Call(ctx, http.MethodPost, hook+"?wait=true", body.body(), &sent)
		if err == nil {
			r.follows()
		}
	}
	switch {
	case err == nil:
		r.end(false, false)
		return bot.MessageID(sent.ID), nil // it needs no token, and no permission in the channel
	case body.withoutPictures(err):
		return "", fmt.Errorf("discord: %w: %w", err, port.ErrNoCopies)
	case rest.HasCode(err, discordgo.ErrCodeUnknownWebhook) && s.responses.now().Unix()-t.given.Unix() < settling:
		return "", fmt.Errorf("discord: %w", port.RetryLater{After: settlingWait, Why: "the interaction is not acknowledged yet"})
	case rest.HasCode(err, discordgo.ErrCodeUnknownWebhook, discordgo.ErrCodeInvalidWebhookTokenProvided, discordgo.ErrCodeUnknownInteraction, discordgo.ErrCodeUnknownChannel, codeMaxFollowed):
		r.end(false, true)
		return "", errEnded
	}
	return "", s.client.translate(ctx, out.To.Channel, err)
}

// isThinking asks whether Discord still shows that the bot is thinking, for an interaction
// that another process received, or this one before a restart.
func (s *sender) isThinking(ctx context.Context, t replyToken) bool {
	var m struct {
		Flags int `json:"flags"`
	}
	err := s.client.Call(ctx, http.MethodGet, "webhooks/"+t.app+"/"+t.token+"/messages/@original", nil, &m)
	return err == nil && m.Flags&int(discordgo.MessageFlagsLoading) != 0
}

// post shows a reply in its thread, or in its channel.
func (s *sender) post(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	where := shown{} // enough in a channel that all share
	if out.To.Space == "" && out.To.Thread == "" {
		where = homeOf(out)
	}
	channel, answers := out.To.Channel, (*reference)(nil)
	if out.To.Thread != "" {
		where.person = out.Person
		thread, opened, err := s.ensureThread(ctx, out)
		if err != nil {
			return "", s.client.translate(ctx, out.To.Channel, err)
		}
		if opened && out.Reply.Calls == "" {
			out.Reply.Calls = out.Person // a phone notifies of a thread's first message only so
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
	body.Flags |= flagsOf(out.Reply)
	if role := s.agents.places.roleAt(out.To.Channel); out.Reply.Alert && role != "" {
		body.Content, body.Mentions.Roles = "<@&"+role+">", []string{role}
	}
	if id := out.Reply.Calls; isID(id) {
		body.Content, body.Mentions.Users = strings.TrimSpace("<@"+id+"> "+body.Content), []string{id}
	}
	return s.create(ctx, channel, body)
}

// create shows a message in a channel.
func (s *sender) create(ctx context.Context, channel string, body outgoing) (bot.MessageID, error) {
	var sent struct {
		ID string `json:"id"`
	}
	err := s.client.Call(ctx, http.MethodPost, "channels/"+channel+"/messages", body.body(), &sent)
	if body.withoutPictures(err) {
		return "", fmt.Errorf("discord: %w: %w", err, port.ErrNoCopies)
	}
	if rest.HasCode(err, discordgo.ErrCodeUnknownChannel) {
		s.channels.known.Remove(channel)
	}
	return bot.MessageID(sent.ID), s.client.translate(ctx, channel, err)
}

func (s *sender) edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	channel, where := out.To.Channel, shown{}
	switch {
	case out.To.Platform != Platform || channel == "" || out.To.Thread == private && out.Person == "" || !isID(string(id)):
		return fmt.Errorf("discord: %v: %w", out.To, port.ErrGone)
	case out.To.Thread == private:
		var err error
		if channel, err = s.dm(ctx, out.Person); err != nil {
			return err
		}
		where = homeOf(out)
	case out.To.Thread == "" && out.To.Space == "":
		where = homeOf(out)
	case out.To.Thread == string(id): // the message from which a thread was started is outside of it
	case out.To.Thread != "":
		channel, where.person = out.To.Thread, out.Person
	}
	body := compose(out, where)
	err := s.client.Call(ctx, http.MethodPatch, "channels/"+channel+"/messages/"+string(id), replacing{
		outgoing: body, Embeds: append([]*discordgo.MessageEmbed{}, body.Embeds...), Components: append([]discordgo.MessageComponent{}, body.Components...),
	}, nil)
	return s.client.translate(ctx, channel, err)
}

// direct shows a reply as a direct message.
func (s *sender) direct(ctx context.Context, out port.Outbound, where shown) (bot.MessageID, error) {
	if out.Person == "" {
		return "", fmt.Errorf("discord: nobody to write to: %w", port.ErrGone)
	}
	channel, err := s.dm(ctx, out.Person)
	if err == nil {
		body := compose(out, where)
		body.Nonce, body.EnforceNonce = out.Key, out.Key != ""
		body.Flags |= flagsOf(out.Reply)
		var id bot.MessageID
		if id, err = s.create(ctx, channel, body); err == nil {
			return id, nil
		}
	}
	if isClosed(err) {
		if id, insteadErr := s.instead(ctx, out); insteadErr == nil {
			return id, nil
		}
	}
	return "", err
}

// toldAgain is how long after somebody was told that they take no direct messages they are told so
// again.
const toldAgain = time.Hour

// instead shows a reply to somebody who takes no direct messages, by their latest interaction while
// that lasts, and tells them so. It fails with errEnded where there is none.
func (s *sender) instead(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	latest, _ := s.responses.latest.Get(out.Person)
	t, lasts := s.responses.parse(latest.String())
	r, ok := s.responses.known.Get(t.token)
	if !lasts || !ok {
		return "", errEnded
	}
	if err := r.wait(ctx); err != nil {
		return "", err
	}
	pending, dead, followed := r.state()
	if dead || t.where == inForeign && !pending && followed >= maxFollowed {
		return "", errEnded
	}
	body := compose(out, t.shown(out))
	now := s.responses.now()
	if told, ok := s.responses.told.Get(out.Person); !ok || now.Sub(told) >= toldAgain {
		body.Content = escape(s.closed(out.Person))
		s.responses.told.Add(out.Person, now)
	}
	out.Reply.Private = true
	return s.answer(ctx, t, r, out, body, pending)
}

// dm returns the channel of direct messages with a person.
func (s *sender) dm(ctx context.Context, person string) (string, error) {
	if channel, ok := s.dms.Get(person); ok {
		return channel, nil
	}
	var c struct {
		ID string `json:"id"`
	}
	if err := s.client.Call(ctx, http.MethodPost, "users/@me/channels", map[string]string{"recipient_id": person}, &c); err != nil {
		return "", s.client.translate(ctx, person, err)
	}
	s.dms.Add(person, c.ID)
	return c.ID, nil
}

// sentSign is the emoji of what was sent on to the person.
const sentSign = "✅"

// react puts a sign under a message of a thread.
func (s *sender) react(ctx context.Context, at bot.Address, message string) error {
	channel := channelOf(at)
	if at.Platform != Platform || !isID(channel) || !isID(message) {
		return fmt.Errorf("discord: %v: %w", at, port.ErrGone)
	}
	err := s.client.Call(ctx, http.MethodPut, "channels/"+channel+"/messages/"+message+"/reactions/"+url.PathEscape(sentSign)+"/@me", nil, nil)
	if rest.HasCode(err, discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions) {
		return fmt.Errorf("discord: the permission to add reactions is missing: %w: %w", err, port.ErrRejected)
	}
	return s.client.translate(ctx, channel, err)
}

// typing shows that an answer is being written.
func (s *sender) typing(ctx context.Context, to bot.Address, person string) error {
	channel := to.Channel
	switch to.Thread {
	case "":
	case private:
		var ok bool
		if channel, ok = s.dms.Get(person); !ok {
			return nil
		}
	default:
		channel = to.Thread
	}
	if to.Platform != Platform || !isID(channel) {
		return fmt.Errorf("discord: %v: %w", to, port.ErrGone)
	}
	err := s.client.Call(ctx, http.MethodPost, "channels/"+channel+"/typing", nil, nil)
	switch {
	case err == nil:
		s.client.health.Set(aboutToken, nil)
		return nil
	case rest.HasCode(err, discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions):
		return fmt.Errorf("discord: %w: %w", err, port.ErrGone) // a message that cannot be sent there makes it known
	}
	return s.client.translate(ctx, channel, err)
}
