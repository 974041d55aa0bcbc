package storetest

import (
	"fmt"
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// EarlierCases fails unless the cases of a database of an earlier version are listed with all
// that there is to know of them, and found by what was said in them.
func EarlierCases(t *testing.T, s store.Store) {
	t.Helper()
	cases := list(t, s, caselist.Filter{}, 0)
	var got []string
	for _, c := range cases {
		got = append(got, fmt.Sprint(c.Number, c.State, c.Name, c.Language, c.Codes, c.Article, c.Agent.ID, c.Agent.Name, c.Ref.Address.Platform, c.Thread.Channel))
		if c.OpenedAt.IsZero() || c.OpenedAt.After(c.QueuedAt) || c.LastPersonAt.IsZero() || c.LastAgentAt.IsZero() != (c.Agent.ID == "") || !c.ClosedAt.IsZero() {
			t.Errorf("the times of case %d are %+v", c.Number, c)
		}
	}
	want := []string{
		fmt.Sprint(2, bot.CaseQueued, "Ola", "nb", []knowledge.Code{0xC004C003}, "0xC004C003", "", "", "discord", "CDESK"),
		fmt.Sprint(1, bot.CaseClaimed, "Kari", "nb", []knowledge.Code{0xC004F213}, "0xC004F213", "UBente", "Bente", "discord", "CDESK"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("the cases are\n%q, want\n%q", got, want)
	}
	for query, want := range map[string][]int{"ord1": {1}, "svar1": {1}, "0xC004C003": {2}, "kari": {1}, "menneske": {2, 1}, "2": {2}, "prøver": nil} {
		finds(t, s, query, want...)
	}
	for _, f := range []caselist.Filter{{Agent: "UBente"}, {Code: 0xC004F213}, {Article: "0xC004F213"}, {Platform: "discord", States: []bot.CaseState{bot.CaseClaimed}}} {
		if got := numbersOf(list(t, s, f, 0)); !slices.Equal(got, []int{1}) {
			t.Errorf("%+v lists %v", f, got)
		}
	}
}
