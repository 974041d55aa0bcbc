package bot

import (
	"strings"

	"aktivering/knowledge"
)

// The choices that do not name anything.
const (
	pickHelped    ChoiceID = "helped"
	pickNotHelped ChoiceID = "not-helped"
	pickNewCode   ChoiceID = "new-code"
	pickNone      ChoiceID = "none"
	pickHuman     ChoiceID = "human"
	pickRestart   ChoiceID = "restart"
	pickBack      ChoiceID = "back"
	pickReally    ChoiceID = "really"
)

// The kinds of choices that name something, before the colon of their id. Ids of
// the knowledge have at most 30 characters, so the whole keeps within 64.
const (
	pickFact     = "f" // f:has_key=yes
	pickUnsure   = "u" // u:has_key
	pickArticle  = "a" // a:0xC004F213
	pickCode     = "c" // c:0xC004F213
	pickLanguage = "l" // l:nn
)

func pick(kind, what string) ChoiceID { return ChoiceID(kind + ":" + what) }

// kind returns the kind of a choice and what it names.
func (id ChoiceID) kind() (kind, what string) {
	kind, what, _ = strings.Cut(string(id), ":")
	return kind, what
}

// questionChoices are the answers to a fact's question.
func (v voice) questionChoices(f *knowledge.Fact) []Choice {
	var choices []Choice
	for _, value := range f.Values {
		choices = append(choices, Choice{
			ID:    pick(pickFact, f.ID+"="+value.ID),
			Label: plain(v.in(value.Label)),
		})
	}
	return append(choices, Choice{ID: pick(pickUnsure, f.ID), Label: v.label("choice.unsure")})
}

// checkChoices are the answers to whether a remedy helped.
func (v voice) checkChoices() []Choice {
	return []Choice{
		{ID: pickHelped, Label: v.label("choice.yes")},
		{ID: pickNotHelped, Label: v.label("choice.no")},
		{ID: pickNewCode, Label: v.label("choice.new-code")},
	}
}

// human is the way to a person, which stands under everything that is asked.
func (v voice) human() Choice {
	return Choice{ID: pickHuman, Label: v.label("choice.human"), Standing: true}
}
