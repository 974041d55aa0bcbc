package dialogue_test

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/knowledge"
)

// said is every way of telling a value of a fact that the knowledge has.
func said(kb *knowledge.Base) []string {
	var list []string
	for _, f := range kb.Facts() {
		for _, v := range f.Values {
			list = append(list, v.Said...)
		}
	}
	return list
}

// No question, nothing that is imagined or planned, and no yes or no that the screen says
// changes a fact, whatever it mentions and wherever it comes.
func TestNoQuestionSettlesAFact(t *testing.T) {
	m := bottest.Manager(t)
	ways := said(m.Knowledge)
	frames := []string{
		"må jeg ha %?", "trenger jeg %", "hva om jeg har %?", "er det fordi jeg har %?", "kan jeg bruke den med %", "hvis jeg hadde %",
		"treng eg %", "må eg ha %?", "er det fordi eg har %?", "dersom eg hadde %",
		"do i need %", "what if i have %?", "is it because of %?", "can i use it with %", "if i had %",
		"jeg vurderer å få %", "i am thinking of getting %",
	}
	starts := [][]string{{"0xC004F213"}, {"0xC004F213", "Windows 11"}, {"0x803F7001", "Windows 10"}, {"0xC004C003"}, {}}
	before := make([]bot.Conversation, len(starts))
	for i, turns := range starts {
		before[i], _ = bottest.Say(m, bot.Conversation{}, turns...)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := before[rapid.IntRange(0, len(before)-1).Draw(t, "start")]
		text := strings.Replace(rapid.SampledFrom(frames).Draw(t, "frame"), "%", rapid.SampledFrom(ways).Draw(t, "said"), 1)
		after, _ := bottest.Say(m, c, text)
		if !maps.Equal(after.Now.Facts, c.Now.Facts) {
			t.Fatalf("%q: %v, then %v", text, c.Now.Facts, after.Now.Facts)
		}
	})
}

// What Windows says is no yes or no about the person.
func TestNoQuotedTextSettlesAFact(t *testing.T) {
	m := bottest.Manager(t)
	var ways []string
	for _, f := range m.Knowledge.Facts() {
		for _, v := range f.Values {
			if v.ID == "yes" || v.ID == "no" {
				ways = append(ways, v.Said...)
			}
		}
	}
	frames := []string{
		"nå står det at %", "windows sier at %", "meldingen er: «%»", "no står det at %", "feilmeldinga seier «ser ut til at %»",
		"now it says %", "windows says that %", "the message is “it looks like %”",
	}
	c, _ := bottest.Say(m, bot.Conversation{}, "0xC004F213", "Windows 11")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Replace(rapid.SampledFrom(frames).Draw(t, "frame"), "%", rapid.SampledFrom(ways).Draw(t, "said"), 1)
		after, _ := bottest.Say(m, c, text)
		for id, value := range after.Now.Facts {
			if c.Now.Facts[id] != value && id != c.Now.Question {
				t.Fatalf("%q: %s=%s", text, id, value)
			}
		}
	})
}

// A denied cause is the fact's no; what is told beside a question is told; a correction
// counts; an imagined or coming change is none.
func TestClausesSettleFacts(t *testing.T) {
	m := bottest.Manager(t)
	for _, c := range []struct {
		turns []string
		fact  string
		want  string
	}{
		{[]string{"0xC004F211", "jeg har ikke byttet hovedkort"}, "hardware_changed", "no"},
		{[]string{"0xC004F211", "eg har ikkje bytta hovudkort"}, "hardware_changed", "no"},
		{[]string{"0xC004F211", "I haven't replaced the motherboard"}, "hardware_changed", "no"},
		{[]string{"0xC004F213", "jeg har windows 10, hvor finner jeg nøkkelen?"}, "windows", "10"},
		{[]string{"0xC004F213", "where do i find the key? i have windows 10"}, "windows", "10"},
		{[]string{"0xC004F213", "Windows 11", "nei vent, det er windows 10"}, "windows", "10"},
		{[]string{"0xC004F213", "det er ikke windows 10"}, "windows", ""},
		{[]string{"0xC004F213", "gikk fra 10 til 11"}, "windows", "11"},
		{[]string{"0xC004F213", "skal oppgradere til windows 11 neste uke"}, "windows", ""},
		{[]string{"0xC004F211", "skal bytte hovedkort i morgen"}, "hardware_changed", ""},
		{[]string{"0xC004F211", "if I get a new motherboard, will it work?"}, "hardware_changed", ""},
		{[]string{"0xC004F213", "windows 11, og jeg har en nøkkel"}, "has_key", "yes"},
		{[]string{"0xC004F213", "windows 11, og jeg har en nøkkel"}, "windows", "11"},
	} {
		after, _ := bottest.Say(m, bot.Conversation{}, c.turns...)
		if got := after.Now.Facts[c.fact]; got != c.want {
			t.Errorf("%q: %s is %q, want %q", c.turns, c.fact, got, c.want)
		}
	}
}
