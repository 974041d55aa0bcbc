package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// What somebody tells, asks or plans is taken as that where the bot has nothing to ask it for:
// it is neither a miss, nor another problem, nor an outcome; and what was said is not said again
// in the same words.
func TestToldBesideTheQuestion(t *testing.T) {
	m := bottest.Manager(t)
	phrase := func(key string) string { return m.Knowledge.Phrases().Text("nb", key) }
	usedUp := []string{"0x80072F8F", "det hjalp ikke"}
	for _, c := range []struct {
		name     string
		turns    []string
		has, not []string
		article  string
		known    string // a fact that must not be known
	}{
		{"told beside the question", []string{"0xC004F00F", "nøkkelen kjøpte jeg på nett for 90 kroner"}, []string{phrase("noted"), "Windows 11 eller Windows 10?"}, []string{phrase("miss")}, "0xC004F00F", ""},
		{"a bare no to no such question", []string{"0xC004F00F", "nei"}, []string{phrase("miss")}, []string{phrase("noted")}, "0xC004F00F", ""},
		{"told and known already", []string{"0xC004F212", "jeg la vel inn Pro, før hadde jeg home tror jeg"}, []string{phrase("noted")}, nil, "0xC004F212", ""},
		{"a word of Office in an answer", []string{"0xC004F211", "Windows 11", "Nei", "ja, har alltid brukt outlook-kontoen min der"}, nil, []string{"Office"}, "0xC004F211", ""},
		{"told, and told again", []string{"0xC004F00F", "nøkkelen er kjøpt på nett", "jeg har bare én pc"}, []string{phrase("noted.also")}, []string{phrase("miss.again")}, "0xC004F00F", ""},
		{"an office in an answer", []string{"0x8007232B", "I'm at home, not in the office"}, nil, []string{"Microsoft support"}, "0x8007232B", ""},
		{"told is no other problem", []string{"0x803F7001", "Windows 11", "den var kjøpt med windows på, hos Power"}, nil, []string{phrase("other")}, "0x803F7001", ""},
		{"who does not know has told nothing", []string{"0x803F7001", "Windows 11", "hun aner ikke om hun har nøkkel"}, []string{phrase("unsure")}, nil, "0x803F7001", "has_key"},
		{"did not help, and nothing is left", append(usedUp, "samme feilen fortsatt"), []string{"Flere forslag har jeg dessverre ikke"}, []string{phrase("used-up")}, "0x80072F8F", ""},
		{"others, and nothing is left", append(usedUp, "har du flere forslag?"), []string{"Flere forslag har jeg dessverre ikke"}, []string{phrase("miss")}, "0x80072F8F", ""},
		{"waits, and nothing is left", append(usedUp, "ok venter litt til"), []string{phrase("no-hurry.later")}, []string{phrase("miss")}, "0x80072F8F", ""},
		{"weary, and nothing is left", append(usedUp, "dette er så irriterende"), []string{phrase("upset.end") + "\n"}, []string{phrase("upset")}, "0x80072F8F", ""},
		{"thanks, and nothing is left", append(usedUp, "ok, takk"), []string{phrase("thanks")}, []string{phrase("no-hurry.later")}, "0x80072F8F", ""},
		{"on the way out, and it is solved", []string{"0x80072F8F", "det virket", "alright, bye then"}, []string{phrase("bye")}, []string{phrase("miss.scope")}, "0x80072F8F", ""},
		{"something else at the beginning", []string{"hei", "skriveren min skriver ikke ut"}, []string{phrase("beside")}, []string{phrase("miss.scope")}, "", ""},
		{"waits before there is a code", []string{"feilkode 0xC004F2", "vent litt"}, []string{phrase("no-hurry.later")}, []string{phrase("miss.scope")}, "", ""},
		{"does not know what the screen says", []string{"start på nytt", "vet ikke"}, []string{phrase("unsure.code")}, []string{phrase("miss.scope")}, "", ""},
		{"where somebody is greets nobody", []string{"hei", "hjemme"}, []string{phrase("beside")}, []string{phrase("hello.again")}, "", ""},
		{"nor does it in nynorsk", []string{"hei", "eg er heime"}, []string{"Det kan eg nok ikkje hjelpe med"}, []string{phrase("hello.again")}, "", ""},
		{"a kind of PC, and it was asked what helped", []string{"0x80072F8F", "en bærbar"}, []string{phrase("noted"), "Hjalp noe av dette?"}, []string{phrase("beside")}, "0x80072F8F", ""},
		{"a kind of PC in nynorsk", []string{"0x80072F8F", "ein berbar"}, nil, []string{phrase("beside"), "prøvd alt"}, "0x80072F8F", ""},
		{"a kind of PC in English", []string{"0x80072F8F", "a laptop"}, nil, []string{phrase("beside"), "prøvd alt"}, "0x80072F8F", ""},
		{"others, and there is one only", []string{"0xD0000272", "har du flere forslag?"}, []string{phrase("more.none.alone")}, []string{"Du trenger bare å vente"}, "0xD0000272", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			conversation, replies := bottest.Say(m, bot.Conversation{Language: "nb"}, c.turns...)
			var said strings.Builder
			for _, r := range replies {
				said.WriteString(bottest.Render(r))
			}
			for _, want := range c.has {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in\n%s", want, said.String())
				}
			}
			for _, bad := range c.not {
				if strings.Contains(said.String(), bad) {
					t.Errorf("%q is in\n%s", bad, said.String())
				}
			}
			if got := conversation.Now.Article; got != c.article {
				t.Errorf("the article is %q, want %q", got, c.article)
			}
			if value, ok := conversation.Now.Facts[c.known]; ok && c.known != "" {
				t.Errorf("%s is known to be %q", c.known, value)
			}
		})
	}
}
