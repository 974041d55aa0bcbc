package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

func TestAnswer(t *testing.T) {
	m := bottest.Manager(t)
	tests := []struct {
		name     string
		question string
		options  dialogue.AnswerOptions
		decision match.Decision
		has      []string
		lacks    []string
	}{
		{
			name: "everything that applies", question: "0xC004F213", decision: match.Answer,
			has: []string{
				"## Skriv inn produktnøkkelen du hadde fra før", "## Med samme Microsoft-konto som før byttet: aktiver på nytt", "## Siste utvei",
				"Dette er en unntaksordning hos Microsoft", "Innstillinger > System > Aktivering", "Kilde: Microsoft", "Har du en produktnøkkel (25 tegn)?\n  [Ja]",
				"I Windows 10 heter det: Innstillinger > Oppdatering og sikkerhet > Aktivering.",
				"Svaret kommer også an på dette: Var du logget på PC-en",
			},
		},
		{
			name: "facts told are not asked, and rule out", question: "0xC004F213", options: dialogue.AnswerOptions{Told: map[string]string{"windows": "10", "has_key": "no"}}, decision: match.Answer,
			has:   []string{"Innstillinger > Oppdatering og sikkerhet > Aktivering", "## Siste utvei"},
			lacks: []string{"Har du en produktnøkkel", "Windows 11", "Kjører PC-en"},
		},
		{
			name: "short is the first reply", question: "0xC004F213", options: dialogue.AnswerOptions{Short: true, Language: knowledge.English}, decision: match.Answer,
			has: []string{"Do you have a product key"}, lacks: []string{"It also depends on"},
		},
		{
			name: "a key in the question is masked", question: "QW7RT-2MXCV-9HJKP-4PBND-T83GX gir 0xC004C008", decision: match.Answer,
			has: []string{"T83GX", "0xC004C008"}, lacks: []string{"2MXCV"},
		},
		{name: "not understood", question: "hva er til lunsj", decision: match.None, has: []string{"Hva står det på skjermen?"}},
		{name: "the locale decides for a bare code", question: "0xC004F213", options: dialogue.AnswerOptions{Locale: "en-US"}, decision: match.Answer, has: []string{"Source: Microsoft"}},
		{name: "unknown code", question: "0x8007042B", decision: match.UnknownCode, has: []string{"Windows-feil 1067", "Windows Hjelp"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			reply, result := m.Answer(test.question, test.options)
			text := strings.ReplaceAll(bottest.Render(reply), "*", "")
			if result.Decision != test.decision {
				t.Errorf("decision %s; want %s", result.Decision, test.decision)
			}
			for _, s := range test.has {
				if !strings.Contains(text, s) {
					t.Errorf("lacks %q:\n%s", s, text)
				}
			}
			for _, s := range test.lacks {
				if strings.Contains(text, s) {
					t.Errorf("has %q:\n%s", s, text)
				}
			}
		})
	}
}
