package slack

import (
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// formPrefix begins the id of a button that opens a form at the desk.
const formPrefix = "form-"

// personPrefix begins the id of a block of buttons that are for one person in a channel.
const personPrefix = "for/"

// maxButtons is how many choices are shown as buttons. More become a menu; the standing
// choices stay buttons.
const maxButtons = 5

// actions returns the choices of a reply as buttons or a menu. id is that of the block, or
// empty.
func actions(r bot.Reply, id string) slackapi.Block {
	ordinary := 0
	for _, c := range r.Choices {
		if !c.Standing {
			ordinary++
		}
	}
	menu := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, "pick")
	var list []slackapi.BlockElement
	for i, c := range r.Choices {
		label := slackapi.NewTextBlockObject(slackapi.PlainTextType, labelOf(c), false, false)
		value := strconv.Itoa(r.Turn) + "/" + string(c.ID)
		if ordinary <= maxButtons || c.Standing {
			action := "pick-"
			if c.Form != "" {
				action = formPrefix + c.Form + "-"
			}
			list = append(list, slackapi.NewButtonBlockElement(action+strconv.Itoa(i+1), value, label))
			continue
		}
		if len(menu.Options) == 0 {
			list = append(list, menu)
		}
		menu.Options = append(menu.Options, slackapi.NewOptionBlockObject(value, label, nil))
	}
	return slackapi.NewActionBlock(id, list...)
}

// labelOf returns a label that is not empty.
func labelOf(c bot.Choice) string {
	if label := clean(c.Label); strings.TrimSpace(label) != "" {
		return label
	}
	return "…"
}

// pickedOf reads the value of a button, which Render wrote: the turn and the choice.
func pickedOf(value string) (bot.ChoicePicked, bool) {
	turn, choice, ok := strings.Cut(value, "/")
	n, err := strconv.Atoi(turn)
	return bot.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, ok && err == nil
}
