package app

import (
	"slices"
	"strings"
	"testing"
)

// What is bold, in italics or code is so on the other platform, both ways, and emoji and names
// are what people see.
func TestHandoffKeepsFormatting(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		// written is the same in what people type, and shown in what the bot sends.
		type markup struct{ written, shown []string }
		slack := markup{[]string{"*fet%*", "_skrå%_", "`slmgr /dlv`", "```linje%```"}, []string{`"style":{"bold":true},"text":"fet%"`, `"style":{"italic":true},"text":"skrå%"`, `"style":{"code":true},"text":"slmgr /dlv"`, `"text":"linje%"`}}
		discord := markup{[]string{"**fet%**", "*skrå%*", "`slmgr /dlv`", "```cmd\nlinje%\n```"}, []string{`**fet%**`, `*skrå%*`, "`slmgr /dlv`", "```\\nlinje%\\n```"}}
		persons, desk := slack, discord
		if h.persons == platform(h.discord) {
			persons, desk = discord, slack
		}
		with := func(list []string, sign string) []string {
			all := slices.Clone(list)
			for i := range all {
				all[i] = strings.ReplaceAll(all[i], "%", sign)
			}
			return all
		}
		shows := func(p platform, want []string) {
			h.Helper()
			for _, m := range p.shown() {
				body := h.slack.encoded(m.body)
				if strings.Contains(body, "linje") && !slices.ContainsFunc(want, func(s string) bool { return !strings.Contains(body, s) }) {
					return
				}
			}
			h.Errorf("nothing shows %q", want)
		}
		card := h.claimed()
		h.persons.says("Kari", "prøvde "+strings.Join(with(persons.written, "1"), " ")+" :tada:")
		h.sees(h.desk, "linje1")
		h.sees(h.desk, "🎉")
		shows(h.desk, with(desk.shown, "1"))
		h.desk.writes("Bente", card.id, "svar: kjør "+strings.Join(with(desk.written, "2"), " "))
		h.sees(h.persons, "linje2")
		shows(h.persons, with(persons.shown, "2"))
		h.p.end()
	})
}
