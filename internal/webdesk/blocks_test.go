package webdesk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/internal/webdesk/signin"
)

// Agents see who is blocked, by whom, why and until when, and lift it.
func TestBlocks(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	bente := b.agent(signin.RoleAgent, "Bente Berg")
	bente.get("/desk/blocks").has(t, 200, "Ingen er sperret nå")
	b.says("Kari", "snakk med et menneske")
	bente.get("/desk/cases/1").has(t, 200, `<option value="720" selected>30 dager`, "Et år")
	for range 2 { // a double click
		bente.post("/desk/cases/1/block", form("key", "a", "text", "spam <b>", "for", "168"))
	}
	kept, err := b.store.Conversation(t.Context(), bot.BlocksRef())
	if err != nil || len(kept.Blocks) != 1 || kept.Blocks[0].Until.Sub(kept.Blocks[0].Since) != 7*24*time.Hour {
		t.Fatalf("%+v, %v", kept.Blocks, err)
	}
	bente.get("/desk/blocks").has(t, 200, "<strong>Kari</strong>", "Kari", "spam &lt;b&gt;", "Sperret av Bente Berg", `href="/desk/cases/1"`)
	before := b.chat.text()
	b.says("Kari", "0xC004F074")
	if got := b.chat.text(); got != before {
		t.Errorf("Kari is answered %q", strings.TrimPrefix(got, before))
	}
	for range 2 {
		if a := bente.post("/desk/blocks/1/lift", form("key", "b")); a.code != http.StatusSeeOther {
			t.Errorf("%d %s", a.code, a.body)
		}
	}
	bente.get("/desk/blocks?did=unblock").has(t, 200, "Ingen er sperret nå", "Sperringen er opphevet")
	b.says("Kari", "0xC004F074")
	if got := b.chat.text(); got == before {
		t.Error("Kari is not answered when the block is lifted")
	}
	bente.post("/desk/blocks/1/lift", form("key", "c")).has(t, 409, "gjelder ikke lenger")
	for _, path := range []string{"/desk/blocks/0/lift", "/desk/blocks/x/lift"} {
		bente.post(path, form()).has(t, 404)
	}
	stranger := b.browser()
	if a := stranger.get("/desk/blocks"); a.code != http.StatusSeeOther {
		t.Errorf("a stranger gets %d", a.code)
	}
	if a := stranger.post("/desk/blocks/1/lift", form()); a.code != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d", a.code)
	}
	if a := bente.post("/desk/blocks/1/lift", form("key", "d"), "Sec-Fetch-Site", "cross-site"); a.code != http.StatusForbidden {
		t.Errorf("another site gets %d", a.code)
	}
}
