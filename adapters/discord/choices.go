package discord

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Discord's limits of components.
const (
	maxButtons = 5 // in a row
	maxOptions = 25
	maxLabel   = 80 // characters of a button
)

// shown is the conversation of choices, as far as the place where they are shown does not
// tell it.
type shown struct {
	// person is the id of the conversation's person, where others can press too.
	person string
	// home is the address of a private conversation that is shown at another address.
	home bot.Address
	// thread is the conversation's thread, where the choices are shown outside of it.
	thread string
}

// What the id of a component holds besides the choice.
const (
	forPerson = 'u'
	atHome    = 'p'
	besideBot = 'c' // at home, in direct messages of others
	ofThread  = 't'
)

// askForm is the name of the form that asks for a problem, which the button of a reply opens.
const askForm = "ask"

// components returns choices as Discord shows them: a row of buttons, or where that is too
// small a menu, with the standing choices and the button of the form below it.
func components(r bot.Reply, where shown) []discordgo.MessageComponent {
	if len(r.Choices) == 0 && r.Form == "" {
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
		for _, c := range menu {
			list.Options = append(list.Options, discordgo.SelectMenuOption{Label: label(c.Label), Value: string(c.ID)})
		}
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{list}})
	}
	if r.Form != "" {
		buttons = append(slices.Clip(buttons), bot.Choice{Label: r.Form, Form: askForm})
	}
	for several := range slices.Chunk(buttons, maxButtons) {
		var row discordgo.ActionsRow
		for _, c := range several {
			id := prefix + string(c.ID)
			if c.Form != "" {
				id += "/" + c.Form
			}
			look := discordgo.SecondaryButton
			if c.Primary {
				look = discordgo.PrimaryButton
			}
			row.Components = append(row.Components, discordgo.Button{Label: label(c.Label), Style: look, CustomID: id})
		}
		rows = append(rows, row)
	}
	return rows
}

// allStanding reports choices of which none answers a question. They are buttons, however
// many they are.
func allStanding(choices []bot.Choice) bool {
	return !slices.ContainsFunc(choices, func(c bot.Choice) bool { return !c.Standing })
}

// label returns a label that is not empty.
func label(text string) string {
	if text = strings.TrimSpace(clean(text)); text != "" {
		return text
	}
	return "…"
}

// String returns ids in base 36, so that they and any choice fit in a component's id, which
// may have 100 characters.
func (s shown) String() string {
	switch {
	case s.home.Channel != "" && s.home.Space == "" && s.home.Thread == private:
		return string(besideBot) + short(s.home.Channel)
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
		if s.home.Space == "" { // direct messages
			s.home.Thread = ""
		}
	case besideBot:
		s.home = bot.Address{Platform: Platform, Channel: long(first), Thread: private}
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

// pickedOf reads a press: the component's id, and the option of a menu. form is the name of
// the form that the choice opens; empty where it opens none.
func pickedOf(id string, values []string) (p event.ChoicePicked, where shown, form string, ok bool) {
	turn, rest, _ := strings.Cut(id, "/")
	place, choice, ok := strings.Cut(rest, "/")
	choice, form, _ = strings.Cut(choice, "/")
	n, err := strconv.Atoi(turn)
	if choice == "" && len(values) == 1 {
		choice = values[0]
	}
	return event.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, shownOf(place), form, ok && err == nil && (choice != "" || form == askForm)
}

// homeOf is the conversation of the choices of a reply that one person sees, where the place does
// not tell it.
func homeOf(out port.Outbound) shown {
	at := cmp.Or(out.Conversation, out.To)
	if at == out.To && at.Thread != private {
		return shown{}
	}
	return shown{home: at}
}
