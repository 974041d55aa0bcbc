package engine_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

// erasing plays a case of Ola's, and tells what is kept of it.
type erasing struct {
	*testing.T
	w  *bottest.Harness
	at bot.Address
}

func newErasing(t *testing.T) *erasing {
	t.Helper()
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress(), Notify: "hook"}}
	e := &erasing{t, bottest.New(manager, t.Fatalf), bottest.PlaceOf("Ola")}
	e.person(event.Message{Text: "snakk med et menneske", Addressed: true, Message: "m0"})
	e.agent(event.ChoicePicked{Choice: "d:claim", Turn: 1})
	return e
}

func (e *erasing) person(event event.Event) { e.w.Happens(e.at, "Ola", event) }

func (e *erasing) agent(event event.Event) {
	thread := bottest.DeskAddress()
	thread.Thread = "1"
	e.w.Happens(thread, "Bente", event)
}

// told are the notices that wait for the other system, which is away.
func (e *erasing) told() (list []bot.NotifyWebhook) {
	for _, u := range e.w.Effects() {
		if tell, ok := u.Effect.(bot.NotifyWebhook); ok && u.Status == "" {
			list = append(list, tell)
		}
	}
	return list
}

// What a person removes is gone from all that is kept, wherever it was quoted, and the
// other system is told to delete it.
func TestRemovalIsErased(t *testing.T) {
	const canary = "kanarifugl"
	file := bot.File{Name: canary + ".png", Kind: "image/png", URL: "https://files.test/" + canary, On: "chat", At: canary}
	for name, play := range map[string]func(e *erasing){
		"in a case":       func(*erasing) {},
		"relayed in vain": func(e *erasing) { e.w.Adapters["desk"].Fail = func(port.Outbound) error { return port.ErrGone } },
		"relayed not yet": func(e *erasing) {
			e.w.Adapters["desk"].Fail = func(port.Outbound) error { return port.RetryLater{Why: "down"} }
		},
		"after the end": func(e *erasing) { e.agent(event.Message{Text: "lukk: løst", Message: "a1"}) },
		"of what was rated": func(e *erasing) {
			e.agent(event.Message{Text: "lukk: løst", Message: "a1"})
			e.person(event.Message{Text: "5", Addressed: true, Message: "m1"})
		},
		"to the bot": func(e *erasing) { e.person(event.ChoicePicked{Choice: "bot"}) },
	} {
		t.Run(name, func(t *testing.T) {
			e := newErasing(t)
			play(e)
			e.person(event.Message{Text: canary + " er navnet", Addressed: true, Message: "m2", Files: []bot.File{file}})
			if !strings.Contains(e.w.Kept(), canary) {
				t.Fatal("nothing was kept")
			}
			e.person(event.MessageDeleted{Message: "m2"})
			if kept := e.w.Kept(); strings.Contains(kept, canary) {
				for line := range strings.Lines(kept) {
					if strings.Contains(line, canary) {
						t.Errorf("kept: %s", line)
					}
				}
			}
			for _, tell := range e.told() {
				if tell.Erased && tell.Notice.Data.Text != "" {
					t.Errorf("%+v", tell)
				}
			}
			if told := e.told(); name != "to the bot" && (told[len(told)-1].Notice.Type != notice.Deleted || told[len(told)-1].Notice.Data.Message != "m2") {
				t.Errorf("told last: %+v", told[len(told)-1])
			}
		})
	}
}

// A notice of what was removed before the other system took it is not told; what was
// edited is told with what it says now.
func TestNoticesOfMessages(t *testing.T) {
	e := newErasing(t)
	e.person(event.Message{Text: "først", Addressed: true, Message: "m1"})
	e.person(event.MessageEdited{Now: event.Message{Text: "siden", Addressed: true, Message: "m1"}})
	e.agent(event.Message{Text: "svar: hei", Message: "a1"})
	e.agent(event.MessageEdited{Now: event.Message{Text: "svar: hei på deg", Message: "a1"}})
	e.agent(event.MessageEdited{Now: event.Message{Text: "hei på deg", Message: "a1"}})
	var got []string
	for _, tell := range e.told() {
		d := tell.Notice.Data
		line := strings.TrimSpace(strings.Join([]string{string(tell.Notice.Type), d.From, d.Message, d.Text}, " "))
		if tell.Erased {
			line += " (erased)"
		}
		got = append(got, line)
	}
	want := []string{
		"case.opened", "case.claimed",
		"case.message person m1 (erased)", "case.message.edited person m1 siden",
		"case.message agent a1 (erased)", "case.message.edited agent a1 (erased)", "case.message.deleted agent a1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What comes too late to be shown is not quoted to anybody when it was removed meanwhile.
func TestUndeliveredOfWhatIsGone(t *testing.T) {
	e := newErasing(t)
	e.person(event.Message{Text: "kanarifugl", Addressed: true, Message: "m1"})
	say := bot.SendReply{To: bottest.DeskAddress(), ToDesk: true, AnyOwner: true, RelayOf: "m1", Reply: bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "kanarifugl"}}}}}}
	e.person(event.MessageDeleted{Message: "m1"})
	e.person(event.DeliveryFailed{Effect: say, Fault: event.FaultRejected})
	if strings.Contains(e.w.Kept(), "kanarifugl") {
		t.Error("it is kept")
	}
}

// A long message is relayed in parts; a change reaches all of them.
func TestLongMessagesAreChangedInAllParts(t *testing.T) {
	e := newErasing(t)
	desk := e.w.Adapters["desk"]
	first := len(desk.Shown)
	long := strings.Repeat("kanarifugl synger ", 400)
	e.person(event.Message{Text: long, Addressed: true, Message: "m1"})
	parts := desk.Shown[first:]
	if len(parts) < 3 {
		t.Fatalf("relayed in %d parts", len(parts))
	}
	texts := func() (list []string) {
		for _, s := range desk.Shown[first:] {
			list = append(list, strings.TrimSpace(bottest.Render(s.Reply)))
		}
		return list
	}
	e.person(event.MessageEdited{Now: event.Message{Text: "kort", Addressed: true, Message: "m1"}})
	if got := texts(); len(got) != len(parts) || !strings.HasSuffix(got[0], "kort") || got[1] != "(fjernet)" || got[len(got)-1] != "(fjernet)" {
		t.Errorf("after the edit: %q", got)
	}
	e.person(event.MessageEdited{Now: event.Message{Text: strings.Repeat("lang ", 3000), Addressed: true, Message: "m1"}})
	if got := texts(); len(got) <= len(parts) || strings.Contains(strings.Join(got, ""), "fjernet") {
		t.Errorf("after the second: %d parts", len(got))
	}
	e.person(event.MessageDeleted{Message: "m1"})
	for i, text := range texts() {
		if text != "Ola har slettet denne meldingen." {
			t.Errorf("part %d is %q", i, text)
		}
	}
}
