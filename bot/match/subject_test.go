package match

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aktivering/knowledge"
)

func newMatcherWithVPN(t testing.TB) *Matcher {
	t.Helper()
	kb, err := knowledge.Load(knowledge.Folder{FS: os.DirFS("testdata/vpn"), Name: "vpn"})
	if err != nil {
		t.Fatal(err)
	}
	return New(kb)
}

// A pack about something else is answered when it is asked about.
func TestSubject(t *testing.T) {
	m := newMatcherWithVPN(t)
	for _, c := range []struct {
		text     string
		decision Decision
		first    string
	}{
		{"Får ikke koblet til VPN", Answer, "vpn-kobler-ikke"},
		{"vpn-en kobler ikke til hjemmefra", Answer, "vpn-kobler-ikke"},
		{"VPN-klienten min mister tilkoblingen hele tiden", Answer, "vpn-kobler-ikke"},
		{"AnyConnect henger på tilkobling", Answer, "vpn-kobler-ikke"},
		{"eg får ikkje kopla til VPN heimanfrå", Answer, "vpn-kobler-ikke"},
		{"my VPN keeps dropping", Answer, "vpn-kobler-ikke"},
		{"Hei! Jeg sitter på hjemmekontor. VPN virker ikke.", Answer, "vpn-kobler-ikke"},
		{"0x800B0109", Answer, "vpn-kobler-ikke"},
		{"hvordan setter jeg opp vpn?", Answer, "vpn-sette-opp"},
		{"Hvordan kobler jeg til hjemmekontorets VPN?", Answer, "vpn-sette-opp"},
		{"korleis set eg opp VPN på den nye PC-en?", Answer, "vpn-sette-opp"},
		{"how do I set up VPN?", Answer, "vpn-sette-opp"},
		{"VPN godtar ikke passordet", Answer, "vpn-passord"},
		{"the vpn does not accept my password", Answer, "vpn-passord"},
		// It is not asked about.
		{"får ikke koblet til skriveren", None, ""},
		{"passordet mitt virker ikke", None, ""},
		{"hvordan kobler jeg til wifi?", None, ""},
		{"VPN", None, ""},
		{"hvem har ansvaret for VPN-avtalen vår?", None, ""},
		// It is only mentioned.
		{"Jeg har hjemmekontor uten VPN, og jobbmaskinen vil ikke aktiveres", Answer, "0x8007232B"},
		{"Må VPN stå på for at firmaets PC skal få aktivert Windows?", Answer, "hjemmekontor"},
		{"VPN virker ikke, og 0xC004F213 kommer opp", Answer, "0xC004F213"},
		{"får ikke koblet til VPN, kan jeg snakke med et menneske?", Human, ""},
	} {
		r := m.Match(c.text, Scope{})
		if r.Decision != c.decision || c.first != "" && (len(r.Entries) == 0 || r.Entries[0] != c.first) {
			t.Errorf("%q: %s %v (%.2f), want %s %s", c.text, r.Decision, r.Entries, r.Confidence, c.decision, c.first)
		}
	}
	if r := m.Match("får ikke koblet til VPN på hotellnettet", Scope{}); r.Facts["vpn_network"] != "public" {
		t.Errorf("facts %v", r.Facts)
	}
	if r := m.Match("får ikke koblet til VPN", Scope{Packs: []string{"consumer"}}); r.Decision != None {
		t.Errorf("out of the scope: %s %v", r.Decision, r.Entries)
	}
}

// What is not about the subject of a pack is understood as without the pack.
func TestSubjectChangesNothingElse(t *testing.T) {
	with, without := newMatcherWithVPN(t), newMatcher(t)
	for _, file := range []string{"testdata/tuned.tsv", "testdata/heldback.tsv"} {
		var before, after float64
		changed := 0
		for _, q := range readQueries(t, file) {
			a, b := without.Match(q.text, Scope{}), with.Match(q.text, Scope{})
			before, after = before+points(without, a, q.labels), after+points(with, b, q.labels)
			if reflect.DeepEqual(a, b) {
				continue
			}
			changed++
			if len(b.Entries) == 0 || !strings.HasPrefix(b.Entries[0], "vpn-") {
				t.Errorf("a text that is not about the subject is read otherwise: %v, before %v", b.Entries, a.Entries)
			}
			if !slices.Contains(q.labels, "none") {
				t.Errorf("a text about activation is taken for one about the subject: %v, before %v", b.Entries, a.Entries)
			}
		}
		t.Logf("%s: %.1f points without the pack, %.1f with it, %d texts understood otherwise", file, before, after, changed)
	}
}
