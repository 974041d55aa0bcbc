package slack

import (
	"strconv"
	"strings"

	"aktivering/bot"
)

// formPrefix begins the id of a button that opens a form at the desk.
const formPrefix = "form-"

// personPrefix begins the id of a block of buttons that are for one person in a channel.
const personPrefix = "for/"

// pickedOf reads the value of a button, which Render wrote: the turn and the choice.
func pickedOf(value string) (bot.ChoicePicked, bool) {
	turn, choice, ok := strings.Cut(value, "/")
	n, err := strconv.Atoi(turn)
	return bot.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, ok && err == nil
}
