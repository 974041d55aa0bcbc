package slack

import (
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
	"aktivering/bot/event"
)

// formPrefix begins the id of a button that opens a form at the desk.
const formPrefix = "form-"

// actionAsk is the id of the button that opens the form.
const actionAsk = "ask"

// searchPrefix begins the id of a field of a message in which a problem is searched for. The turn
// of the message follows.
const searchPrefix = "search-"

// maxButtons is how many choices are shown as buttons. More become a menu; the standing
// choices stay buttons.
const maxButtons = 5

// maxForm is how many characters a button shows.
const maxForm = 75

// maxElements is how many elements a block of actions can have.
const maxElements = 25

// maxHint is how many characters stand in an empty field.
const maxHint = 150

// actions returns the choices of a reply as buttons or a menu, the button that opens the form, and
// the field in which a problem is searched for. id is that of the block, or empty.
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
			button := slackapi.NewButtonBlockElement(action+strconv.Itoa(i+1), value, label)
			if c.Primary {
				button.Style = slackapi.StylePrimary
			}
			list = append(list, button)
			continue
		}
		if len(menu.Options) == 0 {
			list = append(list, menu)
		}
		menu.Options = append(menu.Options, slackapi.NewOptionBlockObject(value, label, nil))
	}
	if r.Form != "" && len(list) < maxElements {
		label := slackapi.NewTextBlockObject(slackapi.PlainTextType, clip(clean(r.Form), maxForm), false, false)
		list = append(list, slackapi.NewButtonBlockElement(actionAsk, strconv.Itoa(r.Turn)+"/", label))
	}
	if r.Search != "" && len(list) < maxElements {
		hint := slackapi.NewTextBlockObject(slackapi.PlainTextType, clip(clean(r.Search), maxHint), false, false)
		list = append(list, search(hint, searchPrefix+strconv.Itoa(r.Turn)))
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
func pickedOf(value string) (event.ChoicePicked, bool) {
	turn, choice, ok := strings.Cut(value, "/")
	n, err := strconv.Atoi(turn)
	return event.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, ok && err == nil
}

// search returns a field in which a problem is searched for: Slack asks for what to choose from,
// also before anything is typed.
func search(hint *slackapi.TextBlockObject, id string) slackapi.BlockElement {
	atOnce := 0
	field := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeExternal, hint, id)
	field.MinQueryLength = &atOnce
	return field
}

// searchedIn returns the turn of the message in whose field something was found; false for
// anything else.
func searchedIn(actionID string) (turn int, ok bool) {
	rest, ok := strings.CutPrefix(actionID, searchPrefix)
	turn, err := strconv.Atoi(rest)
	return turn, ok && err == nil
}

// clip cuts a text to so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
