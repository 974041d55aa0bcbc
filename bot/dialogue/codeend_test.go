package dialogue_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// The end of a code corrects the one that is followed; the end of a key, and of something else, does
// not.
func TestEndCorrectsCode(t *testing.T) {
	m := bottest.Manager(t)
	for _, c := range []struct {
		turns []string
		want  string // the article that is followed afterwards
	}{
		{[]string{"0xC004C003", "jeg skrev feil, den slutter på 8 ikke 3"}, "0xC004C008"},
		{[]string{"0xC004C003", "den slutter på 8"}, "0xC004C008"},
		{[]string{"0xC004FC03", "Home", "så feil, det er 7267c på slutten ikke fc03"}, "0x8007267C"},
		{[]string{"0xC004F213", "Windows 11", "sorry it ends in 212"}, "0xC004F212"},
		{[]string{"0xC004F213", "nøkkelen slutter på 2"}, "0xC004F213"},
		{[]string{"0xC004F213", "Windows 11", "det slutter på fredag"}, "0xC004F213"},
		{[]string{"0xC004F213", "min far leste den opp: null x c null null fire f to en to"}, "0xC004F212"},
	} {
		after, _ := bottest.Say(m, bot.Conversation{Language: "nb"}, c.turns...)
		if got := after.Now.Article; got != c.want {
			t.Errorf("%q: %s, want %s", c.turns, got, c.want)
		}
	}
}

// A mere yes or no picks none of the values of a question that is not answered so, and answers
// which of several codes it is before it is anything else.
func TestBareAnswers(t *testing.T) {
	m := bottest.Manager(t)
	after, _ := bottest.Say(m, bot.Conversation{Language: "nn"}, "0xC004C060", "Windows 10", "nei")
	if got, ok := after.Now.Facts["history"]; ok {
		t.Errorf("history is %q", got)
	}
	after, _ = bottest.Say(m, bot.Conversation{Language: "nb"}, "f213", "ja")
	if got := after.Now.Article; got != "0xC004F213" {
		t.Errorf("%q is followed", got)
	}
}

// What is seen after a step, and may be several things, is no reason to ask what it is.
func TestUnclearAfterAStep(t *testing.T) {
	m := bottest.Manager(t)
	after, _ := bottest.Say(m, bot.Conversation{Language: "nb"}, "0xC004F212", "Nei", "Windows 11", "den sa «kan ikke aktivere windows på denne enheten nå», så det var vel det")
	if after.Now.Stage == bot.StageWhich || after.Now.Article != "0xC004F212" {
		t.Errorf("%s in %q", after.Now.Stage, after.Now.Article)
	}
}
