package discord

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
)

// Discord's limits of components.
const (
	maxButtons = 5 // in a row
	maxRows    = 5
	maxOptions = 25
	maxLabel   = 80 // characters of a button
)

// shown is where a reply is seen, as far as its choices must tell.
type shown struct {
	// person is whose conversation it is, where others can press too.
	person string
	// home is the private conversation's place where it is seen elsewhere.
	home bot.Address
	// thread is the conversation's thread where it is seen outside of it.
	thread string
}

// The kinds of what a component's id tells besides the choice.
const (
	forPerson = 'u'
	atHome    = 'p'
	ofThread  = 't'
)

// components are the choices as Discord shows them: buttons, or a menu where there
// are more than a row of buttons holds, with the standing choices under it.
func components(r bot.Reply, where shown) []discordgo.MessageComponent {
	if len(r.Choices) == 0 {
		return nil
	}
	menu, buttons := r.Choices, r.Choices
	if len(r.Choices) > maxButtons && !allStanding(r.Choices) {
		n := len(menu)
		for n > 0 && menu[n-1].Standing && len(menu)-n < maxButtons {
			n--
		}
		menu, buttons = menu[:n], menu[n:]
	} else {
		menu = nil
	}
	var rows []discordgo.MessageComponent
	prefix := strconv.Itoa(r.Turn) + "/" + where.String() + "/"
	if len(menu) > 0 {
		one := 1
		list := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: prefix, MinValues: &one, MaxValues: 1}
		for _, c := range menu[:min(len(menu), maxOptions)] {
			list.Options = append(list.Options, discordgo.SelectMenuOption{Label: label(c.Label), Value: string(c.ID)})
		}
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{list}})
	}
	for several := range slices.Chunk(buttons[:min(len(buttons), maxRows*maxButtons)], maxButtons) {
		var row discordgo.ActionsRow
		for _, c := range several {
			id := prefix + string(c.ID)
			if c.Form != "" {
				id += "/" + c.Form
			}
			row.Components = append(row.Components, discordgo.Button{Label: label(c.Label), Style: discordgo.SecondaryButton, CustomID: id})
		}
		rows = append(rows, row)
	}
	return rows
}

// allStanding reports choices none of which answers a question: they stay buttons,
// however many they are.
func allStanding(choices []bot.Choice) bool {
	return !slices.ContainsFunc(choices, func(c bot.Choice) bool { return !c.Standing })
}

// label is a label that is never empty.
func label(text string) string {
	if text = strings.TrimSpace(clean(text)); text != "" {
		return text
	}
	return "…"
}

// String writes ids to the base of 36, so that a component's id has room for them
// and for any choice: Discord takes 100 characters.
func (s shown) String() string {
	switch {
	case s.home.Channel != "":
		return string(atHome) + short(s.home.Space) + "." + short(s.home.Channel)
	case s.thread != "":
		return string(ofThread) + short(s.thread) + "." + short(s.person)
	case s.person != "":
		return string(forPerson) + short(s.person)
	}
	return ""
}

// shownOf reads what String wrote.
func shownOf(text string) (s shown) {
	if text == "" {
		return s
	}
	first, second, _ := strings.Cut(text[1:], ".")
	switch text[0] {
	case atHome:
		s.home = bot.Address{Platform: Platform, Space: long(first), Channel: long(second), Thread: private}
	case ofThread:
		s.thread, s.person = long(first), long(second)
	case forPerson:
		s.person = long(first)
	}
	return s
}

func short(id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatUint(n, 36)
}

func long(id string) string {
	n, err := strconv.ParseUint(id, 36, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// pickedOf reads a press: the component's id, and for a menu the option. form is the
// name of the form that it opens, if any.
func pickedOf(id string, values []string) (p bot.ChoicePicked, where shown, form string, ok bool) {
	turn, rest, _ := strings.Cut(id, "/")
	place, choice, ok := strings.Cut(rest, "/")
	choice, form, _ = strings.Cut(choice, "/")
	n, err := strconv.Atoi(turn)
	if choice == "" && len(values) == 1 {
		choice = values[0]
	}
	return bot.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, shownOf(place), form, ok && err == nil && choice != ""
}

// component is what is read of a component that was shown, and written again.
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

// used returns components after one of them was pressed: none can be pressed again,
// and the chosen one is marked.
func used(rows []component, id string, values []string) []component {
	var after []component
	for _, c := range rows {
		switch c.Type {
		case discordgo.ActionsRowComponent:
			if c.Components = used(c.Components, id, values); len(c.Components) == 0 {
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
			continue // none of ours
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

// UnmarshalJSON reads a component; one of an unknown shape is nothing.
func (c *component) UnmarshalJSON(data []byte) error {
	type plain component
	var p plain
	if json.Unmarshal(data, &p) == nil {
		*c = component(p)
	}
	return nil
}
