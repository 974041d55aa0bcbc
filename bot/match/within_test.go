package match

import "testing"

// Words that only tell since when, and the place where a key was bought, do not hide what a text
// is about; a key of something else stays one.
func TestWordsAroundProblem(t *testing.T) {
	m := newMatcher(t)
	for _, c := range []struct{ text, want string }{
		{"my windows is asking me to activate since yesterday", "aktivere-windows"},
		{"windows is asking me to activate since yesterday", "aktivere-windows"},
		{"siden i går står det at windows ikke er aktivert", "aktivere-windows"},
		{"sidan i går seier windows at det ikkje er aktivert", "aktivere-windows"},
		{"jeg ble svindlet, kjøpte nøkkel på ebay og den er blokkert", "0xC004C003"},
		{"eg vart svindla, kjøpte nøkkel på ebay og han er blokkert", "0xC004C003"},
		{"i got scammed, bought a key on ebay and it is blocked", "0xC004C003"},
		{"nøkkelen til bilen er blokkert hos forhandleren", ""},
		{"the shop gave me the wrong key for my bike", ""},
		{"kjøpte en mobil på ebay og den er blokkert", ""},
		{"my printer is asking me to update since yesterday", ""},
	} {
		r := m.Match(c.text, Scope{})
		got := ""
		if r.Decision == Answer {
			got = r.Entries[0]
		}
		if got != c.want {
			t.Errorf("%q: %s %v; want %q", c.text, r.Decision, r.Entries, c.want)
		}
	}
}
