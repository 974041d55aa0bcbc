package discord

import (
	"encoding/json"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// component is a component of a message, as it is read and sent back.
type component struct {
	Type        discordgo.ComponentType `json:"type"`
	Components  []component             `json:"components,omitempty"`
	CustomID    string                  `json:"custom_id,omitempty"`
	Label       string                  `json:"label,omitempty"`
	Style       discordgo.ButtonStyle   `json:"style,omitempty"`
	URL         string                  `json:"url,omitempty"`
	Placeholder string                  `json:"placeholder,omitempty"`
	Options     []option                `json:"options,omitempty"`
	Disabled    bool                    `json:"disabled,omitempty"`
}

type option struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// markPressed returns components after one of them was pressed: none can be pressed again,
// and the chosen one is marked.
func markPressed(rows []component, id string, values []string) []component {
	var after []component
	for _, c := range rows {
		switch c.Type {
		case discordgo.ActionsRowComponent:
			if c.Components = markPressed(c.Components, id, values); len(c.Components) == 0 {
				continue
			}
		case discordgo.ButtonComponent:
			c.Disabled = true
			if c.CustomID == id {
				c.Style, c.Label = discordgo.PrimaryButton, chosenLabel(c.Label)
			}
		case discordgo.SelectMenuComponent:
			c.Disabled = true
			for i := range c.Options {
				c.Options[i].Default = c.CustomID == id && len(values) == 1 && c.Options[i].Value == values[0]
			}
		default:
			continue // not one of the bot's
		}
		after = append(after, c)
	}
	return after
}

// chosenLabel marks a label, within the limit of a button.
func chosenLabel(text string) string {
	runes := []rune(chosenMark + strings.TrimPrefix(text, chosenMark))
	return string(runes[:min(len(runes), maxLabel)])
}

const chosenMark = "✓ "

// UnmarshalJSON reads a component. One of an unknown form stays empty.
func (c *component) UnmarshalJSON(data []byte) error {
	type plain component
	var p plain
	if json.Unmarshal(data, &p) == nil {
		*c = component(p)
	}
	return nil
}
