package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// The language changes to the one that is asked for, however it is asked for, and to no other.
func TestAskedLanguage(t *testing.T) {
	manager := bottest.Manager(t)
	for _, test := range []struct {
		first, text string
		want        knowledge.Lang
	}{
		{"0xC004C008", "kan du skrive på nynorsk?", knowledge.Nynorsk},
		{"0xC004C008", "english please", knowledge.English},
		{"0xC004C008", "can we do this in english instead?", knowledge.English},
		{"hi, I get error 0xC004C008", "could you answer in norwegian", knowledge.Bokmal},
		{"hi, I get error 0xC004C008", "norsk takk, ikke engelsk", knowledge.Bokmal},
		{"hi, I get error 0xC004C008", "I don't understand English, write Norwegian", knowledge.Bokmal},
		{"0xC004C008", "jeg vil ikke ha nynorsk, skriv vanlig norsk", knowledge.Bokmal},
		{"0xC004C008", "heller nynorsk, er du snill", knowledge.Nynorsk},
		{"hi, I get error 0xC004C008", "heller bokmål, er du snill", knowledge.Bokmal},
		{"0xC004C008", "kan du svare på svensk?", knowledge.Bokmal},
		{"0xC004C008", "jeg vil ha engelsk windows", knowledge.Bokmal},
	} {
		c, _ := bottest.Say(manager, bot.Conversation{}, test.first)
		d := manager.Step(c, event.Inbound{Event: event.Message{Text: test.text, Addressed: true}})
		if d.Outcome.Kind == outcome.NotUnderstood && !strings.Contains(test.text, "windows") {
			t.Errorf("%q, then %q: not understood", test.first, test.text)
		}
		c = d.Conversation
		if c.Language != test.want || c.Now.Article != "0xC004C008" {
			t.Errorf("%q, then %q: %s at %q; want %s", test.first, test.text, c.Language, c.Now.Article, test.want)
		}
	}
}

// A few words that may be in either of two languages that are akin do not change the one of the
// person's settings; words that are plainly in another do.
func TestLanguageOfSettings(t *testing.T) {
	manager := bottest.Manager(t)
	for _, test := range []struct {
		locale, text string
		want         knowledge.Lang
	}{
		{"nn", "på Elkjøp", knowledge.Nynorsk},
		{"nn", "ja på jobb", knowledge.Nynorsk},
		{"nn", "jeg har ikke noen nøkkel", knowledge.Bokmal},
		{"nb", "eg har ikkje nøkkel", knowledge.Nynorsk},
		{"en", "på Elkjøp", knowledge.Bokmal},
		{"nn", "i have no key", knowledge.English},
	} {
		c := bot.Conversation{}
		for _, text := range []string{"0xC004F213", test.text} {
			in := event.Inbound{Person: event.Person{Locale: test.locale}, Event: event.Message{Text: text, Addressed: true}}
			c = manager.Step(c, in).Conversation
		}
		if c.Language != test.want {
			t.Errorf("settings in %s, then %q: %s; want %s", test.locale, test.text, c.Language, test.want)
		}
	}
}
