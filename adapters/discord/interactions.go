package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// interaction is the part that is read of a command, a press or a form.
type interaction struct {
	ID        string                    `json:"id"`
	AppID     string                    `json:"application_id"`
	Type      discordgo.InteractionType `json:"type"`
	Token     string                    `json:"token"`
	GuildID   string                    `json:"guild_id"`
	ChannelID string                    `json:"channel_id"`
	Channel   channel                   `json:"channel"`
	Member    member                    `json:"member"`
	User      user                      `json:"user"`
	Locale    string                    `json:"locale"`
	Message   struct {
		ID         string      `json:"id"`
		Flags      int         `json:"flags"`
		Components []component `json:"components"`
	} `json:"message"`
	Data struct {
		Type     discordgo.ApplicationCommandType `json:"type"`
		Options  []given                          `json:"options"`
		TargetID string                           `json:"target_id"`
		Resolved struct {
			Messages map[string]message `json:"messages"`
		} `json:"resolved"`
		CustomID   string   `json:"custom_id"`
		Values     []string `json:"values"`
		Components []row    `json:"components"`
	} `json:"data"`
}

// given is an option of a command, as a person filled it in.
type given struct {
	Value   any  `json:"value"`
	Focused bool `json:"focused"`
}

// row is a row of a form, as a person filled it in: by itself, or within a row or a label.
type row struct {
	CustomID   string   `json:"custom_id"`
	Value      string   `json:"value"`
	Values     []string `json:"values"`
	Components []row    `json:"components"`
	Component  *row     `json:"component"`
}

// errAnswered is an interaction that was received before.
var errAnswered = errors.New("the interaction was answered already")

// readInteraction reads an interaction. It fails with adapterkit.ErrMalformed where something
// is missing that each one has.
func readInteraction(raw []byte) (i interaction, err error) {
	if err := json.Unmarshal(raw, &i); err != nil {
		return i, fmt.Errorf("%w: %w", adapterkit.ErrMalformed, err)
	}
	if i.Type == discordgo.InteractionPing {
		return i, nil
	}
	if i.User.ID == "" {
		i.User = i.Member.User
	}
	i.ChannelID = cmp.Or(i.ChannelID, i.Channel.ID)
	if !isID(i.ID) || i.Token == "" || !isID(i.AppID) || !isID(i.ChannelID) || !isID(i.User.ID) || strings.ContainsAny(i.Token, " /?#%") {
		return i, fmt.Errorf("%w: an id or the token is missing", adapterkit.ErrMalformed)
	}
	return i, nil
}

// answer handles an interaction that came at a time, and returns the first response; nil
// with no error where none is needed. The event is saved by then. With adapterkit.ErrUnsaved
// it is not, and the response says so. Replies to the interaction wait until the caller has
// told responses.ended.
func (a *Adapter) answer(ctx context.Context, i interaction, came time.Time) (*callback, error) {
	if i.Type == discordgo.InteractionPing {
		return &callback{Type: discordgo.InteractionResponsePong}, nil
	}
	if app := a.app.Load(); app != nil && i.AppID != *app {
		return nil, adapterkit.ErrMalformed // another application's
	}
	if _, first := a.responses.begin(i.Token); !first {
		return nil, errAnswered
	}
	if i.Locale != "" {
		a.locales.Add(i.User.ID, i.Locale)
	}
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	c, err := a.handleInteraction(saving, i)
	if err != nil {
		a.responses.forget(i.Token)
	}
	if errors.Is(err, adapterkit.ErrUnsaved) {
		a.options.Log.Error().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: interaction not saved; the person is told so")
		return a.unsaved(i), err
	}
	return c, err
}

// handleInteraction handles an interaction by its kind.
func (a *Adapter) handleInteraction(ctx context.Context, i interaction) (*callback, error) {
	switch i.Type {
	case discordgo.InteractionPing:
		return nil, adapterkit.ErrMalformed // answer has answered it
	case discordgo.InteractionApplicationCommandAutocomplete:
		return a.complete(i), nil
	case discordgo.InteractionApplicationCommand:
		said, ok := i.command()
		if !ok {
			return modal(a.options.Manager.Form(i.Locale), formID), nil
		}
		return a.saidBy(ctx, i, said)
	case discordgo.InteractionModalSubmit:
		rows := make(map[string]string)
		filled(i.Data.Components, rows, 0)
		if id, ok := strings.CutPrefix(i.Data.CustomID, deskFormID); ok {
			return a.submitted(ctx, i, id, rows)
		}
		return a.saidBy(ctx, i, a.options.Manager.Form(i.Locale).Answered(rows))
	case discordgo.InteractionMessageComponent:
		return a.pressed(ctx, i)
	}
	return nil, nil //nolint:nilnil // other kinds need no response
}

// command returns the message of a command; false where it has none.
func (i interaction) command() (bot.Message, bool) {
	if i.Data.Type == discordgo.MessageApplicationCommand {
		m := i.Data.Resolved.Messages[i.Data.TargetID]
		said := bot.Message{Text: plain(m, i.AppID), Files: m.files(), Addressed: true}
		return said, true
	}
	for _, o := range i.Data.Options {
		if text, ok := o.Value.(string); ok && strings.TrimSpace(text) != "" {
			return bot.Message{Text: strings.TrimSpace(text), Addressed: true}, true
		}
	}
	return bot.Message{}, false
}

// inbound returns what came with an interaction, without the event.
func (a *Adapter) inbound(i interaction) (in bot.Inbound, token replyToken) {
	token = replyToken{given: a.options.Now(), how: deferred, where: inPrivate, app: i.AppID, token: i.Token}
	in = bot.Inbound{
		Key:    "interaction/" + i.ID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: i.GuildID, Channel: i.ChannelID, Thread: private},
		Person: bot.Person{ID: i.User.ID, Name: nameOf(i.User, i.Member.Nick), Locale: i.Locale, Agent: a.agents.standingOf(i.GuildID, i.Member.Roles)},
	}
	if i.GuildID == "" {
		in.From.Thread, token.where = "", inDM
	}
	return in, token
}

// saidBy handles what a person said by a command or a form. The response shows that the bot
// is thinking, to the person alone where others could see it.
func (a *Adapter) saidBy(ctx context.Context, i interaction, said bot.Message) (*callback, error) {
	in, token := a.inbound(i)
	in.ReplyToken, in.Event = token.String(), said
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	c := &callback{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}
	if token.where == inPrivate {
		c.Data = map[string]int{"flags": flagEphemeral}
	}
	return c, nil
}

// pressed handles the press of a button or a choice from a menu. The response marks the
// choice in the message that was pressed.
func (a *Adapter) pressed(ctx context.Context, i interaction) (*callback, error) {
	picked, where, form, ok := pickedOf(i.Data.CustomID, i.Data.Values)
	if !ok {
		return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil // not one of the bot's components
	}
	if where.person != "" && where.person != i.User.ID {
		return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: outgoing{
			Content: escape(a.options.Manager.Listed(i.Locale).Others), Flags: flagEphemeral, Mentions: nobody(),
		}}, nil
	}
	in, token := a.inbound(i)
	token.how, in.Event = updated, picked
	a.locate(i, where, &in, &token)
	if f, ok := a.options.Manager.DeskForm(in.From, form); ok && form != "" {
		a.handleTyping(ctx, func(context.Context) (bot.Inbound, bool, error) {
			in.Event = bot.Typing{Choice: picked.Choice}
			return in, true, nil
		})
		return modal(f, deskFormID+i.Data.CustomID), nil
	}
	in.ReplyToken = token.String()
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	if a.agents.isDesk(in.From) {
		// The buttons of a card can be pressed again. The card is updated when the action was
		// carried out.
		return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil
	}
	return &callback{Type: discordgo.InteractionResponseUpdateMessage, Data: map[string]any{
		"components": markPressed(i.Message.Components, i.Data.CustomID, i.Data.Values),
	}}, nil
}

// locate sets the address of the conversation that the pressed message belongs to.
func (a *Adapter) locate(i interaction, where shown, in *bot.Inbound, token *replyToken) {
	switch {
	case i.GuildID == "":
		if where.home.Channel != "" {
			in.From = where.home
		}
	case i.Message.Flags&flagEphemeral != 0:
	case where.thread != "":
		in.From.Thread, token.where = where.thread, inChannel
	default:
		in.From, token.where = addressOf(i.GuildID, i.ChannelID, i.Message.ID, i.Channel.info()), inThread
	}
}

// answerOverGateway handles an interaction that came over the gateway, and responds.
func (a *Adapter) answerOverGateway(ctx context.Context, raw []byte, came time.Time) {
	i, err := readInteraction(raw)
	var c *callback
	if err == nil {
		c, err = a.answer(ctx, i, came)
	}
	switch {
	case errors.Is(err, errAnswered):
		return
	case errors.Is(err, adapterkit.ErrMalformed):
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: unreadable interaction")
		return
	case errors.Is(err, adapterkit.ErrUnsaved):
		if err := a.respond(ctx, i, c, came); err != nil {
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: interaction not saved, and the person not told")
		}
		return
	case err != nil:
		// Discord tells the person that the bot did not answer.
		a.options.Log.Error().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: interaction not saved")
		return
	case c == nil:
		return
	}
	err = a.respond(ctx, i, c, came)
	a.responses.ended(i.Token, c, err)
	if err != nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: interaction not acknowledged; the reply becomes a message")
	}
}

// respondWait is the time between two tries to respond.
const respondWait = 100 * time.Millisecond

// respond sends the first response. Where Discord asks to wait or cannot answer, it tries
// again for as long as Discord takes one.
func (a *Adapter) respond(ctx context.Context, i interaction, c *callback, came time.Time) error {
	ctx, cancel := context.WithDeadline(ctx, came.Add(discordgo.InteractionDeadline))
	defer cancel()
	for {
		err := a.client.Call(ctx, http.MethodPost, "interactions/"+i.ID+"/"+i.Token+rest.CallbackRoute, c, nil)
		wait := respondWait
		switch e, limits := errors.AsType[rest.Limited](err); {
		case limits:
			wait = e.After
		case isUnavailable(err):
		default:
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}
