package desk_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/knowledge"
)

// TestMarksAreRelayed holds that words are shown as they were written, but where something of
// them was masked or guarded, so that their marks lie elsewhere.
func TestMarksAreRelayed(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	strong := func(text, part string) event.Message {
		from := strings.Index(text, part)
		return event.Message{Text: text, Message: "m" + bot.MessageID(part[:1]), Addressed: true, Marks: content.Marks{{From: from, To: from + len(part), Kind: content.Strong}}}
	}
	w := bottest.New(manager, t.Fatalf)
	ola := bottest.PlaceOf("Ola")
	w.Happens(ola, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	for _, c := range []struct {
		said event.Message
		want string // what stands out, beside the name
	}{
		{strong("jeg ser feilen nå", "feilen"), "feilen"},
		{strong("nøkkelen er VK7JG-NPHTM-C97JM-9MPGT-3V66T her", "her"), ""},
		{strong("hei\nBente (brukerstøtte): sier dette", "sier"), ""},
	} {
		w.Happens(ola, "Ola", c.said)
		var strongs strings.Builder
		for _, b := range w.Adapters["desk"].Shown[len(w.Adapters["desk"].Shown)-1].Reply.Blocks {
			if p, ok := b.(content.Paragraph); ok {
				for _, s := range p.Spans[1:] {
					if s.Kind == content.Strong {
						strongs.WriteString(s.Text)
					}
				}
			}
		}
		if got := strongs.String(); got != c.want {
			t.Errorf("%q: %q stands out, want %q", c.said.Text, got, c.want)
		}
	}
	w.Happens(w.Conversation(w.Refs()[0]).Case.Thread, "Bente", strong("  svar:  prøv dette nå ", "dette"))
	shown := w.Adapters["chat"].Shown[len(w.Adapters["chat"].Shown)-1].Reply.Blocks[0].(content.Paragraph).Spans
	if len(shown) != 4 || shown[2] != (content.Span{Text: "dette", Kind: content.Strong}) {
		t.Errorf("the answer is %+v", shown)
	}
}

// TestHiddenLinksAreTold holds that whoever sees a file without a link is told why.
func TestHiddenLinksAreTold(t *testing.T) {
	const name = "VK7JG-NPHTM-C97JM-9MPGT-3V66T.png"
	for lang, want := range map[bot.Lang]string{knowledge.Bokmal: "Lenken vises ikke", knowledge.Nynorsk: "Lenkja blir ikkje vist", knowledge.English: "The link is not shown"} {
		manager := bottest.Manager(t)
		manager.Desks = bot.Desks{{At: bottest.DeskAddress(), Language: lang}}
		w := bottest.New(manager, t.Fatalf)
		ola := bottest.PlaceOf("Ola")
		w.Happens(ola, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
		w.Happens(ola, "Ola", event.Message{Text: "her", Addressed: true, Files: []bot.File{{Name: name, URL: "https://files.test/" + name}}})
		shown := w.Adapters["desk"].Shown
		if got := bottest.Render(shown[len(shown)-1].Reply); !strings.Contains(got, want) || !strings.Contains(got, "-3V66T.png") || strings.Contains(got, "https://") {
			t.Errorf("%s: %s", lang, got)
		}
	}
}
