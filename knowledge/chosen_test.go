package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

// twoPacks returns a tree with a second built-in pack, which the first one refers to.
func twoPacks(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := soundTree(t)
	for name, file := range packWith(t, "name: volume\nfallback: annen-skriver\n").(Folder).FS.(fstest.MapFS) {
		tree["articles/volume/"+name] = file
	}
	edit{printerFile, "sources:\n  - id: book", "see_also: [annen-skriver, \"0xC0FFEE01\"]\nsources:\n  - id: book"}.apply(t, tree)
	return tree
}

func TestChoose(t *testing.T) {
	own := Folder{FS: fstest.MapFS{"uten-skriver.yaml": {Data: []byte("extends: uten-skriver\nkinds: [how-to]\n")}}, Name: "own"}
	all, err := load(twoPacks(t), []fs.FS{own})
	if err != nil {
		t.Fatal(err)
	}
	articles := func(b *Base) (ids []string) {
		for _, a := range b.Articles() {
			ids = append(ids, a.ID)
		}
		return ids
	}
	for _, c := range []struct {
		packs, articles, seeAlso []string
		fallback                 bool
	}{
		{nil, []string{"0xC0FFEE01", "uten-skriver", "annen-skriver"}, []string{"annen-skriver", "0xC0FFEE01"}, true},
		{[]string{"sample", "volume"}, []string{"0xC0FFEE01", "uten-skriver", "annen-skriver"}, []string{"annen-skriver", "0xC0FFEE01"}, true},
		{[]string{"sample"}, []string{"0xC0FFEE01", "uten-skriver"}, []string{"0xC0FFEE01"}, false},
		{[]string{"volume"}, []string{"annen-skriver"}, nil, true},
		{[]string{"own"}, nil, nil, false},
	} {
		b, err := all.Choose(c.packs)
		if err != nil {
			t.Fatal(err)
		}
		if got := articles(b); !slices.Equal(got, c.articles) {
			t.Errorf("%v: articles %v, want %v", c.packs, got, c.articles)
		}
		if a, ok := b.Article("uten-skriver"); ok && (!slices.Equal(a.SeeAlso, c.seeAlso) || !slices.Contains(a.Kinds, KindHowTo)) {
			t.Errorf("%v: see also %v and kinds %v, want %v", c.packs, a.SeeAlso, a.Kinds, c.seeAlso)
		}
		if _, ok := b.Fallback(Scope{}); ok != c.fallback {
			t.Errorf("%v: a fallback %v", c.packs, ok)
		}
	}
	if len(articles(all)) != 3 {
		t.Error("the whole was changed")
	}
	var unknown *UnknownPackError
	if _, err := all.Choose([]string{"sample", "volum"}); !errors.As(err, &unknown) || unknown.Name != "volum" || !slices.Equal(unknown.Known, []string{"sample", "volume", "own"}) {
		t.Errorf("an unknown name: %v", err)
	}
}
