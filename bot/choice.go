package bot

import (
	"strings"
)

// The choices that do not name anything.
const (
	PickHelped    ChoiceID = "helped"
	PickNotHelped ChoiceID = "not-helped"
	PickNewCode   ChoiceID = "new-code"
	PickNone      ChoiceID = "none"
	PickHuman     ChoiceID = "human"
	PickRestart   ChoiceID = "restart"
	PickBack      ChoiceID = "back"
	PickReally    ChoiceID = "really"
	PickBot       ChoiceID = "bot"    // back to the bot, from a case
	PickReopen    ChoiceID = "reopen" // open the case again
	PickFresh     ChoiceID = "fresh"  // it is something new, after a case
)

// The kinds of choices that name something, before the colon of their id. Ids of
// the knowledge have at most 30 characters, so the whole keeps within 64.
const (
	PickFact     = "f" // f:has_key=yes
	PickUnsure   = "u" // u:has_key
	PickArticle  = "a" // a:0xC004F213
	PickCode     = "c" // c:0xC004F213
	PickLanguage = "l" // l:nn
	PickRating   = "r" // r:5, of a case
	PickClose    = "x" // x:agent, at the desk
	PickAct      = "d" // d:claim, at the desk
)

// Pick returns the id of a choice of a kind that names something.
func Pick(kind, what string) ChoiceID { return ChoiceID(kind + ":" + what) }

// Kind returns the kind of a choice and what it names.
func (id ChoiceID) Kind() (kind, what string) {
	kind, what, _ = strings.Cut(string(id), ":")
	return kind, what
}
