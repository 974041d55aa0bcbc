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

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// interaction is what is read of a command, a press or a form.
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

// given is an option of a command as a person filled it in.
type given struct {
	Value   any  `json:"value"`
	Focused bool `json:"focused"`
}

// row is a row of a form as a person filled it in: alone, or in a row or a label.
type row struct {
	CustomID   string   `json:"custom_id"`
	Value      string   `json:"value"`
	Values     []string `json:"values"`
	Components []row    `json:"components"`
	Component  *row     `json:"component"`
}

// callback is the first answer to an interaction.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// errMalformed is something that cannot be read, or was not fully read.
var errMalformed = errors.New("it cannot be read")

// errAnswered is an interaction that has come before.
var errAnswered = errors.New("it was answered already")

// flagEphemeral is the flag of a message that one person sees.
const flagEphemeral = int(discordgo.MessageFlagsEphemeral)

// readInteraction reads an interaction, and refuses one that lacks what every one has.
func readInteraction(raw []byte) (i interaction, err error) {
	if err := json.Unmarshal(raw, &i); err != nil {
		return i, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if i.Type == discordgo.InteractionPing {
		return i, nil
	}
	if i.User.ID == "" {
		i.User = i.Member.User
	}
	i.ChannelID = cmp.Or(i.ChannelID, i.Channel.ID)
	if !isID(i.ID) || i.Token == "" || !isID(i.AppID) || !isID(i.ChannelID) || !isID(i.User.ID) || strings.ContainsAny(i.Token, " /?#%") {
		return i, fmt.Errorf("%w: an id or the token is missing", errMalformed)
	}
	return i, nil
}

// isID reports a snowflake.
func isID(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}

// take takes in an interaction and returns what to answer first; nil with no error
// for one that needs none. What it brings is kept by then; with an unsavedError it is
// not, and the answer says so. Until it is answered, the reply to it waits.
func (a *Adapter) take(ctx context.Context, i interaction, came time.Time) (*callback, error) {
	if i.Type == discordgo.InteractionPing {
		return &callback{Type: discordgo.InteractionResponsePong}, nil
	}
	if app := a.app.Load(); app != nil && i.AppID != *app {
		return nil, errMalformed // another application's
	}
	w, first := a.begin(i.Token)
	if !first {
		return nil, errAnswered
	}
	if i.Locale != "" {
		a.locales.Add(i.User.ID, i.Locale)
	}
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	c, err := a.read(saving, i)
	if err != nil {
		w.end(false, true)
		a.answers.Remove(i.Token) // it may come again
	}
	if isUnsaved(err) {
		a.options.Log.Error().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: interaction not saved; the person is told so")
		return a.unsaved(i), err
	}
	return c, err
}

// unsaved answers an interaction that could not be saved. It promises nothing.
func (a *Adapter) unsaved(i interaction) *callback {
	return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: outgoing{
		Content: escape(a.options.Mind.Unsaved(i.Locale).Now), Flags: flagEphemeral, Mentions: nobody(),
	}}
}

// read does what an interaction calls for.
func (a *Adapter) read(ctx context.Context, i interaction) (*callback, error) {
	switch i.Type {
	case discordgo.InteractionPing:
		return nil, errMalformed // it is answered before
	case discordgo.InteractionApplicationCommandAutocomplete:
		return a.complete(i), nil
	case discordgo.InteractionApplicationCommand:
		said, ok := i.command()
		if !ok {
			return a.form(i), nil
		}
		return a.told(ctx, i, said)
	case discordgo.InteractionModalSubmit:
		rows := make(map[string]string)
		filled(i.Data.Components, rows, 0)
		if id, ok := strings.CutPrefix(i.Data.CustomID, deskFormID); ok {
			return a.filledIn(ctx, i, id, rows)
		}
		return a.told(ctx, i, a.options.Mind.Form(i.Locale).Answered(rows))
	case discordgo.InteractionMessageComponent:
		return a.pressed(ctx, i)
	}
	return nil, nil //nolint:nilnil // there are kinds that nobody asked for
}

// command returns what a command says; false where it says nothing.
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

// maxDepth is how deep rows stand within one another.
const maxDepth = 3

// filled gathers the rows of a form by their ids.
func filled(rows []row, into map[string]string, depth int) {
	if depth > maxDepth {
		return
	}
	for _, r := range rows {
		switch {
		case r.CustomID != "" && len(r.Values) == 1:
			into[r.CustomID] = r.Values[0]
		case r.CustomID != "" && len(r.Values) == 0:
			into[r.CustomID] = r.Value
		}
		filled(r.Components, into, depth+1)
		if r.Component != nil {
			filled([]row{*r.Component}, into, depth+1)
		}
	}
}

// inbound is an event that came with an interaction.
func (a *Adapter) inbound(i interaction) (in bot.Inbound, v via) {
	v = via{given: a.options.Now(), how: deferred, where: inPrivate, app: i.AppID, token: i.Token}
	in = bot.Inbound{
		Key:    "interaction/" + i.ID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: i.GuildID, Channel: i.ChannelID, Thread: private},
		Person: bot.Person{ID: i.User.ID, Name: nameOf(i.User, i.Member.Nick), Locale: i.Locale, Agent: a.standingOf(i.GuildID, i.Member.Roles)},
	}
	if i.GuildID == "" {
		in.From.Thread, v.where = "", inDM
	}
	return in, v
}

// told takes in what a person said by a command or a form. It is answered by
// showing that the bot thinks, to the person alone where others could see it.
func (a *Adapter) told(ctx context.Context, i interaction, said bot.Message) (*callback, error) {
	in, v := a.inbound(i)
	in.ReplyToken, in.Event = v.String(), said
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	c := &callback{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}
	if v.where == inPrivate {
		c.Data = map[string]int{"flags": flagEphemeral}
	}
	return c, nil
}

// pressed takes in the press of a button or the choice in a menu. It is answered by
// showing what was chosen in the message that was pressed.
func (a *Adapter) pressed(ctx context.Context, i interaction) (*callback, error) {
	picked, where, form, ok := pickedOf(i.Data.CustomID, i.Data.Values)
	if !ok {
		return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil // no component of ours
	}
	if where.person != "" && where.person != i.User.ID {
		return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: outgoing{
			Content: escape(a.options.Mind.Listed(i.Locale).Others), Flags: flagEphemeral, Mentions: nobody(),
		}}, nil
	}
	in, v := a.inbound(i)
	v.how, in.Event = updated, picked
	a.stands(i, where, &in, &v)
	if f, ok := a.options.Mind.DeskForm(in.From, form); ok && form != "" {
		a.writing(ctx, func(context.Context) (bot.Inbound, bool, error) {
			in.Event = bot.Typing{Choice: picked.Choice}
			return in, true, nil
		})
		return modal(f, deskFormID+i.Data.CustomID), nil
	}
	in.ReplyToken = v.String()
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	if a.isDesk(in.From) {
		// What is on a card can be pressed again; it is changed when that has come to
		// something.
		return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil
	}
	return &callback{Type: discordgo.InteractionResponseUpdateMessage, Data: map[string]any{
		"components": used(i.Message.Components, i.Data.CustomID, i.Data.Values),
	}}, nil
}

// deskFormID begins the id of a form at the desk; what follows is that of the
// component that opened it.
const deskFormID = "desk/"

// filledIn takes in what an agent wrote in a form.
func (a *Adapter) filledIn(ctx context.Context, i interaction, id string, rows map[string]string) (*callback, error) {
	picked, where, _, ok := pickedOf(id, nil)
	if !ok {
		return nil, errMalformed
	}
	in, v := a.inbound(i)
	v.how, in.Event = updated, bot.FormSubmitted{ChoicePicked: picked, Rows: rows}
	a.stands(i, where, &in, &v)
	in.ReplyToken = v.String()
	if err := a.handleSoon(ctx, in); err != nil {
		return nil, err
	}
	return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil
}

// isDesk reports the desk's channel or one of its threads.
func (a *Adapter) isDesk(at bot.Address) bool {
	return a.options.DeskChannel != "" && at.Channel == a.options.DeskChannel && at.Thread != private
}

// stands fills in where the conversation is whose message was pressed.
func (a *Adapter) stands(i interaction, where shown, in *bot.Inbound, v *via) {
	switch {
	case i.GuildID == "":
		if where.home.Channel != "" {
			in.From = where.home
		}
	case i.Message.Flags&flagEphemeral != 0:
	case where.thread != "":
		in.From.Thread, v.where = where.thread, inChannel
	default:
		in.From, v.where = address(i.GuildID, i.ChannelID, i.Message.ID, i.Channel.place()), inThread
	}
}

// answered takes note of how an interaction was answered.
func (a *Adapter) answered(token string, c *callback, err error) {
	w, ok := a.answers.Peek(token)
	if !ok {
		return
	}
	dead := err != nil && !rest.HasCode(err, discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged)
	w.end(c.Type == discordgo.InteractionResponseDeferredChannelMessageWithSource, dead)
}

// deadline is how long Discord waits for the first answer, and saveTime how long of
// that an interaction is tried to be saved.
const (
	deadline = discordgo.InteractionDeadline
	saveTime = 2 * time.Second
)

// overGateway takes in an interaction that came over the gateway, and answers it.
func (a *Adapter) overGateway(ctx context.Context, raw []byte, came time.Time) {
	i, err := readInteraction(raw)
	var c *callback
	if err == nil {
		c, err = a.take(ctx, i, came)
	}
	switch {
	case errors.Is(err, errAnswered):
		return
	case errors.Is(err, errMalformed):
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: an interaction that cannot be read")
		return
	case isUnsaved(err):
		if err := a.respond(ctx, i, c, came); err != nil {
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: the person is not told that an interaction is not saved")
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
	a.answered(i.Token, c, err)
	if err != nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("id", i.ID).Msg("discord: an interaction was not acknowledged; the reply goes another way")
	}
}

// respond gives the first answer; where Discord asks to wait or cannot answer, again
// for as long as it can be of use.
func (a *Adapter) respond(ctx context.Context, i interaction, c *callback, came time.Time) error {
	ctx, cancel := context.WithDeadline(ctx, came.Add(deadline))
	defer cancel()
	for {
		err := a.rest.Call(ctx, http.MethodPost, "interactions/"+i.ID+"/"+i.Token+rest.CallbackRoute, c, nil)
		wait := 100 * time.Millisecond
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

func isUnavailable(err error) bool {
	_, ok := errors.AsType[rest.Unavailable](err)
	return ok
}
