package event_test

import (
	"fmt"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/redact"
)

// canary is a key that nothing may keep.
const canary = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"

// TestFilesWithSecretsInTheirNames holds that a link is shown as long as nothing of a
// secret stands in it.
func TestFilesWithSecretsInTheirNames(t *testing.T) {
	const plain = "https://example.slack.com/files/U012/F034"
	tests := map[string]struct{ give, want bot.File }{
		"nothing":        {bot.File{Name: "skjerm.png", URL: plain + "/skjerm.png", At: plain + "/d/skjerm.png", On: "x"}, bot.File{Name: "skjerm.png", URL: plain + "/skjerm.png", At: plain + "/d/skjerm.png", On: "x"}},
		"without a name": {bot.File{Name: canary + ".png", URL: plain + "/" + strings.ToLower(canary) + ".png", Nameless: plain, At: plain + "/d/" + canary + ".png", On: "x"}, bot.File{Name: "•••••-•••••-•••••-•••••-3V66T.png", URL: plain}},
		"no other link":  {bot.File{Name: canary + ".png", URL: "https://cdn.test/1/" + canary + ".png?ex=1&hm=ab", At: "https://cdn.test/1/" + canary + ".png", On: "x"}, bot.File{Name: "•••••-•••••-•••••-•••••-3V66T.png", Hidden: true}},
		"escaped":        {bot.File{Name: "a", URL: "https://cdn.test/" + strings.ReplaceAll(canary, "-", "%2D")}, bot.File{Name: "a", Hidden: true}},
		"run together":   {bot.File{Name: "a", URL: "https://cdn.test/" + strings.ReplaceAll(canary, "-", "") + ".png"}, bot.File{Name: "a", Hidden: true}},
		"a password":     {bot.File{Name: "passord Hemmelig9.txt", URL: plain + "/passord_hemmelig9.txt", Nameless: plain, At: plain + "/d/passord_hemmelig9.txt", On: "x"}, bot.File{Name: "passord •••••", URL: plain}},
		"a link only":    {bot.File{Name: "a", URL: "https://cdn.test/1/passord_Hemmelig9.txt?ex=1"}, bot.File{Name: "a", Hidden: true}},
		"one word":       {bot.File{Name: "passord_Hemmelig9.txt", URL: "https://cdn.test/1/x"}, bot.File{Name: "passord •••••.txt", Hidden: true}},
		"a colon":        {bot.File{Name: "passord: Hemmelig9.png", URL: plain + "/passord__hemmelig9.png", Nameless: plain}, bot.File{Name: "passord: •••••", URL: plain}},
		"a PIN":          {bot.File{Name: "PIN 4711.png", URL: plain + "/pin_4711.png", Nameless: plain}, bot.File{Name: "PIN •••••.png", URL: plain}},
		"groups":         {bot.File{Name: "VK7JG NPHTM C97JM 9MPGT 3V66T.png", URL: plain + "/vk7jg_nphtm_c97jm_9mpgt_3v66t.png", Nameless: plain}, bot.File{Name: "•••••-•••••-•••••-•••••-3V66T.png", URL: plain}},
		"of a person":    {bot.File{Name: "fødselsnummer 01010112345.png", URL: plain + "/f_dselsnummer_01010112345.png", Nameless: plain}, bot.File{Name: "fødselsnummer •••••.png", URL: plain}},
		"both":           {bot.File{Name: "a", URL: "https://cdn.test/" + canary, Nameless: "https://cdn.test/?x=" + canary}, bot.File{Name: "a", Hidden: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			said, _ := event.Inbound{Event: event.Message{Files: []bot.File{test.give}}}.Masked().Event.(event.Message)
			got := said.Files[0]
			if got != test.want {
				t.Errorf("got %+v; want %+v", got, test.want)
			}
			if (said.Secret != redact.SecretNone) != (name != "nothing") {
				t.Errorf("found %q", said.Secret)
			}
		})
	}
}

// TestKeyOverSeveralFileNames holds that a key is found whose groups are the names of
// several files, and that other names beside them stay.
func TestKeyOverSeveralFileNames(t *testing.T) {
	var files []bot.File
	for _, name := range append(strings.Split(canary, "-"), "skjerm") {
		files = append(files, bot.File{Name: name + ".png", URL: "https://cdn.test/" + name + ".png"})
	}
	said, _ := event.Inbound{Event: event.Message{Files: files}}.Masked().Event.(event.Message)
	got := said.Files
	all := fmt.Sprintf("%+v", got)
	for _, group := range strings.Split(canary, "-")[:4] {
		if strings.Contains(all, group) {
			t.Errorf("%s is left: %s", group, all)
		}
	}
	if said.Secret == redact.SecretNone || got[5] != files[5] {
		t.Errorf("found %q; %s", said.Secret, all)
	}
}

// TestChoicesAreUntouched holds that the ids of choices come through the gate as they are.
func TestChoicesAreUntouched(t *testing.T) {
	kb := bottest.Manager(t).Knowledge
	ids := []bot.ChoiceID{pick.Helped, pick.NotHelped, pick.NewCode, pick.None, pick.Human, pick.Restart, pick.Back, pick.Really, pick.Bot, pick.Reopen, pick.Fresh, "r:5", "x:agent", "d:claim", "l:nn"}
	for _, a := range kb.Articles() {
		ids = append(ids, pick.Of(pick.Article, a.ID))
	}
	for _, c := range kb.Codes() {
		ids = append(ids, pick.Of(pick.Code, c.String()))
	}
	for _, f := range kb.Facts() {
		ids = append(ids, pick.Of(pick.Unsure, f.ID))
		for _, v := range f.Values {
			ids = append(ids, pick.Of(pick.Fact, f.ID+"="+v.ID))
		}
	}
	for _, id := range ids {
		if got := (event.Inbound{Event: event.ChoicePicked{Choice: id}}).Masked().Event; got != (event.ChoicePicked{Choice: id}) {
			t.Errorf("%s becomes %+v", id, got)
		}
	}
}
