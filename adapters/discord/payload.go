package discord

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
)

// For whom an application is installed: a server, or a person, who has its commands everywhere.
const (
	inServer = 0
	forUser  = 1
)

// Where a command is given: in a server, in direct messages with the bot, or in others.
const (
	contextServer  = 0
	contextBot     = 1
	contextPrivate = 2
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
	// Context is where it was given, and Owners are for whom the application is installed there:
	// by the kind of installation, a server or a person.
	Context int               `json:"context"`
	Owners  map[string]string `json:"authorizing_integration_owners"`
	Message struct {
		ID         string      `json:"id"`
		Flags      int         `json:"flags"`
		Components []component `json:"components"`
	} `json:"message"`
	Data struct {
		Type     discordgo.ApplicationCommandType `json:"type"`
		Options  []given                          `json:"options"`
		TargetID string                           `json:"target_id"`
		Resolved struct {
			Messages    map[string]message    `json:"messages"`
			Attachments map[string]attachment `json:"attachments"`
		} `json:"resolved"`
		CustomID   string   `json:"custom_id"`
		Values     []string `json:"values"`
		Components []row    `json:"components"`
	} `json:"data"`
}

// given is an option of a command, as a person filled it in.
type given struct {
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Value   any                                    `json:"value"`
	Focused bool                                   `json:"focused"`
}

// row is a row of a form, as a person filled it in: by itself, or within a row or a label.
type row struct {
	Type       int      `json:"type"`
	CustomID   string   `json:"custom_id"`
	Value      string   `json:"value"`
	Values     []string `json:"values"`
	Components []row    `json:"components"`
	Component  *row     `json:"component"`
}

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

// isForeign reports a place where the bot itself is not: the person has the commands with them.
func (i interaction) isForeign() bool {
	_, byServer := i.Owners[strconv.Itoa(inServer)]
	return i.Context == contextPrivate || len(i.Owners) > 0 && !byServer
}
