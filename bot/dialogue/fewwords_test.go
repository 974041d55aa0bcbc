package dialogue_test

import (
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/knowledge"
)

// What a few words mean where they stand: the rest of a code, the place of a choice, a remedy that
// was tried before it was proposed, and a word that answers nothing.
func TestFewWordsInPlace(t *testing.T) {
	m := bottest.Manager(t)
	phrase := func(l knowledge.Lang, key string) string { return m.Knowledge.Phrases().Text(l, key) }
	for _, c := range []struct {
		name       string
		language   knowledge.Lang
		turns      []string
		article    string
		tried      []string // remedies
		untold     []string // facts
		has, lacks string   // in the last reply
	}{
		{"the rest of a code", "nb", []string{"0xC004F0", "74"}, "0x8007232B", nil, nil, "0xC004F074", ""},
		{"the rest of one without 0x", "nn", []string{"C004F", "213"}, "0xC004F213", nil, nil, "0xC004F213", ""},
		{"a code in three parts", "en", []string{"0xC004", "F0", "74"}, "0x8007232B", nil, nil, "0xC004F074", ""},
		{"the rest where some are offered", "nb", []string{"C004F2", "13"}, "0xC004F213", nil, nil, "0xC004F213", ""},
		{"all that a part fits", "nb", []string{"C004F2"}, "", nil, nil, "0xC004F213", ""},
		{"and one of them", "nn", []string{"C004F2", "det er 213"}, "0xC004F213", nil, nil, "", ""},
		{"more are near than are offered", "nb", []string{"0xC004F001"}, "", nil, nil, "isse dokumenterte kodene", "fire"},
		{"digits that make none", "nb", []string{"0xC004", "7"}, "", nil, nil, phrase("nb", "prompt.half"), phrase("nb", "upset")},
		{"one digit after a code that was begun", "nb", []string{"0xC004F", "1"}, "", nil, nil, phrase("nb", "prompt.half"), "kundestøtte"},
		{"and the next ones", "nn", []string{"feilkode 0xC004F", "2", "13"}, "0xC004F213", nil, nil, "0xC004F213", ""},
		{"one digit, in English", "en", []string{"C004F", "9"}, "", nil, nil, phrase("en", "prompt.half"), "Microsoft support"},
		{"one of those that are offered", "nb", []string{"0xC004F2", "1"}, "0xC004F200", nil, nil, "", ""},
		{"digits that make none, in English", "en", []string{"0xC004F0", "99"}, "", nil, nil, "", phrase("en", "upset")},
		{"what now, in an article", "nb", []string{"0xC004F213", "Nei", "hva skal jeg gjøre nå"}, "0xC004F213", nil, nil, phrase("nb", "how.again"), phrase("nb", "no-hurry")},
		{"what now, in nynorsk", "nn", []string{"0xC004F213", "Nei", "kva skal eg gjere no?"}, "0xC004F213", nil, nil, phrase("nn", "how.again"), phrase("nn", "aside.unknown")},
		{"what now, among codes", "nb", []string{"C004F2", "hva skal jeg gjøre?"}, "", nil, nil, "0xC004F213", phrase("nb", "how.unknown")},
		{"what now, at the beginning", "en", []string{"what do I do now?"}, "", nil, nil, "0xC004F213", phrase("en", "miss.scope")},
		{"what now, and nothing is left", "nb", []string{"0x80072F8F", "det hjalp ikke", "hva gjør jeg nå?"}, "0x80072F8F", []string{"clock", "network", "restart"}, nil, "kundestøtte", phrase("nb", "how.again")},
		{"the middle one of five", "en", []string{"hi", "the middle one"}, "0xC004C003", nil, nil, "", ""},
		{"den midterste", "nb", []string{"hei", "den i midten"}, "0xC004C003", nil, nil, "", ""},
		{"den midtarste", "nn", []string{"hei", "eg tek den midtarste"}, "0xC004C003", nil, nil, "", ""},
		{"no middle of four", "en", []string{"0xC004F21F", "the middle one"}, "", nil, nil, phrase("en", "miss"), ""},
		{"tried before it was proposed", "nb", []string{"0xC004C008", "prøvde slui 04"}, "0xC004C008", []string{"phone"}, nil, phrase("nb", "tried.other"), "`SLUI 04`"},
		{"tried without success", "nn", []string{"0xC004C008", "prøvde slui 04 utan hell"}, "0xC004C008", []string{"phone"}, nil, phrase("nn", "tried.other"), "`SLUI 04`"},
		{"tried what the article does not have", "nb", []string{"0xC004C003", "prøvde slui 04"}, "0xC004C003", nil, nil, phrase("nb", "noted"), "neste forslag"},
		{"and it did not help", "nn", []string{"0x80072F8F", "prøvde slui 04 utan hell"}, "0x80072F8F", nil, nil, phrase("nn", "noted"), phrase("nn", "used-up")},
		{"nor is it in English", "en", []string{"0xC004F034", "I tried slui 4"}, "0xC004F034", nil, nil, phrase("en", "noted"), "next suggestion"},
		{"the Store was not proposed", "nb", []string{"0xC004F034", "har prøvd microsoft store"}, "0xC004F034", nil, nil, phrase("nb", "noted"), "neste forslag"},
		{"the clock was", "nb", []string{"0x80072F8F", "har prøvd å stille klokka"}, "0x80072F8F", []string{"clock", "network", "restart"}, nil, "", phrase("nb", "noted")},
		{"and not proposed later", "en", []string{"0xC004C008", "tried slui 04", "no"}, "0xC004C008", []string{"phone"}, nil, "", "`SLUI 04`"},
		{"another one of the article", "nb", []string{"0xC004C003", "prøvde feilsøking"}, "0xC004C003", []string{"troubleshoot"}, nil, phrase("nb", "tried.other"), ""},
		{"what was proposed", "nb", []string{"0xC004F213", "har prøvd å skrive inn nøkkelen"}, "0xC004F213", []string{"enter-key"}, nil, "", phrase("nb", "tried.other")},
		{"a word that tells no outcome", "nb", []string{"0xC004C008", "Nei", "privat"}, "0xC004C008", nil, nil, phrase("nb", "check.people"), "neste forslag"},
		{"nor does it in English", "en", []string{"0xC004C008", "No", "private"}, "0xC004C008", nil, nil, phrase("en", "check.people"), ""},
		{"where something was bought", "en", []string{"0xC004F213", "No", "No", "bought it in a store"}, "0xC004F213", nil, []string{"preinstalled"}, "Did Windows come with the PC", ""},
		{"who built it has told nothing of an account", "nb", []string{"0xC004F213", "Nei", "windows fulgte med PC-en"}, "0xC004F213", nil, []string{"ms_account"}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			conversation, replies := bottest.Say(m, bot.Conversation{Language: c.language, LanguageFrom: bot.FromChoice}, c.turns...)
			if got := conversation.Now.Article; got != c.article {
				t.Errorf("the article is %q, want %q", got, c.article)
			}
			var tried []string
			for _, trial := range conversation.Now.Tried {
				tried = append(tried, trial.Remedy)
			}
			if !slices.Equal(tried, c.tried) {
				t.Errorf("tried are %q, want %q", tried, c.tried)
			}
			for _, fact := range c.untold {
				if value, ok := conversation.Now.Facts[fact]; ok {
					t.Errorf("%s is known to be %q", fact, value)
				}
			}
			var said strings.Builder
			for _, r := range replies {
				said.WriteString(bottest.Render(r))
			}
			if !strings.Contains(said.String(), c.has) {
				t.Errorf("%q is not in\n%s", c.has, said.String())
			}
			if c.lacks != "" && strings.Contains(said.String(), c.lacks) {
				t.Errorf("%q is in\n%s", c.lacks, said.String())
			}
		})
	}
}
