package desk_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/knowledge"
)

// TestHiddenLinksAreTold holds that whoever sees a file without a link is told why.
func TestHiddenLinksAreTold(t *testing.T) {
	const name = "VK7JG-NPHTM-C97JM-9MPGT-3V66T.png"
	for lang, want := range map[bot.Lang]string{knowledge.Bokmal: "Lenken vises ikke", knowledge.Nynorsk: "Lenkja blir ikkje vist", knowledge.English: "The link is not shown"} {
		manager := bottest.Manager(t)
		manager.Desks = bot.Desks{{At: bottest.DeskAddress(), Language: lang}}
		w := bottest.New(manager, t.Fatalf)
		ola := bottest.PlaceOf("Ola")
		w.Happens(ola, "Ola", bot.Message{Text: "snakk med et menneske", Addressed: true})
		w.Happens(ola, "Ola", bot.Message{Text: "her", Addressed: true, Files: []bot.File{{Name: name, URL: "https://files.test/" + name}}})
		shown := w.Adapters["desk"].Shown
		if got := bottest.Render(shown[len(shown)-1].Reply); !strings.Contains(got, want) || !strings.Contains(got, "-3V66T.png") || strings.Contains(got, "https://") {
			t.Errorf("%s: %s", lang, got)
		}
	}
}
