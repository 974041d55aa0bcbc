package knowledge

import "testing"

// What answers a code is known before it is read, as it is afterwards.
func TestHolders(t *testing.T) {
	now, err := loadNow(embedded)
	if err != nil {
		t.Fatal(err)
	}
	later, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	in := Scope{Audience: ForConsumers}
	for _, c := range later.Codes() {
		articles, holders := now.ByCode(c), later.Holders(c)
		if len(holders) != len(articles) {
			t.Fatalf("%s: %d articles answer it before they are read, want %d", c, len(holders), len(articles))
		}
		for i, a := range articles {
			h := holders[i]
			if h.ID != a.ID || h.Audience != now.AudienceOf(a) || h.Beside != (now.Subject(a) != nil) || later.HolderInScope(h, in) != now.InScope(a, in) {
				t.Errorf("%s: before %s is read it is known as %+v", c, a.ID, h)
			}
		}
	}
	read := func() (n int) {
		for _, a := range later.articles {
			if len(a.Title) > 0 {
				n++
			}
		}
		return n
	}
	if read() > 0 {
		t.Errorf("%d articles were read to know what codes lead to", read())
	}
	h := later.Holders(0xC004F213)[0]
	if !later.HolderInScope(h, Scope{Windows: []string{"10"}}) || later.HolderInScope(h, Scope{Windows: []string{"none"}}) || read() != 1 {
		t.Errorf("%s is in the wrong scopes; %d articles were read, want 1", h.ID, read())
	}
}
