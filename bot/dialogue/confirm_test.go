package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// Steps that take something away are shown to nobody who has not said yes to it.
func TestConfirm(t *testing.T) {
	m := bottest.Manager(t)
	const steps, warning = "slmgr.vbs /rilc", "nøkkelen forsvinner med lageret"
	for name, c := range map[string]struct {
		turns []string
		shown bool
	}{
		"not asked yet":        {[]string{"tokens.dat er ødelagt"}, false},
		"asked how":            {[]string{"tokens.dat er ødelagt", "hvordan gjør jeg det?"}, false},
		"asked for a step":     {[]string{"tokens.dat er ødelagt", "forklar steg 5"}, false},
		"all":                  {[]string{"tokens.dat er ødelagt", "vis alt"}, false},
		"no":                   {[]string{"tokens.dat er ødelagt", "nei"}, false},
		"does not know":        {[]string{"tokens.dat er ødelagt", "vet ikke"}, false},
		"yes":                  {[]string{"tokens.dat er ødelagt", "ja"}, true},
		"yes, in other words":  {[]string{"tokens.dat er ødelagt", "ja, vis stegene"}, true},
		"no, and then yes":     {[]string{"tokens.dat er ødelagt", "nei", "tilbake", "ja"}, true},
		"yes, and a step more": {[]string{"tokens.dat er ødelagt", "ja", "forklar steg 5"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var c0 bot.Conversation
			var seen strings.Builder
			for _, turn := range c.turns {
				var list []bot.Reply
				c0, list = bottest.Say(m, c0, turn)
				for _, r := range list {
					seen.WriteString(bottest.Render(r))
				}
			}
			if got := strings.Contains(seen.String(), steps); got != c.shown {
				t.Errorf("the steps are shown: %t, want %t\n%s", got, c.shown, seen.String())
			}
			if !strings.Contains(seen.String(), warning) {
				t.Errorf("there is no warning:\n%s", seen.String())
			}
		})
	}
}
