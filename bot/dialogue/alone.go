package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
)

// toPerson is the way to a person, which stands under everything that is asked. Where no people
// take over, it only tells whom to ask.
func (t *Turn) toPerson(v i18n.Localizer) bot.Choice {
	c := v.ToPerson()
	if !t.People {
		c.Label = v.Label("choice.whom")
	}
	return c
}

// orAlone is the key of a phrase that offers a person, or of the one that stands for it where
// there is none to offer.
func (t *Turn) orAlone(key string) string {
	if t.People {
		return key
	}
	switch key {
	case "help":
		return "help.alone"
	case "miss.again":
		return "miss.again.alone"
	case "miss.scope.again":
		return "miss.scope.again.alone"
	case "used-up":
		return "used-up.alone"
	case "used-up.unknown":
		return "used-up.unknown.alone"
	case "used-up.again":
		return "used-up.again.alone"
	case "more.none":
		return "more.none.alone"
	case "none-apply":
		return "none-apply.alone"
	}
	return key
}
