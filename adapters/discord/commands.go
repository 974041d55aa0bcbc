package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/form"
)

// command is a command as Discord registers it.
type command struct {
	Type                     discordgo.ApplicationCommandType `json:"type"`
	Name                     string                           `json:"name"`
	NameLocalizations        map[string]string                `json:"name_localizations,omitempty"`
	Description              string                           `json:"description,omitempty"`
	DescriptionLocalizations map[string]string                `json:"description_localizations,omitempty"`
	Options                  []commandOption                  `json:"options,omitempty"`
	// IntegrationTypes is for whom the command can be installed, and Contexts where it can be
	// given.
	IntegrationTypes []int `json:"integration_types,omitempty"`
	Contexts         []int `json:"contexts,omitempty"`
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

// norwegian is Discord's name of the language in which the commands are written.
const norwegian = "no"

// locales are the languages in which the commands are registered.
var locales = []string{norwegian, "en-US", "en-GB"}

// commands returns the commands of the bot.
func commands(m Manager) []command {
	in := func(text func(form.Command) string) map[string]string {
		texts := make(map[string]string, len(locales))
		for _, l := range locales {
			texts[l] = text(m.Listed(l))
		}
		return texts
	}
	first := m.Listed(norwegian)
	list := []command{
		{
			Type: discordgo.ChatApplicationCommand,
			Name: first.Name, NameLocalizations: in(func(l form.Command) string { return l.Name }),
			Description: first.About, DescriptionLocalizations: in(func(l form.Command) string { return l.About }),
			Options: []commandOption{{
				Type: discordgo.ApplicationCommandOptionString,
				Name: first.Problem, NameLocalizations: in(func(l form.Command) string { return l.Problem }),
				Description: first.ProblemAbout, DescriptionLocalizations: in(func(l form.Command) string { return l.ProblemAbout }),
				Autocomplete: true, MaxLength: maxProblem,
			}, {
				Type: discordgo.ApplicationCommandOptionAttachment,
				Name: first.Picture, NameLocalizations: in(func(l form.Command) string { return l.Picture }),
				Description: first.PictureAbout, DescriptionLocalizations: in(func(l form.Command) string { return l.PictureAbout }),
			}},
		},
		{Type: discordgo.MessageApplicationCommand, Name: first.OnMessage, NameLocalizations: in(func(l form.Command) string { return l.OnMessage })},
	}
	for i := range list {
		list[i].IntegrationTypes, list[i].Contexts = []int{inServer, forUser}, []int{contextServer, contextBot, contextPrivate}
	}
	return list
}

// register registers the commands where Discord has others. It tries until that succeeds or
// ctx ends.
func (a *Adapter) register(ctx context.Context, app string) {
	_ = adapterkit.Retry(ctx, func(ctx context.Context) error { // only ctx ends it
		return a.registerCommands(ctx, app)
	}, func(error) bool { return false }, func(err error, _ time.Duration) {
		a.client.blame(aboutCommands, fmt.Errorf("the commands are not registered yet: %w", err))
	})
	a.health.Set(aboutCommands, nil)
}

func (a *Adapter) registerCommands(ctx context.Context, app string) error {
	path := "applications/" + app + "/commands"
	var have []command
	if err := a.client.Call(ctx, http.MethodGet, path+"?with_localizations=true", nil, &have); err != nil {
		return err
	}
	want := commands(a.options.Manager)
	if same(have, want) {
		return nil
	}
	a.options.Log.Info().Ctx(ctx).Msg("discord: registering the commands")
	return a.client.Call(ctx, http.MethodPut, path, want, nil)
}

// same reports equal commands, in any order.
func same(have, want []command) bool {
	byName := make(map[string]command)
	for _, c := range have {
		slices.Sort(c.IntegrationTypes)
		slices.Sort(c.Contexts)
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

// maxSuggestions is how many suggestions Discord shows.
const maxSuggestions = 25

// complete answers what a person has typed so far with suggestions.
func (a *Adapter) complete(i interaction) *callback {
	typed := ""
	for _, o := range i.Data.Options {
		if text, ok := o.Value.(string); ok && o.Focused {
			typed = text
		}
	}
	list := make([]discordgo.ApplicationCommandOptionChoice, 0, maxSuggestions)
	for _, c := range a.managerIn(i.GuildID).Complete(typed, i.Locale, maxSuggestions) {
		list = append(list, discordgo.ApplicationCommandOptionChoice{Name: c.Label, Value: string(c.ID)})
	}
	return &callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: map[string]any{"choices": list}}
}
