package knowledge

import (
	"testing"
	"testing/fstest"
)

const (
	answersFile = "language/answers.yaml"
	deskFile    = "language/desk.yaml"
	codesFile   = "language/codes.yaml"
)

func TestWordFaults(t *testing.T) {
	cases := []brokenCase{
		{"unknown key", edit{answersFile, "around_place:", "around_places:"}, "", "around_places:", `unknown key "around_places"`},
		{"lacking key", edit{answersFile, "around_place:", "around_places:"}, "", "number:", `lacks "around_place"`},
		{"lacking language", edit{answersFile, "  nn: siste, sist, nedste\n", ""}, "", "nb: siste", `last lacks "nn"`},
		{"unknown language", edit{answersFile, "  nn: siste, sist, nedste\n", "  nn: siste\n  sv: sista\n"}, "", "sv: sista", `unknown key "sv"`},
		{"empty word", edit{answersFile, "en: last, bottom", "en: last,, bottom"}, "", "en: last", "two commas in a row"},
		{"word twice", edit{answersFile, "en: last, bottom", "en: last, bottom, last"}, "", "en: last", `"last" is there twice`},
		{"no letters", edit{answersFile, "en: last, bottom", "en: last, ?"}, "", "en: last", `"?" has no letters`},
		{"yes is no", edit{answersFile, "en: yes, yep", "en: Neida, yes, yep"}, "", "all: 👎", `"neida" says yes too`},
		{"two numbers", edit{answersFile, "en: one, two", "en: one, two one"}, "", "nb: en ett", `"one" stands for two numbers`},
		{"list for text", edit{answersFile, "en: last, bottom", "en: [last]"}, "", "en: [last]", "must be a text"},
		{"unknown command", edit{deskFile, "  help:", "  halp:"}, "", "  halp:", `unknown key "halp"`},
		{"lacking command", edit{deskFile, "  help:", "  halp:"}, "", "  answer:", `lacks "help"`},
		{"word of two commands", edit{deskFile, `nb: "mal, maler"`, `nb: "mal, SVAR"`}, "", "  canned:", `"svar" stands for answer too`},
		{"unknown reason", edit{deskFile, "  not-ours:", "  not-yours:"}, "", "  not-yours:", `unknown key "not-yours"`},
		{"capitals", edit{codesFile, "en: error, code", "en: Error, code"}, "", "en: Error", `"Error" must be in small letters`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				_, faults := loadLanguage(tree)
				return faults
			})
		})
	}
}
