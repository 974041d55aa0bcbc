package app

import (
	"slices"
	"strings"
	"testing"
)

// An agent sees under the answer that it was sent on, and is asked about what is written in
// another way than an answer; who claims is notified, so that the thread is followed.
func TestHandoffShowsWhatWasSent(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.claimed()
		sent := h.desk.writes("Bente", card.id, "svar: prøv1 dette")
		h.sees(h.persons, "prøv1 dette")
		eventually(h.T, "the answer is marked", func() bool { return slices.Contains(h.desk.marks(), sent) })
		h.desk.writes("Bente", card.id, "svar Hei2 Kari")
		h.sees(h.desk, "Skulle det til Kari?")
		h.desk.edits(h.desk.writes("Bente", card.id, "svr: Hei3 Kari"), "svar: Hei3 Kari")
		h.sees(h.persons, "Hei3 Kari")
		if shown := h.persons.shown(); slices.ContainsFunc(shown, func(m message) bool { return strings.Contains(m.now, "Hei2") }) {
			h.Error("the person was shown what was no answer")
		}
		claimed := h.sees(h.desk, "Bente har tatt saken.")
		mention := `"type":"user","user_id":"UBente"`
		if h.desk == platform(h.discord) {
			mention = `"content":"\u003c@`
		}
		if body := h.slack.encoded(claimed.body); !strings.Contains(body, mention) {
			h.Errorf("nobody is notified by %s", body)
		}
		h.p.end()
	})
}
