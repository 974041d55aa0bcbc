package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/i18n"
	"aktivering/bot/redact"
	"aktivering/knowledge"
)

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
		"both":           {bot.File{Name: "a", URL: "https://cdn.test/" + canary, Nameless: "https://cdn.test/?x=" + canary}, bot.File{Name: "a", Hidden: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var m bot.Masker
			got := m.Files([]bot.File{test.give})[0]
			if got != test.want {
				t.Errorf("got %+v; want %+v", got, test.want)
			}
			if (m.Found != redact.SecretNone) != (name != "nothing") {
				t.Errorf("found %q", m.Found)
			}
		})
	}
}

// TestHiddenLinksAreTold holds that whoever sees a file without a link is told why.
func TestHiddenLinksAreTold(t *testing.T) {
	kb, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[bot.Lang]string{knowledge.Bokmal: "Lenken vises ikke", knowledge.Nynorsk: "Lenkja blir ikkje vist", knowledge.English: "The link is not shown"} {
		blocks := desk.Said(i18n.New(kb, lang, knowledge.Newest), "Ola", "her", []bot.File{{Name: "•••••.png", Hidden: true}})
		if got := fmt.Sprint(blocks); !strings.Contains(got, want) || !strings.Contains(got, "•••••.png") {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

// field is what stands before a text in a file of the knowledge.
var field = regexp.MustCompile(`^[\s-]*([\w.{}-]+:\s+)?["']?`)

// TestKnowledgeIsUntouched holds that no sentence of the knowledge looks like a secret: what
// comes back undelivered goes through the gate as well.
func TestKnowledgeIsUntouched(t *testing.T) {
	read := 0
	err := filepath.WalkDir("../../knowledge", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(content)) {
			text := strings.TrimRight(line[len(field.FindString(line)):], "\"'\n")
			read++
			if got, secret := redact.Redact(text); secret != redact.SecretNone {
				t.Errorf("%s: %q becomes %q", path, text, got)
			}
		}
		return nil
	})
	if err != nil || read < 1000 {
		t.Fatalf("%d lines, %v", read, err)
	}
}

// TestChoicesAreUntouched holds that the ids of choices come through the gate as they are.
func TestChoicesAreUntouched(t *testing.T) {
	kb, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	ids := []bot.ChoiceID{bot.PickHelped, bot.PickNotHelped, bot.PickNewCode, bot.PickNone, bot.PickHuman, bot.PickRestart, bot.PickBack, bot.PickReally, bot.PickBot, bot.PickReopen, bot.PickFresh, "r:5", "x:agent", "d:claim", "l:nn"}
	for _, a := range kb.Articles() {
		ids = append(ids, bot.Pick(bot.PickArticle, a.ID))
	}
	for _, c := range kb.Codes() {
		ids = append(ids, bot.Pick(bot.PickCode, c.String()))
	}
	for _, f := range kb.Facts() {
		ids = append(ids, bot.Pick(bot.PickUnsure, f.ID))
		for _, v := range f.Values {
			ids = append(ids, bot.Pick(bot.PickFact, f.ID+"="+v.ID))
		}
	}
	for _, id := range ids {
		if got := (bot.Picked{Choice: id}).MaskedPicked(&bot.Masker{}); got.Choice != id {
			t.Errorf("%s becomes %s", id, got.Choice)
		}
	}
}
