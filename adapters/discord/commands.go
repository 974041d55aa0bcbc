package discord

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// command is a command as Discord lists it.
type command struct {
	Type                     discordgo.ApplicationCommandType `json:"type"`
	Name                     string                           `json:"name"`
	NameLocalizations        map[string]string                `json:"name_localizations,omitempty"`
	Description              string                           `json:"description,omitempty"`
	DescriptionLocalizations map[string]string                `json:"description_localizations,omitempty"`
	Options                  []commandOption                  `json:"options,omitempty"`
}

type commandOption struct {
	Type                     discordgo.ApplicationCommandOptionType `json:"type"`
	Name                     string                                 `json:"name"`
	NameLocalizations        map[string]string                      `json:"name_localizations,omitempty"`
	Description              string                                 `json:"description"`
	DescriptionLocalizations map[string]string                      `json:"description_localizations,omitempty"`
	Required                 bool                                   `json:"required,omitempty"`
	Autocomplete             bool                                   `json:"autocomplete,omitempty"`
	MaxLength                int                                    `json:"max_length,omitempty"`
}

// maxProblem bounds what is written behind a command or in a form, in characters.
const maxProblem = 2000

// norwegian is Discord's name of the language that the commands are written in.
const norwegian = "no"

// locales are those that the commands are listed in.
var locales = []string{norwegian, "en-US", "en-GB"}

// commands are those that the bot has.
func commands(mind Mind) []command {
	in := func(text func(bot.CommandSpec) string) map[string]string {
		texts := make(map[string]string, len(locales))
		for _, l := range locales {
			texts[l] = text(mind.Listed(l))
		}
		return texts
	}
	first := mind.Listed(norwegian)
	return []command{
		{
			Type: discordgo.ChatApplicationCommand,
			Name: first.Name, NameLocalizations: in(func(l bot.CommandSpec) string { return l.Name }),
			Description: first.About, DescriptionLocalizations: in(func(l bot.CommandSpec) string { return l.About }),
			Options: []commandOption{{
				Type: discordgo.ApplicationCommandOptionString,
				Name: first.Problem, NameLocalizations: in(func(l bot.CommandSpec) string { return l.Problem }),
				Description: first.ProblemAbout, DescriptionLocalizations: in(func(l bot.CommandSpec) string { return l.ProblemAbout }),
				Autocomplete: true, MaxLength: maxProblem,
			}},
		},
		{Type: discordgo.MessageApplicationCommand, Name: first.OnMessage, NameLocalizations: in(func(l bot.CommandSpec) string { return l.OnMessage })},
	}
}

// How long to wait between two tries to reach Discord.
const (
	minWait = time.Second
	maxWait = time.Minute
)

// application is what is read of the bot's application.
type application struct {
	ID        string `json:"id"`
	VerifyKey string `json:"verify_key"`
}

// application asks Discord whose token it is, until it answers. It fails if the
// settings are no good; when ctx ends there is no error.
func (a *Adapter) application(ctx context.Context) (app application, err error) {
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		err := a.rest.Call(ctx, http.MethodGet, "applications/@me", nil, &app)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return app, nil //nolint:nilerr // it was asked to stop
		}
		if e, ok := errors.AsType[*rest.Error](err); ok && e.Status == http.StatusUnauthorized {
			return app, fmt.Errorf("discord: %w", errToken)
		}
		a.faults.note(aboutGateway, fmt.Errorf("Discord cannot be reached: %w", err)) //nolint:staticcheck // a name
		a.options.Log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("discord: who am I?")
		select {
		case <-ctx.Done():
			return app, nil
		case <-time.After(wait):
		}
	}
	if len(a.key) > 0 && app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(a.key)) {
		return app, errors.New("discord: DISCORD_PUBLIC_KEY is another application's: it stands under General Information on the application's page")
	}
	return app, nil
}

// register lists the commands with Discord where it has others, and looks whether
// the support channels can be seen.
func (a *Adapter) register(ctx context.Context, app application) {
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		err := a.listCommands(ctx, app)
		if err == nil {
			err = a.findChannels(ctx)
		}
		if err == nil || ctx.Err() != nil {
			a.faults.note(aboutCommands, nil)
			return
		}
		a.blame(aboutCommands, fmt.Errorf("the commands are not listed yet: %w", err))
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (a *Adapter) listCommands(ctx context.Context, app application) error {
	path := "applications/" + app.ID + "/commands"
	var have []command
	if err := a.rest.Call(ctx, http.MethodGet, path+"?with_localizations=true", nil, &have); err != nil {
		return err
	}
	want := commands(a.options.Mind)
	if same(have, want) {
		return nil
	}
	a.options.Log.Info().Ctx(ctx).Msg("discord: the commands are listed anew")
	return a.rest.Call(ctx, http.MethodPut, path, want, nil)
}

// same reports commands that are alike in whatever order they stand.
func same(have, want []command) bool {
	byName := make(map[string]command)
	for _, c := range have {
		byName[fmt.Sprint(c.Type, c.Name)] = c
	}
	for _, c := range want {
		// Both as they come out of JSON: an empty list is the same as none.
		x, err := json.Marshal(byName[fmt.Sprint(c.Type, c.Name)])
		y, err2 := json.Marshal(c)
		if err != nil || err2 != nil || !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return len(have) == len(want)
}

// findChannels looks for the support channels.
func (a *Adapter) findChannels(ctx context.Context) error {
	for id := range a.support {
		_, err := a.placeOf(ctx, id)
		if e, ok := errors.AsType[*rest.Error](err); ok && (e.Status == http.StatusNotFound || e.Status == http.StatusForbidden) {
			a.blame(id, fmt.Errorf("the channel %s of DISCORD_SUPPORT_CHANNELS cannot be seen: check the id, invite the bot to the server and let its role view the channel", id))
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxSuggestions is how many completions Discord shows.
const maxSuggestions = 25

// complete answers what a person has begun to write.
func (a *Adapter) complete(i interaction) *callback {
	typed := ""
	for _, o := range i.Data.Options {
		if text, ok := o.Value.(string); ok && o.Focused {
			typed = text
		}
	}
	list := make([]discordgo.ApplicationCommandOptionChoice, 0, maxSuggestions)
	for _, c := range a.options.Mind.Complete(typed, i.Locale, maxSuggestions) {
		list = append(list, discordgo.ApplicationCommandOptionChoice{Name: c.Label, Value: string(c.ID)})
	}
	return &callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: map[string]any{"choices": list}}
}

// formID is the id of the form.
const formID = "form"

// Discord's limits of forms, in characters.
const (
	maxFormTitle = 45
	maxFormLabel = 45
	maxFormHint  = 100
)

// labelled is a row of a form: discordgo does not know labels.
type labelled struct {
	Type      int    `json:"type"`
	Label     string `json:"label"`
	Component any    `json:"component"`
}

// typeLabel is the type of a row with a label.
const typeLabel = 18

// form opens the form that asks for a problem.
func (a *Adapter) form(i interaction) *callback {
	return modal(a.options.Mind.Form(i.Locale), formID)
}

// modal is a form in a window; its id comes back with what is written there.
func modal(f bot.Form, id string) *callback {
	var rows []labelled
	for _, input := range f.Inputs {
		rows = append(rows, labelled{Type: typeLabel, Label: clip(input.Label, maxFormLabel), Component: field(input)})
	}
	return &callback{Type: discordgo.InteractionResponseModal, Data: map[string]any{
		"custom_id": id, "title": clip(f.Title, maxFormTitle), "components": rows,
	}}
}

// field is where a row is filled in.
func field(input bot.Input) any {
	if len(input.Choices) == 0 {
		return map[string]any{
			"type": discordgo.TextInputComponent, "custom_id": input.ID, "style": discordgo.TextInputParagraph,
			"placeholder": clip(input.Hint, maxFormHint), "required": !input.Optional, "max_length": maxProblem,
		}
	}
	var options []option
	for _, c := range input.Choices[:min(len(input.Choices), maxOptions)] {
		options = append(options, option{Label: clip(c.Label, maxLabel), Value: string(c.ID)})
	}
	least := 1
	if input.Optional {
		least = 0
	}
	return map[string]any{
		"type": discordgo.SelectMenuComponent, "custom_id": input.ID, "options": options,
		"required": !input.Optional, "min_values": least, "max_values": 1,
	}
}

// clip cuts a text to a number of characters.
func clip(text string, most int) string {
	runes := []rune(clean(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
