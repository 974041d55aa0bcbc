package desk_test

import (
	"maps"
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// Each command and each reason of the language data is one that an agent has, and each of
// these has words.
func TestDeskWords(t *testing.T) {
	words := bottest.Manager(t).Knowledge.Language().Desk
	acts := []bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActReopen,
		bot.ActAssign, bot.ActUrgent, bot.ActNormal,
		bot.ActAnswer, bot.ActNote, bot.ActArticle, bot.ActCanned, bot.ActShow, bot.ActHelp, bot.ActProblem, bot.ActSolved,
		bot.ActBlocks, bot.ActUnblock,
	}
	known := slices.Compact(slices.Sorted(maps.Values(words.Commands)))
	for _, id := range known {
		if !slices.Contains(acts, bot.Action(id)) {
			t.Errorf("the command %q is no action", id)
		}
	}
	for _, act := range acts {
		if !slices.Contains(known, string(act)) {
			t.Errorf("no word stands for %q", act)
		}
	}
	reasons := []bot.Closing{bot.ClosedByArticle, bot.ClosedByAgent, bot.ClosedDuplicate, bot.ClosedNotOurs, bot.ClosedNoAnswer}
	for i, c := range words.Closings {
		if i >= len(reasons) || bot.Closing(c.ID) != reasons[i] {
			t.Errorf("closing %d is %q, want one of %v in this order", i, c.ID, reasons)
		}
	}
}

// What may have been meant as a command is asked about, and a note is not sent to the person
// where everything else is.
func TestUnclearCommands(t *testing.T) {
	m := bottest.Manager(t)
	for text, want := range map[string]struct{ internal, open string }{
		"svar Hei Kari":                 {"svar", ""},
		"svr: Hei":                      {"svr:", ""},
		"savr: Hei":                     {"savr:", ""},
		"Svar – Hei":                    {"Svar", ""},
		"svar - hei":                    {"svar", ""},
		"notat hun er sur":              {"notat", "notat"},
		"ntoat: hun er sur":             {"ntoat:", "ntoat:"},
		"lukk":                          {"lukk", ""},
		"uttsett: mandag":               {"uttsett:", ""},
		"Løst: ny nøkkel":               {"Løst:", ""},
		"ikke vårt: hos Office":         {"ikke vårt:", ""},
		"løst i går: ny nøkkel":         {},
		"artikkel: KMS":                 {},
		"svar: hei":                     {},
		"hei":                           {},
		"ta kontakt med ham":            {},
		"hei: dette er et notat":        {},
		"jeg spør: har hun ny PC?":      {},
		"https://a.test/x":              {},
		"kl 10: møte":                   {},
		"Kunden har svar på dette: nei": {},
	} {
		for _, open := range []bool{false, true} {
			a, _ := m.ReadAction(&bot.Desk{RepliesPublic: open}, event.Inbound{Event: event.Message{Text: text}})
			asked := want.internal
			if open {
				asked = want.open
			}
			if a.Unclear != asked || asked != "" && a.Act != bot.ActNote {
				t.Errorf("%q, replies public %t: %s, asked about %q, want %q", text, open, a.Act, a.Unclear, asked)
			}
		}
	}
}

func TestCommands(t *testing.T) {
	m := bottest.Manager(t)
	for _, test := range []struct {
		text string
		want event.AgentAction
	}{
		{"svar: hei", event.AgentAction{Act: bot.ActAnswer, Text: "hei"}},
		{"ANSWER : hi", event.AgentAction{Act: bot.ActAnswer, Text: "hi"}},
		{"!ta", event.AgentAction{Act: bot.ActClaim}},
		{"ta saka:", event.AgentAction{Act: bot.ActClaim}},
		{"overfor: Kari", event.AgentAction{Act: bot.ActAssign, Text: "Kari"}},
		{"overfør:", event.AgentAction{Act: bot.ActTransfer}},
		{"tildel: @Ola Nordmann", event.AgentAction{Act: bot.ActAssign, Text: "@Ola Nordmann"}},
		{"assign to: Ola", event.AgentAction{Act: bot.ActAssign, Text: "Ola"}},
		{"haster:", event.AgentAction{Act: bot.ActUrgent}},
		{"Hastar: ho har møte", event.AgentAction{Act: bot.ActUrgent, Text: "ho har møte"}},
		{"not urgent:", event.AgentAction{Act: bot.ActNormal}},
		{"gjenåpne:", event.AgentAction{Act: bot.ActReopen}},
		{"gjenapne:", event.AgentAction{Act: bot.ActReopen}},
		{"til boten:", event.AgentAction{Act: bot.ActReturn}},
		{"kode: 0xC004F213", event.AgentAction{Act: bot.ActArticle, Text: "0xC004F213"}},
		{"hei: dette er et notat", event.AgentAction{Act: bot.ActNote, Text: "hei: dette er et notat"}},
		{"utsett: 30m", event.AgentAction{Act: bot.ActSnooze, Text: "30m"}},
		{"snooze: 2 Days", event.AgentAction{Act: bot.ActSnooze, Text: "2 Days"}},
		{"utset: 3 timar", event.AgentAction{Act: bot.ActSnooze, Text: "3 timar"}},
		{"vent: 4", event.AgentAction{Act: bot.ActSnooze, Text: "4"}},
		{"vent: litt", event.AgentAction{Act: bot.ActSnooze, Text: "litt"}},
		{"lukk: Løst, han fant nøkkelen", event.AgentAction{Act: bot.ActClose, Text: "han fant nøkkelen", Closing: bot.ClosedByAgent}},
		{"close: not ours", event.AgentAction{Act: bot.ActClose, Closing: bot.ClosedNotOurs}},
		{"lukk: ferdig", event.AgentAction{Act: bot.ActClose, Text: "ferdig"}},
	} {
		got, ok := m.ReadAction(&bot.Desk{}, event.Inbound{Event: event.Message{Text: test.text}})
		if got.Agent, got.Message = (bot.Agent{}), ""; !ok || got.Act != test.want.Act || got.Text != test.want.Text || got.Closing != test.want.Closing {
			t.Errorf("%q: %+v, want %+v", test.text, got, test.want)
		}
	}
}
