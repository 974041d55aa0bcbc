package dialogue_test

import (
	"maps"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// TestFactBesideYes holds that a yes or no that belongs to another fact does not answer the open
// question, and that what is told of the edition tells nothing of the version.
func TestFactBesideYes(t *testing.T) {
	m := bottest.Manager(t)
	tests := []struct {
		before []string
		text   string
		want   map[string]string
	}{
		{[]string{"0xC004F213"}, "ja, det er windows 10", map[string]string{"windows": "10"}},
		{[]string{"0xC004F213"}, "ja det er windows 10", map[string]string{"windows": "10"}},
		{[]string{"0xC004F213"}, "yes, it's windows 10", map[string]string{"windows": "10"}},
		{[]string{"0xC004F213"}, "ja, det er en jobbpc", map[string]string{"work_pc": "yes"}},
		{[]string{"0xC004F213"}, "nei, det er en privat pc", map[string]string{"work_pc": "no"}},
		{[]string{"0xC004F213"}, "ja, Home", map[string]string{"edition": "home"}},
		{[]string{"0xC004F213"}, "ja, og det er en jobbpc", map[string]string{"has_key": "yes", "work_pc": "yes"}},
		{[]string{"0xC004F213"}, "ja, jeg har en nøkkel", map[string]string{"has_key": "yes"}},
		{[]string{"0xC004F213"}, "ja", map[string]string{"has_key": "yes"}},
		{[]string{"0xC004F213"}, "nei, dessverre", map[string]string{"has_key": "no"}},
		{[]string{"0xC004F210"}, "it was home before, now it's pro", nil},
		{[]string{"0xC004F210", "ja"}, "it was home before, now it's pro", map[string]string{"other_key": "yes"}},
		{[]string{"0xC004F210", "ja"}, "det var home før, nå er det pro", map[string]string{"other_key": "yes"}},
		{[]string{"0xC004F210", "ja", "windows 11"}, "it was home before, now it's pro", map[string]string{"other_key": "yes", "windows": "11"}},
		{[]string{"0xC004F212", "windows 11"}, "it was home before, now it's pro", map[string]string{"windows": "11"}},
	}
	for _, test := range tests {
		var c bot.Conversation
		for _, text := range test.before {
			c, _ = bottest.Say(m, c, text)
		}
		c, _ = bottest.Say(m, c, test.text)
		got := maps.Clone(c.Now.Facts)
		if _, wanted := test.want["edition"]; !wanted {
			delete(got, "edition") // it may be read or not
		}
		if len(got)+len(test.want) > 0 && !maps.Equal(got, test.want) {
			t.Errorf("%q, %q tells %v; want %v", test.before, test.text, got, test.want)
		}
	}
}

// TestMeaning holds that who asks what a code means is told what its article says of it.
func TestMeaning(t *testing.T) {
	m := bottest.Manager(t)
	for _, code := range []string{"0xC004F213", "0xC004F211", "0xC004C003", "0x8007232B", "0xC004E028"} {
		for _, text := range []string{"hva betyr det", "Hva betyr det?", "hva betyr koden?", "hva betyr den feilen", "kva tyder det?", "kva betyr koden", "what does that mean", "what does this code mean?"} {
			c, _ := bottest.Say(m, bot.Conversation{}, code)
			d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: text, Addressed: true}})
			a, _ := m.Knowledge.Article(d.Conversation.Now.Article)
			says := bottest.Text(bottest.Replies(d.Effects)[0].Blocks)
			start, _, _ := strings.Cut(a.Meaning.In(d.Conversation.Language), "{")
			if !strings.Contains(says, start) || d.Outcome.Kind != outcome.Asked {
				t.Errorf("%s, %q: %s", code, text, says)
			}
		}
	}
}

// TestTwoCodesUnderway holds that two codes in the middle of a conversation are asked about as at
// its beginning, and that the newer one counts where the words tell which that is.
func TestTwoCodesUnderway(t *testing.T) {
	m := bottest.Manager(t)
	for text, asks := range map[string]bool{
		"0xC004F213 og 0xC004E028":               true,
		"jeg får 0xC004E028 og 0xC004F213":       true,
		"0x803F7001 og 0xC004E028":               true,
		"det var 0xC004F213, nå 0xC004E028":      false,
		"0xC004F213 ble borte, nå 0xC004E028":    false,
		"fortsatt 0xC004F213":                    false,
		"nå står det 0xC004E028":                 false,
		"0xC004F213, og 0xC004F213 enda en gang": false,
	} {
		c, _ := bottest.Say(m, bot.Conversation{}, "0xC004F213")
		c, _ = bottest.Say(m, c, text)
		if got := c.Now.Stage == bot.StageCodes; got != asks {
			t.Errorf("%q leads to %s of %s", text, c.Now.Stage, c.Now.Article)
		}
	}
}

// TestPictureWithWords holds that a picture with a few words beside it is taken for a picture,
// and one beside words that tell something is not.
func TestPictureWithWords(t *testing.T) {
	m := bottest.Manager(t)
	files := []bot.File{{Name: "skjerm.png", Kind: "image/png", On: "test", At: "1"}}
	for text, picture := range map[string]bool{
		"se her": true, "får denne": true, "her er et bilde": true, "hva er dette?": true, "hva betyr dette?": true, "hjelp": true, "hei, se bildet": true,
		"look at this": true, "what's this?": true, "sjå her": true, "dette står på skjermen": true, "this is what I get": true, "😭": true,
		"0xC004F213": false, "hovedkort byttet": false, "snakk med et menneske": false, "får f213": false,
	} {
		for _, before := range []string{"", "0xC004C003"} {
			var c bot.Conversation
			if before != "" {
				c, _ = bottest.Say(m, c, before)
			}
			d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: text, Files: files, Addressed: true}})
			if got := d.Outcome.Kind == outcome.Picture; got != picture {
				t.Errorf("%q after %q: %s", text, before, d.Outcome.Kind)
			}
		}
	}
	c, _ := bottest.Say(m, bot.Conversation{}, "0xC004F213")
	for text, kind := range map[string]outcome.Kind{"ja": outcome.Fact, "det hjalp ikke": outcome.NotHelped, "windows 10": outcome.Fact, "det virker nå": outcome.Helped} {
		d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: text, Files: files, Addressed: true}})
		if d.Outcome.Kind != kind {
			t.Errorf("%q with a picture: %s", text, d.Outcome.Kind)
		}
	}
}
