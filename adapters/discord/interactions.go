package discord

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// errAnswered is an interaction that was received before.
var errAnswered = errors.New("the interaction was answered already")

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
		said, ok := a.command(i)
		if !ok {
			return modal(a.managerIn(i.GuildID).Form(a.localeOf(ctx, i)), formID), nil
		}
		return a.saidBy(ctx, i, said)
	case discordgo.InteractionModalSubmit:
		all := filled(i.Data.Components)
		if id, ok := strings.CutPrefix(i.Data.CustomID, deskFormID); ok {
			return a.submitted(ctx, i, id, all.rows)
		}
		said := form.Form{}.Answered(all.rows, a.attachedTo(i, all.files))
		if id, ok := strings.CutPrefix(i.Data.CustomID, askFormID); ok {
			return a.asked(ctx, i, id, said)
		}
		return a.saidBy(ctx, i, said)
	case discordgo.InteractionMessageComponent:
		return a.pressed(ctx, i)
	}
	return nil, nil //nolint:nilnil // other kinds need no response
}

// command returns the message of a command; false where it has none.
func (a *Adapter) command(i interaction) (event.Message, bool) {
	if i.Data.Type == discordgo.MessageApplicationCommand {
		m := i.Data.Resolved.Messages[i.Data.TargetID]
		said := event.Message{Files: m.files(), Sticker: len(m.Stickers) > 0, Pointed: true, Addressed: true}
		said.Text, said.Marks = plain(m, i.AppID, func(string) string { return "" })
		return said, true
	}
	said := event.Message{Addressed: true}
	var attached []string
	for _, o := range i.Data.Options {
		switch text, _ := o.Value.(string); o.Type {
		case discordgo.ApplicationCommandOptionString:
			said.Text = strings.TrimSpace(text)
		case discordgo.ApplicationCommandOptionAttachment:
			attached = append(attached, text)
		default: // the command has no others
		}
	}
	said.Files = a.attachedTo(i, attached)
	return said, said.Text != "" || len(said.Files) > 0
}

// attachedTo returns the files that came with an interaction, by their ids. A file that is not
// Discord's is left out.
func (a *Adapter) attachedTo(i interaction, ids []string) []bot.File {
	var files []bot.File
	for _, id := range ids[:min(len(ids), form.MaxPictures)] {
		f, ok := i.Data.Resolved.Attachments[id]
		if u, err := url.Parse(f.URL); !ok || err != nil || !a.files.isOwn(u) {
			a.options.Log.Warn().Str("id", i.ID).Msg("discord: a file of an interaction is at another server, and left out")
			continue
		}
		files = append(files, f.file())
	}
	return files
}

// languageTimeout is how long a form waits for the language that the person has chosen: Discord
// opens one within three seconds.
const languageTimeout = 500 * time.Millisecond

// localeOf returns the language of a person: the one that they have chosen, else that of the server,
// else as Discord tells.
func (a *Adapter) localeOf(ctx context.Context, i interaction) string {
	otherwise := cmp.Or(a.places.guild(i.GuildID).Language, i.Locale)
	if a.options.Language == nil {
		return otherwise
	}
	ctx, cancel := context.WithTimeout(ctx, languageTimeout)
	defer cancel()
	return cmp.Or(a.options.Language(ctx, i.User.ID), otherwise)
}

// inbound returns what came with an interaction, without the event.
func (a *Adapter) inbound(i interaction) (in event.Inbound, token replyToken) {
	token = replyToken{given: a.options.Now(), how: deferred, where: inPrivate, app: i.AppID, token: i.Token}
	in = event.Inbound{
		Key:    "interaction/" + i.ID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: i.GuildID, Channel: i.ChannelID, Thread: private},
		Person: event.Person{ID: i.User.ID, Name: nameOf(i.User, i.Member.Nick), Locale: i.Locale, Agent: a.agents.standingOf(i.GuildID, i.Member.Roles)},
	}
	a.names.add(i.GuildID, i.User.ID, in.Person.Name)
	in.Audience = event.AudienceEphemeral
	switch {
	case i.GuildID == "" && i.Context != contextPrivate:
		in.From.Thread, in.Audience, token.where = "", event.AudienceDirect, inDM
	case i.isForeign():
		token.where = inForeign
	}
	if token.where != inDM {
		a.responses.latest.Add(i.User.ID, token)
	}
	return in, token
}

// saidBy handles what a person said by a command or a form. The response holds the reply where
// the inbox leaves it to the adapter; else it shows that the bot is thinking. Where others could
// see it, it is for the person alone.
func (a *Adapter) saidBy(ctx context.Context, i interaction, said event.Event) (*callback, error) {
	in, token := a.inbound(i)
	return a.answerTo(ctx, in, token, said)
}

// answerTo handles what a person said by an interaction, as saidBy.
func (a *Adapter) answerTo(ctx context.Context, in event.Inbound, token replyToken, said event.Event) (*callback, error) {
	in.ReplyToken, in.Event = token.String(), said
	response, err := a.callers.SoonResponse(ctx, isFinal, func(ctx context.Context) (*port.Response, error) { return a.gate.Respond(ctx, in) })
	if err != nil {
		return nil, err
	}
	thinking := &callback{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}
	if token.alone() {
		thinking.Data = map[string]int{"flags": flagEphemeral}
	}
	if response == nil {
		return thinking, nil
	}
	return responded(response, token, thinking), nil
}

// responded is a first response that holds a reply.
func responded(r *port.Response, token replyToken, instead *callback) *callback {
	body := compose(r.Outbound, token.shown(r.Outbound))
	if token.alone() {
		body.Flags = flagEphemeral
	}
	return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: body, written: r.Written, instead: instead}
}

// pressed handles the press of a button or a choice from a menu. The response marks the
// choice in the message that was pressed.
func (a *Adapter) pressed(ctx context.Context, i interaction) (*callback, error) {
	picked, where, opens, ok := pickedOf(i.Data.CustomID, i.Data.Values)
	if !ok {
		return &callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}, nil // not one of the bot's components
	}
	if where.person != "" && where.person != i.User.ID {
		return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: outgoing{
			Content: escape(a.options.Manager.Listed(i.Locale).Whose(a.names.of(i.GuildID, where.person))), Flags: flagEphemeral, Mentions: nobody(),
		}}, nil
	}
	in, token := a.inbound(i)
	token.how, in.Event = updated, picked
	a.locate(i, where, &in, &token)
	if opens == askForm && picked.Choice == "" {
		return modal(a.managerIn(i.GuildID).Form(a.localeOf(ctx, i)), askFormID+i.Data.CustomID), nil
	}
	if f, ok := a.options.Manager.DeskForm(in.From, opens); ok && opens != "" {
		a.handleTyping(ctx, func(context.Context) (event.Inbound, bool, error) {
			in.Event = event.Typing{Choice: picked.Choice}
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
func (a *Adapter) locate(i interaction, where shown, in *event.Inbound, token *replyToken) {
	switch {
	case i.GuildID == "", token.where == inForeign, i.Message.Flags&flagEphemeral != 0:
		in.Conversation = where.home
	case where.thread != "":
		in.From.Thread, in.Audience, token.where = where.thread, event.AudienceShared, inChannel
	default:
		in.From, in.Audience, token.where = addressOf(i.GuildID, i.ChannelID, i.Message.ID, i.Channel.info()), event.AudienceShared, inThread
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
	c = c.inTime(came)
	err = a.respond(ctx, i, c, came)
	a.responses.ended(i.Token, c, err)
	c.ended(err)
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
