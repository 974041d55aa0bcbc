package knowledge

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"
)

// pack returns the sample pack's printer article in a pack with these settings.
func packWith(t *testing.T, settings string) fs.FS {
	t.Helper()
	article := soundPack(t)["uten-skriver.yaml"]
	pack := fstest.MapFS{"pack.yaml": {Data: []byte(settings)}, "annen-skriver.yaml": article}
	edit{"annen-skriver.yaml", "id: uten-skriver", "id: annen-skriver"}.apply(t, pack)
	edit{"annen-skriver.yaml", "[skriveren er borte]", "[skriveren lager støy]"}.apply(t, pack)
	edit{"annen-skriver.yaml", "[skrivaren er borte]", "[skrivaren lagar støy]"}.apply(t, pack)
	edit{"annen-skriver.yaml", "[the printer is gone]", "[the printer is noisy]"}.apply(t, pack)
	return Folder{FS: pack, Name: "packs/own"}
}

func TestPackSettings(t *testing.T) {
	tree := soundTree(t)
	edit{sharedFile, "title:", "name: sample\naudience: consumer\nread: 2026-11-01\nfallback: uten-skriver\nfind_key: uten-skriver\nexample: \"0xC0FFEE01\"\ntitle:"}.apply(t, tree)
	edit{sharedFile, "    read: 2026-11-22\n", ""}.apply(t, tree)
	own := packWith(t, "name: volume\naudience: administrator\nfallback: annen-skriver\nexample: \"0xC0FFEE02\"\n")
	b, err := load(tree, []fs.FS{own})
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := b.Document("handbook"); !d.Read.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the document was read on %s, want the day of the pack", d.Read)
	}
	if a, _ := b.Article("annen-skriver"); a.Pack != "volume" {
		t.Errorf("the article is of the pack %q, want volume", a.Pack)
	}
	for _, test := range []struct {
		name              string
		in                Scope
		fallback, findKey string
		example           Code
	}{
		{"a pack of one's own goes first", Scope{}, "annen-skriver", "uten-skriver", 0xC0FFEE02},
		{"of an audience", Scope{Audience: ForConsumers}, "uten-skriver", "uten-skriver", 0xC0FFEE01},
		{"of a pack", Scope{Packs: []string{"volume"}}, "annen-skriver", "", 0xC0FFEE02},
		{"of no pack", Scope{Packs: []string{"other"}}, "", "", 0},
	} {
		id := func(a *Article, ok bool) string {
			if !ok {
				return ""
			}
			return a.ID
		}
		if got := id(b.Fallback(test.in)); got != test.fallback {
			t.Errorf("%s: fallback %q, want %q", test.name, got, test.fallback)
		}
		if got := id(b.FindKey(test.in)); got != test.findKey {
			t.Errorf("%s: find_key %q, want %q", test.name, got, test.findKey)
		}
		if got := b.Example(test.in); got != test.example {
			t.Errorf("%s: example %s, want %s", test.name, got, test.example)
		}
	}
	for id, want := range map[string]bool{"uten-skriver": true, "annen-skriver": true, "0xC0FFEE01": false, "": false} {
		if b.IsFallback(id) != want {
			t.Errorf("IsFallback(%q) is %t", id, !want)
		}
	}
}

func TestInScope(t *testing.T) {
	tree := soundTree(t)
	edit{sharedFile, "title:", "name: sample\naudience: consumer\ntitle:"}.apply(t, tree)
	b, err := load(tree, []fs.FS{packWith(t, "name: everybody\n")})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		in                    Scope
		clock, printer, other bool // for Windows 11 and 10, for 11, and in the pack for everybody
	}{
		{Scope{}, true, true, true},
		{Scope{Packs: []string{"sample"}}, true, true, false},
		{Scope{Packs: []string{"everybody", "sample"}}, true, true, true},
		{Scope{Audience: ForConsumers}, true, true, true},
		{Scope{Audience: ForAdministrators}, false, false, true},
		{Scope{Windows: []string{"10"}}, true, false, false},
		{Scope{Windows: []string{"10", "11"}, Audience: ForConsumers, Packs: []string{"sample"}}, true, true, false},
		{Scope{Windows: []string{"7"}}, false, false, false},
	} {
		for id, want := range map[string]bool{"0xC0FFEE01": test.clock, "uten-skriver": test.printer, "annen-skriver": test.other} {
			if a, _ := b.Article(id); b.InScope(a, test.in) != want {
				t.Errorf("InScope(%s, %+v) is %t", id, test.in, !want)
			}
		}
	}
}
